"""The files that families sent, behind the same gate as their case: what the page shows of them, and the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from babel.numbers import format_decimal
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from console.desk import Desk
from console.gate import page
from handlers import filetypes
from handlers.words.veil import nameless, neutral
from storage import access, cases, files
from storage.access import Staff
from storage.clearance import may_see
from storage.messages import Attachment

_SHOWN = ("image/jpeg", "image/png", "image/webp", "audio/ogg", "audio/mpeg", "audio/mp4")
_NAMED = ("video/mp4", "application/pdf")  # a browser opens neither by itself in a sandbox: behind a link it is saved
_POLICY = "sandbox; default-src 'none'"
_GONE = 410
_KB, _MB = 1024, 1024 * 1024
_WHY = {
    **dict.fromkeys(("too-large", "file-too-big"), "large"),
    **dict.fromkeys(("harmful", "file-harmful"), "harmful"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as the page of its case shows it; `text` says what it is, or why it cannot be opened."""

    how: Literal["picture", "sound", "film", "link", "none"]
    text: str
    href: str = ""


def routes(desk: Desk) -> list[BaseRoute]:
    """The bytes of one file."""
    return [Route("/berkas/{number:int}", page(desk, one), methods=["GET"])]


def one(desk: Desk, request: Request) -> Response:
    """A file of a case that this officer may see; that it was asked for is written down.

    One without a case, one of a case they may not see and one that is withheld are not found, as if there were none.
    """
    me: Staff = request.state.me
    number = request.path_params["number"]
    with desk.database.begin() as tx:
        sent = files.one(tx, number)
        brief = cases.brief(tx, sent.case) if sent and sent.case else None
        if sent is None or brief is None or not may_see(me, brief) or _withheld(brief.secrecy, sent.kind):
            return desk.pages.plain(request, "no_file", status=404)
        try:
            path, start = files.find(desk.files, sent.sha256), files.start(desk.files, sent.sha256)
        except FileNotFoundError:
            return desk.pages.plain(request, "file_away", status=_GONE)
        access.audit(tx, staff=me.id, action=f"console.file {number}", subject=brief.code, now=desk.now())
    media_type, ending = filetypes.kind(start), filetypes.ending(start)
    how = "inline" if media_type in _SHOWN else "attachment"
    return FileResponse(
        path,
        media_type=media_type if media_type in (*_SHOWN, *_NAMED) else "application/octet-stream",
        headers={
            "content-security-policy": _POLICY,
            "cache-control": "no-store",
            # Never the name somebody gave it: that may name them, and lie about what the file is.
            "content-disposition": f'{how}; filename="{brief.code}-{number}.{ending}"',
        },
    )


def shown(desk: Desk, sent: Attachment, *, secrecy: str, root: str) -> Shown:
    """One file of a message, by what its bytes are rather than by what they are called."""
    say = desk.pages.say
    what = " ".join((say(f"case.file.{sent.file.kind}"), sent.file.name)).strip()
    if _withheld(secrecy, sent.file.kind):
        return Shown("none", say("file.withheld", file=what))
    if sent.refused:
        return Shown("none", say(f"file.refused.{_WHY.get(sent.refused, 'lost')}", file=what))
    if not sent.sha256:
        return Shown("none", say("file.waiting", file=what))
    try:
        size, start = files.find(desk.files, sent.sha256).stat().st_size, files.start(desk.files, sent.sha256)
    except FileNotFoundError:
        return Shown("none", say("file.refused.lost", file=what))
    href, media_type = f"{root}/berkas/{sent.id}", filetypes.kind(start)
    group = media_type.partition("/")[0] if media_type in _SHOWN else ""
    if group == "image":
        return Shown("picture", what, href)
    if group == "audio":
        return Shown("sound", what, href)
    ending = filetypes.ending(start)
    kind = say("file.unknown") if ending == "bin" else ending.upper()
    how: Literal["film", "link"] = "film" if media_type == "video/mp4" else "link"
    return Shown(how, say("file.open", file=what, kind=kind, size=_size(desk, size)), href)


def _withheld(secrecy: str, kind: str) -> bool:
    return nameless(secrecy) and not neutral(kind)


def _size(desk: Desk, size: int) -> str:
    if size < _MB:
        return desk.pages.say("file.kb", n=str(max(1, round(size / _KB))))
    return desk.pages.say("file.mb", n=format_decimal(size / _MB, format="0.0", locale="id"))
