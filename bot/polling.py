"""Fetch Telegram's updates by long polling; the offset moves past an update only when it is committed."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

from bot.channels import Incoming, Refused, SendFailed, TryAgain
from bot.intake import NotStored, take_in
from bot.log import event
from bot.meters import Meters
from storage.database import Database

_WAIT = 25  # seconds a poll stays open
_LONGEST_PAUSE = 60.0  # seconds between tries when nothing works


class Polled(Protocol):
    """What polling needs of a door."""

    name: str

    def read(self, body: Any, *, now: datetime) -> tuple[Incoming, ...]:
        """The messages in one update."""
        ...

    async def updates(self, offset: int, *, wait: int) -> list[dict[str, Any]]:
        """The updates from that number on."""
        ...

    async def forget_webhook(self) -> None:
        """Let updates be polled."""
        ...

    async def acknowledge(self, body: Any) -> None:
        """Tell the person that the press of a button has arrived."""
        ...


class Polling:
    """The loop over one door. `wake` is called when something new is in the inbox."""

    def __init__(
        self,
        door: Polled,
        database: Database,
        *,
        now: Callable[[], datetime],
        wake: Callable[[], None],
        meters: Meters,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._door = door
        self._database = database
        self._now = now
        self._wake = wake
        self._meters = meters
        self._sleep = sleep
        self._offset = 0  # Telegram remembers what was confirmed; whatever it repeats is already in the inbox
        self._courtesies: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Poll until cancelled; a poll in flight is dropped at once, nothing is lost by it."""
        failures, told = 0, ""
        while True:
            trouble, least, remedy = await self._once()
            if trouble != told:  # said once, not at every try
                level = logging.WARNING if trouble else logging.INFO
                name = f"polling.trouble: {remedy}" if remedy else "polling.trouble"
                event(name if trouble else "polling.well", level=level, code=trouble)
                told = trouble
            failures = failures + 1 if trouble else 0
            if trouble:
                await self._sleep(max(least, pause(failures)))

    async def _once(self) -> tuple[str, float, str]:
        """One poll: what went wrong ("" when nothing did) the least number of seconds to wait, a remedy."""
        try:
            for update in await self._door.updates(self._offset, wait=_WAIT):
                await asyncio.to_thread(self._store, update)
                self._offset = max(self._offset, _number(update) + 1)
                courtesy = asyncio.create_task(self._door.acknowledge(update))
                self._courtesies.add(courtesy)
                courtesy.add_done_callback(self._courtesies.discard)
        except NotStored:
            return "database", 0.0, ""
        except TryAgain as error:
            return error.code, error.after, ""
        except Refused as error:
            if error.code == "webhook":
                await self._forget_webhook()
            return error.code, 0.0, error.reason
        except SendFailed as error:
            return type(error).__name__, 0.0, ""
        return "", 0.0, ""

    def _store(self, update: dict[str, Any]) -> None:
        now = self._now()
        new = take_in(self._database, self._door.read(update, now=now), now=now)
        self._meters.received.labels(self._door.name).inc(new)
        if new:
            self._wake()

    async def _forget_webhook(self) -> None:
        try:
            await self._door.forget_webhook()
        except SendFailed as error:
            event("polling.webhook_stays", level=logging.WARNING, error=error)


def pause(failures: int) -> float:
    """Seconds to wait after so many failures in a row: doubling from half a second to a minute, with jitter."""
    return random.uniform(0.5, 1) * min(_LONGEST_PAUSE, 2.0 ** min(failures - 1, 10))  # noqa: S311 - jitter only


def _number(update: dict[str, Any]) -> int:
    number = update.get("update_id")
    return number if isinstance(number, int) else -1
