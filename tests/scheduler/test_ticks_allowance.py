"""Staff hear once a month that WhatsApp's free messages are nearly used up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from handlers.handbook import Handbook
from handlers.texts import Texts
from scheduler.allowance import NEAR, OVER, used_up
from scheduler.ticking import World
from scheduler.ticks_allowance import warn
from storage import content
from storage.database import Database
from storage.tables import door_months, outbox

TEXTS = Texts(content.texts(Path(__file__).parents[2] / "content" / "texts"))
NOW = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)  # 23:30 in Jakarta; UTC has the same month for half an hour more
DECEMBER = datetime(2026, 11, 30, 17, 30, tzinfo=UTC)


@pytest.fixture
def world(database: Database) -> World:
    book = Handbook(zone="Asia/Jakarta")
    return World(database, TEXTS, book, desk="telegram:-1001", free_messages=1000)


def delivered(world: World, count: int, month: str = "2026-11") -> None:
    with world.database.begin() as tx:
        tx.execute(door_months.delete().where(door_months.c.month == month))
        tx.execute(door_months.insert().values(door="whatsapp", month=month, service=count))


def told(world: World) -> list[str]:
    with world.database.look() as tx:
        return [row.payload["words"] for row in tx.execute(sa.select(outbox).order_by(outbox.c.id))]


@pytest.mark.parametrize(
    ("count", "free", "which"),
    [(0, 1000, ""), (799, 1000, ""), (800, 1000, NEAR), (999, 1000, NEAR), (1000, 1000, OVER), (5, 0, "")],
)
def test_four_fifths_are_near_and_all_is_over(count: int, free: int, which: str) -> None:
    assert used_up(count, free) == which


def test_staff_are_told_once_a_month(world: World) -> None:
    assert warn(world, now=NOW) == 0
    delivered(world, 799)
    assert warn(world, now=NOW) == 0
    with world.database.begin() as tx:
        tx.execute(door_months.update().values(service=812))
    assert [warn(world, now=NOW) for _ in range(3)] == [1, 0, 0]
    (words,) = told(world)
    assert "812 dari 1000 pesan gratis" in words


def test_the_month_is_that_of_the_centre(world: World) -> None:
    delivered(world, 900)
    assert warn(world, now=DECEMBER) == 0
    delivered(world, 1200, "2026-12")
    assert warn(world, now=DECEMBER) == 1
    assert "1200 pesan bulan ini, yang gratis hanya 1000" in told(world)[0]


def test_without_a_count_or_a_group_nobody_is_told(world: World) -> None:
    delivered(world, 5000)
    assert warn(replace(world, free_messages=0), now=NOW) == 0
    warn(replace(world, desk=""), now=NOW)
    assert told(world) == []
