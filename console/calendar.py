"""The page of the days off: what the country decrees, what differs in this centre, and how that is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from console.desk import Desk
from console.gate import form, page
from storage import access, days
from storage.access import Staff

PATH = "/libur"
MAY = (access.HEAD, access.ADMIN)
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the page shows it; `iso` is how a form names it."""

    iso: str
    name: str
    what: str
    by: str = ""
    closed: bool = True
    past: bool = False


def routes(desk: Desk) -> list[BaseRoute]:
    """The page, and the two things that can be done on it."""
    return [
        Route(PATH, page(desk, index), methods=["GET"]),
        Route(PATH, form(desk, add), methods=["POST"]),
        Route(f"{PATH}/hapus", form(desk, remove), methods=["POST"]),
    ]


def index(desk: Desk, request: Request) -> Response:
    """Every day off that is still to come, and every day that differs."""
    done, moved = request.query_params.get("hasil", ""), request.query_params.get("janji", "0")
    told = ""
    if done in ("added", "removed") and moved.isdecimal():
        told = desk.pages.say(f"calendar.{done}", cases=str(int(moved)))
    return _show(desk, request, told=told)


def add(desk: Desk, request: Request, fields: Mapping[str, str]) -> Response:
    """Close a day, or open one that the country has off; the promises of open cases follow."""
    me: Staff = request.state.me
    if me.role not in MAY:
        return desk.pages.plain(request, "refused", status=403)
    typed = {name: fields.get(name, "").strip()[:_LONGEST] for name in ("tanggal", "jenis", "alasan")}
    try:
        day = date.fromisoformat(typed["tanggal"])
    except ValueError:
        return _show(desk, request, problem=desk.pages.say("calendar.wrong"), typed=typed)
    if day < _today(desk):
        return _show(desk, request, problem=desk.pages.say("calendar.past"), typed=typed)
    if not typed["alasan"]:
        return _show(desk, request, problem=desk.pages.say("calendar.why"), typed=typed)

    closed = typed["jenis"] != "buka"
    return _change(desk, request, "added", day, closed=closed, reason=typed["alasan"])


def remove(desk: Desk, request: Request, fields: Mapping[str, str]) -> Response:
    """Let the calendar of the country hold again for a day."""
    me: Staff = request.state.me
    if me.role not in MAY:
        return desk.pages.plain(request, "refused", status=403)
    try:
        day = date.fromisoformat(fields.get("tanggal", ""))
    except ValueError:
        return _show(desk, request, problem=desk.pages.say("calendar.wrong"))
    return _change(desk, request, "removed", day)


def _change(
    desk: Desk, request: Request, done: str, day: date, *, closed: bool | None = None, reason: str = ""
) -> Response:
    """Write it down, and count the promises of open cases anew, in one transaction."""
    me: Staff = request.state.me
    now = desk.now()
    with desk.database.begin() as tx:
        before = desk.days.shut(tx)
        if closed is None:
            days.take_back(tx, day)
        else:
            days.put(tx, day, closed=closed, reason=reason, by=me.name, now=now)
        after = desk.days.shut(tx)
        count = days.move_promises(tx, before=before, after=after, zone=desk.pages.zone, by=me.name, now=now)
        access.audit(tx, staff=me.id, action=f"console.calendar_{done}", subject=day.isoformat(), now=now)
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}{PATH}?hasil={done}&janji={count}", 303)


def _show(
    desk: Desk, request: Request, *, problem: str = "", told: str = "", typed: Mapping[str, str] | None = None
) -> Response:
    today, national = _today(desk), desk.days.national
    years = (today.year, today.year + 1)
    with desk.database.look() as tx:
        differing = days.overrides(tx)
    named = {day: name for year in years for day, name in national.named(year).items() if day >= today}
    still = national.closed(years)
    missing = national.undecreed(years)
    values: dict[str, Any] = {
        "may": request.state.me.role in MAY,
        "today": today.isoformat(),
        "problem": problem,
        "told": told,
        "typed": {"tanggal": "", "jenis": "", "alasan": "", **(typed or {})},
        "warning": desk.pages.say("calendar.undecreed", year=str(missing[0])) if missing else "",
        "own": [_day(one.day, one.reason, one.by, closed=one.closed, past=one.day < today) for one in differing],
        "decreed": [_day(day, name) for day, name in sorted(named.items()) if day in still],
    }
    return desk.pages.show(request, "calendar.html", status=422 if problem else 200, **values)


def _day(day: date, what: str, by: str = "", *, closed: bool = True, past: bool = False) -> Day:
    return Day(day.isoformat(), format_date(day, "EEEE, d MMMM y", locale="id"), what, by, closed, past)


def _today(desk: Desk) -> date:
    return desk.now().astimezone(ZoneInfo(desk.pages.zone)).date()
