"""Cases handed on to an agency: proposed by staff, agreed to by the family, answered by the agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

import sqlalchemy as sa

from handlers.turn import Person, Referral
from handlers.words.veil import nameless, veil
from storage import casefile, cases, people
from storage.database import Tx
from storage.deliveries import given
from storage.tables import cases as case_table
from storage.tables import outbox, referrals

PROPOSED, AGREED, DECLINED, SENT, ACCEPTED = "proposed", "agreed", "declined", "sent", "accepted"
REFUSED, CLOSED = "refused", "closed"
VITAL = "vital"
SETTLED = (DECLINED, REFUSED, CLOSED)


@dataclass(frozen=True, slots=True)
class Handed:
    """A referral as staff see it; `handed_on` are names of answers, `answer` and `outcome` the agency's. Times UTC.

    `consent` is the family's yes or no, or "vital" for one that went without.
    """

    id: int
    case: int
    office: str
    status: str
    handed_on: tuple[str, ...]
    note: str
    by: str
    at: datetime
    consent_at: datetime | None
    sent_at: datetime | None
    answered_at: datetime | None
    answer: str
    outcome: str
    due: datetime | None
    consent: str


@dataclass(frozen=True, slots=True)
class Silent:
    """A referral whose agency has not answered by the day it was given; `person` opened the case."""

    id: int
    case: int
    person: Person
    due: datetime
    had: tuple[str, ...]


def propose(
    tx: Tx,
    case: int,
    office: str,
    *,
    handed_on: Sequence[str],
    by: str,
    now: datetime,
    note: str = "",
    vital: bool = False,
) -> int:
    """Write down that an officer wants to hand a case on; the family is asked. `handed_on` are names of answers.

    `vital`: it goes without their consent, to save somebody (UU PDP art. 20: vital interest); `note` says why.
    """
    status = AGREED if vital else PROPOSED
    values = {"case": case, "office": office, "status": status, "handed_on": list(handed_on), "note": note, "by": by}
    values |= {"consent": VITAL} if vital else {"asked_at": now}
    new: int = tx.execute(referrals.insert().values(**values, at=now).returning(referrals.c.id)).scalar_one()
    told = {"office": office, "status": VITAL if vital else PROPOSED}
    cases.happened(tx, case, "referral", by=by, now=now, detail=told)
    return new


def open_of(tx: Tx, person: int, *, limit: int = 10) -> tuple[Referral, ...]:
    """What a person's own cases are being handed on to, the newest first."""
    theirs = sa.and_(case_table.c.person == person, referrals.c.status.not_in(SETTLED))
    found = sa.select(referrals).join(case_table, case_table.c.id == referrals.c.case).where(theirs)
    rows = tx.execute(found.order_by(referrals.c.id.desc()).limit(limit))
    return tuple(Referral(row.id, row.case, row.office, row.status) for row in rows)


def of_case(tx: Tx, case: int) -> tuple[Handed, ...]:
    """Every referral of a case, the newest first; of an anonymous one the staff's words name nobody either."""
    rows = tx.execute(sa.select(referrals).where(referrals.c.case == case).order_by(referrals.c.id.desc()))
    names = [field.name for field in fields(Handed)]
    kept = ({name: getattr(row, name) for name in names} for row in rows)
    found = tuple(Handed(**{**values, "handed_on": tuple(values["handed_on"])}) for values in kept)
    whose = tx.execute(sa.select(case_table.c.person, case_table.c.secrecy).where(case_table.c.id == case)).first()
    if whose is None or not nameless(whose.secrecy):
        return found
    called = casefile.names_of(tx, [whose.person])[whose.person]
    return tuple(
        replace(one, note=veil(one.note, called), answer=veil(one.answer, called), outcome=veil(one.outcome, called))
        for one in found
    )


def took(
    tx: Tx, referral: int, status: str, *, before: str, words: str, due: datetime | None, by: str, now: datetime
) -> bool:
    """Write a step of staff down; False when the referral no longer stands at `before`."""
    said: dict[str, object] = {"status": status}
    if status == SENT:
        said |= {"sent_at": now, "due": due}
    elif status == CLOSED:
        said |= {"outcome": words, "due": None}
    else:
        said |= {"answered_at": now, "answer": words, "due": None}
    where = sa.and_(referrals.c.id == referral, referrals.c.status == before)
    row = tx.execute(referrals.update().where(where).values(**said).returning(referrals.c.case, referrals.c.office))
    found = row.first()
    if found is None:
        return False
    detail = {"office": found.office, "status": status}
    cases.happened(tx, found.case, "referral", by=by, now=now, detail=detail)
    return True


def repeated(tx: Tx, message: str) -> bool:
    """Whether the decision of this message was written down before: its first words are in the outbox."""
    return bool(tx.execute(sa.select(sa.exists().where(outbox.c.key == f"{message}#1"))).scalar_one())


def silent(tx: Tx, rule: str, *, now: datetime, after: int, limit: int) -> tuple[Silent, ...]:
    """Referrals with an id above `after` that were sent and should have been answered by now."""
    rows = tx.execute(
        sa.select(referrals.c.id, referrals.c.case, referrals.c.due, case_table.c.person)
        .join(case_table, case_table.c.id == referrals.c.case)
        .where(referrals.c.status == SENT, referrals.c.due <= now, referrals.c.id > after)
        .order_by(referrals.c.id)
        .limit(limit)
    ).all()
    persons = sorted({row.person for row in rows})
    known, had = (people.by_id(tx, persons), given(tx, rule, persons)) if persons else ({}, {})
    return tuple(Silent(row.id, row.case, known[row.person], row.due, had[row.person]) for row in rows)


def answered(tx: Tx, person: int, referral: int, *, agreed: bool, now: datetime) -> None:
    """Keep whether the person agrees; only about a case of their own, and only while it is asked."""
    own = sa.select(case_table.c.id).where(case_table.c.person == person)
    asked = sa.and_(referrals.c.id == referral, referrals.c.status == PROPOSED, referrals.c.case.in_(own))
    status = AGREED if agreed else DECLINED
    said = {"status": status, "consent": "yes" if agreed else "no", "consent_at": now}
    row = tx.execute(referrals.update().where(asked).values(**said).returning(referrals.c.case, referrals.c.office))
    found = row.first()
    if found is not None:
        cases.happened(tx, found.case, "referral", now=now, detail={"office": found.office, "status": status})
