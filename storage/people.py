"""Who writes to us: families, their people and children, the addresses they write from, what they subscribed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from handlers import state as states
from handlers.state import Confirming, Filling, Idle, State, WithStaff
from handlers.turn import Address, Child, Person
from storage import queue
from storage.database import Tx
from storage.moves import known_as
from storage.tables import addresses, children, families, outbox, people, subscriptions

LANGUAGE, ZONE = "id", "Asia/Jakarta"
_FORMS = (Filling.__name__, Confirming.__name__)


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation: where it is held, with whom, where it stands and since when (UTC).

    `awaits` is how many answers wait until they write there.
    """

    address: Address
    person: Person
    state: State
    since: datetime
    last_heard_at: datetime
    awaits: int = 0


def hear(
    tx: Tx, address: Address, *, name: str, now: datetime, counts: bool = True, written: datetime | None = None
) -> Talk:
    """The conversation at an address, begun if it is new, and held so that nobody else changes it meanwhile.

    `counts` False leaves the moment they were last heard alone: the message is not really theirs. What was `written`
    before they moved elsewhere belongs to the conversation there.
    """
    find = sa.select(addresses.c.id).where(addresses.c.address == address).with_for_update()
    known = tx.execute(find).scalar_one_or_none()
    elsewhere = known_as(tx, address, written or now) if known is None else address
    if elsewhere != address:
        return hear(tx, elsewhere, name=name, now=now, counts=counts)
    if known is None:
        _meet(tx, address, name=name, now=now)
    elif counts:
        tx.execute(addresses.update().where(addresses.c.id == known).values(last_heard_at=now, unreachable_at=None))
    return talks(tx, addresses.c.address == address)[0]


def resting(tx: Tx, person: int) -> Talk | None:
    """The conversation a person was last heard in and can still be reached at, if there is one."""
    reachable = sa.and_(addresses.c.person == person, addresses.c.unreachable_at.is_(None))
    return max(talks(tx, reachable), key=lambda talk: talk.last_heard_at, default=None)


def state_at(tx: Tx, address: Address) -> State:
    """How the conversation at that address stands; idle for one that nobody has begun."""
    found = tx.execute(sa.select(addresses.c.state).where(addresses.c.address == address)).scalar_one_or_none()
    return state_of(found) if found else Idle()


def talks(tx: Tx, which: sa.ColumnElement[bool], *, limit: int | None = None) -> tuple[Talk, ...]:
    """The conversations that satisfy `which`, in a fixed number of queries."""
    held = (outbox.c.lane == addresses.c.address, outbox.c.status == queue.HELD, outbox.c.rank != queue.BULK)
    awaits = sa.select(sa.func.count()).where(*held).correlate(addresses).scalar_subquery().label("awaits")
    found = tx.execute(sa.select(addresses, awaits).where(which).order_by(addresses.c.state_at).limit(limit)).all()
    persons = by_id(tx, {row.person for row in found})
    return tuple(
        Talk(row.address, persons[row.person], state_of(row.state), row.state_at, row.last_heard_at, row.awaits)
        for row in found
    )


def by_id(tx: Tx, ids: Iterable[int]) -> dict[int, Person]:
    """The people with these ids, subscriptions and the children still spoken of included, in three queries."""
    known = sa.select(people, families.c.place).join(families, families.c.id == people.c.family)
    rows = tx.execute(known.where(people.c.id.in_(list(ids)))).all()
    homes: dict[int, list[Child]] = {row.family: [] for row in rows}
    wishes: dict[int, list[str]] = {row.id: [] for row in rows}
    spoken_of = sa.and_(children.c.family.in_(list(homes)), children.c.ended_at.is_(None))
    for child in tx.execute(sa.select(children).where(spoken_of).order_by(children.c.id)):
        homes[child.family].append(Child(child.id, child.name, child.born))
    wanted = sa.and_(subscriptions.c.person.in_(list(wishes)), subscriptions.c.ended_at.is_(None))
    for wish in tx.execute(sa.select(subscriptions).where(wanted).order_by(subscriptions.c.topic)):
        wishes[wish.person].append(wish.topic)
    return {
        row.id: Person(
            id=row.id,
            family=row.family,
            name=row.name,
            consent=row.consent,
            language=row.language,
            zone=row.zone,
            children=tuple(homes[row.family]),
            subscriptions=tuple(wishes[row.id]),
            address_form=row.address_form,
            place=row.place,
            notice=row.notice,
        )
        for row in rows
    }


