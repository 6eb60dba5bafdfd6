"""What waits at a door, counted the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handlers import orders
from handlers.effects import OpenCase
from handlers.orders import SAY, Order
from handlers.turn import Person
from storage import cases, messages, people, queue, waiting
from storage.database import Database, Tx
from storage.tables import addresses, outbox
from storage.tables import cases as table
from storage.waiting import Waiting

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
SARI, BUDI = "whatsapp:ID.1", "whatsapp:ID.2"


def hour(ago: int) -> datetime:
    return NOW - timedelta(hours=ago)


def met(tx: Tx, address: str, *, heard: datetime) -> Person:
    return people.hear(tx, address, name="Sari", now=heard).person


def case_of(tx: Tx, person: Person, address: str, kind: str = "complaint") -> int:
    wish = OpenCase(kind, "complaint_benefit_missing")
    return cases.open_case(tx, wish, origin=address, person=person, address=address, words="", now=NOW)


def put(tx: Tx, address: str, key: str, ago: int, *, case: int | None = None, rank: int = queue.REPLY) -> None:
    written = messages.queued(tx, key=key, address=address, person=None, text="Ada.", now=hour(ago), case=case)
    payload = orders.dump(Order(SAY, address, key, "Ada."))
    queue.put(tx, outbox, key=key, lane=address, payload=payload, now=hour(ago), rank=rank, do=SAY, message=written)
    held = outbox.update().where(outbox.c.key == key)
    tx.execute(held.values(status=queue.HELD, finished_at=hour(ago)))


def test_what_waits_is_grouped_by_conversation_and_case_the_longest_first(database: Database) -> None:
    with database.begin() as tx:
        sari = met(tx, SARI, heard=hour(60))
        met(tx, BUDI, heard=hour(60))
        case = case_of(tx, sari, SARI)
        put(tx, BUDI, "b1", 5)
        put(tx, SARI, "a1", 50, case=case)
        put(tx, SARI, "a2", 4, case=case)
        put(tx, SARI, "a3", 9)
        put(tx, SARI, "tips:1:x", 90, rank=queue.BULK)
        put(tx, "telegram:1", "t1", 90)
    with database.look() as tx:
        found = waiting.at(tx, "whatsapp", limit=10)
        code = tx.execute(table.select()).one().code
        assert found == (Waiting(code, 2, hour(50)), Waiting("", 1, hour(9)), Waiting("", 1, hour(5)))
        assert waiting.at(tx, "whatsapp", limit=1) == found[:1]
        assert waiting.count(tx, "whatsapp") == 4
        assert waiting.count(tx, "web") == 0


@pytest.mark.parametrize(("ago", "shut"), [(23, False), (24, True), (90, True)])
def test_a_reply_waits_when_they_were_silent_for_a_day(database: Database, ago: int, *, shut: bool) -> None:
    with database.begin() as tx:
        case = case_of(tx, met(tx, SARI, heard=hour(ago)), SARI)
        assert waiting.shut(tx, case, door="whatsapp", now=NOW) is shut
        assert not waiting.shut(tx, case, door="telegram", now=NOW)


@pytest.mark.parametrize(("kind", "shut"), [("complaint", False), ("danger", True)])
def test_a_reply_that_goes_to_another_door_does_not_wait(database: Database, kind: str, *, shut: bool) -> None:
    with database.begin() as tx:
        sari = met(tx, SARI, heard=hour(90))
        case = case_of(tx, sari, SARI, kind)
        met(tx, "telegram:1", heard=hour(90))
        tx.execute(addresses.update().where(addresses.c.address == "telegram:1").values(person=sari.id))
        people.shut(tx, SARI, now=NOW)
        assert waiting.shut(tx, case, door="whatsapp", now=NOW) is shut
