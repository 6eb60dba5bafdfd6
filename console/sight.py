"""The gate before every page and act about one case, and what the page of a case shows of its secrecy."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from console.desk import Desk
from handlers.casework.cases import is_open
from handlers.turn import CaseBrief
from handlers.words.veil import nameless
from storage import access, cases
from storage.access import HEAD, Staff
from storage.clearance import may_see
from storage.database import Tx

SHORTEST, LONGEST = 10, 300
"""Characters of a reason."""


def case_of(tx: Tx, request: Request) -> CaseBrief | None:
    """The case in the address of the page; None for one that is unknown, and for one this officer may not see."""
    me: Staff = request.state.me
    brief = cases.by_code(tx, request.path_params["code"])
    return brief if brief is not None and may_see(me, brief) else None


def parts(desk: Desk, tx: Tx, me: Staff, brief: CaseBrief) -> dict[str, Any]:
    """What kind of secret the case is, the officers the head may give it to, whether they may look up who wrote."""
    head = me.role == HEAD
    officers = [one for one in access.everybody(tx) if one.active] if head and is_open(brief) else []
    return {
        "officers": [(one.id, one.name) for one in officers if one.id != brief.officer_id],
        "may_look": head and nameless(brief.secrecy),
        "nameless": nameless(brief.secrecy),
        "what": desk.pages.say(f"secret.what.{brief.secrecy}") if brief.secrecy else "",
        "shortest": SHORTEST,
        "longest": LONGEST,
    }
