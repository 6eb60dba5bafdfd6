"""When a family is reminded of a visit or of a form they left half filled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from scheduler.hours import WAKING, Window, local

EVE, MORNING = "eve", "morning"
NUDGE, FILE = "nudge", "file"

EVENING = Window(time(18), time(20))
DAWN = time(7)
NUDGE_AFTER = timedelta(hours=2)
FILE_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Visit:
    """A planned visit; `at` is UTC, `zone` the family's, `reminded` the occasions delivered before."""

    id: int
    person: int
    at: datetime
    zone: str
    reminded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class VisitDue:
    """One reminder to deliver now: `which` is eve or morning, `at` the visit in the family's local time."""

    visit: int
    person: int
    which: str
    occasion: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HalfForm:
    """A form waiting for its next answer since `since` (UTC); `nudged` once that wait has been mentioned."""

    since: datetime
    zone: str
    nudged: bool = False


def visit(planned: Visit, *, now: datetime, evening: Window = EVENING, dawn: time = DAWN) -> VisitDue | None:
    """The reminder of a visit that is due now, or None.

    The evening before, between 18:00 and 20:00; on the day from 07:00, and late rather than never until the
    visit begins. An evening that was missed is not made up for: the morning says the same. The occasion
    holds the visit's hour, so a visit put off is reminded of again.
    """
    here, there = local(now, planned.zone), local(planned.at, planned.zone)
    if now >= planned.at:
        return None
    if there.date() - here.date() == timedelta(days=1) and evening.holds(here.time()):
        which = EVE
    elif here.date() == there.date() and here.time() >= dawn:
        which = MORNING
    else:
        return None
    occasion = f"{planned.id}/{there:%Y-%m-%dT%H:%M}/{which}"
    if occasion in planned.reminded:
        return None
    return VisitDue(planned.id, planned.person, which, occasion, there)


def form(half: HalfForm, *, now: datetime, waking: Window = WAKING) -> str | None:
    """What to do about a half-filled form now: nudge the family, file it as a case for staff, or None.

    Both are said to the family, so both wait for waking hours. A form a day old is filed even if the nudge was
    missed: nothing a family wrote is thrown away.
    """
    waited = now - half.since
    if not waking.holds(local(now, half.zone).time()):
        return None
    if waited >= FILE_AFTER:
        return FILE
    return NUDGE if waited >= NUDGE_AFTER and not half.nudged else None
