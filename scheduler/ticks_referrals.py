"""Tells staff, once for each day they set, that an agency has not answered about a case handed on to it."""

from __future__ import annotations

from datetime import datetime

from scheduler.ticking import BATCH, Job, World, through
from storage import deliveries, referrals
from storage.database import Tx

RULE = "referrals"


def remind(world: World, *, now: datetime) -> int:
    """Mention every agency that is silent beyond its day; returns how many were mentioned."""

    def batch(tx: Tx, after: int) -> tuple[int | None, int]:
        found = referrals.silent(tx, RULE, now=now, after=after, limit=BATCH)
        did = 0
        for one in found:
            occasion = f"{one.id}/{one.due:%Y-%m-%dT%H:%M}"
            did += occasion not in one.had and deliveries.warn_desk(
                tx,
                rule=RULE,
                person=one.person,
                case=one.case,
                occasion=occasion,
                key="desk.referral_silent",
                texts=world.texts,
                desk=world.desk,
                now=now,
            )
        return (found[-1].id if len(found) == BATCH else None), did

    return through(world.database, RULE, batch) if world.desk else 0


JOB = Job(RULE, 300, remind)
