"""Asks WhatsApp once a day how our templates and our number stand, in case a webhook about it was lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.account_news import DOOR, tell
from bot.channels.whatsapp_account import Account, AccountError, Found, Number
from bot.log import event
from handlers.texts import Texts
from handlers.turn import Address
from storage import templates
from storage.database import Database, Tx
from storage.desk import Desk
from storage.templates import Change, Seen, fingerprint

_DAY, _HOUR = 86_400.0, 3_600.0


class Syncing:
    """The loop that asks: when it starts and then once a day; an hour after an answer that did not come."""

    def __init__(
        self, database: Database, account: Account, *, now: Callable[[], datetime], texts: Texts, desk: Address
    ) -> None:
        self._database, self._account, self._now, self._texts, self._desk = database, account, now, texts, desk

    async def run(self, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Ask until cancelled. Whatever goes wrong is waited out."""
        while True:
            try:
                await self.step()
                wait = _DAY
            except AccountError as error:
                event("whatsapp.unsynced", level=logging.WARNING, code=error.code)
                wait = _HOUR
            except Exception as error:  # noqa: BLE001 - what is known is old by then, and sending goes on
                event("whatsapp.unsynced", level=logging.ERROR, error=error)
                wait = _HOUR
            await sleep(wait)

    async def step(self) -> None:
        """Ask, write down, and tell staff what has changed. Raises AccountError."""
        found, number = await self._account.templates(), await self._account.number()

        def write() -> int:
            now = self._now()
            with self._database.begin() as tx:
                changes = keep(tx, found, number, texts=self._texts, now=now)
                tell(Desk(tx, self._desk, self._texts, f"whatsapp:sync:{now:%Y-%m-%dT%H:%M:%S}", now), changes)
            return len(changes)

        event("whatsapp.synced", templates=len(found), changes=await asyncio.to_thread(write))


def keep(tx: Tx, found: tuple[Found, ...], number: Number | None, *, texts: Texts, now: datetime) -> tuple[Change, ...]:
    """Write down how our templates and our number stand; what else is in the account is none of our business."""
    ours = {(template.id, template.language) for template in texts.templates.known}
    seen = [
        Seen(one.name, one.language, one.category, one.status, one.reason, one.quality, fingerprint(one.body))
        for one in found
        if (one.name, one.language) in ours
    ]
    if number is not None:
        templates.note_number(tx, DOOR, quality=number.quality, tier=number.tier, now=now)
    return templates.keep(tx, seen, now=now)
