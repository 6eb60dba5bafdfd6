"""The operator's verbs, as they are typed: what they print, what they keep, and how they end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import content, templates
from storage.database import Database
from tests.fakes_whatsapp import APP_SECRET, BUSINESS_ID, PHONE_ID, TOKEN, VERIFY, FakeWhatsApp
from tests.fakes_whatsapp_templates import Office

ROOT = Path(__file__).parents[2]
OURS = content.load(ROOT / "content").templates.known


@pytest.fixture
def office() -> Iterator[Office]:
    with FakeWhatsApp() as whatsapp:
        yield Office(whatsapp)


def settings(office: Office, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "WHATSAPP_TOKEN": TOKEN,
        "WHATSAPP_PHONE_ID": PHONE_ID,
        "WHATSAPP_APP_SECRET": APP_SECRET,
        "WHATSAPP_VERIFY_TOKEN": VERIFY,
        "WHATSAPP_BUSINESS_ID": BUSINESS_ID,
        "WHATSAPP_API": office.platform.address,
        "DATABASE_URL": f"sqlite:///{folder}/pintu.db",
        "PUBLIC_URL": "https://pintu.example",
        "NLU_URL": "http://127.0.0.1:9",
    }


def run(office: Office, folder: Path, *verbs: str, **environment: str) -> tuple[int, str, str]:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "whatsapp", *verbs],
        cwd=ROOT,
        env={**settings(office, folder), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return ended.returncode, ended.stdout, ended.stderr


def kept(folder: Path) -> dict[str, str]:
    database = Database(f"sqlite:///{folder}/pintu.db")
    with database.look() as tx:
        found = {seen.name: seen.status for seen in templates.known(tx)}
    database.close()
    return found


def test_templates_are_looked_at_handed_in_reviewed_and_known(office: Office, tmp_path: Path) -> None:
    code, told, _ = run(office, tmp_path, "templates", "status")
    assert code == 1
    assert told.count("missing") == len(OURS)

    code, told, _ = run(office, tmp_path, "templates", "create")
    assert (code, office.rows) == (1, {})
    assert f"Nothing was sent. Add --yes to hand in {len(OURS)} for review." in told

    code, told, _ = run(office, tmp_path, "templates", "create", "--yes")
    assert "kabar_baru: handed in, PENDING" in told
    assert kept(tmp_path) == dict.fromkeys([template.id for template in OURS], "PENDING")

    for template in OURS:
        office.review(template.id, "APPROVED")
    code, told, _ = run(office, tmp_path, "templates", "diff")
    assert (code, told) == (0, "Nothing differs.\n")
    assert set(kept(tmp_path).values()) == {"APPROVED"}

    code, told, _ = run(office, tmp_path, "check")
    assert code == 0, told
    assert "WRONG" not in told


def test_what_is_wrong_ends_with_one_and_what_cannot_be_asked_with_two(office: Office, tmp_path: Path) -> None:
    code, told, _ = run(office, tmp_path, "check", PUBLIC_URL="http://127.0.0.1:8000")
    assert code == 1
    assert "WRONG  PUBLIC_URL is no https address" in told

    code, told, complaint = run(office, tmp_path, "templates", "status", WHATSAPP_TOKEN="old")
    assert (code, told) == (2, "")
    assert "new permanent token" in complaint

    code, _, complaint = run(office, tmp_path, "templates", "diff", WHATSAPP_BUSINESS_ID="")
    assert code == 2
    assert "set WHATSAPP_BUSINESS_ID first" in complaint
    assert TOKEN not in complaint


def test_a_number_is_registered_and_the_app_subscribed(office: Office, tmp_path: Path) -> None:
    office.apps, office.number = [], {"platform_type": "NOT_APPLICABLE"}
    assert run(office, tmp_path, "register", "--pin", "12345")[0] == 2
    assert (office.pin, office.apps) == ("", [])

    code, told, complaint = run(office, tmp_path, "register", "--pin", "271828")
    assert (code, office.pin) == (0, "271828"), complaint
    assert "271828" not in told
    code, _, complaint = run(office, tmp_path, "register", "--pin", "314159")
    assert code == 2
    assert "PIN mismatch" in complaint

    code, told, _ = run(office, tmp_path, "subscribe")
    assert (code, told) == (0, "These apps get the account's webhooks: Pintu SERASI.\n")


def test_the_clock_asks_by_itself_when_it_starts(office: Office, tmp_path: Path) -> None:
    run(office, tmp_path, "templates", "create", "--yes")
    office.review("kabar_baru", "APPROVED")
    clock = subprocess.Popen(
        [sys.executable, "-m", "bot", "clock"],
        cwd=ROOT,
        env=settings(office, tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        late = time.monotonic() + 30
        while kept(tmp_path)["kabar_baru"] != "APPROVED":
            assert clock.poll() is None
            assert time.monotonic() < late
            time.sleep(0.1)
    finally:
        clock.terminate()
        clock.wait(20)
