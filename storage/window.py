"""The reply window of a door: what waits until a person writes again, and the one word they are sent meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from handlers import orders
from handlers.orders import SAY, Order
from handlers.templates import NEWS
from handlers.texts import Texts
from handlers.turn import Address
from storage import messages, queue
from storage.chance import grave
from storage.database import Tx
from storage.desk import Desk
from storage.messages import A_DAY
from storage.queue import Row
from storage.tables import cases, deliveries, openings, outbox
from storage.tables import messages as record
from storage.templates import may_be_sent


def hold(tx: Tx, row: Row, order: Order, *, texts: Texts, desk: Address, now: datetime) -> None:
    """Put an order aside until the person writes again, say so to them once a day, and to the staff of its case once.

    What the clock sends and what may wait is put aside in silence, and only the newest of a rule.
    """
    about = tx.execute(sa.select(record).where(record.c.id == row.message)).first()
    case = about.case if about else None
    if order.template == NEWS:
        # Not even that could be said: the platform does not take the template after all.
        drop(tx, row, "window", now=now)
        _tell(tx, row, case, "desk.unreachable_now", texts=texts, desk=desk, now=now)
        return
    silent = row.rank == queue.BULK or (about is not None and about.text_key in texts.templates.patient)
    if silent:
        _overtake(tx, row, now=now)
    first = not _any_of(tx, row.lane, case)
    queue.hold(tx, outbox, row.id, now=now, error="window")
    tx.execute(record.update().where(record.c.id == row.message).values(status=messages.WAITING))
    if silent:
        return
    said = _announce(tx, row, order, about, texts=texts, now=now)
    if first:
        _tell(tx, row, case, "desk.kept_back" if said else "desk.unreachable_now", texts=texts, desk=desk, now=now)


def release(tx: Tx, address: Address, person: int, *, urgent: bool, now: datetime) -> int:
    """They have written: what was put aside for them is due, in its order; returns how many.

    `urgent` when there is something urgent to say to them now: that goes first. What the clock sends goes on waiting
    while they have other things on their mind.
    """
    mine = sa.and_(outbox.c.lane == address, outbox.c.status == queue.HELD)
    if tx.execute(sa.select(outbox.c.id).where(mine).limit(1)).first() is None:
        return 0
    if urgent or grave(tx, person, now=now):
        mine = sa.and_(mine, outbox.c.rank != queue.BULK)
    found = tx.execute(sa.select(outbox).where(mine).order_by(outbox.c.id)).all()
    if found and urgent:  # a lane goes by the ids of its rows
        tx.execute(outbox.delete().where(outbox.c.id.in_([row.id for row in found])))
        rows = [{**row._mapping} for row in found]  # noqa: SLF001 - SQLAlchemy's public name for the row as a mapping
        tx.execute(outbox.insert(), [{name: row[name] for name in row if name != "id"} for row in rows])
    queue.let_go(tx, outbox, mine, now=now)
    waiting = record.c.id.in_([row.message for row in found])
    tx.execute(record.update().where(waiting).values(status=messages.QUEUED))
    return len(found)


def opened(tx: Tx, order: Order, message: int | None, *, now: datetime) -> None:
    """Keep that a template went to somebody who had not written for so long."""
    values = {"address": order.to, "template": order.template, "message": message, "at": now}
    tx.execute(openings.insert().values(**values))


def drop(tx: Tx, row: Row, why: str, *, now: datetime) -> None:
    """Never send an order: it has come too late, or nobody wants it any more."""
    leave = outbox.update().where(outbox.c.id == row.id)
    tx.execute(leave.values(status=queue.DONE, finished_at=now, error=why))
    tx.execute(record.update().where(record.c.id == row.message).values(status=messages.DROPPED, error=why))


def expire(tx: Tx, *, before: datetime) -> int:
    """Give up what was put aside before then: whoever writes after so long a time has other questions."""
    old = sa.and_(outbox.c.status == queue.HELD, outbox.c.finished_at < before)
    late = tx.execute(sa.select(outbox.c.id, outbox.c.message).where(old)).all()
    tx.execute(outbox.update().where(old).values(status=queue.DONE, error="expired"))
    gone = record.c.id.in_([row.message for row in late])
    tx.execute(record.update().where(gone).values(status=messages.DROPPED, error="expired"))
    return len(late)


def _announce(tx: Tx, row: Row, order: Order, about: Any, *, texts: Texts, now: datetime) -> bool:
    """Say that something waits, at most once a day; False when the platform takes no template that could."""
    lately = sa.and_(openings.c.address == order.to, openings.c.template == NEWS, openings.c.at > now - A_DAY)
    if tx.execute(sa.select(openings.c.id).where(lately).limit(1)).first() is not None:
        return True
    on_its_way = (outbox.c.lane == row.lane, outbox.c.key.endswith("~news"), outbox.c.finished_at.is_(None))
    if tx.execute(sa.select(outbox.c.id).where(*on_its_way).limit(1)).first() is not None:
        return True
    case = tx.execute(sa.select(cases).where(cases.c.id == (about.case if about else None))).first()
    kept = texts.templates
    facts = (case.code, case.kind) if case else ("", "")
    name, values = kept.news(*facts, hidden=case is not None and (bool(case.secrecy) or case.quiet))
    if not name or not may_be_sent(tx, name):
        return False
    key = f"{row.key}~{row.tries}~news"
    words = kept.words(name, values)
    new = messages.queued(
        tx,
        key=key,
        address=order.to,
        person=about.person if about else None,
        text=words,
        now=now,
        text_key=name,
        case=case.id if case else None,
    )
    payload = orders.dump(Order(SAY, order.to, key, words, template=name, template_values=values))
    queue.put(tx, outbox, key=key, lane=row.lane, payload=payload, now=now, rank=min(row.rank, 1), do=SAY, message=new)
    return True


def _overtake(tx: Tx, row: Row, *, now: datetime) -> None:
    """What waits of the same rule is not sent any more; the rule may choose it again some day."""
    rule = row.key.partition(":")[0]
    of_it = outbox.c.key.startswith(f"{rule}:", autoescape=True)
    mine = sa.and_(outbox.c.status == queue.HELD, outbox.c.lane == row.lane, outbox.c.rank == queue.BULK, of_it)
    for old in tx.execute(sa.select(outbox.c.id, outbox.c.message, outbox.c.key).where(mine)).all():
        over = {"status": queue.DONE, "finished_at": now, "error": "overtaken"}
        tx.execute(outbox.update().where(outbox.c.id == old.id).values(**over))
        tx.execute(record.update().where(record.c.id == old.message).values(status=messages.DROPPED))
        forget(tx, old.key)


def forget(tx: Tx, key: str) -> None:
    """Let a rule of the clock send again what never arrived; `key` is that of its order."""
    rule, person, occasion = (*key.split(":", 2), "", "")[:3]
    if person.isdecimal():
        same = (deliveries.c.rule == rule, deliveries.c.person == int(person), deliveries.c.occasion == occasion)
        tx.execute(deliveries.delete().where(*same))


def _any_of(tx: Tx, lane: str, case: int | None) -> bool:
    held = (outbox.c.lane == lane, outbox.c.status == queue.HELD, outbox.c.rank != queue.BULK, record.c.case == case)
    found = sa.select(outbox.c.id).join(record, record.c.id == outbox.c.message).where(*held).limit(1)
    return tx.execute(found).first() is not None


def _tell(tx: Tx, row: Row, case: int | None, key: str, *, texts: Texts, desk: Address, now: datetime) -> None:
    if case is not None:
        Desk(tx, desk, texts, f"{row.key}~{row.tries}", now).tell(case, key, {})
