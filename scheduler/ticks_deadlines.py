"""Moves the next step of open complaints on when one is done, and warns staff before its end and at it."""

from __future__ import annotations

from datetime import datetime

from handlers.casework.deadlines import following
from handlers.effects import Promise
from scheduler import deadlines
from scheduler.ticking import BATCH, Job, World, through
from storage import cases, deliveries
from storage.database import Tx
from storage.steps import Standing, standing

RULE = "steps"


def step(world: World, *, now: datetime) -> int:
    """Promise the step that follows one that is done, else warn of one that is late; returns how many were touched."""

    def batch(tx: Tx, after: int) -> tuple[int | None, int]:
        found = standing(tx, RULE, after=after, limit=BATCH)
        did = sum(_go_on(tx, world, case, now=now) or _warn(tx, world, case, now=now) for case in found)
        return (found[-1].id if len(found) == BATCH else None), did

    return through(world.database, RULE, batch)


def _go_on(tx: Tx, world: World, case: Standing, *, now: datetime) -> bool:
    next_one = following(
        case.step,
        case.classification,
        opened=case.opened,
        taken=case.taken,
        replied=case.replied,
        book=world.book,
    )
    if next_one is None:
        return False
    cases.change(tx, case.id, Promise(case.id, *next_one), now=now)
    return True


def _warn(tx: Tx, world: World, case: Standing, *, now: datetime) -> bool:
    """The first answer has its own warning; a step that ends with it needs no second."""
    if not world.desk or case.due == case.answer_due:
        return False
    found = deadlines.warn(deadlines.Promise(case.id, case.since, case.due, case.had), now=now)
    return found is not None and deliveries.warn_desk(
        tx,
        rule=RULE,
        person=case.person,
        case=found.case,
        occasion=found.occasion,
        key="desk.step_over" if found.which == deadlines.OVER else "desk.step_soon",
        texts=world.texts,
        desk=world.desk,
        now=now,
    )


JOB = Job(RULE, 300, step)
