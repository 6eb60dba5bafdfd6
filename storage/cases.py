"""Cases and what happened to them: opening with a ticket number, moving, finding, reading whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from handlers.cases import CODES, NEW, OPEN, TAKEN
from handlers.effects import ROUTINE, SOON, URGENT, OpenCase
from handlers.state import Answer
from handlers.turn import Address, CaseBrief, Person
from storage.database import Tx, count_up
from storage.messages import Entry, transcript
from storage.tables import case_events, cases, counters, families, people

ZONE = "Asia/Jakarta"  # ticket numbers count within the centre's own calendar year
STANDING = {URGENT: 0, SOON: 1, ROUTINE: 2}
CLOSED = 3
LATELY = timedelta(days=30)
MOST = 20


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


def open_case(
    tx: Tx, wish: OpenCase, *, origin: str, person: Person, address: Address, words: str, now: datetime
) -> int:
    """Write a new case and return its id. `words` stand in for a summary when there are no answers."""
    told = next((answer.text for answer in wish.answers.values() if answer.text), words)
    case: int = tx.execute(
        cases.insert()
        .values(
            code=next_code(tx, wish.kind, now=now),
            origin=origin,
            family=person.family,
            person=person.id,
            address=address,
            kind=wish.kind,
            intent=wish.topic,
            status=NEW,
            urgency=wish.urgency,
            standing=STANDING[wish.urgency],
            summary=_short(told),
            # A list, because PostgreSQL does not keep the order of an object's names.
            answers=[[name, answer.text, answer.value, answer.label] for name, answer in wish.answers.items()],
            complete=wish.complete,
            due=wish.due,
            opened_at=now,
        )
        .returning(cases.c.id)
    ).scalar_one()
    happened(tx, case, "opened", now=now, detail={"complete": wish.complete})
    return case


def next_code(tx: Tx, kind: str, *, now: datetime) -> str:
    """The next ticket number of this kind in this local year ("ADU-2026-000123"); never the same one twice."""
    year = now.astimezone(ZoneInfo(ZONE)).year
    number = count_up(tx, counters, {"kind": CODES[kind], "year": year}, "last")
    return f"{CODES[kind]}-{year}-{number:06d}"


def brief(tx: Tx, case: int) -> CaseBrief | None:
    """What a conversation needs to know of a case."""
    return _first(tx, cases.c.id == case)


def by_code(tx: Tx, code: str) -> CaseBrief | None:
    """The case with this ticket number, however it is written."""
    return _first(tx, cases.c.code == code.strip().upper())


def by_topic(tx: Tx, topic: Address) -> CaseBrief | None:
    """The case whose staff topic this is."""
    return _first(tx, cases.c.topic == topic) if topic else None


def has_desk(tx: Tx, group: Address) -> bool:
    """Whether any case is looked after in that group."""
    return tx.execute(sa.select(cases.c.id).where(cases.c.desk == group).limit(1)).first() is not None


def of_family(tx: Tx, family: int, *, now: datetime) -> tuple[CaseBrief, ...]:
    """A family's open cases and those closed in the last 30 days, newest first, at most 20."""
    recent = sa.or_(cases.c.closed_at.is_(None), cases.c.closed_at > now - LATELY)
    found = tx.execute(sa.select(cases).where(cases.c.family == family, recent).order_by(cases.c.id.desc()).limit(MOST))
    return tuple(_brief(row) for row in found)


def move(tx: Tx, case: int, status: str, *, by: str, now: datetime) -> None:
    """Move a case to another status; taking it makes it the officer's."""
    row = tx.execute(sa.select(cases).where(cases.c.id == case)).one()
    still = status in OPEN
    values = {
        "status": status,
        "standing": STANDING[row.urgency] if still else CLOSED,
        "officer": by if by and (status == TAKEN or not row.officer) else row.officer,
        "taken_at": row.taken_at or (now if status == TAKEN else None),
        "closed_at": None if still else now,
    }
    tx.execute(cases.update().where(cases.c.id == case).values(**values))
    happened(tx, case, "status", by=by, now=now, detail={"status": status})


def happened(
    tx: Tx, case: int, what: str, *, now: datetime, by: str = "", detail: Mapping[str, Any] | None = None
) -> None:
    """Write down that something happened to a case."""
    tx.execute(case_events.insert().values(case=case, at=now, what=what, by=by, detail=dict(detail or {})))


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


def _first(tx: Tx, which: sa.ColumnElement[bool]) -> CaseBrief | None:
    row = tx.execute(sa.select(cases).where(which).limit(1)).first()
    return _brief(row) if row else None


def _brief(row: Any) -> CaseBrief:
    return CaseBrief(
        id=row.id,
        code=row.code,
        kind=row.kind,
        topic=row.intent,
        status=row.status,
        opened=row.opened_at,
        due=row.due,
        officer=row.officer,
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


def _short(text: str, most: int = 200) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + "…"
