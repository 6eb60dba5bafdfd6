"""Which people wrote of the death of a child of theirs, and when: nothing is asked of them for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.database import Tx
from storage.deliveries import once
from storage.tables import deliveries

RULE = "mourning"
LASTS = timedelta(days=60)


def keep(tx: Tx, person: int, *, over: bool, now: datetime) -> None:
    """Keep that somebody wrote so now, or forget it: it was a misunderstanding."""
    theirs = sa.and_(deliveries.c.person == person, deliveries.c.rule == RULE)
    tx.execute(deliveries.delete().where(theirs, sa.true() if over else deliveries.c.at <= now - LASTS))
    if not over:
        once(tx, rule=RULE, person=person, occasion=now.isoformat(), key="desk.loss", now=now)


def since(tx: Tx, person: int, *, now: datetime) -> datetime | None:
    """When somebody last wrote so, UTC; None when that is longer ago than it lasts, or never was."""
    said = sa.select(sa.func.max(deliveries.c.at)).where(deliveries.c.person == person, deliveries.c.rule == RULE)
    last: datetime | None = tx.execute(said.where(deliveries.c.at > now - LASTS)).scalar_one()
    return last


def of(person: sa.ColumnElement[int], *, now: datetime) -> sa.Exists:
    """Whether this person wrote so and it still lasts, as a condition of a query."""
    theirs = deliveries.c.person == person, deliveries.c.rule == RULE
    return sa.exists().where(*theirs, deliveries.c.at > now - LASTS)
