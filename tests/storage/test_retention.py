"""What is past its time goes, with its files; what a case needs stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from handlers.effects import Say
from handlers.personal import ClaimLink, OfferLink
from handlers.turn import File
from storage import access, files, queue, retention
from storage.database import Database
from storage.retention import Rules
from storage.tables import attachments, inbox, outbox
from storage.tables import messages as record
from tests.storage.world import COMPLAINT, NOW, World

LATER = NOW + timedelta(days=181)


def test_talk_that_led_to_nothing_goes_with_its_files_and_cases_stay(database: Database, tmp_path: Path) -> None:
    world = World(database)
    world.hear(world.message("halo", files=(File("photo", "telegram:1"), File("photo", "telegram:2"))), Say("lead"))
    world.hear(world.message("kartu", sender="web:b", files=(File("photo", "telegram:2"),)), COMPLAINT)
    only, shared = files.keep(tmp_path, b"satu"), files.keep(tmp_path, b"dua")
    with database.begin() as tx:
        for missing, name in zip(files.missing(tx), (only, shared, shared), strict=True):
            files.stored(tx, missing.id, name, now=NOW)
        before = retention.purge(tx, Rules(), now=NOW + timedelta(days=179), files=tmp_path)
        gone = retention.purge(tx, Rules(), now=LATER, files=tmp_path)
    assert (before["messages"], before["inbox"], before["files"]) == (0, 2, 0)
    assert (gone["messages"], gone["files"]) == (2, 1)
    assert [row.text for row in world.rows(record)] == ["kartu"]
    assert [row.sha256 for row in world.rows(attachments)] == [shared]
    assert files.read(tmp_path, shared) == b"dua"
    assert not list(tmp_path.rglob(only))
    assert [row.message for row in world.rows(outbox) if row.do == "say"] == [None], "an unsent answer is still sent"


def test_only_so_many_messages_go_at_once(database: Database, tmp_path: Path) -> None:
    world = World(database)
    for number in range(3):
        world.hear(f"halo {number}")
    with database.begin() as tx:
        assert retention.purge(tx, Rules(), now=LATER, files=tmp_path, most=2)["messages"] == 2
        assert retention.purge(tx, Rules(), now=LATER, files=tmp_path, most=2)["messages"] == 1


def test_failed_rows_and_live_sessions_stay(database: Database, tmp_path: Path) -> None:
    with database.begin() as tx:
        queue.put(tx, inbox, key="k", lane="web:a", payload={}, now=NOW)
        row = queue.claim(tx, inbox, now=NOW)
        assert row is not None
        queue.fail(tx, inbox, row.id, now=NOW, error="KeyError")
        rina = access.add(tx, "Bu Rina", access.ADMIN, now=NOW)
        for moment in (NOW, LATER):
            access.redeem(tx, access.invite(tx, rina.id, now=moment), now=moment)
        gone = retention.purge(tx, Rules(), now=LATER, files=tmp_path)
    assert (gone["inbox"], gone["sessions"], gone["sign_in_links"]) == (0, 1, 1)


def test_codes_that_join_two_phones_go_a_month_after_they_ended(database: Database, tmp_path: Path) -> None:
    world = World(database)
    world.hear("sambung", OfferLink(), ClaimLink(None))
    ended = NOW + timedelta(minutes=30)
    with database.begin() as tx:
        kept = retention.purge(tx, Rules(), now=NOW + timedelta(days=30), files=tmp_path)
        gone = retention.purge(tx, Rules(), now=ended + timedelta(days=30, seconds=1), files=tmp_path)
    assert (kept["links"], kept["link_tries"]) == (0, 0)
    assert (gone["links"], gone["link_tries"]) == (1, 1)
