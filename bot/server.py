"""HTTP: webhooks, the family's page and its JSON, health and metrics; the staff console hangs below /petugas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import bodies, download
from bot.channels.telegram import Telegram
from bot.channels.web import Web, fault, good_session
from bot.channels.whatsapp import WhatsApp
from bot.limiter import Limiter
from bot.log import event
from bot.meters import Meters
from bot.page import Asset, Page
from bot.webhooks import Reception, Webhooks
from handlers.texts import Texts
from storage import doors, messages, queue
from storage.database import Database

_WEB_ROOM: Final = 64 << 10  # bytes
_A_SESSION, _A_CLIENT = 20, 60  # messages a minute
_PAGE = 100  # messages in one answer
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Wired:
    """What the server is made of. `telegram` and `whatsapp` are None when that door takes no webhook.

    `wake` tells the worker that something is in the inbox. `checks` are asked by /readyz, each for a machine word
    ("rasa", "understudy"); they may block. `console` is the staff desk, `secret` signs the links to
    copies of data. A body has `patience` seconds to arrive.
    """

    database: Database
    web: Web
    texts: Texts
    page: Page
    now: Callable[[], datetime]
    wake: Callable[[], None]
    telegram: Telegram | None = None
    whatsapp: WhatsApp | None = None
    checks: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    meters: Meters = field(default_factory=Meters)
    console: ASGIApp | None = None
    secret: bytes = b""
    patience: float = 20.0


def build(wired: Wired) -> Starlette:
    """The application."""
    reception = Reception(wired.database, wired.now, wired.wake, wired.meters)
    site = _Site(wired, reception)
    hooks = Webhooks(reception, wired.telegram, wired.whatsapp, patience=wired.patience)
    routes: list[BaseRoute] = [
        Route("/", site.page),
        Route("/static/{name}", site.asset),
        Route("/web/messages", site.hear, methods=["POST"]),
        Route("/web/messages", site.say, methods=["GET"]),
        Route("/telegram", hooks.telegram, methods=["POST"]),
        Route("/whatsapp", hooks.whatsapp, methods=["GET", "POST"]),
        Route("/unduh/{token}", site.copy, methods=["GET", "POST"]),
        Route("/healthz", site.alive),
        Route("/readyz", site.ready),
        Route("/metrics", site.metrics),
    ]
    if wired.console:
        routes.append(Mount("/petugas", app=wired.console))
    return Starlette(routes=routes, middleware=[Middleware(_SafeHeaders)])


class _Site:
    """The pages, over what was wired."""

    def __init__(self, wired: Wired, reception: Reception) -> None:
        self._wired, self._reception = wired, reception
        self._sessions = Limiter(_A_SESSION)
        self._clients = Limiter(_A_CLIENT)

    async def page(self, _: Request) -> Response:
        return _asset(self._wired.page.html)

    async def asset(self, request: Request) -> Response:
        found = self._wired.page.assets.get(request.path_params["name"])
        return _asset(found) if found else PlainTextResponse("not found", 404)

    async def hear(self, request: Request) -> Response:
        """Take in what a family writes on the page: 202 once it is stored, also when it was stored before."""
        try:
            body = bodies.decoded(await bodies.read(request, _WEB_ROOM, self._wired.patience))
        except bodies.NotRead as error:
            large = error.status == bodies.TOO_BIG
            return self._refuse(error.status, "web.error.too_long" if large else "web.error.away")
        wrong = fault(body)
        if wrong:
            return self._refuse(422, wrong)
        now = self._wired.now()
        client = request.client.host if request.client else ""
        if not (self._clients.admits(client, now=now) and self._sessions.admits(body["session"], now=now)):
            return self._refuse(429, "web.error.too_many", {"retry-after": "60"})
        if await self._reception.take(self._wired.web, body) is None:
            return self._refuse(503, "web.error.away", {"retry-after": "5"})
        return JSONResponse({"id": body["id"]}, 202)

    async def say(self, request: Request) -> Response:
        """What was said in a session after a message; with own=1 also what the family itself wrote."""
        session, after = request.query_params.get("session"), request.query_params.get("after", "0")
        if not good_session(session):
            return self._refuse(422, "web.error.session")
        if not (after.isascii() and after.isdigit() and len(after) <= 18):
            return self._refuse(422, "web.error.form")
        own = request.query_params.get("own") == "1"
        try:
            found = await run_in_threadpool(self._said, f"web:{session}", int(after), own=own)
        except Exception as error:  # noqa: BLE001 - whatever ails the database, the page asks again
            event("web.trouble", error=error)
            return self._refuse(503, "web.error.away", {"retry-after": "5"})
        return JSONResponse(found)

    async def copy(self, request: Request) -> Response:
        """The copy of somebody's data behind a link. Looking uses nothing up: messengers open links by themselves."""
        client = request.client.host if request.client else ""
        if not self._clients.admits(f"copy:{client}", now=self._wired.now()):
            return PlainTextResponse("too many", 429, headers={"retry-after": "60"})
        wired = self._wired
        fetch = download.fetch if request.method == "POST" else download.look
        try:
            return await run_in_threadpool(
                fetch, wired.database, wired.texts, request.path_params["token"], wired.secret, now=wired.now()
            )
        except Exception as error:  # noqa: BLE001 - whatever ails the database, the link still holds
            event("copy.trouble", error=error)
            return PlainTextResponse("not now", 503, headers={"retry-after": "5"})

    async def alive(self, _: Request) -> Response:
        return JSONResponse({"alive": True})

    async def ready(self, _: Request) -> Response:
        """Whether a message would be taken in and answered. Without the database nothing is."""
        database = await run_in_threadpool(self._wired.database.ready)
        parts = {name: await run_in_threadpool(check) for name, check in self._wired.checks.items()}
        answer = {"ready": database, "database": "ok" if database else "away", **parts}
        return JSONResponse(answer, 200 if database else 503)

    async def metrics(self, _: Request) -> Response:
        try:
            await run_in_threadpool(self._measure)
        except Exception as error:  # noqa: BLE001 - the counters are worth telling without the database too
            event("metrics.trouble", error=error)
        return Response(self._wired.meters.page(), media_type="text/plain; version=0.0.4")

    def _said(self, address: str, after: int, *, own: bool) -> list[dict[str, Any]]:
        with self._wired.database.look() as tx:
            while True:
                entries = messages.conversation(tx, address, after=after, limit=_PAGE)
                # The page goes on after the last one it was shown: nothing may overtake what is still to be sent.
                waiting = [place for place, entry in enumerate(entries) if entry.status == messages.QUEUED]
                if waiting:
                    entries = entries[: waiting[0]]
                found = [_shown(entry, own=own) for entry in entries if _to_be_shown(entry, own=own)]
                if found or len(entries) < _PAGE:
                    return found
                after = entries[-1].id

    def _measure(self) -> None:
        now, meters = self._wired.now(), self._wired.meters
        with self._wired.database.look() as tx:
            for table in (queue.inbox, queue.outbox):
                left = queue.backlog(tx, table)
                for status in ("waiting", "working", "failed"):
                    meters.backlog.labels(table.name, status).set(getattr(left, status))
                age = (now - left.oldest).total_seconds() if left.oldest else 0
                meters.oldest.labels(table.name).set(max(age, 0))
            meters.held.set(queue.held(tx, queue.outbox))
            for door, out in doors.all_of(tx).items():
                meters.out.labels(door).set(out)

    def _refuse(self, status: int, key: str, headers: Mapping[str, str] | None = None) -> Response:
        return JSONResponse({"error": self._wired.texts.render(key)}, status, headers=headers)


class _SafeHeaders:
    """Adds the headers that keep a page to itself, unless the answer brings its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress the answer."""

        async def dress(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, dress)


def _to_be_shown(entry: messages.Entry, *, own: bool) -> bool:
    """What was said, and what the family wrote if asked for; not what could not be said."""
    return entry.status == messages.SENT if entry.direction == messages.OUT else own


def _shown(entry: messages.Entry, *, own: bool) -> dict[str, Any]:
    choices = [{"value": choice.value, "label": choice.label} for choice in entry.choices]
    shown = {"id": entry.id, "text": entry.text, "choices": choices, "at": entry.at.isoformat()}
    if not own:
        return shown
    return {**shown, "from": "family" if entry.direction == messages.IN else "centre", "choice": entry.choice}


def _asset(asset: Asset) -> Response:
    return Response(asset.content, media_type=asset.media_type, headers={"cache-control": "no-cache"})
