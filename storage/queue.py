"""The queue in the database, inbox and outbox alike: rows with a lane, worked in order and never twice at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.database import Tx, insert_new
from storage.tables import inbox, outbox

__all__ = ["BULK", "REPLY", "URGENT", "Backlog", "LostClaim", "Row", "inbox", "outbox"]

URGENT, REPLY, BULK = 0, 1, 2
WAITING, WORKING, HELD, DONE, FAILED = "waiting", "working", "held", "done", "failed"


class LostClaim(Exception):
    """The row is no longer being worked on: it was rescued and somebody else finished it. Undo this work."""


@dataclass(frozen=True, slots=True)
class Row:
    """A claimed row. `tries` counts this try too. `do`, `message` and `case` are of the outbox only."""

    id: int
    key: str
    lane: str
    payload: dict[str, Any]
    tries: int
    rank: int
    created_at: datetime
    error: str = ""
    do: str = ""
    message: int | None = None
    case: int | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much is left to do. `oldest` is when the oldest waiting row was put, UTC."""

    waiting: int
    working: int
    failed: int
    oldest: datetime | None


def put(
    tx: Tx,
    queue: sa.Table,
    *,
    key: str,
    lane: str,
    payload: dict[str, Any],
    now: datetime,
    due: datetime | None = None,
    rank: int = REPLY,
    **columns: Any,
) -> bool:
    """Put a row at the end of its lane. False, and nothing written, when the key is already there."""
    row = {"key": key, "lane": lane, "payload": payload, "rank": rank, "due": due or now, "created_at": now}
    return insert_new(tx, queue, {**row, **columns, "status": WAITING, "tries": 0, "error": ""}) is not None


def claim(tx: Tx, queue: sa.Table, *, now: datetime) -> Row | None:
    """Take the first due row (by rank, then age) whose lane has no earlier row waiting or being worked on.

    What is more urgent does not wait for what has been told to wait.
    """
    earlier = queue.alias("earlier")
    now_or_first = sa.or_(earlier.c.due <= now, earlier.c.rank <= queue.c.rank, earlier.c.status == WORKING)
    blocked = sa.exists().where(
        earlier.c.lane == queue.c.lane, earlier.c.id < queue.c.id, earlier.c.finished_at.is_(None), now_or_first
    )
    found = tx.execute(
        sa.select(queue)
        .where(queue.c.finished_at.is_(None), queue.c.status == WAITING, queue.c.due <= now, ~blocked)
        .order_by(queue.c.rank, queue.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if found is None:
        return None
    tx.execute(
        queue.update().where(queue.c.id == found.id).values(status=WORKING, claimed_at=now, tries=found.tries + 1)
    )
    return _row(found)


def done(tx: Tx, queue: sa.Table, row_id: int, *, now: datetime) -> None:
    """Finish a claimed row. Raises LostClaim when it is not being worked on any more."""
    if not _leave(tx, queue, row_id, status=DONE, finished_at=now, error=""):
        raise LostClaim(f"{queue.name} row {row_id}")


def later(tx: Tx, queue: sa.Table, row_id: int, *, due: datetime, error: str, tried: bool = True) -> None:
    """Let a claimed row wait until `due` and be tried again; its lane waits with it.

    `tried` False takes the claim back: nothing was attempted, so it is not a try.
    """
    uncounted = {} if tried else {"tries": queue.c.tries - 1}
    _leave(tx, queue, row_id, status=WAITING, due=due, error=error, **uncounted)


def fail(tx: Tx, queue: sa.Table, row_id: int, *, now: datetime, error: str) -> None:
    """Give a claimed row up; it is kept for a person to look at and its lane goes on."""
    _leave(tx, queue, row_id, status=FAILED, finished_at=now, error=error)


def hold(tx: Tx, queue: sa.Table, row_id: int, *, now: datetime, error: str) -> None:
    """Put a claimed row aside until `let_go`; its lane goes on without it. `finished_at` says since when."""
    _leave(tx, queue, row_id, status=HELD, finished_at=now, error=error)


def let_go(tx: Tx, queue: sa.Table, which: sa.ColumnElement[bool], *, now: datetime) -> int:
    """Let rows that were put aside wait in their old order, as if they had just been put; returns how many."""
    held = (which, queue.c.status == HELD)
    afresh = {"status": WAITING, "finished_at": None, "due": now, "created_at": now, "tries": 0, "error": ""}
    return tx.execute(queue.update().where(*held).values(**afresh)).rowcount


def take_back(tx: Tx, queue: sa.Table, which: sa.ColumnElement[bool], *, now: datetime) -> Row | None:
    """Claim the last row that was done, because it was not done after all; None when it is not kept any more."""
    done = sa.select(queue).where(which, queue.c.status == DONE).order_by(queue.c.id.desc()).limit(1).with_for_update()
    found = tx.execute(done).first()
    if found is None:
        return None
    again = {"status": WORKING, "claimed_at": now, "finished_at": None, "tries": found.tries + 1}
    tx.execute(queue.update().where(queue.c.id == found.id).values(**again))
    return _row(found)


def rescue(tx: Tx, queue: sa.Table, *, before: datetime, now: datetime) -> int:
    """Let rows wait again whose worker took them before `before` and never came back; returns how many."""
    stuck = (queue.c.finished_at.is_(None), queue.c.status == WORKING, queue.c.claimed_at < before)
    return tx.execute(queue.update().where(*stuck).values(status=WAITING, due=now, error="rescued")).rowcount


def purge(tx: Tx, queue: sa.Table, *, before: datetime) -> int:
    """Delete rows done before `before`; failed ones stay until somebody has looked. Returns how many."""
    return tx.execute(queue.delete().where(queue.c.finished_at < before, queue.c.status == DONE)).rowcount


def backlog(tx: Tx, queue: sa.Table) -> Backlog:
    """How many rows wait, are being worked on and have failed."""
    left = tx.execute(
        sa.select(queue.c.status, sa.func.count(), sa.func.min(queue.c.created_at))
        .where(queue.c.finished_at.is_(None))
        .group_by(queue.c.status)
    ).all()
    counts = {status: count for status, count, _ in left}
    oldest = next((first for status, _, first in left if status == WAITING), None)
    # The constant is written into the statement so that the small index over failed rows can serve it.
    failed = tx.execute(
        sa.select(sa.func.count()).select_from(queue).where(queue.c.status == sa.literal_column("'failed'"))
    ).scalar_one()
    return Backlog(counts.get(WAITING, 0), counts.get(WORKING, 0), failed, oldest)


def held(tx: Tx, queue: sa.Table) -> int:
    """How many rows are put aside."""
    aside = queue.c.status == sa.literal_column("'held'")  # written out, for the small index over them
    return tx.execute(sa.select(sa.func.count()).select_from(queue).where(aside)).scalar_one()


def _row(found: sa.Row[Any]) -> Row:
    stored = found._mapping  # noqa: SLF001 - SQLAlchemy's public name for the row as a mapping
    names = set(Row.__dataclass_fields__) & set(stored)
    return Row(**{**{name: stored[name] for name in names}, "tries": found.tries + 1})


def _leave(tx: Tx, queue: sa.Table, row_id: int, **values: Any) -> bool:
    held = (queue.c.id == row_id, queue.c.status == WORKING)
    return tx.execute(queue.update().where(*held).values(**values)).rowcount == 1
