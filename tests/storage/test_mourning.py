"""The loss of a child is kept for sixty days, taken back when it was a misunderstanding, and gone with the person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.personal import Mourn
from scheduler import ratings
from storage import cases, erasure
from storage.database import Database
from storage.ratings import finished
from storage.tables import deliveries
from tests.storage.world import COMPLAINT, NOW, World

DAY = timedelta(days=1)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_it_is_known_for_sixty_days_from_the_last_time_it_was_told(world: World) -> None:
    assert world.turn("halo").mourning is None
    world.hear("anak saya meninggal", Mourn())
    assert world.turn("ya").mourning == NOW
    world.now = NOW + DAY
    world.hear("dia meninggal di rumah sakit", Mourn())
    assert world.turn("ya").mourning == NOW + DAY
    world.now = NOW + 62 * DAY
    assert world.turn("ya").mourning is None


def test_a_misunderstanding_is_forgotten_and_nobody_elses_is(world: World) -> None:
    world.hear("anak saya meninggal", Mourn())
    world.hear("anak saya meninggal juga", Mourn(), sender="web:lain")
    world.hear("bukan itu maksud saya", Mourn(over=True))
    assert world.turn("ya").mourning is None
    assert world.turn("ya", sender="web:lain").mourning == NOW


def test_nobody_in_mourning_is_asked_how_content_they_are(world: World) -> None:
    case = world.hear("kartu ditahan", COMPLAINT).cases[0]
    world.hear("kartu ditahan juga", COMPLAINT, sender="web:lain")
    world.hear("anak saya meninggal", Mourn())
    with world.database.begin() as tx:
        for number in (case, case + 1):
            cases.move(tx, number, "done", by="Rina", now=NOW)
    with world.database.look() as tx:
        found = finished(tx, ratings.RULE, since=NOW - DAY, before=NOW, now=NOW, after=0, limit=9)
        later = finished(tx, ratings.RULE, since=NOW - DAY, before=NOW, now=NOW + 61 * DAY, after=0, limit=9)
    assert [case.mourning for case in found] == [True, False]
    assert [case.mourning for case in later] == [False, False]


def test_it_is_erased_with_the_person(world: World) -> None:
    world.hear("anak saya meninggal", Mourn())
    with world.database.begin() as tx:
        erasure.erase(tx, 1, before=NOW + DAY, keep_guarded=False, now=NOW + DAY)
    assert world.rows(deliveries) == []
