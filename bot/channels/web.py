"""The web door: the centre's own chat page and its JSON, `{session, id, text?|choice?}`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels import File, Incoming, Limits, Order, Receipt, Refused
from bot.channels.fitting import kept, storable
from handlers.turn import UNKNOWN

_SESSION = re.compile(r"[A-Za-z0-9_-]{8,64}")  # chosen by the page at random; whoever knows it reads the talk
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


class Web:
    """The door of the page. What is said to a family is read from storage by the page itself."""

    name = "web"
    limits = Limits(text=4096, caption=0, buttons=20, label=80, value=128, per_second=1000, per_chat_seconds=0)

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:  # noqa: ARG002 - the door's contract
        """Whether the request may be believed: always, anybody may write to the centre."""
        return True

    def read(self, body: Any, *, now: datetime) -> tuple[Incoming, ...]:
        """The message in a request body; `unknown` when `fault` finds something."""
        if fault(body):
            raw = kept(body)
            key = f"web:odd:{hashlib.sha256(raw.encode()).hexdigest()[:32]}"
            return (Incoming(id=key, sender="web:unknown", at=now, kind=UNKNOWN, raw=raw),)
        sender = f"web:{body['session']}"
        return (
            Incoming(
                id=f"{sender}:{body['id']}",
                sender=sender,
                at=now,
                author=sender,
                text=storable(body.get("text") or "").strip(),
                choice=storable(body.get("choice") or ""),
                ref=body["id"],
            ),
        )

    async def send(self, order: Order) -> Receipt:
        """Take note that it is said: the page reads it from storage. Files cannot be shown there."""
        if not order.to.startswith("web:"):
            raise Refused("not-our-address", "the order is for another door", ours=True)
        if not order.words:
            raise Refused("words-only", "the page shows words only: say in words what the file was", ours=True)
        return Receipt()

    async def fetch(self, file: File) -> bytes:  # noqa: ARG002 - the door's contract
        """Nothing: the page sends no files."""
        raise Refused("no-files", "the page sends no files", ours=True)


def fault(body: Any) -> str:
    """The key of the text that says what is wrong with a request body, "" when nothing is."""
    if not isinstance(body, dict):
        return "web.error.form"
    text, choice = body.get("text") or "", body.get("choice") or ""
    if not good_session(body.get("session")):
        return "web.error.session"
    if not isinstance(body.get("id"), str) or not _ID.fullmatch(body["id"]):
        return "web.error.form"
    if not isinstance(text, str) or not isinstance(choice, str):
        return "web.error.form"
    if len(text) > Web.limits.text:
        return "web.error.too_long"
    if len(choice.encode("utf-8", "replace")) > Web.limits.value:
        return "web.error.form"
    return "" if storable(text).strip() or storable(choice).strip() else "web.error.empty"


def good_session(session: object) -> bool:
    """Whether that can be the name of a session."""
    return isinstance(session, str) and _SESSION.fullmatch(session) is not None
