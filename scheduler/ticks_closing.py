"""Asks families that long did not reply whether to go on, and closes a case when nobody answers that either."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.casework import closing as words
from handlers.effects import Effect
from handlers.turn import Incoming, StaffTurn
from scheduler.closing import ASK, RULE, Closing, Quietened, due
from scheduler.ticking import BATCH, Job, World, through
from storage import deliveries, turns
from storage.database import Tx
from storage.unreplied import Unreplied, unreplied

_LEAST = timedelta(days=1)
"""Nothing shorter ago is looked at: no limit is shorter than a working day."""


def look_after(world: World, *, now: datetime) -> int:
    """Do what is due about every case; returns how many were touched."""

    def batch(tx: Tx, after: int) -> tuple[int | None, int]:
        found = unreplied(tx, RULE, before=now - _LEAST, now=now, after=after, limit=BATCH)
        did = 0
        for one in found:
            what = due(facts(one), world.book.after, now=now, waking=world.weekly.waking)
            key = f"closing.{what.do}" if what else ""
            if what is None or not deliveries.once(
                tx, rule=RULE, person=one.person, occasion=what.occasion, key=key, now=now
            ):
                continue
            turn = StaffTurn(now, Incoming(f"clock:{RULE}:{what.occasion}", "", now), "")
            turns.apply_staff(tx, turn, said(one, what), texts=world.texts, desk=world.desk, now=now)
            did += 1
        return (found[-1].case.id if len(found) == BATCH else None), did

    return through(world.database, RULE, batch)


def facts(one: Unreplied) -> Quietened:
    """What the rule has to know of it."""
    return Quietened(
        case=one.case.id,
        kind=one.case.kind,
        status=one.case.status,
        zone=one.zone,
        spoken=one.spoken,
        replied=one.replied,
        asked=one.asked,
        visited=one.visited,
        promised=one.case.next_due if one.case.next_step else None,
        handed=one.handed,
        busy=one.busy,
        spared=one.spared,
    )


def said(one: Unreplied, what: Closing) -> tuple[Effect, ...]:
    """The effects of what is due."""
    return words.ask(one.case, what.until, one.zone) if what.do == ASK else words.close(one.case)


JOB = Job(RULE, 300, look_after)
