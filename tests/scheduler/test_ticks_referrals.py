"""Staff are told once that an agency is silent, and again when they set another day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from handlers import orders
from handlers.effects import OpenCase
from handlers.state import Answer
from scheduler import ticks
from scheduler.ticking import World
from scheduler.ticks_referrals import JOB, remind
from storage import referrals, tables
from storage.referrals import AGREED, PROPOSED, SENT
from tests.scheduler.test_ticks import SATURDAY, meet, texts, world

__all__ = ["texts", "world"]


@pytest.fixture
def handed_on(world: World) -> World:
    meet(world, "ibu", OpenCase("aid", "aid_documents", {"what": Answer("akta")}))
    with world.database.begin() as tx:
        referrals.propose(tx, 1, "disdukcapil", handed_on=("what",), by="Bu Rina", now=SATURDAY)
        for before, status, due in ((PROPOSED, AGREED, None), (AGREED, SENT, SATURDAY + timedelta(days=7))):
            assert referrals.took(tx, 1, status, before=before, words="", due=due, by="Bu Rina", now=SATURDAY)
    return world


def told(world: World) -> int:
    with world.database.look() as tx:
        rows = tx.execute(sa.select(tables.outbox.c.payload)).scalars()
        return sum("belum menjawab" in orders.load(row).words for row in rows)


def test_a_silent_agency_is_mentioned_once_for_the_day_that_was_set(handed_on: World) -> None:
    def at(days: int) -> datetime:
        return SATURDAY + timedelta(days=days)

    assert remind(handed_on, now=at(6)) == 0
    assert remind(handed_on, now=at(7)) == 1
    assert remind(handed_on, now=at(8)) == 0
    assert told(handed_on) == 1
    with handed_on.database.begin() as tx:
        tx.execute(tables.referrals.update().values(due=at(14)))
    assert remind(handed_on, now=at(13)) == 0
    assert remind(handed_on, now=at(14)) == 1
    assert told(handed_on) == 2


def test_the_clock_knows_this_rule() -> None:
    assert JOB in ticks.JOBS