def stopped(tx: Tx, person: int) -> bool:
    """Whether this person asked that nothing be sent to them unasked."""
    at = tx.execute(sa.select(people.c.stopped_at).where(people.c.id == person)).scalar_one_or_none()
    return at is not None


def rest(tx: Tx, address: Address, state: State, *, now: datetime) -> None:
    """Put the conversation at an address into a state; an address that never wrote has none."""
    values = {"state": states.dump(state), "state_name": type(state).__name__, "state_at": now}
    tx.execute(addresses.update().where(addresses.c.address == address).values(**values))


def shut(tx: Tx, address: Address, *, now: datetime) -> None:
    """Remember that nothing can be sent to this address until they write again."""
    tx.execute(addresses.update().where(addresses.c.address == address).values(unreachable_at=now))


def rest_everywhere(tx: Tx, person: int, state: State, *, first: Address, now: datetime) -> None:
    """Put a person's conversation at `first` into a state, and those at their other doors with it.

    A form half filled at another door is not lost, and what waits there for something else than staff goes on when
    staff let go.
    """
    rest(tx, first, state, now=now)
    mine = sa.and_(addresses.c.person == person, addresses.c.address != first)
    silent = isinstance(state, WithStaff)
    which = addresses.c.state_name.not_in(_FORMS) if silent else addresses.c.state_name == WithStaff.__name__
    for other in tx.scalars(sa.select(addresses.c.address).where(mine, which)).all():
        rest(tx, other, state, now=now)


def let_go(tx: Tx, person: int, *, now: datetime) -> None:
    """Give a person's doors back to the bot that wait for staff in a case that is nowhere to be found."""
    waiting = sa.and_(addresses.c.person == person, addresses.c.state_name == WithStaff.__name__)
    for address in tx.scalars(sa.select(addresses.c.address).where(waiting)).all():
        rest(tx, address, Idle(), now=now)


def reach(tx: Tx, person: int, origin: Address, *, only: bool) -> tuple[Address, datetime] | None:
    """Where a person is written to about something that came from `origin`: there, and when they were heard there.

    When nothing can be sent there any more, it is the door they were last heard at; unless `only` that one is safe.
    """
    there = addresses.c.address == origin
    which = there if only else addresses.c.person == person
    found = tx.execute(
        sa.select(addresses.c.address, addresses.c.last_heard_at)
        .where(which)
        .order_by(addresses.c.unreachable_at.is_not(None), sa.not_(there), addresses.c.last_heard_at.desc())
        .limit(1)
    ).first()
    return (found.address, found.last_heard_at) if found else None


def _meet(tx: Tx, address: Address, *, name: str, now: datetime) -> None:
    family = tx.execute(families.insert().values(created_at=now).returning(families.c.id)).scalar_one()
    person = tx.execute(
        people.insert()
        .values(family=family, name=name, language=LANGUAGE, zone=ZONE, created_at=now)
        .returning(people.c.id)
    ).scalar_one()
    tx.execute(
        addresses.insert().values(address=address, person=person, state_at=now, last_heard_at=now, created_at=now)
    )


def state_of(stored: str) -> State:
    """The state a conversation was left in."""
    try:
        return states.load(stored) if stored else Idle()
    except ValueError:
        # Written by another version of the forms: beginning afresh is better than a talk that can never go on.
        return Idle()
