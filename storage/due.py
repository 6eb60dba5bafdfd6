"""What the clock needs to know: the facts for its rules, in a fixed number of queries a batch."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from handlers import state as states
from handlers.state import Idle, State
from handlers.turn import Address, Person
from storage import mourning
from storage import people as persons
from storage.cases import CLOSED
from storage.database import Tx
from storage.deliveries import given
from storage.tables import addresses, cases, deliveries, inbox, people, subscriptions, visits


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A reachable person who asked for a topic; `had` are the occasions of what was delivered before."""

    person: Person
    had: tuple[str, ...]
    busy: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit that is still to come; `had` are the occasions of the person's reminders so far."""

    id: int
    person: Person
    at: datetime
    had: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that stands still inside a form since `since` (UTC); `quiet`: nothing may be sent unasked."""

    id: int
    address: Address
    person: Person
    state: State
    since: datetime
    quiet: bool
    had: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promised:
    """An open case with a deadline; `had` are the occasions staff were told of about this person's cases."""

    id: int
    person: Person
    opened: datetime
    due: datetime
    had: tuple[str, ...]


def zones(tx: Tx, topic: str) -> tuple[str, ...]:
    """The time zones in which somebody asked for the topic."""
    asked = (subscriptions.c.topic == topic, subscriptions.c.ended_at.is_(None))
    found = sa.select(people.c.zone).join(subscriptions, subscriptions.c.person == people.c.id).where(*asked)
    return tuple(tx.scalars(found.distinct().order_by(people.c.zone)))


def subscribed(
    tx: Tx, topic: str, *, zones: Collection[str], weeks: Collection[str], after: int, limit: int
) -> tuple[Subscribed, ...]:
    """People with an id above `after` who live in these zones and have had nothing of the topic in these weeks."""
    had_it = (deliveries.c.occasion.startswith(f"{week}/", autoescape=True) for week in weeks)
    delivered = sa.exists().where(deliveries.c.person == people.c.id, deliveries.c.rule == topic, sa.or_(*had_it))
    rows = tx.execute(
        sa.select(people.c.id, people.c.id.in_(_busy()).label("busy"))
        .join(subscriptions, subscriptions.c.person == people.c.id)
        .where(subscriptions.c.topic == topic, subscriptions.c.ended_at.is_(None))
        .where(people.c.stopped_at.is_(None), _reachable(), people.c.zone.in_(zones))
        .where(people.c.id > after, ~delivered)
        .order_by(people.c.id)
        .limit(limit)
    ).all()
    known, had = _about(tx, topic, [row.id for row in rows])
    return tuple(Subscribed(known[row.id], had[row.id], bool(row.busy)) for row in rows)


def planned(tx: Tx, rule: str, *, now: datetime, within: timedelta, after: int, limit: int) -> tuple[Planned, ...]:
    """Visits with an id above `after` that begin within that time; none that the family wants moved."""
    rows = tx.execute(
        sa.select(visits.c.id, visits.c.person, visits.c.at)
        .join(people, people.c.id == visits.c.person)
        .where(visits.c.status == "planned", visits.c.at > now, visits.c.at <= now + within)
        .where(~sa.exists().where(cases.c.id == visits.c.case, cases.c.quiet))  # the screen may be watched
        .where(visits.c.answer != "move", people.c.stopped_at.is_(None), _reachable(), visits.c.id > after)
        .order_by(visits.c.id)
        .limit(limit)
    ).all()
    known, had = _about(tx, rule, [row.person for row in rows])
    return tuple(Planned(row.id, known[row.person], row.at, had[row.person]) for row in rows)


def waiting(tx: Tx, rule: str, *, before: datetime, after: int, limit: int) -> tuple[Waiting, ...]:
    """Conversations with an id above `after` that have stood still inside a form since `before`.

    And those outside one in which something else was written that no case names yet (see handlers.state.Later).
    They are held until the transaction ends. One whose next message is in the inbox already does not stand still.
    """
    unread = sa.exists().where(inbox.c.lane == addresses.c.address, inbox.c.finished_at.is_(None))
    lost = sa.and_(addresses.c.state_name == "Asking", addresses.c.state.contains('"noted": false'))
    rows = tx.execute(
        sa.select(addresses, people.c.stopped_at, mourning.of(people.c.id, now=before).label("mourns"))
        .join(people, people.c.id == addresses.c.person)
        .where(sa.or_(addresses.c.state_name.in_(("Filling", "Confirming")), lost), addresses.c.state_at <= before)
        .where(addresses.c.last_heard_at <= before, ~unread, addresses.c.id > after)
        .order_by(addresses.c.id)
        .limit(limit)
        .with_for_update(of=addresses, skip_locked=True)
    ).all()
    known, had = _about(tx, rule, [row.person for row in rows])
    return tuple(
        Waiting(
            id=row.id,
            address=row.address,
            person=known[row.person],
            state=_state(row.state),
            since=max(row.state_at, row.last_heard_at),
            quiet=row.stopped_at is not None or row.unreachable_at is not None or bool(row.mourns),
            had=had[row.person],
        )
        for row in rows
    )


def promised(tx: Tx, rule: str, *, after: int, limit: int) -> tuple[Promised, ...]:
    """Open cases with an id above `after` that have a deadline."""
    rows = tx.execute(
        sa.select(cases.c.id, cases.c.person, cases.c.opened_at, cases.c.due)
        .where(cases.c.standing < CLOSED, cases.c.due.is_not(None), cases.c.id > after)
        .order_by(cases.c.id)
        .limit(limit)
    ).all()
    known, had = _about(tx, rule, [row.person for row in rows])
    return tuple(Promised(row.id, known[row.person], row.opened_at, row.due, had[row.person]) for row in rows)


def _about(tx: Tx, rule: str, ids: list[int]) -> tuple[dict[int, Person], dict[int, tuple[str, ...]]]:
    wanted = sorted(set(ids))
    return (persons.by_id(tx, wanted), given(tx, rule, wanted)) if wanted else ({}, {})


def _busy() -> sa.Select[tuple[int]]:
    """People in an open danger case, or talking with staff: no time for anything that can wait.

    Only they themselves: a linked phone that suddenly gets nothing any more would tell that there is such a case.
    """
    in_danger = sa.select(cases.c.person).where(cases.c.standing < CLOSED, cases.c.kind == "danger")
    with_staff = sa.select(addresses.c.person).where(addresses.c.state_name == "WithStaff")
    return sa.select(in_danger.union(with_staff).subquery().c.person)


def _reachable() -> sa.ColumnElement[bool]:
    return sa.exists().where(addresses.c.person == people.c.id, addresses.c.unreachable_at.is_(None))


def _state(stored: str) -> State:
    try:
        return states.load(stored)
    except ValueError:
        return Idle()  # written by another version of the forms: there is nothing left to go on with
