"""The gate every page of the desk stands behind: who is signed in, and forms only from a page of this session."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console import signin
from console.desk import Desk
from storage import access
from storage.access import Staff

MOST_BYTES = 64 * 1024

Endpoint = Callable[[Request], Awaitable[Response]]
Look = Callable[[Desk, Request], Response]
Act = Callable[[Desk, Request, Mapping[str, str]], Response]


def page(desk: Desk, look: Look) -> Endpoint:
    """A page that only somebody signed in may see."""

    async def endpoint(request: Request) -> Response:
        if not await run_in_threadpool(_let_in, desk, request):
            return RedirectResponse(signin.door(request), 303)
        return await run_in_threadpool(look, desk, request)

    return endpoint


def form(desk: Desk, act: Act) -> Endpoint:
    """A form that only somebody signed in may send, and only from a page of this session."""

    async def endpoint(request: Request) -> Response:
        if not await run_in_threadpool(_let_in, desk, request):
            return RedirectResponse(signin.door(request), 303)
        fields = await _read(request)
        token = fields.get("csrf", "") if fields else ""
        if fields is None or not hmac.compare_digest(token.encode(), request.state.csrf.encode()):
            return desk.pages.plain(request, "refused", status=403)
        return await run_in_threadpool(act, desk, request, fields)

    return endpoint


def open_page(desk: Desk, look: Look) -> Endpoint:
    """A page that anybody may see."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(look, desk, request)

    return endpoint


def open_form(desk: Desk, act: Act) -> Endpoint:
    """A form that anybody may send."""

    async def endpoint(request: Request) -> Response:
        fields = await _read(request)
        return await run_in_threadpool(act, desk, request, fields or {})

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
    async with request.form() as sent:
        return {name: value for name, value in sent.items() if isinstance(value, str)}
