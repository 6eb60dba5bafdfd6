"""What is known at the moment of sending: of the person, of their wishes, of the door and of its allowance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from handlers.orders import Order
from handlers.turn import Address
from storage import doors, mourning, queue
from storage import people as persons
from storage.cases import CLOSED
from storage.database import Tx
from storage.doors import Standing
from storage.messages import A_DAY
from storage.queue import Row
from storage.tables import addresses, cases, children, openings, outbox, people, subscriptions
from storage.templates import may_be_sent

TIPS, VISITS = "tips", "visits"
STALE = timedelta(hours=12)  # "tomorrow" is not tomorrow any more


@dataclass(frozen=True, slots=True)
class Chance:
    """What decides whether an order goes. `heard` is None for somebody who never wrote.

    `approved`: the platform takes the order's template. `unwanted` says why an order of the clock is not sent at all.
    `crowded` is until when nobody new may be written to.
    """

    heard: datetime | None
    standing: Standing
    approved: bool = False
    unwanted: str = ""
    crowded: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What the clock may plan with: the reply window of each door that has one, and how many may be opened a day."""

    windows: Mapping[str, timedelta] = field(default_factory=dict)
    most: int = 250


def room(tx: Tx, person: int, plan: Plan, *, now: datetime) -> bool:
    """Whether something may be planned for a person today: in the open window always, else while there is allowance.

    What is planned already counts as well: it takes from the same day.
    """
    talk = persons.resting(tx, person)
    if talk is None:
        return False
    window = plan.windows.get(doors.of(talk.address))
    if window is None or now - talk.last_heard_at < window:
        return True
    if _opened(tx, talk.address, now=now):
        return True
    shut = sa.and_(addresses.c.address == outbox.c.lane, addresses.c.last_heard_at <= now - window)
    open_rows = (outbox.c.finished_at.is_(None), outbox.c.rank == queue.BULK)
    mine = outbox.c.lane.startswith(f"{doors.of(talk.address)}:", autoescape=True)
    planned = sa.select(sa.func.count(outbox.c.lane.distinct())).join(addresses, shut).where(*open_rows, mine)
    return contacts(tx, doors.of(talk.address), now=now) + tx.execute(planned).scalar_one() < plan.most


def look(tx: Tx, row: Row, order: Order, *, most: int, now: datetime) -> Chance:
    """What is known now; `most` people may be opened a day."""
    who = tx.execute(
        sa.select(addresses.c.person, addresses.c.last_heard_at).where(addresses.c.address == order.to)
    ).first()
    bulk = row.rank == queue.BULK
    approved = bool(order.template) and may_be_sent(tx, order.template)
    return Chance(
        heard=who.last_heard_at if who else None,
        standing=doors.standing(tx, doors.of(order.to)),
        approved=approved,
        unwanted=_unwanted(tx, row, who.person, now=now) if who and bulk else "",
        crowded=crowded(tx, order.to, most=most, now=now) if approved and bulk else None,
    )


def crowded(tx: Tx, address: Address, *, most: int, now: datetime) -> datetime | None:
    """Until when an address may not be written to first, because so many others were today; None: it may be now."""
    if _opened(tx, address, now=now) or contacts(tx, doors.of(address), now=now) < most:
        return None
    mine = openings.c.address.startswith(f"{doors.of(address)}:", autoescape=True)
    oldest = sa.select(sa.func.min(openings.c.at)).where(openings.c.at > now - A_DAY, mine)
    first: datetime | None = tx.execute(oldest).scalar_one()
    return (first or now) + A_DAY


def contacts(tx: Tx, door: str, *, now: datetime) -> int:
    """How many people were written to first in the last 24 hours."""
    lately = (openings.c.at > now - A_DAY, openings.c.address.startswith(f"{door}:", autoescape=True))
    return tx.execute(sa.select(sa.func.count(openings.c.address.distinct())).where(*lately)).scalar_one()


def _opened(tx: Tx, address: Address, *, now: datetime) -> bool:
    lately = sa.select(openings.c.id).where(openings.c.address == address, openings.c.at > now - A_DAY)
    return tx.execute(lately.limit(1)).first() is not None


def grave(tx: Tx, person: int, *, now: datetime) -> bool:
    """Whether a person has other things on their mind: danger in the family, a talk with staff, a death."""
    family = sa.select(people.c.family).where(people.c.id == person).scalar_subquery()
    danger = (cases.c.family == family, cases.c.standing < CLOSED, cases.c.kind == "danger")
    if tx.execute(sa.select(cases.c.id).where(*danger).limit(1)).first() is not None:
        return True
    relatives = sa.select(people.c.id).where(people.c.family == family)
    with_staff = (addresses.c.person.in_(relatives), addresses.c.state_name == "WithStaff")
    if tx.execute(sa.select(addresses.c.id).where(*with_staff).limit(1)).first() is not None:
        return True
    return mourning.since(tx, person, now=now) is not None


def _unwanted(tx: Tx, row: Row, person: int, *, now: datetime) -> str:
    if tx.execute(sa.select(people.c.stopped_at).where(people.c.id == person)).scalar_one() is not None:
        return "stopped"
    rule, _, occasion = (*row.key.split(":", 2), "", "")[:3]
    if rule == VISITS and now - row.created_at > STALE:
        return "stale"
    return _no_tip(tx, person, occasion, now=now) if rule == TIPS else ""


def _no_tip(tx: Tx, person: int, occasion: str, *, now: datetime) -> str:
    asked = (subscriptions.c.person == person, subscriptions.c.topic == TIPS, subscriptions.c.ended_at.is_(None))
    if tx.execute(sa.select(subscriptions.c.id).where(*asked)).first() is None:
        return "unsubscribed"
    child = (*occasion.split("/"), "", "")[1]
    if child.isdecimal():
        known = sa.select(children.c.ended_at).where(children.c.id == int(child))
        ended = tx.execute(known).first()
        if ended is None or ended.ended_at is not None:
            return "ended"
    return "grave" if grave(tx, person, now=now) else ""
