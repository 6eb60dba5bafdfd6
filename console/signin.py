"""In and out: a one-time link that is only used up by pressing a button, and the session cookie."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.desk import Desk
from storage import access

COOKIE = "pintu_petugas"


def door(request: Request) -> str:
    """Where somebody who is not signed in is sent."""
    return f"{request.scope.get('root_path', '')}/masuk"


def ask(desk: Desk, request: Request) -> Response:
    """Show the button. Nothing is used up here: messengers open links by themselves to preview them."""
    token = request.query_params.get("token", "")[:200]
    note = desk.pages.say("signin.out") if "keluar" in request.query_params else ""
    return desk.pages.show(request, "signin.html", token=token, note=note, bad=False)


def enter(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Redeem the link and open a session; a link that is used, late or unknown says so."""
    now = desk.now()
    with desk.database.begin() as tx:
        session = access.redeem(tx, form.get("token", ""), now=now)
        me = access.who(tx, session, now=now) if session else None
        if me is not None:
            access.audit(tx, staff=me.id, action="console.sign_in", subject="", now=now)
    if session is None:
        note = desk.pages.say("signin.stale")
        return desk.pages.show(request, "signin.html", status=403, token="", note=note, bad=True)
    answer = RedirectResponse(f"{_root(request)}/", 303)
    answer.set_cookie(
        COOKIE,
        session,
        max_age=int(access.SESSION.total_seconds()),
        path=_root(request) or "/",
        secure=desk.secure,
        httponly=True,
        samesite="strict",
    )
    return answer


def leave(desk: Desk, request: Request, _form: Mapping[str, str]) -> Response:
    """End the session here and in the database."""
    with desk.database.begin() as tx:
        access.sign_out(tx, request.cookies[COOKIE])
    answer = RedirectResponse(f"{door(request)}?keluar=1", 303)
    answer.delete_cookie(COOKIE, path=_root(request) or "/", secure=desk.secure, httponly=True, samesite="strict")
    return answer


def _root(request: Request) -> str:
    root: str = request.scope.get("root_path", "")
    return root
