"""Words that ask not to be called, and words that only speak of phones."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.effects import Quiet, Say
from handlers.handbook import Handbook
from handlers.safety.quiet import not_by_phone
from handlers.turn import CaseBrief, Incoming, Person, Turn
from nlu.reading import Reading

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
HURT = CaseBrief(1, "DRT-2026-000001", "danger", "danger_domestic_violence", "new", NOW)


def said(text: str, *cases: CaseBrief) -> tuple[str, bool]:
    """What is said, and whether the screen is quiet from now on."""
    turn = Turn(NOW, Incoming("t", "web:1", NOW, text=text), Reading("", 0.1), Person(1, 1), cases=cases)
    outcome = not_by_phone(turn, Handbook())
    if outcome is None:
        return "", False
    key = next(effect.key for effect in outcome.effects if isinstance(effect, Say))
    return key, any(isinstance(effect, Quiet) for effect in outcome.effects)


@pytest.mark.parametrize(
    "text",
    [
        "kak jangan telpon ya",
        "jgn ditelpon bu",
        "tolong jangan menelepon saya",
        "gak usah di telp ya kak",
        "jangan dihubungi lewat tlp",
        "jangan video call",
    ],
)
def test_who_asks_not_to_be_called_is_not_called(text: str) -> None:
    assert said(text, HURT) == ("quiet.no_call", False)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("kak jangan telpon ya, hp ini sering dicek suami", "quiet.no_call"),
        ("hp saya dicek suami terus", "quiet.careful"),
        ("suami suka buka hp saya", "quiet.careful"),
    ],
)
def test_a_phone_that_somebody_reads_stays_quiet(text: str, key: str) -> None:
    assert said(text, HURT) == (key, True)


@pytest.mark.parametrize(
    "text",
    ["jangan lupa besok", "saya mau telpon polisi", "hp dipegang anak", "telpon tidak diangkat", "dia bisa telpon"],
)
def test_other_words_about_phones_are_left_alone(text: str) -> None:
    assert said(text, HURT) == ("", False)


def test_without_a_case_nobody_would_call() -> None:
    assert said("jangan telpon ya") == ("", False)
