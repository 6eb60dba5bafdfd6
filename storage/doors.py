"""What is known of a door as a whole: whether its platform carries anything, and what it has carried this month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from handlers.turn import Address
from storage import queue
from storage.database import Tx, count_up, insert_new
from storage.tables import door_months, doors, outbox

OK, OUTAGE = "ok", "outage"
SERVICE, TEMPLATES = "service", "templates"
PROBE = timedelta(minutes=1)  # how long everybody waits for what the one order learns that is let through


@dataclass(frozen=True, slots=True)
class Standing:
    """How a door stands. `urgent` and `silent` as in the table; the moments are UTC, None while it carries."""

    door: str
    out: bool = False
    code: str = ""
    reason: str = ""
    urgent: bool = False
    silent: bool = False
    since: datetime | None = None
    until: datetime | None = None
    quality: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """What arrived in a month: free words, and templates."""

    service: int = 0
    templates: int = 0
    warned_at: datetime | None = None


def standing(tx: Tx, door: str) -> Standing:
    """How the door stands."""
    row = tx.execute(sa.select(doors).where(doors.c.door == door)).first()
    if row is None:
        return Standing(door)
    out = row.state == OUTAGE
    return Standing(
        door, out, row.code, row.reason, row.urgent, row.silent, row.since, row.until, row.quality, row.tier
    )


def all_of(tx: Tx) -> dict[str, bool]:
    """Every door that anything is known of, and whether it is out."""
    return {row.door: row.state == OUTAGE for row in tx.execute(sa.select(doors.c.door, doors.c.state))}


def down(
    tx: Tx, door: str, *, code: str, reason: str, urgent: bool, until: datetime, now: datetime, silent: bool = False
) -> bool:
    """The door carries nothing before `until`, or nothing that is not urgent; True when that is new.

    `silent` when only a report said so: the platform takes orders and drops them.
    """
    before = _known(tx, door, now=now)
    fresh = not before.out or before.code != code
    tx.execute(
        doors.update()
        .where(doors.c.door == door)
        .values(
            state=OUTAGE,
            code=code,
            reason=reason,
            urgent=urgent,
            silent=silent,
            since=before.since if before.out else now,
            until=until,
            at=now,
        )
    )
    return fresh


def up(tx: Tx, door: str, *, now: datetime, proof: datetime | None = None) -> Standing | None:
    """The door carries again, and what waited for it is due; returns how it stood, None when it carried all along.

    `proof` is when the order that arrived was sent: one from before the outage proves nothing.
    """
    before = standing(tx, door)
    if not before.out or (proof is not None and before.since is not None and proof < before.since):
        return None
    carries = {"state": OK, "code": "", "reason": "", "urgent": False, "silent": False, "since": None, "until": None}
    tx.execute(doors.update().where(doors.c.door == door).values(**carries, at=now))
    waits = (outbox.c.finished_at.is_(None), outbox.c.status == queue.WAITING, outbox.c.error == OUTAGE)
    mine = outbox.c.lane.startswith(f"{door}:", autoescape=True)
    tx.execute(outbox.update().where(*waits, mine).values(due=now))
    return before


def probe(tx: Tx, door: str, *, now: datetime) -> bool:
    """Whether this one order may go to see if the outage is over; the others wait a little for what it learns."""
    mine = (doors.c.door == door, doors.c.state == OUTAGE, doors.c.until <= now)
    return tx.execute(doors.update().where(*mine).values(until=now + PROBE, at=now)).rowcount == 1


def about(tx: Tx, door: str, *, now: datetime, quality: str | None = None, tier: str | None = None) -> None:
    """Keep what the platform says of the number: its quality, and of how many new contacts it may write to."""
    _known(tx, door, now=now)
    said = {name: value for name, value in {"quality": quality, "tier": tier}.items() if value is not None}
    tx.execute(doors.update().where(doors.c.door == door).values(**said, at=now))


def arrived(tx: Tx, door: str, what: str, *, at: datetime, zone: str) -> int:
    """Count a message that arrived (SERVICE or TEMPLATES); returns how many of its kind did so that month."""
    return count_up(tx, door_months, {"door": door, "month": month_of(at, zone)}, what)


def month(tx: Tx, door: str, month: str) -> Month:
    """What arrived in a month ("2026-11")."""
    which = (door_months.c.door == door, door_months.c.month == month)
    row = tx.execute(sa.select(door_months).where(*which)).first()
    return Month(row.service, row.templates, row.warned_at) if row else Month()


def warned(tx: Tx, door: str, month: str, *, now: datetime) -> bool:
    """Keep that staff were told of this month's count; False when they had been."""
    which = (door_months.c.door == door, door_months.c.month == month, door_months.c.warned_at.is_(None))
    return tx.execute(door_months.update().where(*which).values(warned_at=now)).rowcount == 1


def month_of(at: datetime, zone: str) -> str:
    """The month of a moment where the centre is."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m}"


def of(address: Address) -> str:
    """The door of an address."""
    return address.partition(":")[0]


def _known(tx: Tx, door: str, *, now: datetime) -> Standing:
    insert_new(tx, doors, {"door": door, "state": OK, "urgent": False, "silent": False, "at": now})
    tx.execute(sa.select(doors.c.id).where(doors.c.door == door).with_for_update())  # two may learn it at once
    return standing(tx, door)
