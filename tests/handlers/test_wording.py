"""Tables of what families write, and what kind of words they are."""

from __future__ import annotations

import pytest

from handlers.talk import opening
from handlers.words import wording


@pytest.mark.parametrize("text", ["eh bukan", "salah bu", "maksudnya jelutung", "harusnya 3 bulan", "ralat"])
def test_words_that_take_something_back(text: str) -> None:
    assert wording.corrects(text)


@pytest.mark.parametrize("text", ["di jelutung", "bulan lalu", "tehnya habis"])
def test_words_that_take_nothing_back(text: str) -> None:
    assert not wording.corrects(text)


@pytest.mark.parametrize(
    "text",
    [
        "padahal tetangga dapat",
        "katanya buat admin",
        "tiap pencairan",
        "dak ado duit",
        "butuh kursi roda",
        "kalu ujan basah",
    ],
)
def test_words_that_tell_on(text: str) -> None:
    assert wording.goes_on(text)


@pytest.mark.parametrize("text", ["lorong kenanga", "bu siti", "di pudak", "tetangga sebelah", "bantuan beras"])
def test_words_that_name_something(text: str) -> None:
    assert not wording.goes_on(text)
    assert not wording.describes(text)


@pytest.mark.parametrize("text", ["orangnya galak", "emaknyo lari", "istri bisa masak", "bapak sy sakit"])
def test_words_that_describe(text: str) -> None:
    assert wording.describes(text)


@pytest.mark.parametrize(
    "text", ["di desa pudak", "saya di kelurahan legok", "rt 03 dusun sungai bertam", "lorong kenanga", "Jl. Sudirman"]
)
def test_a_place_that_calls_itself_one(text: str) -> None:
    assert wording.spot(text)


@pytest.mark.parametrize(
    "text", ["orangnya dari desa", "desa mana?", "jalan rusak tidak dibenahi", "pudak", "dipotong di desa"]
)
def test_what_is_no_place_by_its_own_words(text: str) -> None:
    assert not wording.spot(text)


@pytest.mark.parametrize(
    "text", ["buat apa", "kenapa emang", "emang kenapa nanya2 gitu", "knp harus tau", "untuk apa datanya?"]
)
def test_what_is_our_question_for(text: str) -> None:
    assert wording.why(text)


@pytest.mark.parametrize("text", ["kenapa bansos saya tidak cair", "kenapa anak saya nangis terus", "buat anak"])
def test_a_question_of_their_own(text: str) -> None:
    assert not wording.why(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mau tanya", "ask"),
        ("kak mau nanya dong", "ask"),
        ("Selamat pagi, boleh tanya bu?", "ask"),
        ("eh tanya dulu deh", "ask"),
        ("permisi pak mau lapor", "report"),
        ("min mau ngadu", "report"),
        ("kak boleh curhat", "tell"),
        ("aku mau cerita", "tell"),
        ("tapi jangan bilang siapa2 ya", "secret"),
        ("jgn kasih tau mama", "secret"),
        ("mau tanya soal pkh", ""),
        ("mau lapor pungli", ""),
        ("pagi bu", ""),
        ("", ""),
    ],
)
def test_a_wish_with_nothing_told_yet(text: str, meant: str) -> None:
    assert opening.wish(text) == meant
