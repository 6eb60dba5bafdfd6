"""Which closed cases nobody has been asked about yet: the facts for the rule of the satisfaction question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage import mourning
from storage.cases import CLOSED
from storage.database import Tx
from storage.deliveries import given
from storage.tables import addresses, cases, people

_BUSY = ("Filling", "Confirming", "WithStaff")


@dataclass(frozen=True, slots=True)
class Finished:
    """A case that was closed; `had` are the occasions on which its person was asked about any case."""

    id: int
    code: str
    kind: str
    status: str
    person: int
    zone: str
    closed: datetime
    rating: int
    busy: bool
    quiet: bool
    mourning: bool
    had: tuple[str, ...]


def finished(
    tx: Tx, rule: str, *, since: datetime, before: datetime, now: datetime, after: int, limit: int
) -> tuple[Finished, ...]:
    """Cases with an id above `after` that were closed in that time, in a fixed number of queries.

    A secret case is quiet when its person has another door: the question goes to where they were heard last.
    """
    theirs = addresses.c.person == cases.c.person
    busy = sa.exists().where(theirs, addresses.c.state_name.in_(_BUSY))
    elsewhere = sa.exists().where(theirs, addresses.c.address != cases.c.address)
    watched = sa.or_(cases.c.quiet, sa.and_(cases.c.secrecy != "", elsewhere))
    mourns = mourning.of(cases.c.person, now=now)
    rows = tx.execute(
        sa.select(cases, people.c.zone, busy.label("busy"), watched.label("watched"), mourns.label("mourns"))
        .join(people, people.c.id == cases.c.person)
        .where(cases.c.standing == CLOSED, cases.c.closed_at > since, cases.c.closed_at <= before)
        .where(people.c.stopped_at.is_(None), cases.c.id > after)
        .order_by(cases.c.id)
        .limit(limit)
    ).all()
    had = given(tx, rule, sorted({row.person for row in rows})) if rows else {}
    return tuple(
        Finished(
            id=row.id,
            code=row.code,
            kind=row.kind,
            status=row.status,
            person=row.person,
            zone=row.zone,
            closed=row.closed_at,
            rating=row.rating or 0,
            busy=bool(row.busy),
            quiet=bool(row.watched),
            mourning=bool(row.mourns),
            had=had[row.person],
        )
        for row in rows
    )
