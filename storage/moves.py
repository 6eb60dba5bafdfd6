"""A person who writes from another address from now on: what was there goes along, and the old one leads to the new."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from handlers.turn import Address
from storage import queue
from storage.database import Tx, insert_new
from storage.tables import (
    addresses,
    aliases,
    cases,
    children,
    consents,
    messages,
    openings,
    outbox,
    people,
    requests,
    visits,
)


def known_as(tx: Tx, address: Address, written: datetime) -> Address:
    """Where the writer of a message is known now.

    Only what was written before a move leads on: later somebody else may have been given the old number.
    """
    then = (aliases.c.address == address, aliases.c.at >= written)
    return tx.execute(sa.select(aliases.c.moved_to).where(*then)).scalar_one_or_none() or address


def move(tx: Tx, old: Address, new: Address, *, at: datetime, now: datetime) -> bool:
    """The person at `old` writes from `new` since `at`; False when nobody is at `old`, or has moved already.

    Who has written from `new` before we were told is the same person: what they said goes to the one we knew.
    """
    there = sa.select(addresses).where(addresses.c.address.in_((old, new))).order_by(addresses.c.id).with_for_update()
    rows = {row.address: row for row in tx.execute(there)}
    if old == new or not new or old not in rows:
        return False
    if new in rows:
        _merge(tx, rows[old], rows[new])
    else:
        here = addresses.update().where(addresses.c.id == rows[old].id)
        tx.execute(here.values(address=new, unreachable_at=None))
    for table in (cases, messages, openings):
        tx.execute(table.update().where(table.c.address == old).values(address=new))
    _redirect(tx, old, new)
    tx.execute(aliases.update().where(aliases.c.moved_to == old).values(moved_to=new))
    tx.execute(aliases.delete().where(aliases.c.address.in_((old, new))))
    insert_new(tx, aliases, {"address": old, "moved_to": new, "at": min(at, now)})
    return True


def _merge(tx: Tx, old: Any, new: Any) -> None:
    """One person at the new address: the one we have known for longer, where they were in the talk."""
    owner, newcomer = old.person, new.person
    left_off = new.state_name in ("", "Idle")
    state = {name: getattr(old, name) for name in ("state", "state_name", "state_at")} if left_off else {}
    tx.execute(addresses.delete().where(addresses.c.id == old.id))
    tx.execute(addresses.update().where(addresses.c.id == new.id).values(person=owner, **state))
    elsewhere = sa.select(addresses.c.id).where(addresses.c.person == newcomer).limit(1)
    if newcomer == owner or tx.execute(elsewhere).first() is not None:
        return
    homes = dict(tx.execute(sa.select(people.c.id, people.c.family).where(people.c.id.in_((owner, newcomer)))).all())
    for table in (messages, consents, requests):
        tx.execute(table.update().where(table.c.person == newcomer).values(person=owner))
    for table in (cases, visits):
        theirs = table.update().where(table.c.person == newcomer)
        tx.execute(theirs.values(person=owner, family=homes[owner]))
    alone = sa.select(people.c.id).where(people.c.family == homes[newcomer], people.c.id != newcomer).limit(1)
    if tx.execute(alone).first() is None:
        tx.execute(children.update().where(children.c.family == homes[newcomer]).values(family=homes[owner]))


def _redirect(tx: Tx, old: Address, new: Address) -> None:
    """What is still to be sent goes to the new address."""
    unsent = sa.or_(outbox.c.finished_at.is_(None), outbox.c.status == queue.HELD)
    for row in tx.execute(sa.select(outbox.c.id, outbox.c.payload).where(outbox.c.lane == old, unsent)).all():
        payload = {**row.payload, "to": new}
        tx.execute(outbox.update().where(outbox.c.id == row.id).values(lane=new, payload=payload))
