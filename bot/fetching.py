"""Fetch the files that families send, soon after they arrive and beside everything else: no message waits for one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.channels import File, SendFailed, TryAgain
from bot.log import event
from handlers import filetypes
from storage import files
from storage.database import Database
from storage.files import Missing

TRIES = 30  # about a day
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)  # between two tries; the waits double
_LOOK = 2.0  # seconds between looks when nothing is missing
_MOST = 120.0  # seconds for one file


class Fetched(Protocol):
    """What fetching needs of a door."""

    async def fetch(self, file: File) -> bytes:
        """The content of a file. Raises a SendFailed."""
        ...


@dataclass(frozen=True, slots=True)
class _Tried:
    times: int
    due: datetime


class Fetching:
    """The loop over the attachments whose bytes are missing, one after the other.

    How often a file was tried is remembered by this process alone; after a restart it is simply tried again.
    """

    def __init__(
        self, database: Database, doors: Mapping[str, Fetched], folder: Path, *, now: Callable[[], datetime]
    ) -> None:
        self._database, self._doors, self._folder, self._now = database, doors, folder, now
        self._tried: dict[int, _Tried] = {}

    async def run(self, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Fetch until cancelled. Whatever goes wrong is waited out."""
        while True:
            try:
                busy = await self.step()
            except Exception as error:  # noqa: BLE001 - files are worth less than a loop that goes on
                event("fetching.trouble", level=logging.ERROR, error=error)
                busy = False
            if not busy:
                await sleep(_LOOK)

    async def step(self) -> bool:
        """Fetch one file, or find out that it cannot be had now; False when none is due."""
        wanted = await asyncio.to_thread(self._next)
        if wanted is None:
            return False
        door = self._doors[wanted.file.ref.partition(":")[0]]
        try:
            async with asyncio.timeout(_MOST):
                content = await door.fetch(wanted.file)
        except TryAgain as error:
            await self._later(wanted, error.code, timedelta(seconds=error.after))
        except TimeoutError:
            await self._later(wanted, "slow")
        except SendFailed as error:
            await self._give_up(wanted, getattr(error, "code", "") or type(error).__name__)
        except Exception as error:  # noqa: BLE001 - a door that stumbles over one file must bring the next
            await self._later(wanted, type(error).__name__)
        else:
            if filetypes.harmful(content):  # nobody here shall ever open it; that it came stands in the record
                await self._give_up(wanted, "harmful")
            else:
                await self._keep(wanted, content)
        return True

    def _next(self) -> Missing | None:
        now = self._now()
        resting = frozenset(number for number, tried in self._tried.items() if tried.due > now)
        with self._database.look() as tx:
            return next(iter(files.missing(tx, doors=tuple(self._doors), besides=resting, limit=1)), None)

    async def _keep(self, wanted: Missing, content: bytes) -> None:
        try:
            name = await asyncio.to_thread(files.keep, self._folder, content)
        except files.TooLarge:
            await self._give_up(wanted, "too-large")
        except OSError as error:  # the disk is full, or the folder is not ours: that is mended, however late
            await self._later(wanted, type(error).__name__, most=None)
        else:
            await self._write(wanted, name)
            event("fetching.kept", attachment=wanted.id, bytes=len(content))

    async def _later(
        self, wanted: Missing, code: str, least: timedelta = _FIRST_WAIT, *, most: int | None = TRIES
    ) -> None:
        times = self._tried[wanted.id].times + 1 if wanted.id in self._tried else 1
        if most is not None and times >= most:
            await self._give_up(wanted, code)
            return
        wait = max(least, min(_FIRST_WAIT * 2 ** min(times - 1, 10), _LONGEST_WAIT))
        self._tried[wanted.id] = _Tried(times, self._now() + wait)
        event("fetching.later", level=logging.WARNING, attachment=wanted.id, code=code, tries=times)

    async def _give_up(self, wanted: Missing, code: str) -> None:
        event("fetching.given_up", level=logging.WARNING, attachment=wanted.id, code=code)
        await self._write(wanted, "", refused=code)

    async def _write(self, wanted: Missing, name: str, *, refused: str = "") -> None:
        def write() -> None:
            with self._database.begin() as tx:
                files.stored(tx, wanted.id, name, now=self._now(), refused=refused)

        await asyncio.to_thread(write)
        self._tried.pop(wanted.id, None)
