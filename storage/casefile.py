"""Cases as staff read them: one whole, with everything that happened, or a page of the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from handlers.state import Answer
from handlers.turn import Address
from storage.database import Tx
from storage.messages import Entry, transcript
from storage.tables import case_events, cases, families, people


@dataclass(frozen=True, slots=True)
class Case:
    """A case as staff see it. Moments are UTC; `topic` is the intent, `desk` the address of its staff topic."""

    id: int
    code: str
    kind: str
    topic: str
    status: str
    urgency: str
    summary: str
    complete: bool
    officer: str
    opened: datetime
    taken: datetime | None
    closed: datetime | None
    due: datetime | None
    family: int
    person: int
    name: str
    place: str
    address: Address
    desk: Address


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a case: opened, message, status, reply or told; `by` an officer or ""."""

    at: datetime
    what: str
    by: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Detail:
    """A case with the family's answers in the form's order, its events and its messages, oldest first."""

    case: Case
    answers: Mapping[str, Answer]
    events: tuple[Event, ...]
    messages: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of the list ended."""

    standing: int
    id: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list; `after` asks for the next one, None on the last."""

    cases: tuple[Case, ...]
    after: Cursor | None


def detail(tx: Tx, case: int) -> Detail | None:
    """A case whole: answers, events and messages in the order of time."""
    found = tx.execute(_whole().where(cases.c.id == case)).first()
    if found is None:
        return None
    events = tx.execute(
        sa.select(case_events).where(case_events.c.case == case).order_by(case_events.c.at, case_events.c.id)
    )
    return Detail(
        case=_case(found),
        answers={name: Answer(*parts) for name, *parts in found.answers},
        events=tuple(Event(row.at, row.what, row.by, row.detail) for row in events),
        messages=transcript(tx, case),
    )


def list_cases(
    tx: Tx,
    *,
    status: str | None = None,
    kind: str | None = None,
    text: str | None = None,
    after: Cursor | None = None,
    limit: int = 50,
) -> Page:
    """A page of cases: open urgent ones first, then soon, routine, closed; the newest first in each."""
    wanted = _whole().order_by(cases.c.standing, cases.c.id.desc()).limit(limit + 1)
    if status:
        wanted = wanted.where(cases.c.status == status)
    if kind:
        wanted = wanted.where(cases.c.kind == kind)
    if text and text.strip():
        lowered = text.strip().lower()
        wanted = wanted.where(
            sa.or_(
                sa.func.lower(cases.c.code).contains(lowered, autoescape=True),
                sa.func.lower(cases.c.summary).contains(lowered, autoescape=True),
                sa.func.lower(people.c.name).contains(lowered, autoescape=True),
            )
        )
    if after:
        beyond = sa.and_(cases.c.standing == after.standing, cases.c.id < after.id)
        wanted = wanted.where(sa.or_(cases.c.standing > after.standing, beyond))
    rows = tx.execute(wanted).all()
    shown = rows[:limit]
    more = Cursor(shown[-1].standing, shown[-1].id) if len(rows) > limit else None
    return Page(tuple(_case(row) for row in shown), more)


def _whole() -> sa.Select[Any]:
    return (
        sa.select(cases, people.c.name, families.c.place)
        .join(people, people.c.id == cases.c.person)
        .join(families, families.c.id == cases.c.family)
    )


def _case(row: Any) -> Case:
    return Case(
        id=row.id,
        code=row.code,
        kind=row.kind,
        topic=row.intent,
        status=row.status,
        urgency=row.urgency,
        summary=row.summary,
        complete=row.complete,
        officer=row.officer,
        opened=row.opened_at,
        taken=row.taken_at,
        closed=row.closed_at,
        due=row.due,
        family=row.family,
        person=row.person,
        name=row.name,
        place=row.place,
        address=row.address,
        desk=row.topic,
    )
