"""Brings the bytes of a file that came in at one door, so that another door can send it on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from bot.channels import File, Refused
from bot.fetching import Fetched
from handlers import filetypes
from storage import files
from storage.database import Database


class Bringing:
    """Called with a file, it returns the content: the one that is stored, else the one that the file's door has.

    `doors` may be filled after this was handed to them: they need each other.
    """

    def __init__(self, database: Database, doors: Mapping[str, Fetched], folder: Path) -> None:
        self._database, self._doors, self._folder = database, doors, folder

    async def __call__(self, file: File) -> bytes:
        """The content of the file. Raises a SendFailed."""
        stored = await asyncio.to_thread(self._stored, file)
        if stored is not None:
            return stored
        door = self._doors.get(file.ref.partition(":")[0])
        if door is None:
            raise Refused("file-without-a-door", "the door that this file came in by is not open", ours=True)
        content = await door.fetch(file)
        if filetypes.harmful(content):
            raise Refused("file-harmful", "opening this file would run something: it is not carried on", ours=False)
        return content

    def _stored(self, file: File) -> bytes | None:
        with self._database.look() as tx:
            name = files.stored_as(tx, file.ref)
        try:
            return files.read(self._folder, name) if name else None
        except FileNotFoundError:
            return None
