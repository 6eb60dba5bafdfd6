"""The page on which a complaint is put into another class, or a promised date is moved; both with a reason."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import TypeAlias
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from console.desk import Desk
from console.gate import form, page
from handlers.casework import steps as rules
from handlers.casework.deadlines import CLASSES
from handlers.effects import Effect
from handlers.turn import CaseBrief, Incoming, StaffTurn
from storage import access, cases, turns
from storage.access import Staff
from storage.clearance import may_see
from storage.database import Tx
from storage.referrals import repeated
from storage.writing import Repeated

_ONCE = re.compile(r"[\w-]{10,64}")
_SHORTEST, _LONGEST = 10, 300
_END_OF_OFFICE_DAY = time(16)

Decide: TypeAlias = Callable[[CaseBrief], tuple[Effect, ...] | str]
"""What is to be done about a case, or the key of what is wrong."""


def routes(desk: Desk) -> list[BaseRoute]:
    """The page, and the two things that can be done on it."""
    here = "/kasus/{code}/batas"
    return [
        Route(here, page(desk, index), methods=["GET"]),
        Route(f"{here}/jenis", form(desk, classify), methods=["POST"]),
        Route(f"{here}/tanggal", form(desk, extend), methods=["POST"]),
    ]


def index(desk: Desk, request: Request, *, problem: str = "", typed: Mapping[str, str] | None = None) -> Response:
    """The class and the promised date of one case, and the two forms."""
    with desk.database.look() as tx:
        case = _case(tx, request.state.me, request)
    if case is None:
        return desk.pages.plain(request, "missing", status=404)
    say, by = desk.pages.say, rules.promised(case)
    done = request.query_params.get("hasil", "")
    root = request.scope.get("root_path", "")
    return desk.pages.show(
        request,
        "steps.html",
        status=422 if problem else 200,
        case=f"{root}/kasus/{case.code}",
        here=f"{root}/kasus/{case.code}/batas",
        code=case.code,
        chosen=case.classification,
        classes=[(name, say(f"steps.class.{name}")) for name in CLASSES] if rules.may_classify(case) else [],
        extend=rules.may_extend(case),
        step=say(f"steps.step.{case.next_step}") if case.next_step else say("steps.step.answer"),
        due=desk.pages.due(by, case.opened, now=desk.now(), still=True),
        first=f"{desk.now().astimezone(ZoneInfo(desk.pages.zone)):%Y-%m-%d}",
        note=say(problem) if problem else (say(f"steps.did.{done}") if done in ("classified", "extended") else ""),
        bad=bool(problem),
        typed={"alasan": "", "tanggal": "", **(typed or {})},
        shortest=_SHORTEST,
        longest=_LONGEST,
        once=secrets.token_urlsafe(16),
    )


def classify(desk: Desk, request: Request, sent: Mapping[str, str]) -> Response:
    """Put the complaint into another class."""
    me: Staff = request.state.me
    wanted, reason = sent.get("jenis", ""), _reason(sent)

    def decide(case: CaseBrief) -> tuple[Effect, ...] | str:
        if wanted not in CLASSES or wanted == case.classification or not rules.may_classify(case):
            return "steps.same_class"
        due = rules.settled_by(
            case, wanted, limits=desk.limits, closed=desk.days(), zone=desk.pages.zone, now=desk.now()
        )
        return rules.classify(case, wanted, due, reason, me.name, zone=desk.pages.zone)

    return _decide(desk, request, sent, "classified", decide)


def extend(desk: Desk, request: Request, sent: Mapping[str, str]) -> Response:
    """Promise a later date."""
    me: Staff = request.state.me
    due, reason = _due(sent.get("tanggal", ""), desk), _reason(sent)

    def decide(case: CaseBrief) -> tuple[Effect, ...] | str:
        before = rules.promised(case)
        if not rules.may_extend(case) or before is None:
            return "steps.cannot"
        if due is None or due <= max(before, desk.now()):
            return "steps.wrong_day"
        return rules.extend(case, due, reason, me.name, zone=desk.pages.zone)

    return _decide(desk, request, sent, "extended", decide)


def _decide(desk: Desk, request: Request, sent: Mapping[str, str], done: str, decide: Decide) -> Response:
    """Let the rule decide and write everything down in one transaction; a form sent twice is written once."""
    me: Staff = request.state.me
    once, now, problem = sent.get("once", ""), desk.now(), ""
    if not _ONCE.fullmatch(once):
        return desk.pages.plain(request, "refused", status=403)
    if len(_reason(sent)) < _SHORTEST:
        return index(desk, request, problem="steps.why", typed=sent)
    back = RedirectResponse(f"{request.url.path.partition('/batas')[0]}/batas?hasil={done}", 303)
    try:
        with desk.database.begin() as tx:
            case = _case(tx, me, request)
            if case is None:
                return desk.pages.plain(request, "missing", status=404)
            key = f"console:{me.id}:{once}"
            effects = () if repeated(tx, key) else decide(case)
            if isinstance(effects, str):
                problem = effects
            elif effects:
                turn = StaffTurn(now, Incoming(key, "", now), me.name, case, me.id)
                turns.apply_staff(tx, turn, effects, texts=desk.texts, desk=desk.group, now=now)
                access.audit(tx, staff=me.id, action=f"console.{done}", subject=case.code, now=now)
    except Repeated:
        return back
    return index(desk, request, problem=problem, typed=sent) if problem else back


def _case(tx: Tx, me: Staff, request: Request) -> CaseBrief | None:
    """The case of the address; one that is confidential only for those who may see it."""
    brief = cases.by_code(tx, request.path_params["code"])
    return brief if brief is not None and may_see(me, brief) else None


def _reason(sent: Mapping[str, str]) -> str:
    return " ".join(sent.get("alasan", "").split())[:_LONGEST]


def _due(written: str, desk: Desk) -> datetime | None:
    """The end of the office day an officer wrote, UTC; None for what is no day, or one on which nobody works."""
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        return None
    if day.weekday() >= 5 or day in desk.days():  # Saturday
        return None
    return datetime.combine(day, _END_OF_OFFICE_DAY, ZoneInfo(desk.pages.zone)).astimezone(UTC)
