"""Handing a case on to an agency: ask the family, and write down what the agency did with it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from console.desk import Desk
from console.gate import form, page
from console.sight import case_of
from handlers.casework.cases import is_open
from handlers.effects import Effect
from handlers.form.forms import shown
from handlers.help import referral as rules
from handlers.turn import CaseBrief, Incoming, Referral, StaffTurn
from storage import access, casefile, referrals, turns
from storage.access import HEAD, Staff
from storage.casefile import Detail
from storage.database import Tx
from storage.referrals import Handed
from storage.writing import Repeated

_ONCE = re.compile(r"[\w-]{10,64}")
_MOST = 500
_ASKED_AGAIN = time(9)  # local: the hour of the day on which an agency is asked again


def routes(desk: Desk) -> list[BaseRoute]:
    """The addresses of this page."""
    here = "/kasus/{code}/rujukan"
    return [
        Route(here, page(desk, index), methods=["GET"]),
        Route(here, form(desk, propose), methods=["POST"]),
        Route(f"{here}/{{id:int}}/{{status}}", form(desk, take), methods=["POST"]),
    ]


def index(desk: Desk, request: Request, *, problem: str = "") -> Response:
    """The referrals of one case, and what may be done next."""
    with desk.database.look() as tx:
        brief = case_of(tx, request)
        detail = casefile.detail(tx, brief.id) if brief else None
        if brief is None or detail is None:
            return desk.pages.plain(request, "missing", status=404)
        known = referrals.of_case(tx, brief.id)
    say, now = desk.pages.say, desk.now().astimezone(ZoneInfo(desk.pages.zone))
    done = request.query_params.get("hasil", "")
    root = request.scope.get("root_path", "")
    return desk.pages.show(
        request,
        "referrals.html",
        status=422 if problem else 200,
        case=f"{root}/kasus/{brief.code}",
        here=f"{root}/kasus/{brief.code}/rujukan",
        code=brief.code,
        open=is_open(brief),
        rows=[_shown(desk, one) for one in known],
        offices=[(office.id, office.name, office.what) for office in desk.content.guide.offices],
        answers=_answers(desk, detail),
        vital=request.state.me.role == HEAD and brief.kind == "danger",
        note=problem or (say(f"referral.did.{done}") if done in ("asked", "noted") else ""),
        bad=bool(problem),
        due=f"{now + timedelta(days=rules.DAYS):%Y-%m-%d}",
        today=f"{now:%Y-%m-%d}",
        once=secrets.token_urlsafe(16),
    )


def propose(desk: Desk, request: Request, sent: Mapping[str, str]) -> Response:
    """Ask the family whether the case may be handed on, with what the agency would be given."""
    me: Staff = request.state.me
    office, say, now = sent.get("kantor", ""), desk.pages.say, desk.now()
    if desk.content.guide.office(office) is None:
        return index(desk, request, problem=say("referral.no_office"))

    def decide(tx: Tx, brief: CaseBrief, detail: Detail) -> tuple[Effect, ...] | str:
        given = {name: answer for name, answer in detail.answers.items() if sent.get(f"kirim_{name}")}
        if not given:
            return say("referral.nothing")
        vital = bool(sent.get("tanpa_izin"))
        if vital and (me.role != HEAD or brief.kind != "danger"):
            return say("referral.vital_not")
        if brief.quiet and not vital:
            return say("referral.quiet")
        if any(one.office == office and one.status not in referrals.SETTLED for one in referrals.of_case(tx, brief.id)):
            return say("referral.twice")
        note = sent.get("catatan", "").strip()[:_MOST]
        if vital and not note:
            return say("referral.vital_why")
        new = referrals.propose(
            tx, brief.id, office, handed_on=tuple(given), by=me.name, now=now, note=note, vital=vital
        )
        if vital:
            access.audit(tx, staff=me.id, action="console.referral_vital", subject=brief.code, now=now)
            return rules.vital(brief, office, me.name, note)
        return rules.propose(brief, new, office, given, me.name)

    return _decide(desk, request, sent, "asked", decide)


def take(desk: Desk, request: Request, sent: Mapping[str, str]) -> Response:
    """Write down what happened at the agency: sent, accepted, refused or closed; the family is told."""
    me: Staff = request.state.me
    status, number, say = request.path_params["status"], request.path_params["id"], desk.pages.say
    words = sent.get("kata", "").strip()[:_MOST]
    due = _due(sent.get("tanggal", ""), desk) if status == rules.SENT else None
    if status == rules.SENT and due is None:
        return index(desk, request, problem=say("referral.wrong_day"))
    if status in (rules.REFUSED, rules.CLOSED) and not words:
        return index(desk, request, problem=say("referral.no_words"))

    def decide(tx: Tx, brief: CaseBrief, detail: Detail) -> tuple[Effect, ...] | str:  # noqa: ARG001  # one signature
        one = next((known for known in referrals.of_case(tx, brief.id) if known.id == number), None)
        if one is None or status not in rules.NEXT.get(one.status, ()):
            return say("referral.too_late")
        referrals.took(tx, one.id, status, before=one.status, words=words, due=due, by=me.name, now=desk.now())
        known = Referral(one.id, one.case, one.office, status)
        step = rules.Step(status, words, due)
        aloud = one.consent != referrals.VITAL
        return rules.step(brief, known, step, desk.content.guide, zone=desk.pages.zone, aloud=aloud)

    return _decide(desk, request, sent, "noted", decide)


def _decide(desk: Desk, request: Request, sent: Mapping[str, str], done: str, decide: Any) -> Response:
    """Let the rule decide and write everything down in one transaction; a form sent twice is written once."""
    me: Staff = request.state.me
    once, now, problem = sent.get("once", ""), desk.now(), ""
    if not _ONCE.fullmatch(once):
        return desk.pages.plain(request, "refused", status=403)
    back = RedirectResponse(f"{request.url.path.partition('/rujukan')[0]}/rujukan?hasil={done}", 303)
    try:
        with desk.database.begin() as tx:
            brief = case_of(tx, request)
            detail = casefile.detail(tx, brief.id) if brief else None
            if brief is None or detail is None:
                return desk.pages.plain(request, "missing", status=404)
            if referrals.repeated(tx, f"console:{me.id}:{once}"):
                return back
            effects = decide(tx, brief, detail)
            if isinstance(effects, str):
                problem = effects
            else:
                turn = StaffTurn(now, Incoming(f"console:{me.id}:{once}", "", now), me.name, brief, me.id)
                turns.apply_staff(tx, turn, effects, texts=desk.texts, desk=desk.group, now=now)
                access.audit(tx, staff=me.id, action=f"console.referral_{done}", subject=brief.code, now=now)
    except Repeated:
        return back
    return index(desk, request, problem=problem) if problem else back


def _shown(desk: Desk, one: Handed) -> dict[str, Any]:
    say, moment = desk.pages.say, desk.pages.moment
    office = desk.content.guide.office(one.office)
    times = (("at", one.at), ("consent", one.consent_at), ("sent", one.sent_at), ("answered", one.answered_at))
    return {
        "id": one.id,
        "office": office.name if office else one.office,
        "status": one.status,
        "vital": one.consent == referrals.VITAL,
        "by": one.by,
        "note": one.note,
        "handed_on": ", ".join(_label(desk, name) for name in one.handed_on),
        "times": [(say(f"referral.time.{name}"), moment(at)) for name, at in times if at],
        "answer": one.answer,
        "outcome": one.outcome,
        "due": desk.pages.due(one.due, one.sent_at or one.at, now=desk.now(), still=True) if one.due else None,
        "next": rules.NEXT.get(one.status, ()),
    }


def _answers(desk: Desk, detail: Detail) -> list[tuple[str, str, str]]:
    said = ((name, shown(answer)) for name, answer in detail.answers.items() if answer.text or answer.label)
    return [
        (name, _label(desk, name), desk.texts.render(value[1:]) if value[:1] == "@" and value[1:2] != "@" else value)
        for name, value in said
    ]


def _label(desk: Desk, name: str) -> str:
    return desk.texts.render(f"field.{name}") if desk.texts.has(f"field.{name}") else name


def _due(written: str, desk: Desk) -> datetime | None:
    """The local day an officer wrote, at nine; None for what is no day to come."""
    try:
        day = datetime.strptime(written, "%Y-%m-%d").date()  # noqa: DTZ007  # a date: the zone comes with the hour
    except ValueError:
        return None
    due = datetime.combine(day, _ASKED_AGAIN, ZoneInfo(desk.pages.zone))
    return due if due > desk.now() else None
