"""Attachments: whole or not there, named by what is in them, never by what somebody called them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from handlers.filetypes import LOOKED_AT
from handlers.turn import File
from storage import files
from storage.database import Database
from storage.messages import conversation
from storage.tables import attachments
from tests.storage.world import MOTHER, NOW, World

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
    kept, given_up = world.rows(attachments)
    assert (kept.sha256, kept.refused) == ("a" * 64, "")
    assert (given_up.sha256, given_up.refused) == ("", files.LOST)


def test_an_attachment_is_found_by_its_number_with_the_case_of_its_message(database: Database) -> None:
    world = World(database)
    world.hear(world.message(files=(PHOTO,)))
    with database.begin() as tx:
        number = files.missing(tx)[0].id
        assert files.one(tx, number) == files.Sent(None, "photo", "")
        files.stored(tx, number, "", now=NOW, refused="too-large")
        assert [entry.files[0].refused for entry in conversation(tx, MOTHER)] == ["too-large"]
        files.stored(tx, number, "b" * 64, now=NOW, refused="too-large")
        assert files.one(tx, number) == files.Sent(None, "photo", "b" * 64)
        assert files.one(tx, 10**40) is None
        assert files.one(tx, number + 1) is None
        assert [entry.files[0].refused for entry in conversation(tx, MOTHER)] == [""]


def test_the_first_bytes_of_a_stored_file_tell_what_it_is(tmp_path: Path) -> None:
    name = files.keep(tmp_path, b"%PDF-" + bytes(10_000))
    assert files.start(tmp_path, name) == b"%PDF-" + bytes(LOOKED_AT - 5)
    assert files.find(tmp_path, name).read_bytes() == files.read(tmp_path, name)
    for wrong in ("", "a" * 64, "../../etc/passwd"):
        with pytest.raises(FileNotFoundError):
            files.start(tmp_path, wrong)
