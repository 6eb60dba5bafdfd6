"""What people asked about their own data (UU PDP): what waits, who decided what, and the link to a copy."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from handlers.effects import Values
from handlers.family.privacy import erased_from
from handlers.texts import Texts
from handlers.turn import Address, Wish
from storage import deliveries
from storage.database import Tx, insert_new
from storage.desk import Desk
from storage.tables import addresses, cases, messages, people
from storage.tables import deliveries as delivery_table
from storage.tables import requests as table

NEW, GRANTED, PARTLY, REFUSED, DONE, RECALLED = "new", "granted", "partly", "refused", "done", "recalled"
WHOLE, PART = (GRANTED, PARTLY)
COPY_FOR = timedelta(hours=24)
_TO_DO = ("download", "erase")  # what is still to be done once it is granted; the rest is done by then


@dataclass(frozen=True, slots=True)
class Asked:
    """One wish. `address` is where it was asked, "" when that is not known any more.

    `guarded` is True when the family has a case of danger or one that is kept secret: only the head decides then.
    """

    id: int
    person: int
    kind: str
    status: str
    detail: str
    received: datetime
    due: datetime | None
    name: str
    address: Address
    guarded: bool
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    done_at: datetime | None = None


def open_of(tx: Tx, person: int, *, now: datetime) -> tuple[Wish, ...]:
    """A person's wishes that wait for a decision, and the one to be erased as long as it can be taken back."""
    mine = sa.and_(table.c.person == person, table.c.done_at.is_(None), table.c.status.in_((NEW, GRANTED, PARTLY)))
    rows = tx.execute(sa.select(table).where(mine).order_by(table.c.id.desc()).limit(20)).all()
    return tuple(Wish(row.id, row.kind, row.due or row.received_at) for row in rows if _may_recall(row, now))


def recall(tx: Tx, person: int, number: int, *, now: datetime) -> None:
    """Take a wish back; one that was acted on already stays."""
    if any(wish.id == number for wish in open_of(tx, person, now=now)):
        tx.execute(table.update().where(table.c.id == number).values(status=RECALLED, done_at=now))


def decide(tx: Tx, number: int, status: str, *, by: str, reason: str = "", now: datetime) -> bool:
    """Write a decision down: granted, partly or refused; False when it is no longer waiting for one."""
    if status not in (GRANTED, PARTLY, REFUSED):
        raise ValueError(f"a wish is granted, partly granted or refused, not {status!r}")
    row = tx.execute(sa.select(table.c.kind).where(table.c.id == number, table.c.status == NEW)).first()
    if row is None:
        return False
    done = None if status != REFUSED and row.kind in _TO_DO else now
    values = {"status": status, "decided_by": by, "decided_at": now, "reason": reason, "done_at": done}
    tx.execute(table.update().where(table.c.id == number).values(**values))
    return True


def finish(tx: Tx, number: int, *, now: datetime) -> None:
    """What was granted has been done."""
    tx.execute(table.update().where(table.c.id == number, table.c.done_at.is_(None)).values(done_at=now))


def one(tx: Tx, number: int) -> Asked | None:
    """The wish with this number."""
    return next(iter(_asked(tx, table.c.id == number)), None)


def waiting(tx: Tx, *, limit: int = 200) -> tuple[Asked, ...]:
    """What waits for a decision, the nearest promise first."""
    return _asked(tx, table.c.status == NEW, order=table.c.due, limit=limit)


def settled(tx: Tx, *, limit: int = 50) -> tuple[Asked, ...]:
    """What was decided, the latest first; what was only looked at is left out."""
    decided = sa.and_(table.c.status != NEW, table.c.kind != "see")
    return _asked(tx, decided, order=table.c.id.desc(), limit=limit)


def to_erase(tx: Tx, *, limit: int = 50) -> tuple[Asked, ...]:
    """Who is still to be erased, the oldest decision first."""
    granted = sa.and_(table.c.kind == "erase", table.c.status.in_((GRANTED, PARTLY)), table.c.done_at.is_(None))
    return _asked(tx, granted, order=table.c.id, limit=limit)


