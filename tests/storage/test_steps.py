"""What is written down when staff change the class of a complaint or promise a later date."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.effects import Classify, Extend, Promise
from storage.database import Database
from storage.tables import case_events, cases
from tests.storage.world import COMPLAINT, DUE, World

LATER = DUE + timedelta(days=7)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_a_class_and_the_end_that_follows_from_it_are_kept_with_the_reason(world: World) -> None:
    world.hear("lapor", COMPLAINT)
    world.decide(Promise(1, "settle", DUE), Classify(1, "inspection", LATER, "Ada uang"))
    (case,) = world.rows(cases)
    assert (case.classification, case.next_step, case.next_due, case.due) == ("inspection", "settle", LATER, DUE)
    told = world.rows(case_events)[-1]
    assert (told.what, told.by, told.detail) == ("class", "Bu Rina", {"class": "inspection", "reason": "Ada uang"})
    world.decide(Classify(1, "plain", None, "Keliru"))
    assert (world.rows(cases)[0].classification, world.rows(cases)[0].next_due) == ("plain", LATER)


def test_of_a_case_nobody_has_taken_the_answer_is_promised_later_too(world: World) -> None:
    world.hear("lapor", COMPLAINT)
    world.decide(Promise(1, "verify", DUE), Extend(1, LATER, "Surat belum ada"))
    (case,) = world.rows(cases)
    assert (case.next_due, case.due) == (LATER, LATER)
    assert world.rows(case_events)[-1].detail == {"due": LATER.isoformat(), "reason": "Surat belum ada"}


def test_of_a_case_that_is_taken_only_the_step_is(world: World) -> None:
    world.hear("lapor", COMPLAINT)
    with world.database.begin() as tx:
        tx.execute(cases.update().values(status="taken"))
    world.decide(Promise(1, "settle", DUE), Extend(1, LATER, "Surat belum ada"))
    (case,) = world.rows(cases)
    assert (case.next_due, case.due) == (LATER, DUE)
