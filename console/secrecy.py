"""What only the head does with a case: give it to an officer, and look up who wrote an anonymous one, with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from console import cases as pages
from console.desk import Desk
from console.gate import form
from console.sight import LONGEST, SHORTEST, case_of
from handlers import staff
from handlers.casework.cases import is_open
from handlers.turn import Incoming, StaffTurn
from handlers.words.veil import nameless
from storage import access, casefile, cases, turns
from storage.access import HEAD, Staff
from storage.writing import Repeated

_ONCE = re.compile(r"[\w-]{10,64}")


def routes(desk: Desk) -> list[BaseRoute]:
    """The two forms on the page of a case."""
    return [
        Route("/kasus/{code}/tugaskan", form(desk, assign), methods=["POST"]),
        Route("/kasus/{code}/identitas", form(desk, identity), methods=["POST"]),
    ]


def assign(desk: Desk, request: Request, sent: Mapping[str, str]) -> Response:
    """Give the case to an officer; of a confidential one the others learn the number and the officer's name."""
    me: Staff = request.state.me
    once, now, number = sent.get("once", ""), desk.now(), sent.get("petugas", "")
    if me.role != HEAD or not _ONCE.fullmatch(once):
        return desk.pages.plain(request, "refused", status=403)
    root = request.scope.get("root_path", "")
    try:
        with desk.database.begin() as tx:
            brief = case_of(tx, request)
            if brief is None:
                return desk.pages.plain(request, "missing", status=404)
            back = RedirectResponse(f"{root}/kasus/{brief.code}?hasil=assigned", 303)
            officer = next((one for one in access.everybody(tx) if one.active and str(one.id) == number), None)
            if officer is not None and is_open(brief):
                turn = StaffTurn(now, Incoming(f"console:{me.id}:{once}", "", now), me.name, brief, me.id)
                effects = staff.assign(brief, officer.name, officer.id)
                turns.apply_staff(tx, turn, effects, texts=desk.texts, desk=desk.group, now=now)
                told = {"officer": officer.name}
                cases.happened(tx, brief.id, "assigned", by=me.name, now=now, detail=told)
                access.audit(tx, staff=me.id, action="console.assigned", subject=brief.code, now=now)
                return back
    except Repeated:
        return back
    return pages.one(desk, request, problem=desk.pages.say("secret.nobody"))


def identity(desk: Desk, request: Request, sent: Mapping[str, str]) -> Response:
    """Show the head who wrote an anonymous case, once, and write down that it was shown and why."""
    me: Staff = request.state.me
    reason = " ".join(sent.get("alasan", "").split())[:LONGEST]
    now = desk.now()
    if me.role != HEAD:
        return desk.pages.plain(request, "refused", status=403)
    if len(reason) < SHORTEST:
        return pages.one(desk, request, problem=desk.pages.say("secret.why"))
    with desk.database.begin() as tx:
        brief = case_of(tx, request)
        who = casefile.identity(tx, brief.id) if brief is not None and nameless(brief.secrecy) else None
        if brief is None or who is None:
            return desk.pages.plain(request, "missing", status=404)
        cases.happened(tx, brief.id, "identity", by=me.name, now=now, detail={"reason": reason})
        access.audit(tx, staff=me.id, action="console.identity", subject=brief.code, now=now)
    # A session of the web page is a key to the talk, and no address to be shown.
    doors = ["web" if address.startswith("web:") else address for address in who.addresses]
    return desk.pages.show(
        request,
        "identity.html",
        code=brief.code,
        case=f"{request.scope.get('root_path', '')}/kasus/{brief.code}",
        name=who.name or desk.pages.say("case.no_name"),
        place=who.place,
        doors=doors,
        reason=reason,
    )