def token(secret: bytes, asked: Asked) -> str:
    """The secret part of the link to a copy; nothing of it is stored, and a new decision makes a new one."""
    assert asked.decided_at is not None
    told = f"copy:{asked.id}:{asked.person}:{asked.decided_at:%Y%m%d%H%M%S%f}"
    return f"{asked.id}-{hmac.new(secret, told.encode(), hashlib.sha256).hexdigest()[:40]}"


def by_token(tx: Tx, secret: bytes, given: str, *, now: datetime) -> Asked | None:
    """The granted copy that a link leads to; None when it is unknown, used, or a day old."""
    number = given.partition("-")[0]
    if not secret or not (number.isascii() and number.isdigit() and len(number) <= 18):
        return None
    asked = one(tx, int(number))
    if asked is None or asked.kind != "download" or asked.status not in (GRANTED, PARTLY) or asked.done_at is not None:
        return None
    if asked.decided_at is None or now - asked.decided_at > COPY_FOR:
        return None
    return asked if hmac.compare_digest(token(secret, asked).encode(), given.encode("utf-8", "replace")) else None


def told(tx: Tx, rule: str, asked: Asked) -> tuple[str, ...]:
    """The occasions on which staff were told of this wish."""
    return tuple(known for known in deliveries.given(tx, rule, [asked.person])[asked.person])


def mention(  # noqa: PLR0913 - what a mention is made of
    tx: Tx,
    rule: str,
    asked: Asked,
    occasion: str,
    key: str,
    values: Values,
    texts: Texts,
    desk: Address,
    *,
    now: datetime,
) -> bool:
    """Tell staff of a wish in the general topic, once for each occasion; False when it was told."""
    row = {"rule": rule, "person": asked.person, "occasion": occasion, "key": key, "at": now}
    if insert_new(tx, delivery_table, row) is None:
        return False
    tell_desk(tx, f"{rule}:{occasion}", key, values, texts, desk, now=now)
    return True


def tell_desk(  # what staff are told is made of this
    tx: Tx, name: str, key: str, values: Values, texts: Texts, desk: Address, *, now: datetime
) -> None:
    """Tell staff something in the general topic; `name` makes a repeat harmless."""
    Desk(tx, desk, texts, name, now).announce(None, key, values)


def _may_recall(row: Any, now: datetime) -> bool:
    if row.status == NEW:
        return True
    return row.kind == "erase" and now < erased_from(row.received_at, row.decided_at)


def _asked(tx: Tx, which: sa.ColumnElement[bool], *, order: Any = None, limit: int = 200) -> tuple[Asked, ...]:
    guard = sa.or_(cases.c.kind == "danger", cases.c.secrecy != "")
    guarded = sa.exists().where(cases.c.family == people.c.family, guard)
    found = (
        sa.select(table, people.c.name, guarded.label("guarded"))
        .join(people, people.c.id == table.c.person)
        .where(which)
        .order_by(table.c.id if order is None else order)
        .limit(limit)
    )
    rows = tx.execute(found).all()
    where = _where(tx, {row.key.rpartition("#")[0]: row.person for row in rows})
    return tuple(
        Asked(
            row.id,
            row.person,
            row.kind,
            row.status,
            row.detail,
            row.received_at,
            row.due,
            row.name,
            where.get(row.key.rpartition("#")[0], ""),
            row.guarded,
            row.decided_by,
            row.decided_at,
            row.reason,
            row.done_at,
        )
        for row in rows
    )


def _where(tx: Tx, keys: dict[str, int]) -> dict[str, Address]:
    """Where each message came from, as long as that address is still known as the same person's."""
    same = sa.and_(addresses.c.address == messages.c.address, addresses.c.person == messages.c.person)
    known = sa.select(messages.c.key, messages.c.address).join(addresses, same).where(messages.c.key.in_(list(keys)))
    return {row.key: row.address for row in tx.execute(known)}
