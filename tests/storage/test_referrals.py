"""A case is handed on step by step; what an agency does is written down once, and its silence is found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.effects import AnswerReferral, Say
from storage import referrals
from storage.database import Database
from storage.referrals import ACCEPTED, AGREED, CLOSED, REFUSED, SENT
from tests.storage.world import COMPLAINT, NOW, World


@pytest.fixture
def world(database: Database) -> World:
    world = World(database)
    world.hear("lapor", COMPLAINT)
    with database.begin() as tx:
        referrals.propose(tx, 1, "disdukcapil", handed_on=("what", "place"), by="Bu Rina", now=NOW, note="cepat")
    world.hear("ya", AnswerReferral(1, agreed=True))
    return world


def took(world: World, status: str, *, before: str, words: str = "", days: int = 0) -> bool:
    due = world.now + timedelta(days=days) if days else None
    with world.database.begin() as tx:
        return referrals.took(tx, 1, status, before=before, words=words, due=due, by="Bu Rina", now=world.now)


def handed(world: World) -> referrals.Handed:
    with world.database.look() as tx:
        (one,) = referrals.of_case(tx, 1)
    return one


def silent(world: World, *, days: int, after: int = 0) -> list[int]:
    with world.database.look() as tx:
        found = referrals.silent(tx, "referrals", now=NOW + timedelta(days=days), after=after, limit=10)
    return [one.id for one in found]


def test_every_step_is_kept_with_its_time_and_words(world: World) -> None:
    assert took(world, SENT, before=AGREED, days=7)
    one = handed(world)
    assert (one.status, one.sent_at, one.due) == (SENT, NOW, NOW + timedelta(days=7))
    assert (one.handed_on, one.note, one.by, one.consent_at) == (("what", "place"), "cepat", "Bu Rina", NOW)
    world.now = NOW + timedelta(days=1)
    assert took(world, ACCEPTED, before=SENT, words="diterima")
    assert took(world, CLOSED, before=ACCEPTED, words="akta jadi")
    one = handed(world)
    assert (one.status, one.answer, one.outcome) == (CLOSED, "diterima", "akta jadi")
    assert (one.answered_at, one.due) == (world.now, None)
    assert world.turn("x").referrals == ()


def test_a_step_from_where_the_referral_no_longer_stands_changes_nothing(world: World) -> None:
    assert took(world, SENT, before=AGREED, days=7)
    assert took(world, REFUSED, before=SENT, words="kuota habis")
    assert not took(world, ACCEPTED, before=SENT, words="diterima")
    assert (handed(world).status, handed(world).answer) == (REFUSED, "kuota habis")


def test_an_agency_is_silent_once_its_day_has_come_and_only_while_it_is_asked(world: World) -> None:
    assert silent(world, days=30) == []
    took(world, SENT, before=AGREED, days=7)
    assert silent(world, days=6) == []
    assert silent(world, days=7) == [1]
    assert silent(world, days=7, after=1) == []
    took(world, ACCEPTED, before=SENT)
    assert silent(world, days=30) == []


def test_a_form_sent_twice_is_known_by_what_was_said(world: World) -> None:
    with world.database.look() as tx:
        assert not referrals.repeated(tx, "console:rina")
    world.decide(Say("hello", {"name": "Ibu"}, case=1), id="console:rina")
    with world.database.look() as tx:
        assert referrals.repeated(tx, "console:rina")
