from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels import File, Refused, TryAgain, Unreachable
from bot.fetching import TRIES, Fetching
from storage import files
from storage.database import Database
from storage.tables import attachments
from tests.storage.world import NOW, World


class Door:
    """A door that hands out files as it is told."""

    def __init__(self) -> None:
        self.answers: dict[str, list[bytes | Exception]] = {}
        self.asked: list[str] = []

    async def fetch(self, file: File) -> bytes:
        self.asked.append(file.ref)
        answers = self.answers[file.ref]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Round:
    """Families who sent files, and the loop that fetches them."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.world, self.folder, self.door, self.now = World(database), folder, Door(), NOW
        self.loop = Fetching(database, {"door": self.door}, folder, now=lambda: self.now)

    def arrives(self, ref: str, *answers: bytes | Exception) -> None:
        self.door.answers[f"door:{ref}"] = list(answers)
        self.world.hear(self.world.message(files=(File("photo", f"door:{ref}"),)))

    def fetch(self) -> None:
        async def all_due() -> None:
            while await self.loop.step():
                pass

        asyncio.run(all_due())

    def kept(self) -> list[str]:
        return [row.sha256 for row in self.world.rows(attachments)]


@pytest.fixture
def round_(database: Database, tmp_path: Path) -> Round:
    return Round(database, tmp_path / "files")


def test_a_file_is_fetched_once_and_lies_in_the_folder(round_: Round) -> None:
    round_.arrives("a", b"sebuah foto")
    round_.fetch()
    round_.fetch()
    assert files.read(round_.folder, round_.kept()[0]) == b"sebuah foto"
    assert round_.door.asked == ["door:a"]


def test_a_file_that_cannot_be_had_now_waits_and_holds_no_other_up(round_: Round) -> None:
    round_.arrives("a", TryAgain(60, "flood"), RuntimeError("stumbles"), b"satu")
    round_.arrives("b", b"dua")
    round_.fetch()
    assert round_.kept()[0] == ""
    assert files.read(round_.folder, round_.kept()[1]) == b"dua"
    round_.now += timedelta(seconds=59)
    round_.fetch()
    assert round_.door.asked == ["door:a", "door:b"]
    round_.now += timedelta(seconds=2)
    round_.fetch()
    round_.now += timedelta(seconds=60)
    round_.fetch()
    assert files.read(round_.folder, round_.kept()[0]) == b"satu"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Refused("file-gone", "not kept any more", ours=False), "file-gone"),
        (Unreachable("gone"), "Unreachable"),
        (bytes(files.MOST_BYTES + 1), "too-large"),
        (b"<html><script>", "harmful"),
    ],
)
def test_a_file_that_can_never_be_had_is_not_asked_for_again(
    round_: Round, answer: bytes | Exception, why: str
) -> None:
    round_.arrives("a", answer)
    round_.fetch()
    round_.now += timedelta(days=2)
    round_.fetch()
    assert round_.door.asked == ["door:a"]
    assert [row.refused for row in round_.world.rows(attachments)] == [why]
    assert list(round_.folder.rglob("*")) == []
    with round_.world.database.look() as tx:
        assert files.missing(tx) == ()


def test_after_a_day_of_tries_a_file_is_given_up(round_: Round) -> None:
    round_.arrives("a", TryAgain(1, "network"))
    for _ in range(TRIES + 5):
        round_.fetch()
        round_.now += timedelta(hours=1, seconds=1)
    assert len(round_.door.asked) == TRIES


def test_a_file_of_a_door_that_is_shut_today_is_left_for_tomorrow(round_: Round) -> None:
    round_.world.hear(round_.world.message(files=(File("photo", "telegram:x"),)))
    round_.fetch()
    with round_.world.database.look() as tx:
        assert [wanted.file.ref for wanted in files.missing(tx)] == ["telegram:x"]


def test_a_full_disk_is_waited_out(round_: Round) -> None:
    round_.arrives("a", b"sebuah foto")
    round_.folder.write_text("no folder")
    round_.fetch()
    round_.folder.unlink()
    round_.now += timedelta(minutes=1)
    round_.fetch()
    assert files.read(round_.folder, round_.kept()[0]) == b"sebuah foto"


def test_trouble_does_not_end_the_loop(tmp_path: Path, migrated_file: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'unmade.db'}")
    looks: list[float] = []

    async def some() -> None:
        async def sleep(seconds: float) -> None:
            looks.append(seconds)
            if len(looks) == 3:
                raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await Fetching(database, {"door": Door()}, tmp_path, now=lambda: NOW).run(sleep=sleep)

    asyncio.run(some())
    database.close()


@pytest.mark.parametrize("content", [b"MZ\x90\0 undangan.exe", b"PK\x03\x04 ... AndroidManifest.xml"])
def test_what_would_run_when_it_is_opened_is_not_kept(round_: Round, content: bytes) -> None:
    round_.arrives("a", content)
    round_.arrives("b", b"\xff\xd8\xff foto")
    round_.fetch()
    assert round_.kept()[0] == ""
    assert files.read(round_.folder, round_.kept()[1]) == b"\xff\xd8\xff foto"
    round_.fetch()
    assert round_.door.asked == ["door:a", "door:b"], "it is not asked for again"
