"""Cases handed on to an agency: proposed by staff, agreed to by the family."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from handlers.turn import Referral
from storage import cases
from storage.database import Tx
from storage.tables import cases as case_table
from storage.tables import referrals

PROPOSED, AGREED, DECLINED, SENT, ACCEPTED = "proposed", "agreed", "declined", "sent", "accepted"
SETTLED = (DECLINED, "refused", "closed")


def propose(tx: Tx, case: int, office: str, *, handed_on: Sequence[str], by: str, now: datetime, note: str = "") -> int:
    """Write down that an officer wants to hand a case on; the family is asked. `handed_on` are names of answers."""
    values = {"case": case, "office": office, "status": PROPOSED, "handed_on": list(handed_on), "note": note, "by": by}
    new: int = tx.execute(
        referrals.insert().values(**values, at=now, asked_at=now).returning(referrals.c.id)
    ).scalar_one()
    cases.happened(tx, case, "referral", by=by, now=now, detail={"office": office, "status": PROPOSED})
    return new


def open_of(tx: Tx, person: int, *, limit: int = 10) -> tuple[Referral, ...]:
    """What a person's own cases are being handed on to, the newest first."""
    theirs = sa.and_(case_table.c.person == person, referrals.c.status.not_in(SETTLED))
    found = sa.select(referrals).join(case_table, case_table.c.id == referrals.c.case).where(theirs)
    rows = tx.execute(found.order_by(referrals.c.id.desc()).limit(limit))
    return tuple(Referral(row.id, row.case, row.office, row.status) for row in rows)


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
