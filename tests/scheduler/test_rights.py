"""3 x 24 hours: when staff are warned, what the clock grants by itself, when somebody is erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from handlers.effects import Effect, Move, Note, OpenCase, Outcome
from handlers.family.privacy import due, erased_from
from handlers.handbook import Handbook
from handlers.personal import Recall, Remember, Request
from handlers.state import Idle
from handlers.texts import Texts
from handlers.turn import Incoming, StaffTurn
from nlu.reading import Reading
from scheduler.hours import open_at
from scheduler.rights import NEAR, OVER, Wish, by_itself, occasion, warn
from scheduler.ticking import World
from scheduler.ticks_rights import look_after_rights
from storage import content, requests, tables, turns
from storage.database import Database

FRIDAY = datetime(2026, 12, 24, 9, tzinfo=UTC)  # the eve of Christmas, before a weekend
END = FRIDAY + timedelta(hours=72)
HOUR = timedelta(hours=1)


def wish(kind: str = "erase", *, guarded: bool = False, told: tuple[str, ...] = ()) -> Wish:
    return Wish(7, kind, END, guarded, told)


def test_the_promise_runs_by_the_clock_through_weekends_and_holidays() -> None:
    assert due(FRIDAY, Handbook(closed=frozenset({FRIDAY.date()}))) == END


def test_nobody_is_erased_before_they_could_think_it_over() -> None:
    assert erased_from(FRIDAY, FRIDAY + HOUR) == FRIDAY + 24 * HOUR
    assert erased_from(FRIDAY, FRIDAY + 60 * HOUR) == FRIDAY + 72 * HOUR, "and read the answer"


@pytest.mark.parametrize(
    ("hours", "which"), [(0, ""), (47, ""), (48, NEAR), (71, NEAR), (72, OVER), (95, OVER), (96, OVER), (500, OVER)]
)
def test_staff_are_warned_a_day_before_and_every_day_after(hours: int, which: str) -> None:
    now = FRIDAY + hours * HOUR
    assert warn(wish(), now=now) == which
    told = tuple(occasion(wish(), each, now) for each in (NEAR, OVER))
    assert warn(wish(told=told), now=now) == ""
    if which == OVER:
        assert warn(wish(told=told), now=now + timedelta(days=1)) == OVER


@pytest.mark.parametrize(
    ("known", "hours", "granted"),
    [
        (wish(), 57, False),
        (wish(), 58, True),
        (wish(guarded=True), 60, False),
        (wish(guarded=True), 900, False),
        (wish("download"), 60, False),
    ],
)
def test_the_clock_grants_only_an_erasure_that_nothing_speaks_against(known: Wish, hours: int, granted: bool) -> None:  # noqa: FBT001
    now = FRIDAY + hours * HOUR
    assert by_itself(known, now=now, waking=True) is granted
    assert not by_itself(known, now=now, waking=False) or now >= END


def test_every_promise_has_waking_hours_before_its_end_in_which_the_clock_grants() -> None:
    for hour in range(24):
        asked = Wish(7, "erase", END + hour * HOUR, guarded=False)
        before = [asked.due - HOUR * n for n in range(1, 24)]
        assert any(by_itself(asked, now=now, waking=open_at(now, "Asia/Jakarta")) for now in before), hour


DANGER = OpenCase("danger", "danger_child_violence", {}, "urgent", FRIDAY)
AID = OpenCase("aid", "aid_food", {}, "soon", FRIDAY)


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts(content.load(Path(__file__).parents[2] / "content").sentences)


@pytest.fixture
def world(database: Database, texts: Texts, tmp_path: Path) -> World:
    return World(database, texts, Handbook(), desk="telegram:-100", files=tmp_path / "files")


def hear(world: World, text: str, *effects: Effect, at: datetime = FRIDAY) -> None:
    message = Incoming(f"web:{text}", "web:siti-1234", at, name="Siti", text=text)
    with world.database.begin() as tx:
        turn = turns.load(tx, message, Reading("service_privacy", 1.0), now=at)
        turns.apply(tx, turn, Outcome(Idle(), effects), texts=world.texts, desk="", now=at)


def sent(world: World) -> None:
    with world.database.begin() as tx:
        tx.execute(tables.messages.update().where(tables.messages.c.status == "queued").values(status="sent"))
        waits = tables.outbox.c.finished_at.is_(None)
        tx.execute(tables.outbox.update().where(waits).values(status="done", finished_at=tables.outbox.c.created_at))


def rows(world: World, table: sa.Table) -> list[sa.Row[tuple[object, ...]]]:
    with world.database.look() as tx:
        return list(tx.execute(sa.select(table).order_by(table.c.id)))


def said(world: World) -> list[str]:
    return [row.payload["words"] for row in rows(world, tables.outbox) if row.payload]


def test_who_asked_to_be_erased_is_told_and_erased_within_three_days(world: World) -> None:
    hear(world, "hapus data saya", Remember("name", "Siti"), Request("erase", END))
    assert look_after_rights(world, now=FRIDAY + 47 * HOUR) == 0
    assert look_after_rights(world, now=FRIDAY + 48 * HOUR) == 1
    assert look_after_rights(world, now=FRIDAY + 49 * HOUR) == 0
    assert "harus dijawab" in said(world)[-1]
    assert "Siti" not in said(world)[-1]
    assert look_after_rights(world, now=FRIDAY + 60 * HOUR) == 0, "it is four in the morning"
    granted = FRIDAY + 64 * HOUR
    look_after_rights(world, now=granted)
    assert "kami hapus mulai" in said(world)[-1]
    assert rows(world, tables.requests)[0].status == "granted"
    assert rows(world, tables.requests)[0].done_at is None, "the answer is on its way out"
    sent(world)
    assert look_after_rights(world, now=granted + 11 * HOUR) == 0, "the answer can be read meanwhile"
    assert look_after_rights(world, now=granted + 12 * HOUR) == 1
    assert rows(world, tables.requests)[0].done_at == granted + 12 * HOUR
    assert [row.name for row in rows(world, tables.people)] == [""]
    assert rows(world, tables.addresses) == []
    assert look_after_rights(world, now=granted + 13 * HOUR) == 0


def test_where_there_is_danger_the_clock_only_warns(world: World) -> None:
    hear(world, "tolong", Remember("name", "Siti"), DANGER, Note(), Request("erase", END))
    for hours in range(48, 240, 6):
        look_after_rights(world, now=FRIDAY + hours * HOUR)
    assert rows(world, tables.requests)[0].status == "new"
    assert rows(world, tables.people)[0].name == "Siti"
    warned = said(world)
    assert [("SUDAH LEWAT" in words) for words in warned] == [False] + [True] * 7


def test_a_wish_taken_back_is_not_carried_out(world: World) -> None:
    hear(world, "hapus data saya", Remember("name", "Siti"), Request("erase", END))
    hear(world, "batal hapus", Recall(1), at=FRIDAY + HOUR)
    for hours in (48, 60, 72, 100):
        assert look_after_rights(world, now=FRIDAY + hours * HOUR) == 0
    assert rows(world, tables.people)[0].name == "Siti"


def test_an_open_case_is_erased_once_it_is_closed_and_staff_are_told_which_topic(world: World) -> None:
    hear(world, "tidak ada beras", Remember("name", "Siti"), AID, Note(), Request("erase", END))
    with world.database.begin() as tx:
        requests.decide(tx, 1, requests.GRANTED, by="Bu Rina", now=FRIDAY)
    day = FRIDAY + 24 * HOUR
    look_after_rights(world, now=day)
    assert rows(world, tables.people)[0].name == "Siti"
    with world.database.begin() as tx:
        turn = StaffTurn(day, Incoming("s1", "", day), "Bu Rina")
        turns.apply_staff(tx, turn, (Move(1, "done"),), texts=world.texts, desk=world.desk, now=day)
    sent(world)
    look_after_rights(world, now=day + HOUR)
    assert rows(world, tables.people)[0].name == ""
    assert rows(world, tables.requests)[0].done_at == day + HOUR
    assert said(world)[-1].endswith("BTN-2026-000001.")
    assert "beras" not in str([rows(world, table) for table in (tables.messages, tables.cases, tables.inbox)])
