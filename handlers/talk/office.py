"""Where a family stands who called for a person: when the office is open, who is before them, and by when."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.effects import Lines
from handlers.handbook import Handbook
from handlers.texts import day
from handlers.turn import CaseBrief, Turn

MANY = 50
"""More families than this are not counted one by one."""


def opens(book: Handbook, now: datetime) -> datetime | None:
    """When the office opens next, UTC; None while it is open. Weekends and closed days are whole days."""
    zone = ZoneInfo(book.zone)
    here = now.astimezone(zone)
    start, end = book.office
    if _works(book, here) and start <= here.time() < end:
        return None
    at = here if here.time() < start else here + timedelta(days=1)
    while not _works(book, at):
        at += timedelta(days=1)
    return datetime.combine(at.date(), start, zone)


def queue(turn: Turn, book: Handbook) -> Lines:
    """What is said under "saya panggilkan petugas": that nobody is there now, and how many were there before."""
    count = f"{MANY}+" if turn.ahead > MANY else str(turn.ahead)
    return (*closed(turn, book), ("staff.ahead", count if turn.ahead else "@staff.nobody"))


def closed(turn: Turn, book: Handbook) -> Lines:
    """The day somebody is there again; nothing in office hours."""
    again = opens(book, turn.now)
    return (("staff.opens", day(again, turn.person.zone)),) if again is not None else ()


def by(turn: Turn, book: Handbook, case: CaseBrief) -> datetime:
    """By when somebody answers who calls for a person about a case that is open already: never a day that is past."""
    return case.due if case.due is not None and case.due > turn.now else book.due("parenting", turn.now)


def joined(turn: Turn, book: Handbook, case: CaseBrief) -> Lines:
    """What is said under "petugas saya beri tahu sekarang"."""
    return (*closed(turn, book), ("staff.by", day(by(turn, book, case), turn.person.zone)))


def _works(book: Handbook, at: datetime) -> bool:
    return at.weekday() < 5 and at.date() not in book.shut()
