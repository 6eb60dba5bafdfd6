"""The days off as staff say them: heard of within a minute, and the promises of open cases follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.casework.cases import DONE, working_days_after
from handlers.effects import OpenCase
from storage import cases, days
from storage.database import Database
from storage.days import Days, National
from storage.tables import case_events
from storage.tables import cases as table
from tests.storage.world import World

MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
WEDNESDAY = date(2026, 11, 25)
CHRISTMAS = date(2026, 12, 25)
DUE = working_days_after(MONDAY, 3, closed=frozenset(), zone="Asia/Jakarta")
WISH = OpenCase("complaint", "complaint_extortion", {}, "soon", DUE, next_step="verify", next_due=DUE)
NATIONAL = National(closed=lambda years: frozenset({CHRISTMAS}) if 2026 in years else frozenset())


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def close(world: World, day: date, *, closed: bool = True) -> None:
    with world.database.begin() as tx:
        days.put(tx, day, closed=closed, reason="banjir", by="Rina", now=MONDAY)


def recount(world: World, *, before: frozenset[date], after: frozenset[date], now: datetime = MONDAY) -> int:
    with world.database.begin() as tx:
        return days.move_promises(tx, before=before, after=after, zone="Asia/Jakarta", by="Rina", now=now)


def test_a_day_that_differs_closes_or_opens_and_can_be_taken_back(world: World) -> None:
    known = Days(world.database, NATIONAL, lambda: MONDAY)
    close(world, WEDNESDAY)
    close(world, CHRISTMAS, closed=False)
    with world.database.begin() as tx:
        assert known.shut(tx) == {WEDNESDAY}
        assert [(one.day, one.closed, one.reason, one.by) for one in days.overrides(tx)] == [
            (WEDNESDAY, True, "banjir", "Rina"),
            (CHRISTMAS, False, "banjir", "Rina"),
        ]
        assert days.take_back(tx, CHRISTMAS)
        assert not days.take_back(tx, CHRISTMAS)
        assert known.shut(tx) == {WEDNESDAY, CHRISTMAS}


def test_what_is_said_of_a_day_again_replaces_what_was_said(world: World) -> None:
    close(world, WEDNESDAY)
    close(world, WEDNESDAY, closed=False)
    with world.database.look() as tx:
        (one,) = days.overrides(tx)
    assert not one.closed


def test_a_process_hears_of_a_new_day_within_a_minute_and_asks_no_more_often(world: World) -> None:
    clock = [MONDAY]
    known = Days(world.database, NATIONAL, lambda: clock[0])
    assert known() == {CHRISTMAS}
    close(world, WEDNESDAY)
    clock[0] += timedelta(seconds=59)
    assert known() == {CHRISTMAS}
    clock[0] += timedelta(seconds=1)
    assert known() == {CHRISTMAS, WEDNESDAY}


def test_the_promises_of_open_cases_move_with_the_day_and_back(world: World) -> None:
    world.hear("lapor", WISH)
    shut = frozenset({WEDNESDAY})
    assert recount(world, before=frozenset(), after=shut) == 1
    (row,) = world.rows(table)
    assert (row.due, row.next_due) == (DUE + timedelta(days=1), DUE + timedelta(days=1))
    assert ("calendar", "Rina") in [(event.what, event.by) for event in world.rows(case_events)]

    assert recount(world, before=shut, after=shut) == 0
    assert recount(world, before=shut, after=frozenset()) == 1
    assert world.rows(table)[0].due == DUE


def test_danger_closed_cases_and_what_is_over_stay_as_they_were(world: World) -> None:
    world.hear("bahaya", replace(WISH, kind="danger", due=MONDAY + timedelta(minutes=15), next_due=None))
    world.hear("tanpa janji", replace(WISH, due=None, next_due=None))
    world.hear("ditutup", WISH)
    with world.database.begin() as tx:
        cases.move(tx, 3, DONE, by="Rina", now=MONDAY)
    world.hear("lewat", WISH)
    assert recount(world, before=frozenset(), after=frozenset({WEDNESDAY}), now=DUE + timedelta(hours=1)) == 0
    assert recount(world, before=frozenset(), after=frozenset({WEDNESDAY})) == 1
