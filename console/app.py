"""The route table of the staff desk: the groups of its pages, and how they are put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from console import actions, calendar, cases, requests, signin, steps, whatsapp
from console import content as content_page
from console import files as files_page
from console import referrals as referral_page
from console import secrecy as secrecy_page
from console.desk import Allowance, Desk
from console.gate import form, open_form, open_page, page
from console.pages import HERE, Guard, Pages
from handlers.casework.deadlines import LIMITS
from handlers.texts import Texts
from handlers.turn import Address
from storage import content
from storage.content import Content
from storage.database import Database
from storage.days import Days, National
from storage.files import folder as files_of


def _work(desk: Desk) -> list[BaseRoute]:
    """The list of cases, a case, and what may be done with it."""
    kasus = "/kasus/{code}"
    return [
        Route("/", page(desk, cases.index), methods=["GET"]),
        Route(kasus, page(desk, cases.one), methods=["GET"]),
        Route(f"{kasus}/ambil", form(desk, actions.take), methods=["POST"]),
        Route(f"{kasus}/balas", form(desk, actions.reply), methods=["POST"]),
        Route(f"{kasus}/selesai", form(desk, actions.finish), methods=["POST"]),
        Route(f"{kasus}/kunjungan", form(desk, actions.visit), methods=["POST"]),
    ]


def _door(desk: Desk) -> list[BaseRoute]:
    """In and out."""
    return [
        Route("/masuk", open_page(desk, signin.ask), methods=["GET"]),
        Route("/masuk", open_form(desk, signin.enter), methods=["POST"]),
        Route("/keluar", form(desk, signin.leave), methods=["POST"]),
    ]


GROUPS: tuple[Callable[[Desk], list[BaseRoute]], ...] = (  # a page of your own: a file with `routes`, and a line here
    _work,
    content_page.routes,
    calendar.routes,
    referral_page.routes,
    secrecy_page.routes,
    requests.routes,
    steps.routes,
    whatsapp.routes,
    files_page.routes,
    _door,
)


def build(  # noqa: PLR0913 - what a desk is made of
    database: Database,
    *,
    secret: str,
    now: Callable[[], datetime],
    known: Content,
    secure_cookies: bool,
    group: Address = "",
    words: Texts | None = None,
    zone: str = "Asia/Jakarta",
    site: str = "",
    days: Days | None = None,
    allowance: Allowance | None = None,
    limits: Mapping[str, int] = LIMITS,
    files: Path | None = None,
) -> Starlette:
    """The staff desk as an app of its own, to be mounted at /petugas.

    `known` is everything in content/, `words` the sentences of content/console.yml (read when not given),
    `group` the address of the staff group, `zone` the one whose clock the pages show, `site` our address outside,
    `days` the days the office is closed (no day of the country is, when not given), `allowance` what the WhatsApp door
    may do, when it is open, `limits` working days by step or class of a complaint,
    `files` the folder of what families sent (beside the database, when not given).
    """
    words = words or Texts(content.sentences(Path(HERE).parent / "content" / "console.yml"))
    desk = Desk(
        database,
        Pages(words, zone),
        Texts(known.sentences, known.templates),
        now,
        group,
        secret.encode(),
        secure_cookies,
        known,
        days or Days(database, National(), now),
        site,
        allowance,
        limits,
        files or files_of(database, Path(HERE).parent),
    )

    async def missing(request: Request, _error: Exception) -> Response:
        return desk.pages.plain(request, "missing", status=404)

    return Starlette(
        routes=[
            *(route for group in GROUPS for route in group(desk)),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(Guard)],
        exception_handlers={404: missing, 405: missing},
    )
