"""The list of cases and the page of one case."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from console import proof, words
from console.desk import Desk
from console.sight import case_of, parts
from console.whatsapp import DOOR
from storage import access, casefile, visits, waiting
from storage.access import Staff
from storage.casefile import Cursor

PAGE = 25
STATUSES = ("new", "taken", "done", "cancelled")
KINDS = ("complaint", "aid", "parenting", "danger")
DONE = ("took", "replied", "finished", "visited", "assigned")


def index(desk: Desk, request: Request) -> Response:
    """A page of the list, filtered by what the address says; what cannot be a filter is no filter."""
    asked = request.query_params
    chosen = {
        "cari": asked.get("cari", "")[:80].strip(),
        "status": asked.get("status", "") if asked.get("status") in STATUSES else "",
        "jenis": asked.get("jenis", "") if asked.get("jenis") in KINDS else "",
    }
    after = _cursor(asked.get("setelah", ""))
    me: Staff = request.state.me
    with desk.database.look() as tx:
        page = casefile.list_cases(
            tx,
            me=me,
            status=chosen["status"] or None,
            kind=chosen["jenis"] or None,
            text=chosen["cari"] or None,
            after=after,
            limit=PAGE,
        )
    say, root = desk.pages.say, request.scope.get("root_path", "")
    kept = {name: value for name, value in chosen.items() if value}
    onward = {**kept, "setelah": f"{page.after.standing}.{page.after.id}"} if page.after else {}
    return desk.pages.show(
        request,
        "cases.html",
        filter=chosen,
        statuses=[("", say("cases.any_status")), *((name, say(f"status.{name}")) for name in STATUSES)],
        kinds=[("", say("cases.any_kind")), *((name, say(f"kind.{name}")) for name in KINDS)],
        rows=[words.shown(desk, case, masked=True) for case in page.cases],
        next=f"{root}/?{urlencode(onward)}" if onward else "",
        first=f"{root}/?{urlencode(kept)}" if after else "",
    )


def one(desk: Desk, request: Request, *, problem: str = "", typed: dict[str, str] | None = None) -> Response:
    """The page of one case. Having read it is written down; one that is unknown, or not theirs to see, is not found."""
    me: Staff = request.state.me
    now = desk.now()
    with desk.database.begin() as tx:
        brief = case_of(tx, request)
        detail = casefile.detail(tx, brief.id) if brief else None
        if brief is None or detail is None:
            return desk.pages.plain(request, "missing", status=404)
        access.audit(tx, staff=me.id, action="console.read", subject=brief.code, now=now)
        planned = visits.coming(tx, detail.case.family, now=now)
        agreed = proof.lines(desk, tx, detail.case)
        secret = parts(desk, tx, me, brief)
        shut = waiting.shut(tx, brief.id, door=DOOR, now=now)
    done = request.query_params.get("hasil", "")
    root, say = request.scope.get("root_path", ""), desk.pages.say
    return desk.pages.show(
        request,
        "case.html",
        status=422 if problem else 200,
        here=f"{root}/kasus/{brief.code}",
        case=words.shown(desk, detail.case, masked=False, answers=detail.answers),
        talk=words.timeline(desk, detail, root=root),
        proofs=agreed,
        secret=secret,
        shut=shut,
        visits=[
            {"at": desk.pages.moment(visit.at), "answer": visit.answer} for visit in planned if visit.case == brief.id
        ],
        note=problem or (say("act.kept" if done == "replied" and shut else f"act.{done}") if done in DONE else ""),
        bad=bool(problem),
        typed={"teks": "", "tanggal": "", "jam": "09:00", "catatan": "", **(typed or {})},
        today=f"{now.astimezone(ZoneInfo(desk.pages.zone)):%Y-%m-%d}",
        once=secrets.token_urlsafe(16),
    )


def _cursor(written: str) -> Cursor | None:
    standing, _, number = written.partition(".")
    if not (standing.isascii() and standing.isdigit() and number.isascii() and number.isdigit()):
        return None
    return Cursor(min(int(standing), 9), min(int(number), 2**62))
