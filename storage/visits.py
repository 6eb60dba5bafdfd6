"""Home visits: planning them, what the family answered, which are coming."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from handlers.turn import Visit
from storage.database import Tx
from storage.tables import cases, visits

PLANNED, DONE, CANCELLED = "planned", "done", "cancelled"


def add_visit(
    tx: Tx,
    *,
    family: int,
    person: int,
    at: datetime,
    now: datetime,
    case: int | None = None,
    officer: str = "",
    note: str = "",
) -> int:
    """Plan a visit and return its id."""
    values = {"family": family, "person": person, "case": case, "at": at, "officer": officer, "note": note}
    new: int = tx.execute(
        visits.insert().values(**values, status=PLANNED, created_at=now).returning(visits.c.id)
    ).scalar_one()
    return new


def coming(tx: Tx, family: int, *, now: datetime, person: int = 0, limit: int = 5) -> tuple[Visit, ...]:
    """A family's planned visits still to come, soonest first.

    Asked by a `person`, those about a danger or a secret that somebody else told are left out.
    """
    ahead = [visits.c.family == family, visits.c.status == PLANNED, visits.c.at > now]
    if person:
        hidden = sa.or_(cases.c.kind == "danger", cases.c.secrecy != "")
        ahead.append(~sa.exists().where(cases.c.id == visits.c.case, cases.c.person != person, hidden))
    rows = tx.execute(sa.select(visits).where(*ahead).order_by(visits.c.at).limit(limit))
    return tuple(Visit(row.id, row.case or 0, row.at, row.answer) for row in rows)


def answered(tx: Tx, visit: int, answer: str, *, now: datetime) -> None:
    """Keep what the family said about a visit: ok or move."""
    tx.execute(visits.update().where(visits.c.id == visit).values(answer=answer, answered_at=now))
