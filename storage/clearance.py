"""Which of the staff may see a case that is kept secret: one rule, for what was loaded and for what is looked up."""

from __future__ import annotations

from typing import Protocol

import sqlalchemy as sa

from handlers.effects import ANONYMOUS, BOTH, CONFIDENTIAL
from storage.access import HEAD, Staff
from storage.tables import cases

NAMELESS = (ANONYMOUS, BOTH)
GUARDED = (CONFIDENTIAL, BOTH)


class Kept(Protocol):
    """What a case tells about its own secrecy."""

    @property
    def secrecy(self) -> str:
        """One of handlers.effects.SECRECIES."""

    @property
    def officer_id(self) -> int:
        """Who looks after it, 0 for nobody known."""


def guarded(case: Kept) -> bool:
    """Whether a case is confidential: read by its officer and the head alone."""
    return case.secrecy in GUARDED


def may_see(me: Staff, case: Kept) -> bool:
    """Whether this member of staff may read the case. One that nobody has taken yet is for the head, who assigns it."""
    if not guarded(case):
        return True
    return me.role == HEAD or (me.id != 0 and case.officer_id == me.id)


def visible(me: Staff) -> sa.ColumnElement[bool]:
    """The same rule as `may_see`, for a query over cases."""
    if me.role == HEAD:
        return sa.true()
    return sa.or_(cases.c.secrecy.not_in(GUARDED), cases.c.officer_id == me.id)
