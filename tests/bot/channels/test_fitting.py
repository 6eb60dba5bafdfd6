from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels import Choice, Limits
from bot.channels.fitting import Part, Row, fit, kept, numbered, picked, split, storable

BUTTONS = Limits(text=40, caption=20, buttons=3, label=12, value=8, per_second=1, per_chat_seconds=1)
NO_BUTTONS = Limits(text=40, caption=20, buttons=0, label=0, value=0, per_second=1, per_chat_seconds=1)
LISTS = replace(BUTTONS, text=60, rows=4, row=10, note=20, asked=30)
YES, NO = Choice("yes", "Ya, kirim"), Choice("no", "Batal")


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("", ()),
        (" \n ", ()),
        ("pendek", ("pendek",)),
        ("a" * 20, ("a" * 20,)),
        ("a" * 21, ("a" * 20, "a")),
        ("satu dua tiga\n\nempat lima enam", ("satu dua tiga", "empat lima enam")),
        ("satu dua tiga\nempat lima enam", ("satu dua tiga", "empat lima enam")),
        ("Satu dua. Tiga empat lima.", ("Satu dua.", "Tiga empat lima.")),
        ("satu dua tiga empat lima", ("satu dua tiga empat", "lima")),
        ("a\n\nsatu dua tiga empat lima", ("a\n\nsatu dua tiga", "empat lima")),
        ("satu dua tiga empat5 lima", ("satu dua tiga empat5", "lima")),
        ("satu dua tiga empa. Lima", ("satu dua tiga empa.", "Lima")),
    ],
)
def test_long_words_are_broken_where_a_reader_would_pause(words: str, parts: tuple[str, ...]) -> None:
    assert split(words, 20) == parts


def test_nothing_but_white_space_is_lost_and_every_part_fits() -> None:
    words = "Ibu. " + "kata " * 500 + "x" * 300 + "\n\n" + "baris\n" * 100 + "😭" * 200
    parts = split(words, 50)
    assert all(0 < len(part) <= 50 for part in parts)
    assert "".join("".join(parts).split()) == "".join(words.split())


def test_buttons_stand_under_the_last_part() -> None:
    parts = fit("satu dua tiga empat lima enam tujuh delapan sembilan", (YES, NO), BUTTONS)
    assert [part.choices for part in parts] == [(), (YES, NO)]


@pytest.mark.parametrize(
    ("choices", "limits"),
    [
        ((YES, NO), NO_BUTTONS),
        ((YES, NO, YES, NO), BUTTONS),
        ((YES, Choice("no", "Tidak, batalkan saja")), BUTTONS),
        ((YES, Choice("a-very-long-value", "Batal")), BUTTONS),
        ((YES, Choice("ééééé", "Batal")), BUTTONS),
        ((YES, Choice("no", "")), BUTTONS),
    ],
)
def test_choices_that_make_no_buttons_are_numbered_into_the_text(choices: tuple[Choice, ...], limits: Limits) -> None:
    parts = fit("Kirim?", choices, limits)
    assert all(part.choices == () for part in parts)
    said = " ".join(part.words for part in parts).split()
    assert said == f"Kirim? {numbered(choices)}".split()


def test_choices_alone_are_said_too() -> None:
    assert fit("", (YES, NO), NO_BUTTONS) == (Part("1. Ya, kirim\n2. Batal"),)


def test_more_choices_than_buttons_are_a_list() -> None:
    four = tuple(Choice(f"v{number}", f"Pilihan {number}") for number in range(4))
    (part,) = fit("Yang mana?", four, LISTS)
    assert (part.choices, part.rows) == ((), tuple(Row(choice.value, choice.label) for choice in four))


def test_a_label_too_long_for_a_row_stands_whole_below_its_beginning() -> None:
    (part,) = fit("Kirim?", (YES, Choice("no", "Tidak, batalkan saja")), LISTS)
    assert part.rows == (Row("yes", "Ya, kirim"), Row("no", "Tidak,…", "Tidak, batalkan saja"))


@pytest.mark.parametrize(
    "choices",
    [
        tuple(Choice(f"v{number}", f"Ke-{number}") for number in range(5)),
        (YES, Choice("no", "Tidak, batalkan saja semuanya")),
        (YES, Choice("a-very-long-value", "Tidak, batalkan")),
        (Choice("a", "Bantuan sembako"), Choice("b", "Bantuan sekolah")),
        (YES, Choice("no", "")),
    ],
)
def test_choices_that_make_no_list_either_are_numbered(choices: tuple[Choice, ...]) -> None:
    parts = fit("Kirim?", choices, LISTS)
    assert all(part.rows == part.choices == () for part in parts)
    assert " ".join(part.words for part in parts).split() == f"Kirim? {numbered(choices)}".split()


def test_a_list_without_words_is_numbered_because_no_platform_takes_it() -> None:
    (part,) = fit("", tuple(Choice(f"v{number}", f"Ke-{number}") for number in range(4)), LISTS)
    assert part.words.startswith("1. Ke-0")


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("pendek", ("pendek",)),
        ("satu dua tiga empat lima enam\n\nkirim?", ("satu dua tiga empat lima enam", "kirim?")),
        ("satu dua tiga empat lima\n\nenam tujuh\n\nkirim?", ("satu dua tiga empat lima", "enam tujuh\n\nkirim?")),
        ("satu dua tiga empat lima enam tujuh", ("satu dua tiga empat lima enam", "tujuh")),
    ],
)
def test_words_too_long_to_have_buttons_below_them_are_parted_before_the_question(
    words: str, parts: tuple[str, ...]
) -> None:
    found = fit(words, (YES, NO), LISTS)
    assert tuple(part.words for part in found) == parts
    assert [part.choices for part in found] == [()] * (len(parts) - 1) + [(YES, NO)]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1", "yes"),
        (" 2. ", "no"),
        ("2)", "no"),
        ("batal", "no"),
        ("BATAL", "no"),
        ("0", ""),
        ("3", ""),
        ("12345678901234567890", ""),
        ("²", ""),
        ("", ""),
        ("1 tahun", ""),
    ],
)
def test_a_typed_answer_is_matched_with_the_choices(typed: str, value: str) -> None:
    assert picked(typed, (YES, NO)) == value


def test_without_choices_nothing_is_picked() -> None:
    assert picked("1", ()) == ""


def test_what_no_database_holds_is_left_out() -> None:
    assert storable("a\x00b\ud83dc 😭") == "ab?c 😭"


def test_what_cannot_be_written_down_is_said_to_be_so() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert kept(endless) == "(not to be written down)"
