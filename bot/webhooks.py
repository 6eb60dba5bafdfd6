"""Where platforms knock: what they bring is believed, stored and only then acknowledged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot import bodies
from bot.channels import Incoming
from bot.channels.telegram import Telegram
from bot.channels.web import Web
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp_updates import ACCOUNT, what_of
from bot.intake import NotStored, take_in
from bot.log import event
from bot.meters import Meters
from handlers.state import WithStaff
from handlers.turn import MESSAGE
from storage import people
from storage.database import Database

_ROOM: Final = 4 << 20  # bytes; Meta brings batches of up to 3 MB, an update of Telegram's is a few thousand bytes


@dataclass(frozen=True, slots=True)
class Reception:
    """Takes in what any door read. `wake` tells the worker that something is in the inbox."""

    database: Database
    now: Callable[[], datetime]
    wake: Callable[[], None]
    meters: Meters

    async def take(self, door: Telegram | Web | WhatsApp, body: Any) -> tuple[Incoming, ...] | None:
        """What was in the body, once it is stored: () if it was stored before; None if the database takes nothing."""
        now = self.now()
        messages = door.read(body, now=now)
        try:
            new = await run_in_threadpool(take_in, self.database, messages, now=now)
        except NotStored:
            return None
        self.meters.received.labels(door.name).inc(new)
        if new:
            self.wake()
        return messages if new else ()


class Webhooks:
    """The addresses that Telegram and WhatsApp call; a door that is None takes no webhook.

    A body has `patience` seconds to arrive. A failing answer makes a platform come again, for days, so only an outage
    of ours gives one.
    """

    def __init__(
        self, reception: Reception, telegram: Telegram | None, whatsapp: WhatsApp | None, *, patience: float
    ) -> None:
        self._reception, self._telegram, self._whatsapp, self._patience = reception, telegram, whatsapp, patience
        self._courtesies: set[asyncio.Task[None]] = set()

    async def telegram(self, request: Request) -> Response:
        """Take an update in."""
        return await self._received(request, self._telegram, self._thank)

    async def whatsapp(self, request: Request) -> Response:
        """Take a batch in; or, asked with GET, agree to be called here."""
        if request.method == "POST":
            return await self._received(request, self._whatsapp, self._show)
        said, door = request.query_params, self._whatsapp
        if door is None or not door.admits(said.get("hub.mode", ""), said.get("hub.verify_token", "")):
            return PlainTextResponse("forbidden", 403)
        return PlainTextResponse(said.get("hub.challenge", ""))

    async def _received(
        self,
        request: Request,
        door: Telegram | WhatsApp | None,
        courtesy: Callable[[Any, tuple[Incoming, ...]], Coroutine[Any, Any, None]],
    ) -> Response:
        try:
            raw = await bodies.read(request, _ROOM, self._patience)
        except bodies.NotRead as error:
            return PlainTextResponse("not read", error.status)
        if door is None or not door.authentic(request.headers, raw):
            return PlainTextResponse("forbidden", 403)
        body = bodies.decoded(raw)
        messages = await self._reception.take(door, body)
        if messages is None:
            return PlainTextResponse("not stored", 503)
        task = asyncio.create_task(courtesy(body, messages))
        self._courtesies.add(task)
        task.add_done_callback(self._courtesies.discard)
        return PlainTextResponse("")

    async def _thank(self, update: Any, _: tuple[Incoming, ...]) -> None:
        if self._telegram is not None:
            await self._telegram.acknowledge(update)

    async def _show(self, _: Any, messages: Iterable[Incoming]) -> None:
        """Show each writer that the last thing they wrote was read, and that an answer comes, if the bot gives it."""
        messages = tuple(messages)
        if any(
            (what_of(one) or {}).get("field") == "messages" for one in messages if one.sender == ACCOUNT and one.raw
        ):
            event(
                "whatsapp.set_aside: something was written to another number than that of WHATSAPP_PHONE_ID",
                level=logging.WARNING,
            )
        last = {message.sender: message.ref for message in messages if message.kind == MESSAGE and message.ref}
        for sender, ref in last.items():
            with suppress(Exception):  # politeness only
                typing = await run_in_threadpool(self._bot_answers, sender)
                if self._whatsapp is not None:
                    await self._whatsapp.acknowledge(ref, typing=typing)

    def _bot_answers(self, sender: str) -> bool:
        with self._reception.database.look() as tx:
            return not isinstance(people.state_at(tx, sender), WithStaff)


def _misdirected(message: Incoming) -> bool:
    """Whether that was written to a number of the account that is not ours: perhaps ours is set wrongly."""
    what = what_of(message) if message.sender == ACCOUNT else None
    return isinstance(what, dict) and what.get("field") == "messages"
