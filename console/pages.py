"""Turns a template and plain values into a page, and guards every answer with strict headers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handlers.texts import Texts

HERE = Path(__file__).parent

_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as a page shows it: a mark for its colour, how long until or since, and the local moment."""

    mark: str
    text: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """The templates with their words; local times are those of `zone`."""

    words: Texts
    zone: str
    _templates: Environment = field(init=False)

    def __post_init__(self) -> None:
        """Open the templates; a value or a word that is missing is an error, never a blank."""
        templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        templates.globals["t"] = self.say
        object.__setattr__(self, "_templates", templates)

    def say(self, key: str, **values: str) -> str:
        """The words of the desk under this key."""
        return self.words.render(key, values)

    def show(self, request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page, with what every page needs: where the console is mounted, who is signed in, their form token."""
        me = getattr(request.state, "me", None)
        csrf = getattr(request.state, "csrf", "")
        values |= {"root": request.scope.get("root_path", ""), "me": me, "csrf": csrf}
        return HTMLResponse(self._templates.get_template(template).render(values), status)

    def plain(self, request: Request, key: str, *, status: int) -> HTMLResponse:
        """A page that only says something: `<key>.title` and `<key>.text`."""
        title, text = self.say(f"{key}.title"), self.say(f"{key}.text")
        return self.show(request, "plain.html", status=status, title=title, text=text)

    def moment(self, when: datetime) -> str:
        """A moment in local time: "Sab, 21 Nov 2026 10.05"."""
        return format_datetime(when.astimezone(ZoneInfo(self.zone)), "EEE, d MMM y HH.mm", locale="id")

    def due(self, due: datetime | None, opened: datetime, *, now: datetime, still: bool) -> Due:
        """How a deadline stands: over, near (less than a quarter of the time is left), or with time left."""
        if due is None:
            return Due("", self.say("due.none"))
        if not still:
            return Due("", self.moment(due), self.moment(due))
        if now >= due:
            return Due("over", self.say("due.over", span=self.span(now - due)), self.moment(due))
        near = now - opened >= 0.75 * (due - opened)
        return Due("near" if near else "", self.say("due.left", span=self.span(due - now)), self.moment(due))

    def span(self, span: timedelta) -> str:
        """A length of time in its largest whole unit, as people say it."""
        minutes = int(span.total_seconds() // 60)
        for unit, size in (("days", 24 * 60), ("hours", 60)):
            if minutes >= size:
                return self.say(f"due.{unit}", n=str(minutes // size))
        return self.say("due.minutes", n=str(minutes))


class Guard:
    """Puts strict headers on every answer; nothing but style sheet and icon may be kept by a browser."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer through the app."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                static = headers.get("content-type", "").startswith(("text/css", "image/"))
                kept = {"cache-control": "public, max-age=300" if static else "no-store"}
                for name, value in (_HEADERS | kept).items():
                    headers.setdefault(name, value)  # a file of a family comes with stricter ones of its own
            await send(message)

        await self._app(scope, receive, answer)
