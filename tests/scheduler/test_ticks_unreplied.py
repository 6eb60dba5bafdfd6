"""The tick about families that do not reply, on real databases of both kinds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.casework import cases as life
from handlers.effects import Note, OpenCase, Outcome, Quiet, Relay
from handlers.handbook import Handbook
from handlers.personal import Unsubscribe
from handlers.state import Answer, Asking, Idle, WithStaff
from handlers.texts import Texts
from handlers.turn import CaseBrief, Incoming, StaffTurn
from nlu.reading import Reading
from scheduler import ticks, ticks_closing
from scheduler.ticking import World
from storage import cases, content, deliveries, messages, mourning, people, referrals, turns, visits
from storage.database import Database
from tests.scheduler.test_ticks import HALF, ROOT, SATURDAY, meet, posted

MONDAY = SATURDAY + timedelta(days=2)
CASE = OpenCase("complaint", "complaint_other", {}, "routine", MONDAY, classification="plain")
DANGER = OpenCase("danger", "danger_suicide", {}, "urgent", MONDAY)
SPOKEN = MONDAY + timedelta(hours=1)
LATE = MONDAY + timedelta(days=16)
LATER = LATE + timedelta(days=8)


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts({**content.texts(ROOT / "content" / "texts"), "desk.card": "{code}"})


@pytest.fixture
def world(database: Database, texts: Texts, tmp_path: Path) -> World:
    return World(database, texts, Handbook(), (), "telegram:-100", files=tmp_path / "files")


def answer(world: World, case: int) -> None:
    """An officer takes the case and writes to the family."""
    with world.database.begin() as tx:
        cases.move(tx, case, life.TAKEN, by="Rina", now=SPOKEN)
        turn = StaffTurn(SPOKEN, Incoming(f"console:{case}", "", SPOKEN), "Rina")
        effects = (Relay(case, "Mohon kirim foto kartunya."),)
        turns.apply_staff(tx, turn, effects, texts=world.texts, desk=world.desk, now=SPOKEN)


def says(world: World, name: str, *effects: Note) -> None:
    message = Incoming(f"telegram:{name}:2", f"telegram:{name}", LATE, text="ini bu")
    with world.database.begin() as tx:
        turn = turns.load(tx, message, Reading("service_affirm", 1.0), now=LATE)
        turns.apply(tx, turn, Outcome(Idle(), effects), texts=world.texts, desk=world.desk, now=LATE)


def brief(world: World, case: int) -> CaseBrief:
    with world.database.look() as tx:
        found = cases.brief(tx, case)
    assert found
    return found


def state(world: World, name: str) -> object:
    with world.database.begin() as tx:
        return people.hear(tx, f"telegram:{name}", name=name, now=LATE, counts=False).state


def said(world: World) -> list[str]:
    with world.database.look() as tx:
        detail = [entry.text for entry in messages.transcript(tx, 1) if entry.direction == "out"]
    return [text for text in detail if "Mohon kirim" not in text]


def test_a_family_is_asked_once_and_the_case_closed_when_nobody_answers(world: World) -> None:
    meet(world, "1", CASE, at=MONDAY)
    answer(world, 1)
    at = (MONDAY + timedelta(days=5), LATE, LATE + timedelta(hours=1), LATE + timedelta(days=3), LATER, LATER)
    assert [ticks_closing.look_after(world, now=now) for now in at] == [0, 1, 0, 0, 1, 0]
    asked, closed = said(world)
    assert "Masih perlu kami lanjutkan?" in asked
    assert "kami tutup" in closed
    assert (brief(world, 1).status, brief(world, 1).officer) == ("done", "Rina")
    assert state(world, "1") == Idle()
    assert any("Tanpa jawaban, ditutup" in word for word in posted(world))


def test_the_question_is_open_in_the_conversation_so_that_a_typed_yes_is_understood(world: World) -> None:
    meet(world, "1", CASE, at=MONDAY)
    answer(world, 1)
    assert ticks_closing.look_after(world, now=LATE) == 1
    waiting = state(world, "1")
    assert isinstance(waiting, Asking)
    assert (waiting.question, waiting.text) == ("still", "1")


def test_a_word_of_the_family_in_the_case_is_a_reply(world: World) -> None:
    meet(world, "1", CASE, at=MONDAY)
    answer(world, 1)
    assert ticks_closing.look_after(world, now=LATE) == 1
    says(world, "1", Note(1))
    assert ticks_closing.look_after(world, now=LATER) == 0
    assert brief(world, 1).status == "taken"


def test_words_about_something_else_are_none(world: World) -> None:
    meet(world, "1", CASE, at=MONDAY)
    answer(world, 1)
    assert ticks_closing.look_after(world, now=LATE) == 1
    says(world, "1")
    assert ticks_closing.look_after(world, now=LATER) == 1


def test_an_officer_who_writes_again_starts_the_time_anew(world: World) -> None:
    meet(world, "1", CASE, at=MONDAY)
    answer(world, 1)
    assert ticks_closing.look_after(world, now=LATE) == 1
    with world.database.begin() as tx:
        turn = StaffTurn(LATE, Incoming("console:again", "", LATE), "Rina")
        turns.apply_staff(tx, turn, (Relay(1, "Masih kami cek."),), texts=world.texts, desk=world.desk, now=LATE)
    assert ticks_closing.look_after(world, now=LATER) == 0
    assert ticks_closing.look_after(world, now=LATE + timedelta(days=15)) == 1


def test_who_is_in_danger_mourns_is_watched_or_wants_quiet_is_left_alone(world: World) -> None:
    meet(world, "danger", DANGER, at=MONDAY)
    meet(world, "also", CASE, DANGER, at=MONDAY)
    mother = meet(world, "mourns", CASE, at=MONDAY)
    meet(world, "quiet", CASE, Quiet(5), at=MONDAY)
    meet(world, "stopped", CASE, Unsubscribe(), at=MONDAY)
    meet(world, "child", replace(CASE, answers={"writer": Answer("", "child")}), at=MONDAY)
    for case in (1, 2, 4, 5, 6):
        answer(world, case)
    with world.database.begin() as tx:
        mourning.keep(tx, mother, over=False, now=MONDAY)
    assert ticks_closing.look_after(world, now=LATE) == 0
    assert ticks_closing.look_after(world, now=MONDAY + timedelta(days=61)) == 1  # the mother's, after sixty days


def test_a_visit_to_come_and_an_agency_that_has_not_answered_hold_it_open(world: World) -> None:
    visited = meet(world, "visit", CASE, at=MONDAY)
    meet(world, "handed", CASE, at=MONDAY)
    for case in (1, 2):
        answer(world, case)
    with world.database.begin() as tx:
        visits.add_visit(tx, family=1, person=visited, at=LATE + timedelta(days=1), now=MONDAY, case=1)
        referrals.propose(tx, 2, "dinsos", handed_on=("place",), by="Rina", now=MONDAY)
    assert ticks_closing.look_after(world, now=LATE) == 0
    assert ticks_closing.look_after(world, now=LATE + timedelta(days=16)) == 1


@pytest.mark.parametrize("busy", [WithStaff(1, MONDAY), HALF])
def test_nobody_is_asked_in_the_middle_of_something_else(world: World, busy: WithStaff) -> None:
    meet(world, "1", CASE, at=MONDAY)
    answer(world, 1)
    with world.database.begin() as tx:
        people.rest(tx, "telegram:1", busy, now=MONDAY)
    assert ticks_closing.look_after(world, now=LATE) == 0


def test_a_case_nobody_has_answered_is_never_closed(world: World) -> None:
    meet(world, "1", CASE, at=MONDAY)
    with world.database.begin() as tx:
        cases.move(tx, 1, life.TAKEN, by="Rina", now=MONDAY)
    assert ticks_closing.look_after(world, now=LATER) == 0


def test_a_second_clock_finds_it_done(world: World) -> None:
    meet(world, "1", CASE, at=MONDAY)
    answer(world, 1)
    assert ticks_closing.look_after(world, now=LATE) == 1
    with world.database.look() as tx:
        assert len(deliveries.given(tx, "closing", [1])[1]) == 1
    assert "closing" in [tick.name for tick in ticks.every(world)]
