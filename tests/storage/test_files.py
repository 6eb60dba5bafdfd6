"""Attachments: whole or not there, named by what is in them, never by what somebody called them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from handlers.turn import File
from storage import files
from storage.database import Database
from storage.tables import attachments
from tests.storage.world import NOW, World

PHOTO = File("photo", "telegram:AgAD", "../../kk.jpg")


def test_files_lie_beside_an_sqlite_database_and_else_in_data(database: Database, tmp_path: Path) -> None:
    beside = tmp_path / "files" if "sqlite" in str(database.url) else Path("/srv/pintu/data/files")
    assert files.folder(database, Path("/srv/pintu")) == beside


def test_bytes_are_stored_once_under_their_hash(tmp_path: Path) -> None:
    name = files.keep(tmp_path, b"sebuah foto")
    assert name == hashlib.sha256(b"sebuah foto").hexdigest()
    assert files.keep(tmp_path, b"sebuah foto") == name
    assert files.read(tmp_path, name) == b"sebuah foto"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [name]


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(files.TooLarge):
        files.keep(tmp_path, bytes(files.MOST_BYTES + 1))
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 63, "g" * 64, "A" * 64, "a" * 64])
def test_only_a_hash_that_is_there_can_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileNotFoundError):
        files.read(tmp_path, name)


def test_an_attachment_is_missing_until_it_is_stored_or_given_up(database: Database) -> None:
    world = World(database)
    world.hear(world.message(files=(PHOTO, PHOTO)))
    with database.begin() as tx:
        first, second = files.missing(tx)
        assert first.file == PHOTO
        files.stored(tx, first.id, "a" * 64, now=NOW)
        files.stored(tx, second.id, "", now=NOW)
        assert files.missing(tx) == ()
    assert [row.sha256 for row in world.rows(attachments)] == ["a" * 64, ""]
