"""Which words are about a second phone, and that a story is never taken for a wish."""

from __future__ import annotations

import pytest

from handlers.family import link_words as words


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("sambungkan HP lain", words.JOIN),
        ("saya mau sambungkan hp suami saya", words.JOIN),
        ("hp suami saya mau disambung", words.JOIN),
        ("nyambungin hp bini dong", words.JOIN),
        ("sambung hp suami 0812-3456-7890", words.JOIN),
        ("lepas hp itu", words.LEAVE),
        ("putuskan sambungan hp suami", words.LEAVE),
        ("saya tidak mau tersambung lagi", words.LEAVE),
        ("tidak jadi disambung", words.STOP),
        ("jangan disambung dulu", words.STOP),
        ("hp siapa yang tersambung?", words.WHO),
    ],
)
def test_a_wish_about_the_other_phone_is_read(text: str, wish: str) -> None:
    assert words.wish(text) == wish


@pytest.mark.parametrize(
    "text",
    [
        "suami saya sambung hp saya ke hp dia terus saya dipukul",
        "hp saya disambung suami buat ngawasi saya",
        "suami mengancam mau sambungkan hp saya",
        "hubungin nomor saya",
        "listrik kami diputus",
        "tambah anak",
        "saya mau lepas dari suami",
        "hp saya dirampas suami",
    ],
)
def test_a_story_is_no_wish(text: str) -> None:
    assert words.wish(text) == ""


@pytest.mark.parametrize("text", ["482913", "482 913", "sambung 482-913", "ini kodenya 482913 bu", "Sambung: 482913."])
def test_a_code_is_read_however_it_is_copied(text: str) -> None:
    assert words.code(text) == "482913"


@pytest.mark.parametrize(
    "text", ["gaji saya 482913", "1571054829130001", "ADU-2026-482913", "sambung 48291", "hp saya 0812345678"]
)
def test_other_numbers_are_no_code(text: str) -> None:
    assert words.code(text) == ""
