"""A case's life: its statuses, how urgent it is, and by when the family is promised an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.effects import ROUTINE, SOON, URGENT
from handlers.turn import CaseBrief

NEW, TAKEN, DONE, CANCELLED = "new", "taken", "done", "cancelled"
OPEN = (NEW, TAKEN)

CODES = {"complaint": "ADU", "aid": "BTN", "parenting": "ASH", "danger": "DRT"}

# Needs that cannot wait their turn although nobody is in danger: illness, hunger, no roof, nobody to care.
_SOON = frozenset({"aid_health", "aid_food", "aid_housing", "aid_child_care", "aid_elderly", "complaint_extortion"})

_END_OF_OFFICE_DAY = time(16)


def urgency(topic: str) -> str:
    """How urgent a case about this intent is: urgent, soon or routine."""
    if topic.startswith("danger_"):
        return URGENT
    return SOON if topic in _SOON else ROUTINE


def working_days_after(start: datetime, days: int, *, closed: frozenset[date], zone: str) -> datetime:
    """The end of the office day (16:00 local) that lies `days` working days after `start`, in UTC.

    Saturdays, Sundays and the dates in `closed` (public holidays and cuti bersama) do not count; the day of `start`
    is day zero, as SP4N-LAPOR! counts its limits.
    """
    local = start.astimezone(ZoneInfo(zone))
    day = local.date()
    left = days
    while left > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in closed:
            left -= 1
    return datetime.combine(day, _END_OF_OFFICE_DAY, ZoneInfo(zone)).astimezone(UTC)


def is_open(case: CaseBrief) -> bool:
    """Whether somebody still has to do something about the case."""
    return case.status in OPEN
