"""The route table of the staff desk, and the one gate every page stands behind."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from console import actions, cases, signin
from console.desk import Desk
from console.pages import HERE, Guard, Pages
from handlers.texts import Texts
from handlers.turn import Address
from storage import access, content
from storage.access import Staff
from storage.database import Database

MOST_BYTES = 64 * 1024

Endpoint = Callable[[Request], Awaitable[Response]]
Look = Callable[[Desk, Request], Response]
Act = Callable[[Desk, Request, Mapping[str, str]], Response]


def build(
    database: Database,
    *,
    secret: str,
    now: Callable[[], datetime],
    texts: Texts,
    secure_cookies: bool,
    group: Address = "",
    words: Texts | None = None,
    zone: str = "Asia/Jakarta",
) -> Starlette:
    """The staff desk as an app of its own, to be mounted at /petugas.

    `texts` are the sentences of content/texts.yml, `words` those of content/console.yml (read when not given),
    `group` the address of the staff group, `zone` the one whose clock the pages show.
    """
    words = words or Texts(content.sentences(Path(HERE).parent / "content" / "console.yml"))
    desk = Desk(database, Pages(words, zone), texts, now, group, secret.encode(), secure_cookies)
    kasus = "/kasus/{code}"

    async def missing(request: Request, _error: Exception) -> Response:
        return desk.pages.plain(request, "missing", status=404)

    return Starlette(
        routes=[
            Route("/", _page(desk, cases.index), methods=["GET"]),
            Route(kasus, _page(desk, cases.one), methods=["GET"]),
            Route(f"{kasus}/ambil", _form(desk, actions.take), methods=["POST"]),
            Route(f"{kasus}/balas", _form(desk, actions.reply), methods=["POST"]),
            Route(f"{kasus}/selesai", _form(desk, actions.finish), methods=["POST"]),
            Route(f"{kasus}/kunjungan", _form(desk, actions.visit), methods=["POST"]),
            Route("/masuk", _open(desk, signin.ask), methods=["GET"]),
            Route("/masuk", _open_form(desk, signin.enter), methods=["POST"]),
            Route("/keluar", _form(desk, signin.leave), methods=["POST"]),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(Guard)],
        exception_handlers={404: missing, 405: missing},
    )


def _page(desk: Desk, look: Look) -> Endpoint:
    """A page that only somebody signed in may see."""

    async def endpoint(request: Request) -> Response:
        if not await run_in_threadpool(_let_in, desk, request):
            return RedirectResponse(signin.door(request), 303)
        return await run_in_threadpool(look, desk, request)

    return endpoint


def _form(desk: Desk, act: Act) -> Endpoint:
    """A form that only somebody signed in may send, and only from a page of this session."""

    async def endpoint(request: Request) -> Response:
        if not await run_in_threadpool(_let_in, desk, request):
            return RedirectResponse(signin.door(request), 303)
        form = await _read(request)
        token = form.get("csrf", "") if form else ""
        if form is None or not hmac.compare_digest(token.encode(), request.state.csrf.encode()):
            return desk.pages.plain(request, "refused", status=403)
        return await run_in_threadpool(act, desk, request, form)

    return endpoint


def _open(desk: Desk, look: Look) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(look, desk, request)

    return endpoint


def _open_form(desk: Desk, act: Act) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        form = await _read(request)
        return await run_in_threadpool(act, desk, request, form or {})

    return endpoint


def _let_in(desk: Desk, request: Request) -> bool:
    session = request.cookies.get(signin.COOKIE, "")
    me: Staff | None = None
    if session:
        with desk.database.look() as tx:
            me = access.who(tx, session, now=desk.now())
    if me is not None:
        request.state.me = me
        request.state.csrf = desk.form_token(me)
    return me is not None


async def _read(request: Request) -> dict[str, str] | None:
    """The fields of a form; None for a body that is no small form or comes from another site."""
    length = request.headers.get("content-length", "")
    plain = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    near = request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    if not plain or not near or not length.isdigit() or int(length) > MOST_BYTES:
        return None
    async with request.form() as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}
