"""Who waits for a word of staff, and since when: the facts about silence, in a fixed number of queries a batch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from handlers.state import WithStaff
from handlers.turn import CaseBrief, Person
from storage import cases as life
from storage import messages as record
from storage import people
from storage.cases import CLOSED
from storage.database import Tx
from storage.deliveries import given
from storage.tables import addresses, cases, deliveries, inbox, messages
from storage.tables import people as persons

NO_QUESTION = frozenset({"service_thanks", "service_affirm"})
"""Words after which nobody waits for an answer."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A case somebody may be waiting in; see scheduler.silence.Talk. `case` is None when it is nowhere to be found.

    `row` is the id to go on from. `mute`: they asked that nothing be sent to them unasked. `taken` is when an officer
    took the case.
    """

    row: int
    person: Person
    since: datetime
    heard: datetime
    case: CaseBrief | None = None
    with_staff: bool = True
    mute: bool = False
    taken: datetime | None = None
    spoken: datetime | None = None
    asked: datetime | None = None
    had: tuple[str, ...] = ()


def talking(tx: Tx, rule: str, *, after: int, limit: int) -> tuple[Unanswered, ...]:
    """Conversations with an id above `after` in which the bot is silent, held until the transaction ends.

    One whose next message is in the inbox already is left to the worker.
    """
    unread = sa.exists().where(inbox.c.lane == addresses.c.address, inbox.c.finished_at.is_(None))
    rows = tx.execute(
        sa.select(addresses, persons.c.stopped_at)
        .join(persons, persons.c.id == addresses.c.person)
        .where(addresses.c.state_name == WithStaff.__name__, ~unread, addresses.c.id > after)
        .order_by(addresses.c.id)
        .limit(limit)
        .with_for_update(of=addresses, skip_locked=True)
    ).all()
    known = people.by_id(tx, {row.person for row in rows})
    states = [people.state_of(row.state) for row in rows]
    talks = [
        one if isinstance(one, WithStaff) else WithStaff(0, row.state_at) for one, row in zip(states, rows, strict=True)
    ]
    briefs = life.briefs(tx, {one.case for one in talks})
    found = []
    for row, waiting in zip(rows, talks, strict=True):
        case = briefs.get(waiting.case)
        mute = row.stopped_at is not None or row.unreachable_at is not None
        found.append(Unanswered(row.id, known[row.person], waiting.since, row.last_heard_at, case, mute=mute))
    return _spoken(tx, rule, found)


def apologised(tx: Tx, rule: str, *, after: int, limit: int) -> tuple[Unanswered, ...]:
    """Open cases with an id above `after` whose family was taken back, and whose talk is free."""
    once = sa.cast(cases.c.id, sa.String).concat("/%")
    told = deliveries.c.person == cases.c.person, deliveries.c.rule == rule, deliveries.c.occasion.like(once)
    rows = tx.execute(
        sa.select(cases.c.id, cases.c.person, addresses.c.state_at, addresses.c.last_heard_at)
        .add_columns(persons.c.stopped_at, addresses.c.unreachable_at)
        .join(addresses, addresses.c.address == cases.c.address)
        .join(persons, persons.c.id == cases.c.person)
        .where(cases.c.standing < CLOSED, cases.c.kind != "danger", addresses.c.state_name == "Idle")
        .where(sa.exists().where(*told), cases.c.id > after)
        .order_by(cases.c.id)
        .limit(limit)
        .with_for_update(of=addresses, skip_locked=True)
    ).all()
    known = people.by_id(tx, {row.person for row in rows})
    briefs = life.briefs(tx, {row.id for row in rows})
    found = [
        Unanswered(
            row.id,
            known[row.person],
            row.state_at,
            row.last_heard_at,
            briefs[row.id],
            with_staff=False,
            mute=row.stopped_at is not None or row.unreachable_at is not None,
        )
        for row in rows
    ]
    return _spoken(tx, rule, found)


def in_danger(tx: Tx, rule: str, *, after: int, limit: int) -> tuple[Unanswered, ...]:
    """Open danger cases with an id above `after`, whatever the talk is about meanwhile."""
    rows = tx.execute(
        sa.select(cases.c.id, cases.c.person, cases.c.opened_at, cases.c.taken_at)
        .add_columns(addresses.c.last_heard_at, addresses.c.state)
        .join(addresses, addresses.c.address == cases.c.address)
        .where(cases.c.standing < CLOSED, cases.c.kind == "danger", cases.c.id > after)
        .order_by(cases.c.id)
        .limit(limit)
    ).all()
    known = people.by_id(tx, {row.person for row in rows})
    briefs = life.briefs(tx, {row.id for row in rows})
    found = [
        Unanswered(
            row.id,
            known[row.person],
            row.opened_at,
            row.last_heard_at,
            briefs[row.id],
            # of several only the one that is talked about is spoken of on the screen
            with_staff=isinstance(state, WithStaff) and state.case == row.id,
            taken=row.taken_at,
        )
        for row, state in zip(rows, (people.state_of(one.state) for one in rows), strict=True)
    ]
    return _spoken_to(tx, rule, found)


def _spoken(tx: Tx, rule: str, found: list[Unanswered]) -> tuple[Unanswered, ...]:
    """The same with when an officer last spoke in each case, what came after, and what was sent about it before."""
    ids = sorted({known.case.id for known in found if known.case})
    officer = (messages.c.case.in_(ids), messages.c.direction == record.OUT, messages.c.author != "")
    last = sa.select(messages.c.case, sa.func.max(messages.c.at).label("at")).where(*officer).group_by(messages.c.case)
    spoken = {row.case: row.at for row in tx.execute(last)}
    asked = _asked(tx, messages.c.case, last.subquery(), ids)
    had = given(tx, rule, sorted({known.person.id for known in found}))
    return tuple(
        replace(
            known,
            spoken=spoken.get(known.case.id if known.case else 0),
            asked=asked.get(known.case.id if known.case else 0),
            had=had[known.person.id],
        )
        for known in found
    )


def _spoken_to(tx: Tx, rule: str, found: list[Unanswered]) -> tuple[Unanswered, ...]:
    """The same by person: an officer's words in any of their cases are words to somebody in danger."""
    persons = sorted({known.person.id for known in found})
    who = messages.c.person
    officer = (who.in_(persons), messages.c.case.is_not(None), messages.c.direction == record.OUT)
    last = sa.select(who, sa.func.max(messages.c.at).label("at")).where(*officer, messages.c.author != "").group_by(who)
    spoken = {row.person: row.at for row in tx.execute(last)}
    asked = _asked(tx, who, last.subquery(), [known.case.id for known in found if known.case])
    had = given(tx, rule, persons)
    return tuple(
        replace(
            known,
            spoken=spoken.get(known.person.id),
            asked=asked.get(known.person.id),
            had=had[known.person.id],
        )
        for known in found
    )


def _asked(tx: Tx, by: sa.Column[int], last: sa.Subquery, within: list[int]) -> dict[int, datetime]:
    """When the family first wrote, after an officer's last words, what wants an answer, by what `last` is told by."""
    family = (messages.c.case.in_(within), messages.c.direction == record.IN, messages.c.choice == "")
    words = (
        sa.select(by.label("by"), messages.c.at, messages.c.reading)
        .join(last, last.c[by.name] == by)
        .where(*family, messages.c.at > last.c.at)
        .order_by(messages.c.at)
    )
    asked: dict[int, datetime] = {}
    for row in tx.execute(words):
        if (row.reading or {}).get("intent") not in NO_QUESTION:
            asked.setdefault(row.by, row.at)
    return asked
