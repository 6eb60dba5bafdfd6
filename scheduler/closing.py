"""When a family that does not reply is asked whether to go on, and when the case is closed without an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from scheduler.hours import WAKING, Window, open_at

RULE = "closing"
ASK, CLOSE = "ask", "close"
TAKEN = "taken"
NO_REPLY, LAST_CALL = "no_reply", "last_call"

Limit = Callable[[datetime, str], datetime]
"""The end of a limit in working days that begins at a moment, UTC."""


@dataclass(frozen=True, slots=True)
class Quietened:
    """An open case and who spoke last in it, moments in UTC.

    `spoken` is when an officer last wrote, `replied` when the family did, `asked` when they were asked after that
    whether to go on. `visited` is the last planned visit, `promised` the moment of the step that we owe. `handed`: it
    lies with an agency. `busy`: the family is in the middle of something else. `spared`: nothing of it is to be asked
    of them, because they mourn, are watched, are a child, or asked for quiet.
    """

    case: int
    kind: str
    status: str
    zone: str = "Asia/Jakarta"
    spoken: datetime | None = None
    replied: datetime | None = None
    asked: datetime | None = None
    visited: datetime | None = None
    promised: datetime | None = None
    handed: bool = False
    busy: bool = False
    spared: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """What is due: `do` is ask or close. `until` is when the case is closed if they do not answer, UTC."""

    do: str
    case: int
    occasion: str
    until: datetime


def due(known: Quietened, limit: Limit, *, now: datetime, waking: Window = WAKING) -> Closing | None:
    """What is due about a case now, or None. Only where an officer spoke last, and nothing is owed by us.

    The family has ten working days to reply (SP4N-LAPOR!), then they are asked, then they have five more.
    """
    if known.kind == "danger" or known.status != TAKEN or known.spared or known.busy or known.handed:
        return None
    if known.spoken is None or (known.replied is not None and known.replied >= known.spoken):
        return None
    owed = any(moment is not None and moment > now for moment in (known.visited, known.promised))
    if owed or not open_at(now, known.zone, waking):
        return None
    occasion = f"{known.case}/{known.spoken.isoformat()}"
    if known.asked is None:
        quiet = max(moment for moment in (known.spoken, known.visited) if moment is not None)
        over = now >= limit(quiet, NO_REPLY)
        return Closing(ASK, known.case, f"{occasion}/{ASK}", limit(now, LAST_CALL)) if over else None
    until = limit(known.asked, LAST_CALL)
    return Closing(CLOSE, known.case, f"{occasion}/{CLOSE}", until) if now >= until else None
