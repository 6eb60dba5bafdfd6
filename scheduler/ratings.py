"""Whether a family is asked now how content they are with a closed case: once, by day, and not too soon."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.hours import WAKING, Window, open_at

RULE = "rating"
AFTER = timedelta(hours=20)
UNTIL = timedelta(days=7)
"""A week after the closing the visit to the office is forgotten, and so is the question."""

DONE = "done"


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed case: how it ended, when (UTC), in whose zone, and the occasions asked about before.

    `busy`: the family is in the middle of something else. `quiet`: nothing of it may show on their screen unasked.
    `mourning`: a child of theirs has died within sixty days.
    """

    case: int
    kind: str
    status: str
    at: datetime
    zone: str
    rating: int = 0
    busy: bool = False
    quiet: bool = False
    mourning: bool = False
    asked: Collection[str] = ()


def due(closed: Closed, *, now: datetime, waking: Window = WAKING) -> str | None:
    """The occasion on which to ask now, or None. A case is asked about once, however often it is closed."""
    occasion = str(closed.case)
    waited = now - closed.at
    silent = closed.kind == "danger" or closed.status != DONE or closed.quiet or closed.busy or closed.mourning
    if silent or closed.rating or occasion in closed.asked or not AFTER <= waited < UNTIL:
        return None
    return occasion if open_at(now, closed.zone, waking) else None
