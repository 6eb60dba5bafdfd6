"""The class SP4N-LAPOR! gives a complaint, the steps that follow from it, and by when each is due. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.casework.cases import working_days_after
from handlers.state import Answers

if TYPE_CHECKING:
    from handlers.handbook import Handbook

INSPECTION, PLAIN, ASPIRATION, INFORMATION = "inspection", "plain", "aspiration", "information"
CLASSES = (INSPECTION, PLAIN, ASPIRATION, INFORMATION)
"""Berkadar pengawasan · tidak berkadar pengawasan · aspirasi · permintaan informasi."""

VERIFY, FOLLOW_UP, SETTLE, ANSWER = "verify", "follow_up", "settle", "answer"
STEPS = (VERIFY, FOLLOW_UP, SETTLE, ANSWER)

NO_REPLY, LAST_CALL = "no_reply", "last_call"

LIMITS: Mapping[str, int] = {
    FOLLOW_UP: 5,
    ASPIRATION: 5,
    INFORMATION: 5,
    PLAIN: 14,
    INSPECTION: 60,
    NO_REPLY: 10,
    LAST_CALL: 5,
}
"""Working days. Follow-up, and no reply of the family to it: the SP4N-LAPOR! app page; the classes: its spokesman in
2018 and local rules built on it. The last call is our own: nothing is closed before the family was asked.

Permen PANRB 5/2025 is in force, but its own limits were not found: every one of these can be set (config.yml, limits).
The limit of the first step is the promise made for every complaint (promises.complaint, 3).
"""

_MONEY_TAKEN = re.compile(
    r"\b(?:pungli|(?:di)?pungut\w*|suap|disuap|menyuap|(?:di)?sogok\w*|(?:di)?sunat|korupsi|"
    r"(?:di)?potong (?:uang|duit|dana)|uang (?:pelicin|rokok|admin)|"
    r"(?:uang|duit|dana|bansos|bantuan)(?:nya|nyo)? (?:saya |sy |sayo )?(?:di)?potong)\b"
)
_INSPECTED = frozenset({"complaint_extortion"})


def classify(topic: str, answers: Answers) -> str:
    """The class of a complaint about this intent. Money taken or abuse of office needs an inspection."""
    if topic == "service_feedback":
        return ASPIRATION
    return INSPECTION if topic in _INSPECTED or _taken(answers) else PLAIN


def following(
    step: str, kind: str, *, opened: datetime, taken: datetime | None, replied: datetime | None, book: Handbook
) -> tuple[str, datetime] | None:
    """The step after `step` and its moment once that one is done; None while it is not, or when none follows.

    A complaint is looked at once an officer has taken it, followed up once one has written; what is left is settled
    within the limit of its class, counted from the day it came.
    """
    if step == VERIFY and taken is not None:
        return FOLLOW_UP, book.after(taken, FOLLOW_UP)
    if step == FOLLOW_UP and replied is not None:
        return SETTLE, book.after(opened, kind if kind in CLASSES else PLAIN)
    return None


def moved(opened: datetime, due: datetime, *, before: frozenset[date], after: frozenset[date], zone: str) -> datetime:
    """The promised moment once other days are closed: as many working days after `opened` as it was, UTC.

    A moment that does not end an office day was not counted in working days, and stays.
    """
    local = due.astimezone(ZoneInfo(zone))
    start, last = opened.astimezone(ZoneInfo(zone)).date(), local.date()
    days = sum(_works(start + timedelta(days=n), before) for n in range(1, (last - start).days + 1))
    same = working_days_after(opened, days, closed=before, zone=zone)
    if days < 1 or same != due.astimezone(UTC):
        return due
    return working_days_after(opened, days, closed=after, zone=zone)


def _works(day: date, closed: frozenset[date]) -> bool:
    return day.weekday() < 5 and day not in closed


def _taken(answers: Answers) -> bool:
    told = answers.get("what")
    return told is not None and _MONEY_TAKEN.search(told.text.lower()) is not None
