"""The WhatsApp door: what this project asks of the Cloud API, through pywa's client.

What comes in is read in whatsapp_updates.py, what goes wrong in whatsapp_errors.py, files in whatsapp_media.py; how
the platform is reached stands in whatsapp_api.py. pywa's own webhook server is not used: it acknowledges before
anything of ours is stored. Limits: docs/decisions/0012-the-whatsapp-door.md.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import httpx
from pywa.errors import WhatsAppError
from pywa.types.callback import Button, SectionRow
from pywa.utils import HUB_SIG, webhook_updates_validator

from bot.channels import (
    Address,
    File,
    Incoming,
    Limits,
    Order,
    Receipt,
    Refused,
    SendFailed,
    TryAgain,
    Unreachable,
    whatsapp_errors,
    whatsapp_media,
    whatsapp_updates,
)
from bot.channels.bring import Bring, nobody_brings
from bot.channels.fitting import Part, fit
from bot.channels.whatsapp_api import Line
from handlers.orders import SAY

_UNFINISHED_KEPT = 1000  # orders half sent; the oldest is forgotten first
_LANGUAGE = "id"  # of every template in content/whatsapp_templates.yml


class WhatsApp:
    """The door to one business number, `phone` being Meta's id for it.

    `secret` is the app's, with which Meta signs; `word` the one agreed on for setting the webhook up. `choose` is what
    stands on the button that opens a list. `bring` gets the bytes of a file that came in at another door.
    """

    name = "whatsapp"
    limits = Limits(
        text=4096,
        caption=1024,
        buttons=3,
        label=20,
        value=200,
        per_second=80,
        per_chat_seconds=whatsapp_errors.PAIR_WAIT,
        rows=10,
        row=24,
        note=72,
        asked=1024,
        window=timedelta(hours=24),
    )

    def __init__(
        self, line: Line, phone: str, *, secret: str, word: str, choose: str, bring: Bring = nobody_brings
    ) -> None:
        self._line = line
        self._phone = phone
        self._secret = secret
        self._word = word
        self._choose = choose
        self._media = whatsapp_media.Media(line, bring)
        self._unfinished: dict[str, list[str]] = {}

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether Meta signed exactly these bytes with our app's secret."""
        sent = next((value for name, value in headers.items() if name.lower() == HUB_SIG.lower()), "")
        if not self._secret or not sent.startswith("sha256=") or not sent.isascii():
            return False
        return webhook_updates_validator(self._secret, body, sent)

    def admits(self, mode: str, word: str) -> bool:
        """Whether that is Meta setting the webhook up, with the word we agreed on."""
        return mode == "subscribe" and bool(self._word) and hmac.compare_digest(word.encode(), self._word.encode())

    def read(self, body: Any, *, now: datetime) -> tuple[Incoming, ...]:
        """Everything in one webhook; see whatsapp_updates."""
        return whatsapp_updates.read(body, phone=self._phone, now=now)

    async def send(self, order: Order) -> Receipt:
        """Carry out one order. At a second try, parts that went through are not sent again."""
        user = _user(order.to)
        if order.do != SAY:
            raise Refused("unknown-order", "no door carries this out", ours=True)
        parts = self._parts(order)
        if not parts:
            raise Refused("nothing-to-say", "an order needs words or files", ours=True)
        refs = self._unfinished.setdefault(order.key, [])
        if len(self._unfinished) > _UNFINISHED_KEPT:
            del self._unfinished[next(iter(self._unfinished))]
        try:
            for part in parts[len(refs) :]:
                refs.append(await self._post(user, part))
        except (Refused, Unreachable):
            self._unfinished.pop(order.key, None)
            raise
        self._unfinished.pop(order.key, None)
        return Receipt(tuple(refs))

    async def fetch(self, file: File) -> bytes:
        """The content of a file somebody sent; at most 20 MB."""
        return await self._media.fetch(file)

    async def acknowledge(self, ref: str, *, typing: bool) -> None:
        """Show that a message was read, and that an answer is being written. A failure is of no account."""
        with suppress(Exception):
            client = self._line.client
            await (client.indicate_typing(ref) if typing else client.mark_message_as_read(ref))

    def _parts(self, order: Order) -> list[Any]:
        """What is to be sent, one message each: words that fit, files, or one template."""
        if order.template:
            return [("template", _template(order))]
        words: list[Any] = [self._words(part) for part in fit(order.words, order.choices, self.limits)]
        match words, order.files:
            case [("text", {"body": said})], (file,) if whatsapp_media.captioned(file) and len(said) <= 1024:
                return [(file, said)]
        return [*words, *((file, "") for file in order.files)]

    def _words(self, part: Part) -> tuple[str, dict[str, Any]]:
        body = {"body": {"text": part.words}}
        if part.choices:
            buttons = [Button(choice.label, choice.value).to_dict() for choice in part.choices]
            return "interactive", {"type": "button", "action": {"buttons": buttons}, **body}
        if part.rows:
            rows = [SectionRow(row.title, row.value, row.note or None).to_dict() for row in part.rows]
            return "interactive", {
                "type": "list",
                "action": {"button": self._choose, "sections": [{"rows": rows}]},
                **body,
            }
        return "text", {"body": part.words, "preview_url": False}

    async def _post(self, user: str, part: tuple[str | File, Any]) -> str:
        """Send one message; Meta's id for it. Raises a SendFailed."""
        what, content = part
        kind, content = await self._media.outgoing(what, content) if isinstance(what, File) else (what, content)
        # A number is written to as such, an id of this business as a recipient: Meta tells them apart by the field.
        number = user.isdecimal()
        try:
            said = await self._line.client.api.send_message(
                sender=self._phone,
                to=user if number else None,
                recipient=None if number else user,
                recipient_type="individual",
                typ=kind,
                msg=content,
            )
            return str(said["messages"][0]["id"])
        except WhatsAppError as error:
            raise failed(error) from error
        except httpx.HTTPError as error:
            raise TryAgain(1, "network") from error
        except (LookupError, TypeError, ValueError) as error:  # it was taken, or it was not: at least once
            raise TryAgain(1, "answer") from error


def failed(error: WhatsAppError) -> SendFailed:
    """What went wrong, in our words."""
    return whatsapp_errors.answered(error.status_code or 0, error.code, error.subcode)


def _template(order: Order) -> dict[str, Any]:
    filled = [{"type": "text", "text": " ".join(value.split())} for value in order.template_values]
    parts = [{"type": "body", "parameters": filled}] if filled else []
    return {"name": order.template, "language": {"code": _LANGUAGE}, "components": parts}


def _user(address: Address) -> str:
    """The person behind "whatsapp:<id>"."""
    door, _, user = address.partition(":")
    if door != WhatsApp.name or not user:
        raise Refused("not-our-address", "the order is for another door", ours=True)
    return user
