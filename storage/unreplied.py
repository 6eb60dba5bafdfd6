"""Open cases in which an officer spoke last, long ago: the facts about asking whether to go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from handlers.casework.cases import TAKEN
from handlers.state import Confirming, Filling, WithStaff
from handlers.turn import CaseBrief
from storage import cases as life
from storage import messages as record
from storage import mourning
from storage.cases import CLOSED
from storage.database import Tx
from storage.referrals import SETTLED
from storage.tables import addresses, cases, deliveries, inbox, messages, people, referrals, visits
from storage.visits import PLANNED

_BUSY = tuple(state.__name__ for state in (Filling, Confirming, WithStaff))


@dataclass(frozen=True, slots=True)
class Unreplied:
    """A case as scheduler.closing wants it; `person` is whose it is."""

    case: CaseBrief
    person: int
    zone: str
    spoken: datetime
    replied: datetime | None
    asked: datetime | None
    visited: datetime | None
    handed: bool
    busy: bool
    spared: bool


def unreplied(tx: Tx, rule: str, *, before: datetime, now: datetime, after: int, limit: int) -> tuple[Unreplied, ...]:
    """Taken cases with an id above `after` in which an officer last wrote before that moment; few queries, whatever.

    Their conversations are held until the transaction ends; one whose next message is in the inbox already is left to
    the worker.
    """
    other = cases.alias()
    mine = messages.c.case == cases.c.id
    spoken = _last(messages.c.at, mine, messages.c.direction == record.OUT, messages.c.author != "")
    replied = _last(messages.c.at, mine, messages.c.direction == record.IN)
    visited = _last(visits.c.at, visits.c.case == cases.c.id, visits.c.status == PLANNED)
    handed = sa.exists().where(referrals.c.case == cases.c.id, referrals.c.status.not_in(SETTLED))
    danger = sa.exists().where(other.c.person == cases.c.person, other.c.kind == "danger", other.c.standing < CLOSED)
    mourns = sa.exists().where(
        deliveries.c.person == cases.c.person,
        deliveries.c.rule == mourning.RULE,
        deliveries.c.at > now - mourning.LASTS,
    )
    unread = sa.exists().where(inbox.c.lane == addresses.c.address, inbox.c.finished_at.is_(None))
    rows = tx.execute(
        sa.select(cases.c.id, cases.c.person, cases.c.quiet, people.c.zone, people.c.stopped_at)
        .add_columns(addresses.c.state_name, addresses.c.unreachable_at)
        .add_columns(spoken.label("spoken"), replied.label("replied"), visited.label("visited"))
        .add_columns(handed.label("handed"), danger.label("danger"), mourns.label("mourns"))
        .join(people, people.c.id == cases.c.person)
        .join(addresses, addresses.c.address == cases.c.address)
        .where(cases.c.standing < CLOSED, cases.c.status == TAKEN, cases.c.kind != "danger", ~unread)
        .where(spoken <= before, cases.c.id > after)
        .order_by(cases.c.id)
        .limit(limit)
        .with_for_update(of=addresses, skip_locked=True)
    ).all()
    briefs = life.briefs(tx, [row.id for row in rows])
    asked = _asked(tx, rule, sorted({row.person for row in rows})) if rows else {}
    return tuple(
        Unreplied(
            case=briefs[row.id],
            person=row.person,
            zone=row.zone,
            spoken=row.spoken,
            replied=row.replied,
            asked=asked.get(f"{row.id}/{row.spoken.isoformat()}"),
            visited=row.visited,
            handed=bool(row.handed),
            busy=row.state_name in _BUSY,
            spared=bool(row.danger or row.mourns or row.quiet or row.stopped_at or row.unreachable_at)
            or briefs[row.id].writer == "child",
        )
        for row in rows
    )


def _last(at: sa.ColumnElement[datetime], *which: sa.ColumnElement[bool]) -> sa.ScalarSelect[datetime]:
    return sa.select(sa.func.max(at)).where(*which).correlate(cases).scalar_subquery()


def _asked(tx: Tx, rule: str, persons: list[int]) -> dict[str, datetime]:
    theirs = sa.select(deliveries.c.occasion, deliveries.c.at)
    found = tx.execute(theirs.where(deliveries.c.rule == rule, deliveries.c.person.in_(persons)))
    return {row.occasion.removesuffix("/ask"): row.at for row in found if row.occasion.endswith("/ask")}
