"""What families tell of themselves in their own words, and what only looks like it."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.turn import Child
from handlers.words import told
from handlers.words.told import One

TODAY = date(2026, 11, 23)
AMA, DEDEK = Child(1, "Ama", date(2023, 11, 1)), Child(2, "Dedek", date(2026, 6, 1))
BOTH = (AMA, DEDEK)
THREE, FIVE = date(2023, 11, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "children"),
    [
        ("anak saya 2: Ama 3 tahun, Dedek 5 bulan", (One("Ama", THREE), One("Dedek", FIVE))),
        ("anak saya 2 ama umur 3 tahun dan dedek 5 bulan", (One("Ama", THREE), One("Dedek", FIVE))),
        ("anak saya Ama umur 3 tahun", (One("Ama", THREE),)),
        ("anak saya namanya Ama, umurnya 3 thn", (One("Ama", THREE),)),
        ("tambah anak dedek 5 bulan", (One("Dedek", FIVE),)),
        ("tambahkan anak saya Dedek lahir juni 2026", (One("Dedek", FIVE),)),
        ("catat anak saya umur 3 tahun", (One("", THREE),)),
        ("Siti Aisyah 3 tahun", (One("Siti Aisyah", THREE),)),
    ],
)
def test_children_are_read_from_a_message_that_tells_only_them(text: str, children: tuple[One, ...]) -> None:
    assert told.listed(text, TODAY) == children


@pytest.mark.parametrize(
    "text",
    [
        "anak saya demam umur 2 tahun",
        "anak saya 3 tahun susah makan",
        "anak saya 3 tahun",
        "Anak saya belum bisa jalan umur 18 bulan",
        "bansos saya belum cair 3 bulan",
        "Anak susah tidur umur 3 tahun",
        "anak saya ama umur 3 tahun",
        "sudah 3 bulan",
        "",
    ],
)
def test_a_question_or_a_complaint_tells_no_child(text: str) -> None:
    assert told.listed(text, TODAY) == ()


def test_who_was_asked_may_tell_in_small_letters() -> None:
    assert told.listed("ama 3 tahun", TODAY, freely=True) == (One("Ama", THREE),)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("anak saya sekarang 2", 2),
        ("anak saya sudah tiga bu", 3),
        ("saya punya anak 2 orang", 2),
        ("anak saya 2 tahun", None),
        ("anak saya 2 susah makan semua", None),
    ],
)
def test_how_many_children_is_heard_when_nothing_else_is_told(text: str, number: int | None) -> None:
    assert told.count(text) == number


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Ama sudah tidak tinggal sama saya", "moved"),
        ("ama sudah nikah", "moved"),
        ("hapus Ama", "mistake"),
        ("hapus data anak saya Ama", "mistake"),
        ("Ama tidak mau makan", None),
        ("hapus data saya", None),
    ],
)
def test_a_child_that_is_not_to_be_spoken_of_any_more(text: str, why: str | None) -> None:
    assert told.gone(text, BOTH) == (None if why is None else (AMA, why))


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("Ama sudah 4 tahun", One("Ama", date(2022, 11, 1))),
        ("umur ama 4 tahun", One("Ama", date(2022, 11, 1))),
        ("salah bu, ama umurnya 4 tahun", One("Ama", date(2022, 11, 1))),
        ("Ama lahir bulan maret 2023", One("Ama", date(2023, 3, 1))),
        ("ganti nama Ama jadi Rama", One("Rama", THREE)),
        ("nama anak saya bukan Ama tapi Rama", One("Rama", THREE)),
        ("Ama 4 tahun belum bisa bicara", None),
        ("Ama demam 3 hari", None),
    ],
)
def test_a_child_is_put_right(text: str, corrected: One | None) -> None:
    assert told.amended(text, BOTH, TODAY) == (None if corrected is None else (AMA, corrected))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("nama saya Siti", ("", "Siti")),
        ("panggil saya bu siti", ("ibu", "Siti")),
        ("panggil saya bapak saja", ("bapak", "")),
        ("saya biasa dipanggil pak Rahmat", ("bapak", "Rahmat")),
        ("ganti nama saya jadi Nurhayati", ("", "Nurhayati")),
        ("jangan panggil bu, saya laki-laki", ("bapak", "")),
        ("nama saya hilang dari daftar", None),
        ("nama saya tidak ada di dtsen", None),
        ("nama saya dicoret", None),
        ("nama saya siapa", None),
        ("saya bapak tiga anak", None),
    ],
)
def test_how_somebody_wants_to_be_called(text: str, who: tuple[str, str] | None) -> None:
    assert told.myself(text) == who


def test_a_birth_and_a_wish_to_see_the_children() -> None:
    assert told.birth("alhamdulillah saya baru melahirkan bu")
    assert not told.birth("saya baru melahirkan dan pendarahan")
    assert told.asks_list("data anak saya")
    assert not told.asks_list("data anak saya salah di sekolah")
