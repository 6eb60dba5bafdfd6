"""Families' words in our sentences: nothing they write can break or change them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.effects import Say
from handlers.form.forms import shown
from handlers.state import Answer
from handlers.texts import Texts, day, literal

TEXTS = Texts(
    {
        "a.say": "Ini: {what}",
        "a.lead": "Baik.",
        "a.list": "Catatan:\n{lines}",
        "field.what": "Cerita",
        "field.not_said": "belum disebut",
        "a.empty": "Halo.\n{lines}",
        "greet.salam": "Waalaikumsalam.",
        "faq.x": "Beri {minum} 100%",
    }
)


@pytest.mark.parametrize(
    "words", ["{x}", "{}", "{0.__class__}", "%s %(a)d", "@a.lead", "@@", "@", "}{", "a\nb", "</b>", ""]
)
def test_a_familys_words_stand_as_they_are(words: str) -> None:
    assert TEXTS.render("a.say", {"what": literal(words)}) == f"Ini: {words}".strip()
    if words:
        lines = (("field.what", shown(Answer(words))),)
        assert TEXTS.render("a.list", {"lines": lines}) == f"Catatan:\nCerita: {words}"


def test_a_value_can_be_another_text_whose_braces_are_its_own() -> None:
    assert TEXTS.render("a.say", {"what": "@faq.x"}) == "Ini: Beri {minum} 100%"


def test_no_lines_leave_no_empty_line() -> None:
    assert TEXTS.render("a.empty", {"lines": ()}) == "Halo."


@pytest.mark.parametrize(("key", "values"), [("a.unknown", {}), ("a.say", {}), ("a.say", {"what": "@a.unknown"})])
def test_our_own_mistakes_are_found(key: str, values: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        TEXTS.render(key, values)


def test_a_message_is_salam_lead_and_text() -> None:
    say = Say("a.say", {"what": "x", "salam": "@greet.salam"}, lead="a.lead")
    assert TEXTS.say(say) == "Waalaikumsalam.\nBaik.\n\nIni: x"


def test_a_long_story_is_cut_when_it_is_read_back() -> None:
    assert len(shown(Answer("kata " * 800))) == 300
    assert shown(Answer("")) == "@field.not_said"
    assert shown(Answer("", label="kept.photo")) == "@kept.photo"


def test_a_day_is_said_in_the_zone_of_the_family() -> None:
    night = datetime(2026, 11, 29, 18, 0, tzinfo=UTC)
    assert day(night) == "Senin, 30 November 2026"
    assert day(night, "UTC") == "Minggu, 29 November 2026"
