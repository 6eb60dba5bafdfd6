"""A message becomes a Turn, and a decision on it is written down whole, once, or not at all."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from handlers.effects import (
    Move,
    Note,
    Option,
    Outcome,
    Rest,
    Say,
)
from handlers.personal import (
    AddChild,
    Subscribe,
)
from handlers.state import Answer, Confirming, Filling, Idle, WithStaff
from handlers.turn import BLOCKED, EDITED, UNKNOWN, Button, Contact, File, Incoming, Place
from nlu.reading import Entity, Reading
from storage import queue, turns
from storage.database import Database
from storage.tables import (
    addresses,
    attachments,
    case_events,
    inbox,
    outbox,
)
from storage.tables import cases as case_table
from storage.tables import messages as record
from storage.writing import Repeated
from tests.storage.world import COMPLAINT, GROUP, MOTHER, NOW, READING, TEXTS, World

PHOTO = File("photo", "telegram:AgAD", "kk.jpg", "image/jpeg", 1200)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_a_message_survives_the_inbox_whole(world: World) -> None:
    message = world.message(
        "halo",
        author="web:x",
        name="Sari",
        choice="menu",
        files=(PHOTO,),
        place=Place(-1.6, 103.6, "rumah"),
        contact=Contact("Ani", "+62811"),
        replies_to="4",
        ref="5",
        raw="{}",
    )
    with world.database.begin() as tx:
        turns.accept(tx, message, now=NOW)
        row = queue.claim(tx, inbox, now=NOW)
    assert row is not None
    assert turns.incoming(row.payload) == message
    assert (row.key, row.lane) == (message.id, MOTHER)


def test_a_duplicate_message_is_stored_once(world: World) -> None:
    message = world.message("halo")
    with world.database.begin() as tx:
        assert turns.accept(tx, message, now=NOW)
    with world.database.begin() as tx:
        assert not turns.accept(tx, replace(message, text="lain"), now=NOW)
    assert len(world.rows(inbox)) == 1


def test_characters_that_no_database_holds_do_not_lose_the_message(world: World) -> None:
    world.hear(world.message("a\x00b \ud83d c \U0001f642", id="web:\x00z"), Say("hello", {"name": "\x00 \udc00"}))
    assert world.rows(record)[0].text == "ab ? c \U0001f642"
    assert world.orders()[0].words == "Halo  ?"


def test_a_new_sender_becomes_a_person_and_is_known_again(world: World) -> None:
    first = world.turn("halo", name="Sari")
    second = world.turn("lagi")
    assert first.person == second.person
    assert (first.person.name, first.person.language, first.person.zone) == ("Sari", "id", "Asia/Jakarta")
    assert world.turn("x", sender="telegram:5").person.id != first.person.id
    assert first.state == Idle()


def test_loading_takes_the_same_queries_however_long_the_history(world: World) -> None:
    def count() -> int:
        said: list[str] = []
        with world.database.begin() as tx:
            sa.event.listen(tx, "before_cursor_execute", lambda *call: said.append(call[2]))
            turns.load(tx, world.message("halo ADU-2026-000001"), READING, now=NOW)
        return len(said)

    world.hear("halo")
    few = count()
    for number in range(25):
        world.hear(f"cerita {number}", COMPLAINT, AddChild(f"anak {number}"), Subscribe(f"t{number}"))
    assert count() <= few <= 14


def test_the_state_is_kept_between_turns(world: World) -> None:
    state = Filling("complaint", "where", {"what": Answer("kartu", "")}, 1)
    world.hear("kartu saya ditahan", state=state)
    assert world.turn("telanaipura").state == state


def test_a_state_that_another_version_wrote_begins_the_talk_afresh(world: World) -> None:
    world.hear("halo")
    with world.database.begin() as tx:
        tx.execute(addresses.update().values(state='{"is": "Dreaming"}'))
    assert world.turn("lagi").state == Idle()


def test_a_ticket_in_the_message_is_looked_up_whoever_it_belongs_to(world: World) -> None:
    world.hear(world.message("kartu", sender="web:tetangga"), COMPLAINT)
    reading = Reading("service_case_status", 0.9, entities=(Entity("ticket", "adu 1", "ADU-2026-000001"),))
    with world.database.begin() as tx:
        turn = turns.load(tx, world.message("gimana"), reading, now=NOW)
    assert turn.asked is not None
    assert turn.asked.code == "ADU-2026-000001"
    assert turn.cases == ()
    assert world.turn("adu-2026-000001 gimana").asked == turn.asked
    assert world.turn("adu-2026-000009 gimana").asked is None


def test_open_cases_and_those_closed_lately_are_known_newest_first(world: World) -> None:
    for _ in range(3):
        world.hear("cerita", COMPLAINT)
    world.decide(Move(1, "done", "Bu Rina"), Move(2, "done", "Bu Rina"))
    with world.database.begin() as tx:
        tx.execute(case_table.update().where(case_table.c.id == 1).values(closed_at=NOW - timedelta(days=31)))
    assert [(case.id, case.status) for case in world.turn("x").cases] == [(3, "new"), (2, "done")]


def test_at_most_twenty_cases_are_loaded(world: World) -> None:
    for number in range(22):
        world.hear(f"cerita {number}", COMPLAINT)
    assert [case.id for case in world.turn("x").cases] == list(range(22, 2, -1))


def test_an_edit_keeps_both_texts(world: World) -> None:
    world.hear(world.message("kartu saya hilnag", ref="7"))
    world.now += timedelta(minutes=1)
    world.hear(world.message("kartu saya hilang", ref="7", kind=EDITED, files=(PHOTO,)))
    (row,) = world.rows(record)
    assert row.text == "kartu saya hilang"
    assert row.edits == [{"text": "kartu saya hilnag", "until": world.now.isoformat()}]
    world.hear(world.message("kartu saya hilang kemarin", ref="7", kind=EDITED, files=(PHOTO,)))
    assert [edit["text"] for edit in world.rows(record)[0].edits] == ["kartu saya hilnag", "kartu saya hilang"]
    assert [file.ref for file in world.rows(attachments)] == [PHOTO.ref]


def test_an_edit_of_a_message_that_was_never_seen_is_kept_as_a_message(world: World) -> None:
    world.hear(world.message("halo", ref="7", kind=EDITED))
    assert [(row.text, row.kind) for row in world.rows(record)] == [("halo", "edited")]


def test_what_is_not_understood_is_kept_raw(world: World) -> None:
    world.hear(world.message(kind=UNKNOWN, raw='{"poll": 1}'))
    assert world.rows(record)[0].raw == '{"poll": 1}'


def test_somebody_who_shuts_the_door_is_unreachable_until_they_write(world: World) -> None:
    world.hear("halo")
    heard = world.rows(addresses)[0].last_heard_at
    world.now += timedelta(hours=1)
    world.hear(world.message(kind=BLOCKED))
    (address,) = world.rows(addresses)
    assert (address.unreachable_at, address.last_heard_at) == (world.now, heard)
    assert len(world.rows(record)) == 1
    world.hear("saya kembali")
    assert world.rows(addresses)[0].unreachable_at is None


def test_staff_who_take_a_case_in_mid_turn_are_not_overruled_by_that_turn(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    started = threading.Event()

    def take() -> None:
        started.wait()
        world.decide(Rest(1, WithStaff(1, NOW)))

    officer = threading.Thread(target=take)
    officer.start()
    with world.database.begin() as tx:
        turn = turns.load(tx, world.message("lagi"), READING, now=NOW)
        started.set()
        time.sleep(0.2)
        outcome = Outcome(Filling("complaint", "where"))
        turns.apply(tx, turn, outcome, texts=TEXTS, desk=GROUP, now=NOW)
    officer.join()
    assert world.turn("x").state == WithStaff(1, NOW)


def test_an_error_in_the_last_effect_leaves_nothing_behind(world: World) -> None:
    world.hear("halo")
    with pytest.raises(KeyError):
        world.hear("kartu", COMPLAINT, AddChild("Budi"), Say("filed"), Say("no such text"), state=Confirming("x"))
    assert len(world.rows(record)) == 1
    assert world.rows(case_table) == world.rows(outbox) == world.rows(case_events) == []
    turn = world.turn("lagi")
    assert (turn.state, turn.person.children) == (Idle(), ())
    with world.database.look() as tx:
        assert queue.backlog(tx, inbox).working == 1


def test_after_a_crash_in_mid_turn_the_message_is_worked_once_more_and_only_once(world: World) -> None:
    message = world.message("kartu")
    with world.database.begin() as tx:
        turns.accept(tx, message, now=NOW)
    with world.database.begin() as tx:
        assert queue.claim(tx, inbox, now=NOW) is not None
    again = Database(world.database.url.render_as_string(hide_password=False))
    outcome = Outcome(Idle(), (COMPLAINT, Say("filed")))
    with again.begin() as tx:
        assert queue.rescue(tx, inbox, before=NOW + timedelta(seconds=1), now=NOW) == 1
        row = queue.claim(tx, inbox, now=NOW)
        assert row is not None
        assert row.tries == 2
    with again.begin() as tx:
        turn = turns.load(tx, turns.incoming(row.payload), READING, now=NOW)
        turns.apply(tx, turn, outcome, texts=TEXTS, desk=GROUP, now=NOW)
        queue.done(tx, inbox, row.id, now=NOW)

    def the_dead_worker_comes_back() -> None:
        with world.database.begin() as tx:
            turn = turns.load(tx, message, READING, now=NOW)
            turns.apply(tx, turn, outcome, texts=TEXTS, desk=GROUP, now=NOW)

    with pytest.raises((Repeated, sa.exc.IntegrityError)):
        the_dead_worker_comes_back()
    again.close()
    assert [row.code for row in world.rows(case_table)] == ["ADU-2026-000001"]
    assert [order.key for order in world.orders() if order.do == "say"] == ["web:1#1"]


def test_a_message_of_the_clock_says_nothing_and_is_not_recorded(world: World) -> None:
    world.hear("halo")
    turn = world.turn("x")
    later = NOW + timedelta(days=1)
    with world.database.begin() as tx:
        turn = replace(turn, message=Incoming("clock:form:1", MOTHER, later), now=later)
        outcome = Outcome(Idle(), (COMPLAINT, Note(), Say("filed")))
        turns.apply(tx, turn, outcome, texts=TEXTS, desk="", now=later)
    assert [row.direction for row in world.rows(record)] == ["in", "out"]
    assert world.rows(case_table)[0].origin == "clock:form:1"


def test_a_turn_knows_the_buttons_of_the_last_messages(world: World) -> None:
    yes, no = Option("helped:yes", "yes"), Option("helped:no", "lead")
    world.hear("halo", Say("hello", {"name": "A"}, "", (yes,)), Say("hello", {"name": "B"}, "", (no,)))
    world.now += timedelta(minutes=1)
    world.hear("lagi", Say("hello", {"name": "C"}))
    world.now += timedelta(minutes=1)
    assert world.turn("siapa").shown == ((), (Button("helped:no", "Baik."), Button("helped:yes", "Ya")))
    assert world.turn("siapa", sender="web:lain").shown == ()
    world.now += timedelta(days=8)
    assert world.turn("siapa").shown == ()
