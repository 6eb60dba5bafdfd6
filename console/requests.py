"""The page of wishes about people's own data: the clock of each, and the decision: give, give in part, refuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from console.desk import Desk
from console.gate import form, page
from handlers.family.privacy import decided, erased_from, moment
from handlers.turn import Incoming, StaffTurn
from storage import access, export, requests, turns
from storage.access import Staff
from storage.database import Tx
from storage.requests import Asked

DECISIONS = {"penuhi": requests.GRANTED, "sebagian": requests.PARTLY, "tolak": requests.REFUSED}
GROUNDS = ("safety", "others", "law", "unclear")
_DONE = ("decided", "untold", "closed", "late")


def routes(desk: Desk) -> list[BaseRoute]:
    """The addresses of this page."""
    one = "/permintaan/{number:int}"
    return [
        Route("/permintaan", page(desk, index), methods=["GET"]),
        Route(one, form(desk, decide), methods=["POST"]),
        Route(f"{one}/berkas", page(desk, file), methods=["GET"]),
        Route(f"{one}/serahkan", form(desk, hand_over), methods=["POST"]),
    ]


def index(desk: Desk, request: Request, *, problem: str = "") -> Response:
    """What waits, the nearest promise first, and what was decided."""
    me: Staff = request.state.me
    with desk.database.begin() as tx:
        waiting, settled = requests.waiting(tx), requests.settled(tx)
        access.audit(tx, staff=me.id, action="console.rights", subject="", now=desk.now())
    done = request.query_params.get("hasil", "")
    say = desk.pages.say
    return desk.pages.show(
        request,
        "requests.html",
        status=422 if problem else 200,
        waiting=[_shown(desk, me, asked) for asked in waiting],
        settled=[_shown(desk, me, asked) for asked in settled],
        grounds=[(ground, say(f"rights.ground_is.{ground}")) for ground in GROUNDS],
        note=problem or (say(f"rights.{done}") if done in _DONE else ""),
        bad=bool(problem) or done == "late",
    )


def decide(desk: Desk, request: Request, fields: Mapping[str, str]) -> Response:
    """Write a decision and its ground down, and tell the family where they asked; the ground is never told."""
    me: Staff = request.state.me
    status, ground = DECISIONS.get(fields.get("putusan", "")), fields.get("alasan", "")
    if status is None:
        return desk.pages.plain(request, "refused", status=403)
    if status != requests.GRANTED and ground not in GROUNDS:
        return index(desk, request, problem=desk.pages.say("rights.no_ground"))
    now, number = desk.now(), request.path_params["number"]
    reason = ground if status != requests.GRANTED else ""
    with desk.database.begin() as tx:
        asked = requests.one(tx, number)
        if asked is None:
            return desk.pages.plain(request, "missing", status=404)
        allowed = _may(me, asked)
        if allowed and not requests.decide(tx, number, status, by=me.name, reason=reason, now=now):
            return _back(request, "late")
        if allowed:
            access.audit(tx, staff=me.id, action=f"console.rights_{status}", subject=f"request {number}", now=now)
        told = allowed and _tell(desk, tx, request, number, me)
    if not allowed:
        return index(desk, request, problem=desk.pages.say("rights.head_only"))
    return _back(request, "decided" if told else "untold")


def file(desk: Desk, request: Request) -> Response:
    """The copy that was granted, for the officer who hands it over; having taken it is written down."""
    me: Staff = request.state.me
    number = request.path_params["number"]
    with desk.database.begin() as tx:
        asked = requests.one(tx, number)
        if asked is None or not _to_hand_over(asked) or not _may(me, asked):
            return desk.pages.plain(request, "missing", status=404)
        found = export.collect(tx, asked.person, whole=asked.status == requests.GRANTED)
        access.audit(tx, staff=me.id, action="console.rights_file", subject=f"request {number}", now=desk.now())
    body = export.page(found, desk.texts, now=desk.now(), zone=desk.pages.zone)
    return HTMLResponse(body, headers={"content-disposition": f'attachment; filename="salinan-data-{number}.html"'})


def hand_over(desk: Desk, request: Request, _fields: Mapping[str, str]) -> Response:
    """The officer has given the copy to the family: the wish is settled, and its link is over."""
    me: Staff = request.state.me
    number = request.path_params["number"]
    with desk.database.begin() as tx:
        asked = requests.one(tx, number)
        if asked is None or not _to_hand_over(asked) or not _may(me, asked):
            return desk.pages.plain(request, "missing", status=404)
        requests.finish(tx, number, now=desk.now())
        access.audit(tx, staff=me.id, action="console.rights_handed", subject=f"request {number}", now=desk.now())
    return _back(request, "closed")


def _tell(desk: Desk, tx: Tx, request: Request, number: int, me: Staff) -> bool:
    asked = requests.one(tx, number)
    if asked is None or not asked.address or asked.decided_at is None:
        return False
    granted = asked.status != requests.REFUSED
    link = ""
    if granted and asked.kind == "download" and (desk.site or asked.address.startswith("web:")):
        site = desk.site or f"{request.url.scheme}://{request.url.netloc}"
        link = f"{site}/unduh/{requests.token(desk.secret, asked)}"
    when = moment(erased_from(asked.received, asked.decided_at), desk.pages.zone)
    say = decided(asked.kind, granted=granted, to=asked.address, when=when, link=link)
    message = Incoming(f"console:rights:{number}", "", desk.now())
    turn = StaffTurn(desk.now(), message, me.name, officer_id=me.id)
    turns.apply_staff(tx, turn, (say,), texts=desk.texts, desk=desk.group, now=desk.now())
    return True


def _may(me: Staff, asked: Asked) -> bool:
    return not asked.guarded or me.role in (access.HEAD, access.ADMIN)


def _to_hand_over(asked: Asked) -> bool:
    granted = asked.status in (requests.GRANTED, requests.PARTLY)
    return asked.kind == "download" and granted and asked.done_at is None


def _shown(desk: Desk, me: Staff, asked: Asked) -> dict[str, Any]:
    pages, now = desk.pages, desk.now()
    say = pages.say
    still, may = asked.status == requests.NEW, _may(me, asked)
    # Beside a name, the mark would tell who wrote an anonymous report.
    family = (asked.name or say("case.no_name")) if may else say("rights.hidden")
    return {
        "number": asked.id,
        "kind": say(f"rights.right.{asked.kind}"),
        "family": family,
        "received": pages.moment(asked.received),
        "due": pages.due(asked.due, asked.received, now=now, still=still),
        "detail": asked.detail if may else "",
        "guarded": asked.guarded,
        "may": may,
        "status": "" if still else say(f"rights.status.{asked.status}"),
        "by": asked.decided_by or ("" if asked.status in (requests.RECALLED, requests.DONE) else say("rights.clock")),
        "ground": say(f"rights.ground_is.{asked.reason}") if asked.reason in GROUNDS else "",
        "hand_over": _to_hand_over(asked),
    }


def _back(request: Request, done: str) -> Response:
    return RedirectResponse(f"{request.scope.get('root_path', '')}/permintaan?hasil={done}", 303)
