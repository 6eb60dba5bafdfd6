"""Which child is a year older now: by name, by its place among the others, or because it is the only one."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.turn import Child
from handlers.words.birthdays import turned

TODAY = date(2026, 11, 21)
AMA, DEDEK = Child(1, "Ama", date(2023, 12, 1)), Child(2, "Dedek", date(2026, 6, 1))
BOTH = (DEDEK, AMA)


@pytest.mark.parametrize(
    ("text", "child", "born"),
    [
        ("anak sy sekarang yg besar ulang tahun, jadi 3 tahun", AMA, date(2023, 11, 1)),
        ("yang besar ultah hari ini genap 3 thn", AMA, date(2023, 11, 1)),
        ("Ama ulang tahun ke 3 tahun", AMA, date(2023, 11, 1)),
        ("dedek ultah, udah 1 tahun", DEDEK, date(2025, 11, 1)),
        ("anak saya yang kecil sekarang sudah 1 tahun", DEDEK, date(2025, 11, 1)),
        ("anak kedua saya ultah yang ke 1 tahun", DEDEK, date(2025, 11, 1)),
    ],
)
def test_the_child_that_is_meant_is_told_by_its_name_or_its_place(text: str, child: Child, born: date) -> None:
    found = turned(text, BOTH, TODAY)
    assert found is not None
    assert (found[0], found[1].name, found[1].born) == (child, child.name, born)


def test_an_age_that_is_kept_already_leaves_the_month_of_birth_alone() -> None:
    known = Child(1, "Ama", date(2023, 3, 1))
    found = turned("Ama ulang tahun jadi 3 tahun", (known,), TODAY)
    assert found is not None
    assert found[1].born == date(2023, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "anak tetangga ulang tahun 3 tahun",
        "anak saya ulang tahun, jadi 3 tahun",  # which of the two?
        "anak yang besar demam sejak ulang tahun",
        "yang besar umur 3 tahun susah makan",
        "bpjs saya mati sudah 2 tahun",
        "anak saya yang besar belum dapat bantuan selama 2 tahun dan sekarang sekolahnya juga dihentikan guru",
    ],
)
def test_anything_else_changes_nobody(text: str) -> None:
    assert turned(text, BOTH, TODAY) is None


def test_an_only_child_is_the_one_that_is_meant() -> None:
    assert turned("anak saya ulang tahun hari ini, 3 tahun", (AMA,), TODAY) is not None
    assert turned("sudah 2 tahun bansos tidak cair", (AMA,), TODAY) is None
    assert turned("anak saya sudah 2 tahun tidak dapat pkh", (AMA,), TODAY) is None
