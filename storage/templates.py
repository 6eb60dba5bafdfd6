"""The templates as the platform knows them, and what it thinks of our number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.database import Tx, insert_new
from storage.tables import doors
from storage.tables import templates as table

APPROVED = "APPROVED"
MAY_BE_SENT = (APPROVED, "FLAGGED", "REINSTATED")
"""FLAGGED is one that people complain about; it goes until it is paused."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A template on the platform. `status`, `reason` and `quality` are the platform's own words."""

    name: str
    language: str
    category: str = ""
    status: str = ""
    reason: str = ""
    quality: str = ""
    body_hash: str = ""
    synced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A template whose state has changed: what it was ("" when it was not known), and what it is now."""

    name: str
    before: str
    seen: Seen

    @property
    def stopped(self) -> bool:
        """Whether it may not be sent any more."""
        return self.before in MAY_BE_SENT and self.seen.status not in MAY_BE_SENT


def fingerprint(body: str) -> str:
    """A short mark of the words of a template, the same wherever the same words stand."""
    return hashlib.sha256(body.strip().encode()).hexdigest()[:16]


def known(tx: Tx) -> tuple[Seen, ...]:
    """Every template as it was last seen, by name."""
    return tuple(_seen(row) for row in tx.execute(sa.select(table).order_by(table.c.name, table.c.language)))


def may_be_sent(tx: Tx, name: str, language: str = "id") -> bool:
    """Whether the platform takes a template at present."""
    which = sa.and_(table.c.name == name, table.c.language == language, table.c.status.in_(MAY_BE_SENT))
    return tx.execute(sa.select(table.c.id).where(which)).first() is not None


def keep(tx: Tx, found: Iterable[Seen], *, now: datetime) -> tuple[Change, ...]:
    """Keep what the platform says of all templates; those it does not name are gone. Returns what has changed."""
    before = {(seen.name, seen.language): seen for seen in known(tx)}
    named = {(seen.name, seen.language): seen for seen in found}
    named |= {gone: Seen(*gone, status="DELETED") for gone in before.keys() - named.keys()}
    changes = []
    for key, seen in sorted(named.items()):
        was = before[key].status if key in before else ""
        _write(tx, seen, now=now)
        if was != seen.status:
            changes.append(Change(seen.name, was, seen))
    return tuple(changes)


def note(tx: Tx, name: str, language: str, *, now: datetime, **told: str) -> Change | None:
    """Keep one piece of news: `status`, `reason`, `quality` or `category`. None when the state is what it was."""
    was = next((seen for seen in known(tx) if (seen.name, seen.language) == (name, language)), Seen(name, language))
    facts = {part: getattr(was, part) for part in ("category", "status", "reason", "quality", "body_hash")}
    seen = Seen(name, language, **{**facts, **told})
    _write(tx, seen, now=now)
    return Change(name, was.status, seen) if seen.status != was.status else None


def note_number(tx: Tx, door: str, *, quality: str = "", tier: str = "", now: datetime) -> None:
    """Keep what the platform thinks of our number; "" leaves what was known."""
    insert_new(tx, doors, {"door": door, "state": "ok", "urgent": False, "silent": False, "at": now})
    told = {name: value for name, value in (("quality", quality), ("tier", tier)) if value}
    if told:
        tx.execute(doors.update().where(doors.c.door == door).values(**told))


def _write(tx: Tx, seen: Seen, *, now: datetime) -> None:
    values = {part: getattr(seen, part) for part in ("category", "status", "reason", "quality", "body_hash")}
    values["synced_at"] = now
    if insert_new(tx, table, {"name": seen.name, "language": seen.language, **values}) is None:
        which = sa.and_(table.c.name == seen.name, table.c.language == seen.language)
        tx.execute(table.update().where(which).values(**values))


def _seen(row: sa.Row[tuple[object, ...]]) -> Seen:
    return Seen(row.name, row.language, row.category, row.status, row.reason, row.quality, row.body_hash, row.synced_at)
