"""Asks families, once, how content they are with a case that was closed."""

from __future__ import annotations

from datetime import datetime

from handlers.casework import rating
from scheduler import ratings
from scheduler.ticking import BATCH, Job, World, through
from storage import deliveries
from storage.database import Tx
from storage.ratings import finished


def ask(world: World, *, now: datetime) -> int:
    """Put the question to everybody for whom it is due; returns how many."""

    def batch(tx: Tx, after: int) -> tuple[int | None, int]:
        found = finished(
            tx, ratings.RULE, since=now - ratings.UNTIL, before=now - ratings.AFTER, now=now, after=after, limit=BATCH
        )
        sent = 0
        for case in found:
            closed = ratings.Closed(
                case.id,
                case.kind,
                case.status,
                case.closed,
                case.zone,
                rating=case.rating,
                busy=case.busy,
                quiet=case.quiet,
                mourning=case.mourning,
                asked=case.had,
            )
            occasion = ratings.due(closed, now=now, waking=world.weekly.waking)
            sent += occasion is not None and deliveries.deliver(
                tx,
                rule=ratings.RULE,
                person=case.person,
                occasion=occasion,
                say=rating.ask(case.id, case.code),
                texts=world.texts,
                now=now,
            )
        return (found[-1].id if len(found) == BATCH else None), sent

    return through(world.database, ratings.RULE, batch)


JOB = Job("ratings", 300, ask)
