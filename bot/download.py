"""The page behind a link to a copy of somebody's own data: a button first, then the file, once."""

from __future__ import annotations

from datetime import datetime
from html import escape

from starlette.responses import HTMLResponse, Response

from handlers.texts import Texts
from storage import access, export, requests
from storage.database import Database

_GONE = 410
_POLICY = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def look(database: Database, texts: Texts, token: str, secret: bytes, *, now: datetime) -> Response:
    """The page with the button; a link that is unknown, used or a day old says so."""
    with database.look() as tx:
        asked = requests.by_token(tx, secret, token, now=now)
    if asked is None:
        return _page(texts, "gone", "", status=_GONE)
    button = escape(texts.render("privacy.copy.page.button"))
    return _page(texts, "ready", f'<form method="post"><button>{button}</button></form>')


def fetch(database: Database, texts: Texts, token: str, secret: bytes, *, now: datetime) -> Response:
    """The file itself, and the link is used up."""
    with database.begin() as tx:
        asked = requests.by_token(tx, secret, token, now=now)
        if asked is None:
            return _page(texts, "gone", "", status=_GONE)
        found = export.collect(tx, asked.person, whole=asked.status == requests.GRANTED)
        requests.finish(tx, asked.id, now=now)
        access.audit(tx, staff=None, action="own_data.fetched", subject=f"request {asked.id}", now=now)
    headers = {"content-disposition": 'attachment; filename="salinan-data-saya.html"'}
    return HTMLResponse(export.page(found, texts, now=now), headers=headers)


def _page(texts: Texts, key: str, form: str, *, status: int = 200) -> Response:
    title, words = (escape(texts.render(f"privacy.copy.{name}")) for name in ("title", f"page.{key}"))
    body = (
        '<!doctype html>\n<html lang="id"><head><meta charset="utf-8"><meta name="robots" content="noindex">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>\n'
        f"<body><main><h1>{title}</h1><p>{words}</p>{form}</main></body></html>\n"
    )
    return HTMLResponse(body, status, headers={"content-security-policy": _POLICY})
