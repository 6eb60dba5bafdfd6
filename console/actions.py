"""What an officer does with a case from its page: take it, answer the family, finish it, plan a visit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console import cases as pages
from console.desk import Desk
from console.sight import case_of
from handlers import staff
from handlers.casework.cases import is_open
from handlers.effects import Effect
from handlers.turn import CaseBrief, Incoming, StaffTurn
from handlers.words.veil import nameless
from storage import access, casefile, cases, turns, visits
from storage.access import Staff
from storage.writing import Repeated

_ONCE = re.compile(r"[\w-]{10,64}")
MOST_CHARACTERS = 3500

Decide = Callable[[CaseBrief], Sequence[Effect]]


def take(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Make the case this officer's."""
    me: Staff = request.state.me
    return _decide(desk, request, form, "took", lambda case: staff.take(case, me.name, desk.now()))


def reply(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Carry the officer's words to the family; the first answer takes the case."""
    text = form.get("teks", "").strip()[:MOST_CHARACTERS]
    if not text:
        return pages.one(desk, request, problem=desk.pages.say("act.empty"))
    me: Staff = request.state.me
    return _decide(
        desk, request, form, "replied", lambda case: staff.reply(case, text, (), me.name, desk.now()), text=text
    )


def finish(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Close the case; the family is told and the bot answers them again."""
    me: Staff = request.state.me
    return _decide(desk, request, form, "finished", lambda case: staff.close(case, "", me.name))


def visit(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Plan a visit at a local day and hour ahead; the clock reminds the family of it."""
    typed = {name: form.get(name, "").strip()[:200] for name in ("tanggal", "jam", "catatan")}
    me: Staff = request.state.me
    now = desk.now()
    try:
        at = datetime.strptime(f"{typed['tanggal']} {typed['jam']}", "%Y-%m-%d %H:%M").replace(
            tzinfo=ZoneInfo(desk.pages.zone)
        )
    except ValueError:
        return pages.one(desk, request, problem=desk.pages.say("visit.wrong"), typed=typed)
    if at <= now:
        return pages.one(desk, request, problem=desk.pages.say("visit.past"), typed=typed)
    with desk.database.begin() as tx:
        brief = case_of(tx, request)
        detail = casefile.detail(tx, brief.id) if brief else None
        if brief is None or detail is None:
            return desk.pages.plain(request, "missing", status=404)
        case, unnamed = detail.case, nameless(brief.secrecy)  # whoever goes there would see who wrote
        known = () if unnamed else visits.coming(tx, case.family, now=now)
        if not unnamed and not any(other.case == case.id and other.at == at for other in known):  # not sent twice
            note = typed["catatan"]
            visits.add_visit(
                tx,
                family=case.family,
                person=case.person,
                at=at,
                now=now,
                case=case.id,
                officer=me.name,
                note=note,
            )
            told = {"at": at.isoformat(), "note": note}
            cases.happened(tx, case.id, "visit", now=now, by=me.name, detail=told)
            access.audit(tx, staff=me.id, action="console.visit", subject=case.code, now=now)
    if unnamed:
        return pages.one(desk, request, problem=desk.pages.say("visit.nobody"), typed=typed)
    return _back(request, case.code, "visited")


def _decide(
    desk: Desk, request: Request, form: Mapping[str, str], done: str, decide: Decide, *, text: str = ""
) -> Response:
    """Let the handler decide and write it down whole; a form sent twice is written once."""
    once = form.get("once", "")
    if not _ONCE.fullmatch(once):
        return desk.pages.plain(request, "refused", status=403)
    me: Staff = request.state.me
    now = desk.now()
    code = ""
    try:
        with desk.database.begin() as tx:
            brief = case_of(tx, request)
            if brief is None:
                return desk.pages.plain(request, "missing", status=404)
            code = brief.code
            if is_open(brief) or done == "replied":
                message = Incoming(f"console:{me.id}:{once}", "", now, text=text)
                turn = StaffTurn(now, message, me.name, brief, me.id)
                turns.apply_staff(tx, turn, decide(brief), texts=desk.texts, desk=desk.group, now=now)
                access.audit(tx, staff=me.id, action=f"console.{done}", subject=code, now=now)
                return _back(request, code, done)
    except Repeated:
        return _back(request, code, done)
    return pages.one(desk, request, problem=desk.pages.say("act.closed_already"))


def _back(request: Request, code: str, done: str) -> Response:
    return RedirectResponse(f"{request.scope.get('root_path', '')}/kasus/{code}?hasil={done}", 303)
