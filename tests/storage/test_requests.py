"""Wishes about people's own data: what waits, what may be taken back, and the link to a copy."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.effects import Keep, Note, OpenCase
from handlers.personal import Recall, Request
from storage import requests
from storage.database import Database
from storage.tables import requests as table
from tests.storage.world import COMPLAINT, MOTHER, NOW, World

IN_THREE_DAYS = NOW + timedelta(hours=72)
SECRET = b"rahasia"


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def ask(world: World, kind: str, *, sender: str = MOTHER) -> requests.Asked:
    world.hear("tolong", Request(kind, IN_THREE_DAYS), sender=sender)
    with world.database.look() as tx:
        found = requests.one(tx, len(world.rows(table)))
    assert found is not None
    return found


def decide(world: World, number: int, status: str) -> bool:
    with world.database.begin() as tx:
        return requests.decide(tx, number, status, by="Bu Rina", reason="safety", now=world.now)


def test_a_wish_waits_with_its_promise_until_it_is_decided(world: World) -> None:
    asked = ask(world, "download")
    assert (asked.kind, asked.status, asked.due, asked.address) == ("download", "new", IN_THREE_DAYS, MOTHER)
    assert [(wish.kind, wish.due) for wish in world.turn("x").wishes] == [("download", IN_THREE_DAYS)]
    assert world.turn("x", sender="web:lain").wishes == ()
    assert decide(world, asked.id, requests.REFUSED)
    assert not decide(world, asked.id, requests.GRANTED), "a decision is made once"
    assert world.turn("x").wishes == ()
    row = world.rows(table)[0]
    assert (row.status, row.decided_by, row.reason, row.done_at) == ("refused", "Bu Rina", "safety", NOW)


def test_what_was_only_looked_at_is_written_down_as_answered(world: World) -> None:
    ask(world, "see")
    assert world.rows(table)[0].status == "done"
    with world.database.look() as tx:
        assert requests.waiting(tx) == requests.settled(tx) == ()


def test_the_nearest_promise_stands_first(world: World) -> None:
    world.hear("a", Request("correct", IN_THREE_DAYS))
    world.hear("b", Request("download", IN_THREE_DAYS - timedelta(hours=1)))
    with world.database.look() as tx:
        assert [asked.kind for asked in requests.waiting(tx)] == ["download", "correct"]


def test_only_the_own_wish_is_taken_back(world: World) -> None:
    asked = ask(world, "erase")
    world.hear("batal hapus", Recall(asked.id), sender="web:lain")
    assert world.rows(table)[0].status == "new"
    world.hear("batal hapus", Recall(asked.id))
    assert world.rows(table)[0].status == "recalled"


def test_erasing_is_taken_back_within_a_day_also_when_it_was_granted_and_not_after(world: World) -> None:
    asked = ask(world, "erase")
    decide(world, asked.id, requests.GRANTED)
    world.now = NOW + timedelta(hours=23)
    assert [wish.kind for wish in world.turn("x").wishes] == ["erase"]
    world.now = NOW + timedelta(hours=24)
    assert world.turn("x").wishes == ()
    world.hear("batal hapus", Recall(asked.id))
    assert world.rows(table)[0].status == "granted"


@pytest.mark.parametrize("secret", [False, True])
def test_a_family_with_a_case_of_danger_or_a_secret_one_is_guarded(world: World, secret: bool) -> None:  # noqa: FBT001
    plain = ask(world, "erase", sender="web:lain")
    if secret:
        world.hear("x", COMPLAINT, Keep("confidential"), Note())
    else:
        world.hear("x", OpenCase("danger", "danger_child_violence", {}, "urgent", NOW), Note())
    guarded = ask(world, "erase")
    assert (plain.guarded, guarded.guarded) == (False, True)


def test_a_link_leads_to_the_copy_for_a_day_and_until_it_was_fetched(world: World) -> None:
    asked = ask(world, "download")
    decide(world, asked.id, requests.PARTLY)
    with world.database.begin() as tx:
        granted = requests.one(tx, asked.id)
        assert granted is not None
        link = requests.token(SECRET, granted)
        day = NOW + timedelta(hours=24)
        assert requests.by_token(tx, SECRET, link, now=day) == granted
        assert requests.by_token(tx, SECRET, link, now=day + timedelta(seconds=1)) is None
        assert requests.by_token(tx, b"anders", link, now=NOW) is None
        assert requests.by_token(tx, b"", link, now=NOW) is None
        for wrong in (link[:-1], f"{asked.id}-", "x", "99-abc", "\ud800", "²-1"):
            assert requests.by_token(tx, SECRET, wrong, now=NOW) is None
        requests.finish(tx, asked.id, now=NOW)
        assert requests.by_token(tx, SECRET, link, now=NOW) is None


def test_there_is_no_link_to_what_was_not_granted(world: World) -> None:
    asked = ask(world, "download")
    decide(world, asked.id, requests.REFUSED)
    with world.database.look() as tx:
        refused = requests.one(tx, asked.id)
        assert refused is not None
        assert requests.by_token(tx, SECRET, requests.token(SECRET, refused), now=NOW) is None
