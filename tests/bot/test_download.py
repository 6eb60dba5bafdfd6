"""The link to a copy of somebody's own data: a button first, the file once, and nothing for anybody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from handlers.effects import OpenCase, Outcome
from handlers.personal import Request
from handlers.state import Idle
from handlers.texts import Texts
from handlers.turn import Incoming
from nlu.reading import Reading
from storage import content, requests, turns
from storage.database import Database
from tests.bot.test_server import Site

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
SECRET = b"rahasia"
TEXTS = Texts(content.texts(Path(__file__).parents[2] / "content" / "texts"))


@pytest.fixture
def site(sqlite: Database) -> Site:
    return Site(sqlite, secret=SECRET, texts=TEXTS)


def granted(site: Site, status: str = requests.GRANTED) -> str:
    """The link of a family that has a case of danger too."""
    with site.database.begin() as tx:
        message = Incoming("web:1", "web:siti-1234", NOW, name="Siti", text="minta salinan data saya")
        turn = turns.load(tx, message, Reading("service_privacy", 1.0), now=NOW)
        danger = OpenCase("danger", "danger_child_violence", {}, "urgent")
        outcome = Outcome(Idle(), (danger, Request("download", NOW + timedelta(hours=72))))
        turns.apply(tx, turn, outcome, texts=TEXTS, desk="", now=NOW)
        requests.decide(tx, 1, status, by="Kepala", now=NOW)
        asked = requests.one(tx, 1)
        assert asked is not None
        return f"/unduh/{requests.token(SECRET, asked)}"


def post(site: Site, link: str) -> httpx.Response:
    answer: httpx.Response = site.use(lambda http: http.post(link))
    return answer


def test_looking_uses_nothing_up_and_the_file_comes_once(site: Site) -> None:
    link = granted(site)
    for _ in range(3):
        page = site.get(link)
        assert page.status_code == 200
        assert '<form method="post">' in page.text
        assert "form-action 'self'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert "Siti" not in page.text
    file = post(site, link)
    assert "attachment" in file.headers["content-disposition"]
    assert "Siti" in file.text
    assert "DRT-" in file.text
    again = post(site, link)
    assert (again.status_code, "sudah dipakai" in again.text) == (410, True)
    assert site.get(link).status_code == 410


def test_what_was_granted_in_part_leaves_danger_out(site: Site) -> None:
    file = post(site, granted(site, requests.PARTLY))
    assert "Siti" in file.text
    assert "DRT-" not in file.text


def test_after_a_day_and_for_a_wrong_link_there_is_nothing(site: Site) -> None:
    link = granted(site)
    for wrong in (link[:-2], "/unduh/1", "/unduh/x-y", "/unduh/%ff"):
        assert post(site, wrong).status_code == 410
    site.at = NOW + timedelta(hours=25)
    assert post(site, link).status_code == 410


def test_a_server_without_a_secret_gives_nothing_away(sqlite: Database) -> None:
    link = granted(Site(sqlite, texts=TEXTS))
    assert post(Site(sqlite, texts=TEXTS), link).status_code == 410


def test_who_asks_too_often_has_to_wait(site: Site) -> None:
    assert 429 in {site.get("/unduh/1-abc").status_code for _ in range(61)}
