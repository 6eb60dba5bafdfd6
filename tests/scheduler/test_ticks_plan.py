"""The clock plans no more first messages a day than the platform lets the centre write."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from handlers.effects import Outcome
from handlers.handbook import Handbook
from handlers.state import Idle
from handlers.texts import Texts
from handlers.turn import Incoming
from nlu.reading import Reading
from scheduler import ticks
from scheduler.ticking import World
from storage import content, people, queue, turns, visits
from storage.chance import Plan
from storage.database import Database
from storage.tables import addresses, openings, outbox

KNOWN = content.load(Path(__file__).parents[2] / "content")
TEXTS = Texts(KNOWN.sentences, KNOWN.templates)
EVENING = datetime(2026, 11, 23, 11, tzinfo=UTC)  # 18:00 in Jakarta, the day before the visits
A_DAY = timedelta(hours=24)


@pytest.fixture
def world(database: Database) -> World:
    return World(database, TEXTS, Handbook(), plan=Plan({"whatsapp": A_DAY}, most=2))


def meet(world: World, name: str, *, ago: timedelta, door: str = "whatsapp") -> None:
    """A family that wrote so long ago and is visited tomorrow."""
    at = EVENING - ago
    with world.database.begin() as tx:
        message = Incoming(f"{door}:{name}", f"{door}:{name}", at, text="halo")
        turn = turns.load(tx, message, Reading("", 0.0), now=at)
        turns.apply(tx, turn, Outcome(Idle()), texts=TEXTS, desk="", now=at)
        family = people.by_id(tx, [turn.person.id])[turn.person.id].family
        visits.add_visit(tx, family=family, person=turn.person.id, at=EVENING + timedelta(hours=20), now=at)


def planned(world: World) -> list[str]:
    with world.database.look() as tx:
        return list(tx.scalars(sa.select(outbox.c.lane).order_by(outbox.c.id)))


def test_what_is_planned_fits_the_day_and_the_open_window_is_not_counted(world: World) -> None:
    for number in range(4):
        meet(world, f"{number}", ago=A_DAY)
    meet(world, "fresh", ago=timedelta(hours=2))
    meet(world, "elsewhere", ago=9 * A_DAY, door="telegram")
    assert ticks.remind(world, now=EVENING) == 4
    assert planned(world) == ["whatsapp:0", "whatsapp:1", "whatsapp:fresh", "telegram:elsewhere"]


def test_what_was_sent_today_takes_from_the_same_day_and_tomorrow_is_another(world: World) -> None:
    with world.database.begin() as tx:
        for name in ("a", "b"):
            values = {"address": f"whatsapp:{name}", "template": "kabar_baru", "at": EVENING - timedelta(hours=23)}
            tx.execute(openings.insert().values(**values))
    meet(world, "0", ago=A_DAY)
    assert ticks.remind(world, now=EVENING) == 0
    assert ticks.remind(world, now=EVENING + timedelta(hours=1)) == 1


def test_who_was_written_to_today_is_no_new_contact(world: World) -> None:
    with world.database.begin() as tx:
        for name in ("0", "b"):
            values = {"address": f"whatsapp:{name}", "template": "kabar_baru", "at": EVENING}
            tx.execute(openings.insert().values(**values))
    meet(world, "0", ago=A_DAY)
    meet(world, "1", ago=A_DAY)
    assert ticks.remind(world, now=EVENING) == 1
    assert planned(world) == ["whatsapp:0"]


def test_without_a_door_that_has_a_window_nothing_is_held_back(world: World) -> None:
    for number in range(3):
        meet(world, f"{number}", ago=A_DAY)
    assert ticks.remind(replace(world, plan=Plan()), now=EVENING) == 3


def test_what_has_gone_out_is_not_counted_twice(world: World) -> None:
    meet(world, "0", ago=A_DAY)
    assert ticks.remind(world, now=EVENING) == 1
    with world.database.begin() as tx:
        row = queue.claim(tx, outbox, now=EVENING)
        assert row is not None
        queue.done(tx, outbox, row.id, now=EVENING)
        tx.execute(openings.insert().values(address="whatsapp:0", template="x", at=EVENING))
        assert tx.execute(sa.select(sa.func.count()).select_from(addresses)).scalar_one() == 1
    meet(world, "1", ago=A_DAY)
    assert ticks.remind(world, now=EVENING) == 1
