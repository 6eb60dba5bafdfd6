"""Which matters a message speaks of, and in which order they are taken up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.script import parse_reading
from handlers.handbook import Handbook
from handlers.state import Answer, Later
from handlers.talk.concerns import noted
from handlers.talk.matters import order
from handlers.texts import Texts
from handlers.turn import Incoming, Person, Turn
from storage.content import load

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CONTENT = load(Path(__file__).parents[2] / "content")
BOOK = Handbook(signs=CONTENT.signs)


def matters(*parts: str, whole: str = "complaint_benefit_missing") -> list[tuple[str, str]]:
    reading = parse_reading(" | ".join((whole, *parts)))
    turn = Turn(NOW, Incoming("t1", "telegram:1", NOW, text="x"), reading, Person(1, 1))
    return [(one.intent, one.text) for one in order(turn, BOOK)]


def intents(*parts: str) -> list[str]:
    return [intent for intent, _ in matters(*parts)]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("aid_food", "complaint_extortion"),
        ("aid_elderly", "parenting_health"),
        ("complaint_service", "aid_school"),
        ("complaint_other", "parenting_teen"),
        ("aid_documents", "parenting_sleep"),
        ("parenting_feeding", "service_visit"),
        ("aid_cash", "service_case_status"),
    ],
)
def test_the_more_urgent_goes_first_whichever_was_written_first(earlier: str, later: str) -> None:
    one, other = f'{earlier} text="satu dua tiga"', f'{later} text="empat lima enam"'
    assert intents(one, other) == intents(other, one) == [earlier, later]


def test_a_sign_in_a_child_that_cannot_wait_goes_before_a_complaint() -> None:
    pkh, fever = 'complaint_other text="jalan rusak"', 'text="bayi saya 2 bulan demam" person_age="2 bulan":2'
    assert intents(pkh, f"parenting_health {fever}") == ["parenting_health", "complaint_other"]
    assert intents(pkh, 'parenting_health text="gigi anak bolong"') == ["complaint_other", "parenting_health"]


def test_of_equals_the_one_written_first_goes_first() -> None:
    assert intents('aid_school text="a b c"', 'aid_cash text="d e f"') == ["aid_school", "aid_cash"]
    assert intents('aid_cash text="d e f"', 'aid_school text="a b c"') == ["aid_cash", "aid_school"]


def test_parts_about_the_same_thing_are_one() -> None:
    told = matters('aid_food text="beras habis"', 'aid_food text="minta sembako"')
    assert told == [("aid_food", "beras habis\nminta sembako")]


def test_what_is_not_surely_understood_belongs_to_the_part_before_it() -> None:
    told = matters(
        'aid_food text="beras habis"', 'aid_cash=0.5 text="kami susah"', 'complaint_other text="jalan rusak"'
    )
    assert told == [("aid_food", "beras habis\nkami susah"), ("complaint_other", "jalan rusak")]


def test_what_is_not_surely_understood_at_the_beginning_belongs_to_the_part_after_it() -> None:
    told = matters('service_greet text="halo ibu semua"', 'aid_food text="beras habis"', 'aid_cash text="mau pkh"')
    assert told == [("aid_food", "halo ibu semua\nberas habis"), ("aid_cash", "mau pkh")]


def test_two_meanings_close_together_are_not_sure() -> None:
    food = 'aid_food text="a b c"'
    assert intents(food, 'complaint_other=0.45 aid_housing=0.3 text="d e f"') == ["aid_food"]
    assert intents(food, 'service_privacy=0.52 parenting_teen=0.45 text="d e f"') == ["aid_food"]


def test_one_of_two_needs_that_share_all_is_another_matter_whichever_it_is() -> None:
    told = intents(
        'complaint_other text="a b c"', 'parenting_learning=0.52 aid_school=0.45 text="anak dak mau sekolah"'
    )
    assert told == ["complaint_other", "parenting_learning"]


@pytest.mark.parametrize("detail", ["aid_other=0.99", "service_help", "service_out_of_scope", "aid_cash=0.7"])
def test_a_wish_without_a_kind_and_a_doubtful_part_of_the_same_class_are_details(detail: str) -> None:
    assert intents('aid_food text="beras habis"', f'{detail} text="tolong dibantu bu"') == ["aid_food"]


def test_the_place_of_the_message_counts_for_all_of_it() -> None:
    reading = parse_reading(
        'aid_food place=tebo:15.09 | aid_food text="a b c" | aid_school text="d e f" place=tebo:15.09'
    )
    turn = Turn(NOW, Incoming("t1", "telegram:1", NOW, text="x"), reading, Person(1, 1))
    assert [[(one.name, one.value) for one in found.entities] for found in order(turn, BOOK)] == [
        [("place", "15.09")]
    ] * 2
    two = replace(reading, entities=(*reading.entities, *reading.entities))
    assert order(replace(turn, reading=two), BOOK)[0].entities == ()


def test_a_message_without_parts_is_one_matter() -> None:
    assert matters() == []


def test_what_waits_is_written_beside_a_case_once() -> None:
    waits = (Later("aid_food", "beras habis"), Later("aid_cash", "mau pkh"))
    once = noted({"what": Answer("x")}, waits)
    assert once["also"] == Answer("beras habis\nmau pkh", "aid_food")
    assert noted(once, waits) == once


def test_everything_that_may_be_offered_has_a_name() -> None:
    texts = Texts(CONTENT.sentences)
    named = [key for key in CONTENT.sentences if key.startswith("intent.") and "danger" not in key]
    assert named
    left = {"service_help", "service_feedback"}
    for key in named:
        intent = key.removeprefix("intent.")
        assert texts.has(f"concern.about.{intent}") or intent in left, intent
