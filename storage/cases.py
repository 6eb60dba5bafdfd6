"""The life of a case: opened with a ticket number, found again, moved, promised, kept secret, and what happened."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from handlers.casework.cases import CODES, NEW, OPEN, TAKEN
from handlers.effects import (
    ROUTINE,
    SECRECIES,
    SOON,
    URGENT,
    Classify,
    Extend,
    Keep,
    OpenCase,
    Promise,
    Quiet,
    Rate,
)
from handlers.state import Answer
from handlers.turn import Address, CaseBrief, Person
from storage.database import Tx, count_up
from storage.tables import case_events, cases, counters

ZONE = "Asia/Jakarta"  # ticket numbers count within the centre's own calendar year
STANDING = {URGENT: 0, SOON: 1, ROUTINE: 2}
CLOSED = 3
LATELY = timedelta(days=30)
Change: TypeAlias = Keep | Quiet | Promise | Rate | Classify | Extend
MOST = 20


def open_case(
    tx: Tx, wish: OpenCase, *, origin: str, person: Person, address: Address, words: str, now: datetime
) -> int:
    """Write a new case and return its id. `words` stand in for a summary when there are no answers."""
    _known(wish.secrecy)
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
            secrecy=wish.secrecy,
            classification=wish.classification,
            next_step=wish.next_step,
            next_due=wish.next_due,
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


def briefs(tx: Tx, ids: Collection[int]) -> dict[int, CaseBrief]:
    """The same of several cases, by id; those that are nowhere are left out."""
    return {row.id: _brief(row) for row in tx.execute(sa.select(cases).where(cases.c.id.in_(ids)))}


def by_code(tx: Tx, code: str) -> CaseBrief | None:
    """The case with this ticket number, however it is written."""
    return _first(tx, cases.c.code == code.strip().upper())


def by_topic(tx: Tx, topic: Address) -> CaseBrief | None:
    """The case whose staff topic this is."""
    return _first(tx, cases.c.topic == topic) if topic else None


def has_desk(tx: Tx, group: Address) -> bool:
    """Whether any case is looked after in that group."""
    return tx.execute(sa.select(cases.c.id).where(cases.c.desk == group).limit(1)).first() is not None


def of_person(tx: Tx, person: int, *, now: datetime) -> tuple[CaseBrief, ...]:
    """A person's open cases and those closed in the last 30 days, newest first, at most 20.

    Not the family's: the other phone may be in the hands of whom the case is about.
    """
    recent = sa.or_(cases.c.closed_at.is_(None), cases.c.closed_at > now - LATELY)
    found = tx.execute(sa.select(cases).where(cases.c.person == person, recent).order_by(cases.c.id.desc()).limit(MOST))
    return tuple(_brief(row) for row in found)


def ahead(tx: Tx, *, most: int) -> int:
    """How many calls for a person wait that nobody has taken; counted to one more than `most`."""
    waiting = sa.select(cases.c.id).where(cases.c.standing < CLOSED, cases.c.kind == "parenting", cases.c.status == NEW)
    return int(tx.execute(sa.select(sa.func.count()).select_from(waiting.limit(most + 1).subquery())).scalar_one())


def move(tx: Tx, case: int, status: str, *, by: str, now: datetime, staff: int = 0) -> None:
    """Move a case to another status; taking it makes it the officer's. `staff` is the id of `by`, 0 when unknown."""
    row = tx.execute(sa.select(cases).where(cases.c.id == case)).one()
    still = status in OPEN
    theirs = bool(by) and (status == TAKEN or not row.officer)
    values = {
        "status": status,
        "standing": STANDING[row.urgency] if still else CLOSED,
        "officer": by if theirs else row.officer,
        "officer_id": (staff or None) if theirs and (staff or by != row.officer) else row.officer_id,
        "reopened": row.reopened + (still and row.status not in OPEN),
        "taken_at": row.taken_at or (now if status == TAKEN else None),
        "closed_at": None if still else now,
    }
    tx.execute(cases.update().where(cases.c.id == case).values(**values))
    happened(tx, case, "status", by=by, now=now, detail={"status": status})


def change(tx: Tx, case: int, wish: Change, *, now: datetime, by: str = "") -> None:
    """Write down what was decided about a case, and that it was."""
    match wish:
        case Keep(secrecy):
            _known(secrecy)
            values: dict[str, Any] = {"secrecy": secrecy}
            what, detail = "secrecy", {"secrecy": secrecy}
        case Quiet(_, quiet):
            values, what, detail = {"quiet": quiet}, "quiet", {"quiet": str(quiet).lower()}
        case Promise(_, step, due):
            values, what = {"next_step": step, "next_due": due}, "promise"
            detail = {"step": step, "due": due.isoformat() if due else ""}
        case Classify(_, classification, due, reason):
            values = {"classification": classification, **({"next_due": due} if due else {})}
            what, detail = "class", {"class": classification, "reason": reason}
        case Extend(_, due, reason):
            first = sa.case((cases.c.status == NEW, sa.literal(due, cases.c.due.type)), else_=cases.c.due)
            values, what = {"next_due": due, "due": first}, "extended"
            detail = {"due": due.isoformat(), "reason": reason}
        case Rate(_, value):
            if value not in (1, 2, 3):
                raise ValueError(f"a case is rated 1, 2 or 3, not {value}")
            values, what, detail = {"rating": value, "rated_at": now}, "rating", {"value": str(value)}
    tx.execute(cases.update().where(cases.c.id == case).values(**values))
    happened(tx, case, what, by=by, now=now, detail=detail)


def happened(
    tx: Tx, case: int, what: str, *, now: datetime, by: str = "", detail: Mapping[str, Any] | None = None
) -> None:
    """Write down that something happened to a case."""
    tx.execute(case_events.insert().values(case=case, at=now, what=what, by=by, detail=dict(detail or {})))


def _first(tx: Tx, which: sa.ColumnElement[bool]) -> CaseBrief | None:
    row = tx.execute(sa.select(cases).where(which).limit(1)).first()
    return _brief(row) if row else None


def _known(secrecy: str) -> None:
    if secrecy not in SECRECIES:
        raise ValueError(f"a case cannot be kept {secrecy!r}; it is one of {', '.join(SECRECIES[1:])}, or open")


def _brief(row: Any) -> CaseBrief:
    answers = {name: value for name, _, value, _ in row.answers}
    return CaseBrief(
        id=row.id,
        code=row.code,
        kind=row.kind,
        topic=row.intent,
        status=row.status,
        opened=row.opened_at,
        due=row.due,
        officer=row.officer,
        person=row.person,
        officer_id=row.officer_id or 0,
        secrecy=row.secrecy,
        programme=answers.get("programme", ""),
        place=answers.get("place", ""),
        classification=row.classification,
        next_step=row.next_step,
        next_due=row.next_due,
        closed=row.closed_at,
        rating=row.rating or 0,
        quiet=row.quiet,
        reopened=row.reopened,
        writer=answers.get("writer", ""),
        half={} if row.complete or row.status != NEW else {name: Answer(*told) for name, *told in row.answers},
    )


def _short(text: str, most: int = 200) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + "…"
