"""A person whose platform says that they write from another address now, before and after we have heard them there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from handlers.effects import Outcome, Relay, Say
from handlers.personal import AddChild, Subscribe
from handlers.state import Filling, Idle
from storage import moves, turns
from storage.database import Database
from storage.tables import addresses, aliases, cases, children, messages, outbox, people
from tests.storage.world import COMPLAINT, NOW, READING, TEXTS, World

OLD, NEW = "whatsapp:ID.old", "whatsapp:ID.new"
LATER = NOW + timedelta(days=2)


def move(world: World, old: str = OLD, new: str = NEW) -> bool:
    with world.database.begin() as tx:
        return moves.move(tx, old, new, at=world.now, now=world.now)


def one(world: World, table: sa.Table) -> Any:
    (row,) = world.rows(table)
    return row


def test_everything_goes_along_and_nobody_new_is_met(database: Database) -> None:
    world = World(database)
    (case,) = world.hear("Kartu ditahan", COMPLAINT, Say("hello", {"name": "Sari"}), sender=OLD).cases
    world.now = LATER
    assert move(world)
    world.hear("Bagaimana?", sender=NEW, state=Filling("complaint", "what"))
    assert one(world, people).id == 1
    assert one(world, addresses).address == NEW
    assert one(world, cases).address == NEW
    assert {row.address for row in world.rows(messages)} == {NEW}
    world.decide(Relay(case, "Sudah jadi."))
    assert [order.to for order in world.orders() if order.do == "say"] == [NEW, NEW]
    assert {row.lane for row in world.rows(outbox) if row.do == "say"} == {NEW}


def test_what_was_written_before_the_move_and_comes_later_is_still_theirs(database: Database) -> None:
    world = World(database)
    world.hear("halo", sender=OLD)
    late = world.message("tadi saya tulis", sender=OLD)
    world.now = LATER
    move(world)
    world.hear(late)
    assert one(world, addresses).address == NEW
    assert {row.address for row in world.rows(messages)} == {NEW}


def test_who_gets_the_old_number_afterwards_is_somebody_else(database: Database) -> None:
    world = World(database)
    world.hear("rahasia", COMPLAINT, sender=OLD)
    move(world)
    world.now = LATER
    with database.begin() as tx:
        turn = turns.load(tx, world.message("halo", sender=OLD), READING, now=LATER)
    assert turn.cases == ()
    assert turn.person.id == 2


def test_who_has_written_from_the_new_address_before_we_are_told_is_the_same_person(database: Database) -> None:
    world = World(database)
    world.hear("Kartu ditahan", COMPLAINT, Subscribe("tips"), AddChild("Ama"), sender=OLD)
    world.now = LATER
    world.hear("Ada lagi", COMPLAINT, AddChild("Budi"), sender=NEW)
    assert move(world)
    address = one(world, addresses)
    assert (address.address, address.person) == (NEW, 1)
    assert [(row.person, row.family, row.address) for row in world.rows(cases)] == [(1, 1, NEW), (1, 1, NEW)]
    assert {row.family for row in world.rows(children)} == {1}
    with database.begin() as tx:
        turn = turns.load(tx, world.message("halo", sender=NEW), READING, now=LATER)
    assert (len(turn.cases), turn.person.subscriptions) == (2, ("tips",))


def test_a_form_they_were_in_the_middle_of_goes_on(database: Database) -> None:
    world = World(database)
    world.hear("mau lapor", state=Filling("complaint", "what"), sender=OLD)
    world.now = LATER
    world.hear("halo", state=Idle(), sender=NEW)
    move(world)
    with database.begin() as tx:
        assert isinstance(turns.load(tx, world.message("ya", sender=NEW), READING, now=LATER).state, Filling)


def test_being_told_twice_or_of_nobody_changes_nothing(database: Database) -> None:
    world = World(database)
    assert not move(world)
    world.hear("halo", sender=OLD)
    assert [move(world), move(world), move(world, NEW, NEW), move(world, NEW, "")] == [True, False, False, False]
    assert one(world, addresses).address == NEW


def test_a_second_move_leads_all_the_way_and_a_move_back_ends_the_trail(database: Database) -> None:
    world = World(database)
    world.hear("halo", sender=OLD)
    move(world)
    move(world, NEW, "whatsapp:ID.third")
    assert {row.address: row.moved_to for row in world.rows(aliases)} == {
        OLD: "whatsapp:ID.third",
        NEW: "whatsapp:ID.third",
    }
    move(world, "whatsapp:ID.third", OLD)
    assert OLD not in {row.address for row in world.rows(aliases)}
    assert one(world, addresses).address == OLD


def test_an_answer_under_way_while_they_move_arrives_at_the_new_address(database: Database) -> None:
    world = World(database)
    message = world.message("halo", sender=OLD)
    with database.begin() as tx:
        turn = turns.load(tx, message, READING, now=NOW)
        turns.apply(tx, turn, Outcome(Idle(), (Say("hello", {"name": "Sari"}),)), texts=TEXTS, desk="", now=NOW)
    move(world)
    with database.begin() as tx:
        assert world.next(tx).payload["to"] == NEW
