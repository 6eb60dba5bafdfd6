"""What a person agreed to, as it can be proved: every consent with its version, way and moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.database import Tx
from storage.tables import consents


@dataclass(frozen=True, slots=True)
class Proof:
    """A consent to one version of the notice, by button or in words; `withdrawn` is when it was taken back, UTC."""

    version: str
    how: str
    at: datetime
    withdrawn: datetime | None


def proofs(tx: Tx, person: int) -> tuple[Proof, ...]:
    """Every consent of a person, the newest first."""
    rows = tx.execute(sa.select(consents).where(consents.c.person == person).order_by(consents.c.id.desc()))
    return tuple(Proof(row.version, row.how, row.at, row.withdrawn_at) for row in rows)
