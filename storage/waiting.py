"""What waits at a door until the people it is for write again, and what would, for staff to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage import people, queue
from storage.database import Tx
from storage.messages import A_DAY
from storage.tables import cases, outbox
from storage.tables import messages as record


@dataclass(frozen=True, slots=True)
class Waiting:
    """The messages that wait for one conversation about one case (`code` "" for none), and since when (UTC)."""

    code: str
    count: int
    since: datetime


def at(tx: Tx, door: str, *, limit: int) -> tuple[Waiting, ...]:
    """The longest waiting first. What the clock sends, such as tips, is nothing that anybody waits for."""
    since = sa.func.min(outbox.c.created_at)
    mine = (outbox.c.status == queue.HELD, outbox.c.rank != queue.BULK, outbox.c.lane.startswith(f"{door}:"))
    found = (
        sa.select(
            sa.func.coalesce(cases.c.code, "").label("code"), sa.func.count().label("number"), since.label("since")
        )
        .select_from(outbox)
        .outerjoin(record, record.c.id == outbox.c.message)
        .outerjoin(cases, cases.c.id == record.c.case)
        .where(*mine)
        .group_by(outbox.c.lane, cases.c.code)
        .order_by(since)
        .limit(limit)
    )
    return tuple(Waiting(row.code, row.number, row.since) for row in tx.execute(found))


def count(tx: Tx, door: str) -> int:
    """How many messages wait."""
    mine = (outbox.c.status == queue.HELD, outbox.c.rank != queue.BULK, outbox.c.lane.startswith(f"{door}:"))
    return tx.execute(sa.select(sa.func.count()).select_from(outbox).where(*mine)).scalar_one()


def shut(tx: Tx, case: int, *, door: str, now: datetime) -> bool:
    """Whether a reply to the family of a case would wait: it goes to that door, and they were silent for a day."""
    row = tx.execute(sa.select(cases).where(cases.c.id == case)).one()
    only = row.kind == "danger" or bool(row.secrecy)
    there = people.reach(tx, row.person, row.address, only=only)
    return there is not None and there[0].startswith(f"{door}:") and now - there[1] >= A_DAY
