"""The promised next steps of open complaints: which may have been done, and which have an end of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from handlers.turn import Person
from storage import people as persons
from storage.cases import CLOSED
from storage.database import Tx
from storage.deliveries import given
from storage.tables import case_events, cases


@dataclass(frozen=True, slots=True)
class Standing:
    """An open case with a next step; `replied` is when an officer first wrote to the family, UTC.

    `since` is when the step was promised; `had` are the occasions staff were told of about this person's cases.
    """

    id: int
    person: Person
    classification: str
    step: str
    due: datetime
    answer_due: datetime | None
    opened: datetime
    since: datetime
    taken: datetime | None
    replied: datetime | None
    had: tuple[str, ...]


def standing(tx: Tx, rule: str, *, after: int, limit: int) -> tuple[Standing, ...]:
    """Open cases with an id above `after` and a next step that has a moment, in a fixed number of queries."""

    def moment(what: str, first: bool) -> sa.ScalarSelect[datetime]:  # noqa: FBT001  # read twice below
        of = sa.func.min if first else sa.func.max
        mine = sa.and_(case_events.c.case == cases.c.id, case_events.c.what == what)
        return sa.select(of(case_events.c.at)).where(mine).scalar_subquery()

    rows = tx.execute(
        sa.select(cases, moment("reply", True).label("replied"), moment("promise", False).label("promised"))
        .where(cases.c.standing < CLOSED, cases.c.next_step != "", cases.c.next_due.is_not(None), cases.c.id > after)
        .order_by(cases.c.id)
        .limit(limit)
    ).all()
    people = sorted({row.person for row in rows})
    known, had = (persons.by_id(tx, people), given(tx, rule, people)) if people else ({}, {})
    return tuple(
        Standing(
            id=row.id,
            person=known[row.person],
            classification=row.classification,
            step=row.next_step,
            due=row.next_due,
            answer_due=row.due,
            opened=row.opened_at,
            since=row.promised or row.opened_at,
            taken=row.taken_at,
            replied=row.replied,
            had=had[row.person],
        )
        for row in rows
    )
