"""Who writes to us: families, their people and children, the addresses they write from, what they subscribed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from handlers import state as states
from handlers.state import Idle, State
from handlers.turn import Address, Child, Person
from storage.database import Tx, insert_new
from storage.tables import addresses, children, families, people, subscriptions

LANGUAGE, ZONE = "id", "Asia/Jakarta"


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation: where it is held, with whom, where it stands and since when (UTC)."""

    address: Address
    person: Person
    state: State
    since: datetime
    last_heard_at: datetime


def hear(tx: Tx, address: Address, *, name: str, now: datetime, counts: bool = True) -> Talk:
    """The conversation at an address, begun if it is new, and held so that nobody else changes it meanwhile.

    `counts` False leaves the moment they were last heard alone: the message is not really theirs.
    """
    find = sa.select(addresses.c.id).where(addresses.c.address == address).with_for_update()
    known = tx.execute(find).scalar_one_or_none()
    if known is None:
        _meet(tx, address, name=name, now=now)
    elif counts:
        tx.execute(addresses.update().where(addresses.c.id == known).values(last_heard_at=now, unreachable_at=None))
    return talks(tx, addresses.c.address == address)[0]


def resting(tx: Tx, person: int) -> Talk | None:
    """The conversation a person was last heard in and can still be reached at, if there is one."""
    reachable = sa.and_(addresses.c.person == person, addresses.c.unreachable_at.is_(None))
    return max(talks(tx, reachable), key=lambda talk: talk.last_heard_at, default=None)


def talks(tx: Tx, which: sa.ColumnElement[bool], *, limit: int | None = None) -> tuple[Talk, ...]:
    """The conversations that satisfy `which`, in a fixed number of queries."""
    found = tx.execute(sa.select(addresses).where(which).order_by(addresses.c.state_at).limit(limit)).all()
    persons = by_id(tx, {row.person for row in found})
    return tuple(
        Talk(row.address, persons[row.person], state_of(row.state), row.state_at, row.last_heard_at) for row in found
    )


def by_id(tx: Tx, ids: Iterable[int]) -> dict[int, Person]:
    """The people with these ids, children and subscriptions included, in three queries."""
    rows = tx.execute(sa.select(people).where(people.c.id.in_(list(ids)))).all()
    homes: dict[int, list[Child]] = {row.family: [] for row in rows}
    wishes: dict[int, list[str]] = {row.id: [] for row in rows}
    for child in tx.execute(sa.select(children).where(children.c.family.in_(list(homes))).order_by(children.c.id)):
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


def last_heard(tx: Tx, family: int) -> tuple[Address, datetime] | None:
    """Where and when a family was last heard from; an address that can be reached goes before one that cannot."""
    found = tx.execute(
        sa.select(addresses.c.address, addresses.c.last_heard_at)
        .join(people, people.c.id == addresses.c.person)
        .where(people.c.family == family)
        .order_by(addresses.c.unreachable_at.is_not(None), addresses.c.last_heard_at.desc())
        .limit(1)
    ).first()
    return (found.address, found.last_heard_at) if found else None


def remember(tx: Tx, person: Person, what: str, value: str, *, now: datetime) -> None:
    """Keep a fact about a person: name, place, zone or consent. Raises ValueError for anything else."""
    if what == "place":
        tx.execute(families.update().where(families.c.id == person.family).values(place=value))
        return
    if what not in ("name", "zone", "consent"):
        raise ValueError(f"nothing is kept about a person under the name {what!r}")
    moment = {"consent_at": now} if what == "consent" else {}
    tx.execute(people.update().where(people.c.id == person.id).values({what: value, **moment}))


def add_child(tx: Tx, family: int, name: str, born: date | None, *, now: datetime) -> None:
    """Keep a child; the same name again corrects the birth month."""
    same = sa.and_(children.c.family == family, sa.func.lower(children.c.name) == name.lower())
    if name and tx.execute(children.update().where(same).values(born=born)).rowcount:
        return
    tx.execute(children.insert().values(family=family, name=name, born=born, created_at=now))


def subscribe(tx: Tx, person: int, topic: str, *, now: datetime) -> None:
    """Send this topic from now on; somebody who asks for it wants to be written to again."""
    if insert_new(tx, subscriptions, {"person": person, "topic": topic, "since": now}) is None:
        ended = (_wish(person, topic), subscriptions.c.ended_at.is_not(None))
        tx.execute(subscriptions.update().where(*ended).values(since=now, ended_at=None))
    tx.execute(people.update().where(people.c.id == person).values(stopped_at=None))


def unsubscribe(tx: Tx, person: int, topic: str, *, now: datetime) -> None:
    """Stop sending this topic; "" stops everything that is sent unasked."""
    which = _wish(person, topic) if topic else subscriptions.c.person == person
    tx.execute(subscriptions.update().where(which, subscriptions.c.ended_at.is_(None)).values(ended_at=now))
    if not topic:
        tx.execute(people.update().where(people.c.id == person).values(stopped_at=now))


def _wish(person: int, topic: str) -> sa.ColumnElement[bool]:
    return sa.and_(subscriptions.c.person == person, subscriptions.c.topic == topic)


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
