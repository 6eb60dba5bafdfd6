"""Which cases are close to their promised moment, or past it, and have not been mentioned to staff yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

NEAR, OVER = "near", "over"
NEAR_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Promise:
    """An open case with the span it was promised in, UTC; `told` the occasions mentioned before."""

    case: int
    opened: datetime
    due: datetime
    told: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Warn:
    """One mention to staff: `which` is near or over."""

    case: int
    which: str
    occasion: str


def warn(promise: Promise, *, now: datetime) -> Warn | None:
    """The mention that is due now, or None: once at 75 % of the span, once at its end.

    The occasion holds the deadline, so a deadline that was moved is watched anew. A case found past its end
    is called so at once; the nearness nobody saw is not told afterwards.
    """
    if now >= promise.due:
        which = OVER
    elif now - promise.opened >= NEAR_SHARE * (promise.due - promise.opened):
        which = NEAR
    else:
        return None
    occasion = f"{promise.case}/{promise.due:%Y-%m-%dT%H:%M}/{which}"
    return None if occasion in promise.told else Warn(promise.case, which, occasion)
