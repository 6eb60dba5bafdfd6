"""Whose death the words tell: a lost child is heard, everybody else's death and every fear is not."""

from __future__ import annotations

import pytest

from handlers.family.bereaved import Heard, heard
from handlers.turn import Child

AMA, DEDEK = Child(1, "Ama"), Child(2, "Dedek")
BOTH = (AMA, DEDEK)


@pytest.mark.parametrize(
    "text",
    [
        "anak saya meninggal bu",
        "bu anak saya sudah meninggal dunia",
        "Innalillahi, anak sy meninggal td malam",
        "meninggal anak kami pak",
        "bayi saya tidak tertolong",
        "anakku sudah tiada",
        "anak saya meninggal, jangan kirim tips lagi",
        "anak saya meninggal apa yang harus saya lakukan?",
        "bayi kami lahir mati kemarin",
        "anak kedua saya wafat di rumah sakit",
        "cucu saya meninggal",
        "budak sayo la meninggal",
        "si kecil sudah berpulang",
        "adeknya meninggal kemarin",
    ],
)
def test_the_loss_of_a_child_is_heard(text: str) -> None:
    found = heard(text, BOTH)
    assert found is not None
    assert found.child is None


@pytest.mark.parametrize(
    "text",
    ["Ama meninggal bu", "anak saya ama sudah meninggal", "meninggal anak saya Ama", "dedek sudah berpulang td pagi"],
)
def test_the_child_that_is_named_is_the_one(text: str) -> None:
    found = heard(text, BOTH)
    assert found is not None
    assert found.child == (DEDEK if "dedek" in text else AMA)


@pytest.mark.parametrize("text", ["saya keguguran bu", "istri saya keguguran", "kandungan saya gugur"])
def test_a_child_that_was_never_born_is_a_loss(text: str) -> None:
    assert heard(text, ()) == Heard(unborn=True)


@pytest.mark.parametrize(
    "text",
    [
        "ayahnya sudah meninggal",
        "suami saya meninggal anak saya 2",
        "orang tua anak itu meninggal",
        "anak saya sedih karena neneknya meninggal",
        "anak saya yatim, bapaknya meninggal",
        "bapak anak saya meninggal",
        "anak saya ditinggal meninggal ayahnya",
        "anak tetangga meninggal",
        "takut anak saya meninggal",
        "kalau anak saya meninggal bagaimana",
        "anak saya hampir meninggal kemarin",
        "anak saya tidak meninggal",
        "anak saya belum meninggal, salah tulis",
        "apakah bayi bisa meninggal karena demam",
        "anak saya meninggalkan rumah",
        "kucing anak saya meninggal",
        "ibunya Ama meninggal",
        "adek saya meninggal",
        "takut keguguran bu",
        "kakak saya keguguran",
        "apa tanda keguguran",
        "pernah keguguran, sekarang hamil lagi",
        "gimana bilang ke anak kalau kakeknya meninggal",
        "anak saya susah makan",
        "nenek meninggal, anak saya nangis terus",
    ],
)
def test_anybody_elses_death_and_every_fear_is_none(text: str) -> None:
    assert heard(text, BOTH) is None


def test_a_loss_of_years_ago_is_told_apart() -> None:
    found = heard("anak pertama saya meninggal 3 tahun lalu", BOTH)
    assert found is not None
    assert found.long_ago
