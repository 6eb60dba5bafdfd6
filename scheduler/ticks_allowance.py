"""Tells staff once a month that WhatsApp's free messages are nearly used up: beyond them, nothing may arrive."""

from __future__ import annotations

from datetime import datetime

from scheduler.allowance import NEAR, used_up
from scheduler.ticking import Job, World
from storage import doors
from storage.desk import Desk

DOOR = "whatsapp"


def warn(world: World, *, now: datetime) -> int:
    """Tell the staff group, once a month; returns how often."""
    month = doors.month_of(now, world.book.zone)
    with world.database.look() as tx:
        known = doors.month(tx, DOOR, month)
    which = used_up(known.service, world.free_messages)
    if not which or known.warned_at is not None:
        return 0
    with world.database.begin() as tx:
        if not doors.warned(tx, DOOR, month, now=now):
            return 0
        values = {"count": str(known.service), "free": str(world.free_messages)}
        key = "desk.whatsapp.free_nearly" if which == NEAR else "desk.whatsapp.free_over"
        Desk(tx, world.desk, world.texts, f"{DOOR}:free:{month}", now).announce(None, key, values, urgent=True)
    return 1


JOB = Job("allowance", 300, warn)
