"""The days the office is closed: what the country decrees, what staff say differs, and the promises that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from handlers.casework.deadlines import moved
from storage.cases import CLOSED, happened
from storage.database import Database, Tx, insert_new
from storage.tables import cases, closed_days

FRESH = timedelta(minutes=1)
"""How long a process may work with the calendar it read: an override is heard of everywhere within a minute."""


@dataclass(frozen=True, slots=True)
class National:
    """What the calendar of the country says: the closed days of some years, their names, the years not decreed yet."""

    closed: Callable[[Iterable[int]], frozenset[date]] = lambda _: frozenset()
    named: Callable[[int], Mapping[date, str]] = lambda _: {}
    undecreed: Callable[[Iterable[int]], tuple[int, ...]] = lambda _: ()


@dataclass(frozen=True, slots=True)
class Override:
    """A day that differs: closed although the calendar says nothing, or worked although it says closed."""

    day: date
    closed: bool
    reason: str
    by: str


@dataclass(slots=True)
class Days:
    """The closed days as they are known now, for everybody in this process."""

    database: Database
    national: National
    now: Callable[[], datetime]
    _known: frozenset[date] = frozenset()
    _read: datetime | None = field(default=None)

    def __call__(self) -> frozenset[date]:
        """The closed days of last year, this and the next two; read again after a minute."""
        now = self.now()
        if self._read is None or not timedelta(0) <= now - self._read < FRESH:
            with self.database.look() as tx:
                self._known = self.shut(tx)
            self._read = now
        return self._known

    def shut(self, tx: Tx) -> frozenset[date]:
        """The same, as the database says at this moment."""
        year = self.now().year
        found = set(self.national.closed(range(year - 1, year + 3)))
        for override in overrides(tx):
            (found.add if override.closed else found.discard)(override.day)
        return frozenset(found)


def overrides(tx: Tx) -> tuple[Override, ...]:
    """Every day that differs, in the order of time."""
    rows = tx.execute(sa.select(closed_days).order_by(closed_days.c.day))
    return tuple(Override(row.day, row.closed, row.reason, row.by) for row in rows)


def put(tx: Tx, day: date, *, closed: bool, reason: str, by: str, now: datetime) -> None:
    """Let a day differ; what was said of it before is replaced."""
    values = {"closed": closed, "reason": reason, "by": by, "at": now}
    if insert_new(tx, closed_days, {"day": day, **values}) is None:
        tx.execute(closed_days.update().where(closed_days.c.day == day).values(**values))


def take_back(tx: Tx, day: date) -> bool:
    """Let the calendar of the country hold again for a day; False when nothing was said of it."""
    return tx.execute(closed_days.delete().where(closed_days.c.day == day)).rowcount > 0


def move_promises(tx: Tx, *, before: frozenset[date], after: frozenset[date], zone: str, by: str, now: datetime) -> int:
    """Count the promises of open cases anew, as if the days had always been so; returns how many cases changed.

    Minutes promised in danger are no working days and stay; so does what is over already.
    """
    found = sa.select(cases.c.id, cases.c.opened_at, cases.c.due, cases.c.next_due).where(
        cases.c.standing < CLOSED, sa.or_(cases.c.due > now, cases.c.next_due > now)
    )
    changed = 0
    for row in tx.execute(found.with_for_update()).all():
        values = {
            name: new
            for name in ("due", "next_due")
            if (old := getattr(row, name)) is not None
            and old > now
            and (new := moved(row.opened_at, old, before=before, after=after, zone=zone)) != old
        }
        if values:
            tx.execute(cases.update().where(cases.c.id == row.id).values(**values))
            told = {name: new.isoformat() for name, new in values.items()}
            happened(tx, row.id, "calendar", by=by, now=now, detail=told)
            changed += 1
    return changed
