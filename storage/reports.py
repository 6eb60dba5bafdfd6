"""What a platform reports of a message of ours: the record goes forward only, and what arrived is counted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from handlers.turn import Incoming
from storage import doors, queue
from storage.database import Tx
from storage.messages import DELIVERED, FAILED, OUT, QUEUED, READ, SENT
from storage.queue import Row
from storage.tables import aliases, inbox, messages, openings, outbox

_ORDER = (QUEUED, SENT, DELIVERED, READ)
_FEW = 50  # messages of one conversation that a late report may be about


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message of ours that reached a phone: when its order was sent (UTC), and whether it was urgent."""

    sent: datetime
    urgent: bool


def known(tx: Tx, message: Incoming) -> int | None:
    """The id of our message that a report is about; None when nobody has written its reference down (yet)."""
    row = _find(tx, message)
    return None if row is None else int(row.id)


def forward(tx: Tx, message: Incoming, *, zone: str) -> Arrived | None:
    """Bring our message to the state that a report tells of; what it was past already is left as it is.

    Returns what it proves when it arrived. Months are counted in `zone`.
    """
    row = _find(tx, message, lock=True)
    if row is None or message.report not in _ORDER or row.status not in _ORDER:
        return None
    ahead = _ORDER.index(message.report) > _ORDER.index(row.status)
    if ahead:
        tx.execute(messages.update().where(messages.c.id == row.id).values(status=message.report, error=""))
    if message.report == SENT:
        return None
    first = message.ref == row.ref
    if (first and row.status in (QUEUED, SENT)) or (not first and message.report == DELIVERED):
        what = _what(tx, row.id, message.raw)
        doors.arrived(tx, doors.of(row.address), what, at=message.at, zone=zone)
    order = sa.select(outbox.c.finished_at, outbox.c.rank).where(outbox.c.message == row.id)
    sent = tx.execute(order.where(outbox.c.status == queue.DONE).order_by(outbox.c.id.desc()).limit(1)).first()
    return Arrived(sent.finished_at, sent.rank == queue.URGENT) if sent else None


def forget(tx: Tx, row_id: int) -> None:
    """Empty the row of a report that was read: it is kept to be known by, and need not say whom it was about."""
    tx.execute(inbox.update().where(inbox.c.id == row_id).values(payload={}, lane="reports"))


def undo(tx: Tx, message: Incoming, *, now: datetime) -> Row | None:
    """The order of a message that was taken and then failed, claimed again; None when it had arrived, or is past."""
    row = _find(tx, message, lock=True)
    if row is None or row.status not in (QUEUED, SENT):
        return None
    again = queue.take_back(tx, outbox, outbox.c.message == row.id, now=now)
    status = QUEUED if again else FAILED
    tx.execute(messages.update().where(messages.c.id == row.id).values(status=status))
    return again


def _find(tx: Tx, message: Incoming, *, lock: bool = False) -> Any:
    if not message.ref:
        return None
    mine = sa.and_(messages.c.direction == OUT, messages.c.ref != "", messages.c.ref == message.ref)
    found = sa.select(messages).where(mine).order_by(messages.c.id.desc()).limit(1)
    row = tx.execute(found.with_for_update() if lock else found).first()
    if row is not None:
        return row
    # A long text goes in several messages; all but the first stand in a list.
    moved = sa.select(aliases.c.moved_to).where(aliases.c.address == message.sender)
    there = sa.or_(messages.c.address == message.sender, messages.c.address.in_(moved))
    late = sa.select(messages).where(there, messages.c.direction == OUT).order_by(messages.c.id.desc()).limit(_FEW)
    return next((row for row in tx.execute(late) if message.ref in row.refs), None)


def _what(tx: Tx, message: int, raw: str) -> str:
    """Whether free words or a template arrived: as the platform bills it, else as we sent it."""
    try:
        category = json.loads(raw).get("category", "") if raw else ""
    except (ValueError, AttributeError):
        category = ""
    if category:
        return doors.SERVICE if category == "service" else doors.TEMPLATES
    told = tx.execute(sa.select(openings.c.id).where(openings.c.message == message).limit(1)).first()
    return doors.SERVICE if told is None else doors.TEMPLATES
