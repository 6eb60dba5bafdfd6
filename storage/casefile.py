"""Cases as staff read them: one whole, with everything that happened, or a page of the list.

Of an anonymous case nobody reads here who wrote it; see `identity`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from handlers.state import Answer
from handlers.turn import Address
from handlers.words.veil import nameless, veil, veiled
from storage import clearance
from storage.access import Staff
from storage.database import Tx
from storage.messages import Entry, transcript
from storage.tables import addresses, case_events, cases, children, families, people


@dataclass(frozen=True, slots=True)
class Case:
    """A case as staff see it. Moments are UTC; `topic` is the intent, `desk` the address of its staff topic.

    Of an anonymous one `family`, `person`, `name`, `place` and `address` are empty, and the summary names nobody.
    """

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
    secrecy: str = ""
    officer_id: int = 0


@dataclass(frozen=True, slots=True)
class Identity:
    """Who opened a case: the name, where the family lives, and every address this person writes from."""

    name: str
    place: str
    addresses: tuple[Address, ...]


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
    answers = {name: Answer(*parts) for name, *parts in found.answers}
    hidden = nameless(found.secrecy)
    names = names_of(tx, [found.person])[found.person] if hidden else ()
    told = transcript(tx, case)
    return Detail(
        case=_case(found, names),
        answers=veiled(answers, names) if hidden else answers,
        events=tuple(Event(row.at, row.what, row.by, _told(row.detail, names)) for row in events),
        messages=tuple(unnamed(entry, names) for entry in told) if hidden else told,
    )


def identity(tx: Tx, case: int) -> Identity | None:
    """Who opened a case. Whoever asks must be the head, and have it written down why."""
    row = tx.execute(_whole().where(cases.c.id == case)).first()
    if row is None:
        return None
    doors = sa.select(addresses.c.address).where(addresses.c.person == row.person).order_by(addresses.c.id)
    return Identity(row.name, row.place, tuple(tx.scalars(doors)))


def names_of(tx: Tx, persons: Collection[int]) -> dict[int, tuple[str, ...]]:
    """What each of these people is called, and their children: what must not be read in what they wrote."""
    rows = tx.execute(sa.select(people.c.id, people.c.family, people.c.name).where(people.c.id.in_(persons))).all()
    homes: dict[int, list[str]] = {row.family: [] for row in rows}
    for child in tx.execute(sa.select(children).where(children.c.family.in_(list(homes)))):
        homes[child.family].append(child.name)
    return {row.id: (row.name, *homes[row.family]) for row in rows}


def unnamed(entry: Entry, names: Collection[str]) -> Entry:
    """A message of an anonymous case: its words veiled, places and contacts left out, files without their names."""
    hidden = tuple(name for name in ("place", "contact") if getattr(entry, name))
    return replace(
        entry,
        text=veil(entry.text, names),
        address="",
        choice=veil(entry.choice, names),
        place=None,
        contact=None,
        hidden=hidden,
        edits=tuple({**edit, "text": ""} for edit in entry.edits),
        files=tuple(replace(sent, file=replace(sent.file, name="")) for sent in entry.files),
    )


def list_cases(
    tx: Tx,
    *,
    me: Staff | None = None,
    status: str | None = None,
    kind: str | None = None,
    text: str | None = None,
    after: Cursor | None = None,
    limit: int = 50,
) -> Page:
    """A page of cases: open urgent ones first, then soon, routine, closed; the newest first in each.

    Those that `me` may not see are left out. An anonymous one is found by its number only: whoever looks for a name,
    or for words that only one person says, learns nothing.
    """
    wanted = _whole().order_by(cases.c.standing, cases.c.id.desc()).limit(limit + 1)
    if me is not None:
        wanted = wanted.where(clearance.visible(me))
    if status:
        wanted = wanted.where(cases.c.status == status)
    if kind:
        wanted = wanted.where(cases.c.kind == kind)
    if text and text.strip():
        lowered = text.strip().lower()
        wanted = wanted.where(
            sa.or_(
                sa.func.lower(cases.c.code).contains(lowered, autoescape=True),
                sa.and_(
                    sa.not_(cases.c.secrecy.in_(clearance.NAMELESS)),
                    sa.or_(
                        sa.func.lower(cases.c.summary).contains(lowered, autoescape=True),
                        sa.func.lower(people.c.name).contains(lowered, autoescape=True),
                    ),
                ),
            )
        )
    if after:
        beyond = sa.and_(cases.c.standing == after.standing, cases.c.id < after.id)
        wanted = wanted.where(sa.or_(cases.c.standing > after.standing, beyond))
    rows = tx.execute(wanted).all()
    shown = rows[:limit]
    more = Cursor(shown[-1].standing, shown[-1].id) if len(rows) > limit else None
    names = names_of(tx, {row.person for row in shown if nameless(row.secrecy)})
    return Page(tuple(_case(row, names.get(row.person, ())) for row in shown), more)


def _told(detail: Mapping[str, Any], names: Collection[str]) -> Mapping[str, Any]:
    """What is kept of an event, with the staff's own words about an anonymous family veiled."""
    free = {name: veil(detail[name], names) for name in ("note", "reason") if names and name in detail}
    return {**detail, **free}


def _whole() -> sa.Select[Any]:
    return (
        sa.select(cases, people.c.name, families.c.place)
        .join(people, people.c.id == cases.c.person)
        .join(families, families.c.id == cases.c.family)
    )


def _case(row: Any, names: Collection[str] = ()) -> Case:
    case = Case(
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
        secrecy=row.secrecy,
        officer_id=row.officer_id or 0,
    )
    if not nameless(row.secrecy):
        return case
    return replace(case, summary=veil(case.summary, names), family=0, person=0, name="", place="", address="")
