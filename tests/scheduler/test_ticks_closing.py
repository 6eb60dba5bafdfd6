"""The ticks about what follows a complaint, on real databases of both kinds: later steps and the last question."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.casework import cases as life
from handlers.casework.deadlines import FOLLOW_UP, SETTLE, VERIFY
from handlers.effects import Keep, OpenCase, Quiet, Rate
from handlers.handbook import Handbook
from handlers.personal import Unsubscribe
from handlers.state import Confirming, Idle, State, WithStaff
from handlers.texts import Texts
from handlers.turn import CaseBrief
from scheduler import ticks_deadlines, ticks_ratings
from scheduler.ticking import World
from storage import cases, content, people
from storage.database import Database
from tests.scheduler.test_ticks import HALF, ROOT, SATURDAY, meet, posted, sent

MONDAY = SATURDAY + timedelta(days=2)
BOOK = Handbook()
CASE = OpenCase(
    "complaint",
    "complaint_other",
    {},
    "routine",
    BOOK.due("complaint", MONDAY),
    classification="plain",
    next_step=VERIFY,
    next_due=BOOK.due("complaint", MONDAY),
)
DANGER = OpenCase("danger", "danger_suicide", {}, "urgent", MONDAY)


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts({**content.texts(ROOT / "content" / "texts"), "desk.card": "{code}"})


@pytest.fixture
def world(database: Database, texts: Texts, tmp_path: Path) -> World:
    return World(database, texts, BOOK, (), "telegram:-100", files=tmp_path / "files")


def brief(world: World, case: int) -> CaseBrief:
    with world.database.look() as tx:
        found = cases.brief(tx, case)
    assert found
    return found


def finish(world: World, case: int, status: str = life.DONE) -> None:
    with world.database.begin() as tx:
        cases.move(tx, case, status, by="Rina", now=MONDAY)


def test_a_family_is_asked_once_about_a_closed_case(world: World) -> None:
    meet(world, "1", CASE, at=MONDAY)
    finish(world, 1)
    days = [ticks_ratings.ask(world, now=MONDAY + timedelta(days=after)) for after in (0, 1, 1.1, 2, 9)]

    assert days == [0, 1, 0, 0, 0]
    (order,) = sent(world)
    assert "ADU-2026-000001" in order.words
    assert [choice.value for choice in order.choices] == ["rate:1:3", "rate:1:2", "rate:1:1"]


def test_a_case_closed_again_is_not_asked_about_again(world: World) -> None:
    meet(world, "1", CASE, at=MONDAY)
    finish(world, 1)
    assert ticks_ratings.ask(world, now=MONDAY + timedelta(days=1)) == 1
    finish(world, 1, life.TAKEN)
    finish(world, 1)
    assert ticks_ratings.ask(world, now=MONDAY + timedelta(days=2)) == 0


def test_who_was_not_served_stopped_or_is_watched_is_not_asked(world: World) -> None:
    meet(world, "cancelled", CASE, at=MONDAY)
    finish(world, 1, life.CANCELLED)
    meet(world, "danger", DANGER, at=MONDAY)
    meet(world, "quiet", CASE, Quiet(3), at=MONDAY)
    meet(world, "rated", CASE, Rate(4, 2), at=MONDAY)
    meet(world, "stopped", CASE, Unsubscribe(), at=MONDAY)
    meet(world, "open", CASE, at=MONDAY)
    for case in (2, 3, 4, 5):
        finish(world, case)

    assert ticks_ratings.ask(world, now=MONDAY + timedelta(days=1)) == 0
    finish(world, 6)
    assert ticks_ratings.ask(world, now=MONDAY + timedelta(days=1)) == 1


@pytest.mark.parametrize("state", [WithStaff(1, MONDAY), HALF, Confirming(HALF.form, HALF.answers)])
def test_nobody_is_asked_in_the_middle_of_something_else(world: World, state: State) -> None:
    meet(world, "1", CASE, state=state, at=MONDAY)
    finish(world, 1)
    assert ticks_ratings.ask(world, now=MONDAY + timedelta(days=1)) == 0
    with world.database.begin() as tx:
        people.rest(tx, "telegram:1", Idle(), now=MONDAY)
    assert ticks_ratings.ask(world, now=MONDAY + timedelta(days=1)) == 1


def test_a_secret_case_is_asked_about_at_its_own_door(world: World) -> None:
    meet(world, "1", CASE, Keep("anonymous"), at=MONDAY)
    finish(world, 1)
    assert ticks_ratings.ask(world, now=MONDAY + timedelta(days=1)) == 1


def test_the_next_step_is_promised_when_one_is_done(world: World) -> None:
    meet(world, "1", CASE, at=MONDAY)
    assert ticks_deadlines.step(world, now=MONDAY + timedelta(hours=1)) == 0
    assert brief(world, 1).next_step == VERIFY

    taken = MONDAY + timedelta(days=1)
    with world.database.begin() as tx:
        cases.move(tx, 1, life.TAKEN, by="Rina", now=taken)
    assert ticks_deadlines.step(world, now=taken) == 1
    assert (brief(world, 1).next_step, brief(world, 1).next_due) == (FOLLOW_UP, BOOK.after(taken, FOLLOW_UP))
    assert ticks_deadlines.step(world, now=taken) == 0

    with world.database.begin() as tx:
        cases.happened(tx, 1, "reply", by="Rina", now=taken)
    assert ticks_deadlines.step(world, now=taken) == 1
    assert (brief(world, 1).next_step, brief(world, 1).next_due) == (SETTLE, BOOK.after(MONDAY, "plain"))
    assert ticks_deadlines.step(world, now=taken) == 0


def test_staff_are_warned_of_a_step_once_near_and_once_over_and_of_the_first_answer_elsewhere(world: World) -> None:
    meet(world, "1", CASE, at=MONDAY)
    before = len(posted(world))
    assert ticks_deadlines.step(world, now=MONDAY + timedelta(days=20)) == 0  # that is the promise of the answer

    with world.database.begin() as tx:
        cases.move(tx, 1, life.TAKEN, by="Rina", now=MONDAY)
    assert ticks_deadlines.step(world, now=MONDAY) == 1
    days = [ticks_deadlines.step(world, now=MONDAY + timedelta(days=after)) for after in (1, 6.5, 6.6, 8, 9)]
    assert days == [0, 1, 0, 1, 0]
    near, over = posted(world)[before:]
    assert "hampir habis" in near
    assert "tindak lanjut" in near
    assert "sudah lewat" in over


def test_a_closed_case_has_no_next_step_to_warn_of(world: World) -> None:
    meet(world, "1", replace(CASE, due=None), at=MONDAY)
    finish(world, 1)
    assert ticks_deadlines.step(world, now=MONDAY + timedelta(days=30)) == 0
