from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.bringing import Bringing
from bot.channels import File, Refused
from storage import files
from storage.database import Database
from storage.tables import attachments
from tests.bot.test_fetching import Door
from tests.storage.world import NOW, World

PHOTO = File("photo", "door:a")


def bring(bringing: Bringing, file: File) -> bytes:
    async def get() -> bytes:
        return await bringing(file)

    return asyncio.run(get())


def test_a_file_that_was_kept_is_not_asked_for_again(database: Database, tmp_path: Path) -> None:
    world, door = World(database), Door()
    world.hear(world.message(files=(PHOTO,)))
    name = files.keep(tmp_path, b"sebuah foto")
    with database.begin() as tx:
        (row,) = tx.execute(attachments.select()).all()
        files.stored(tx, row.id, name, now=NOW)
    assert bring(Bringing(database, {"door": door}, tmp_path), PHOTO) == b"sebuah foto"
    assert door.asked == []


@pytest.mark.parametrize("stored", ["", "f" * 64])
def test_a_file_that_is_not_there_yet_or_not_any_more_comes_from_its_door(
    database: Database, tmp_path: Path, stored: str
) -> None:
    world, door = World(database), Door()
    world.hear(world.message(files=(PHOTO,)))
    with database.begin() as tx:
        tx.execute(attachments.update().values(sha256=stored))
    door.answers["door:a"] = [b"sebuah foto"]
    assert bring(Bringing(database, {"door": door}, tmp_path), PHOTO) == b"sebuah foto"


def test_a_file_of_a_door_that_is_shut_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        bring(Bringing(database, {}, tmp_path), PHOTO)


def test_what_would_run_when_it_is_opened_goes_no_further(database: Database, tmp_path: Path) -> None:
    door = Door()
    door.answers["door:a"] = [b"MZ\x90\0"]
    with pytest.raises(Refused) as refused:
        bring(Bringing(database, {"door": door}, tmp_path), PHOTO)
    assert refused.value.code == "file-harmful"
