from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from bot import page
from bot.channels.telegram import Telegram
from bot.channels.web import Web
from bot.meters import Meters
from bot.sender import Sender
from bot.server import Wired, build
from handlers import orders
from handlers.orders import SAY, Choice, Order
from handlers.texts import Texts
from handlers.turn import UNKNOWN, Incoming
from nlu.reading import Reading
from storage import content, doors, messages, queue, turns
from storage.database import Database
from storage.tables import inbox, outbox
from tests.fakes import TOKEN

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
SESSION = "b3q9-ZkP_0a1c2d3"
SECRET = "s3cret_of-the-webhook"
ERRORS = ("form", "session", "empty", "too_long", "too_many", "away")
SENTENCES = {f"web.error.{error}": f"kalimat {error}" for error in ERRORS}
UPDATE = {
    "update_id": 5,
    "message": {
        "message_id": 1,
        "date": 1795262400,
        "chat": {"id": 7, "type": "private", "first_name": "Sari"},
        "from": {"id": 7, "is_bot": False, "first_name": "Sari"},
        "text": "halo",
    },
}


class Site:
    """The server as a browser or Telegram meets it."""

    def __init__(self, database: Database, **wired: Any) -> None:
        self.database = database
        self.woken = 0
        self.at = NOW
        telegram = Telegram(TOKEN, api="http://127.0.0.1:9", secret=SECRET)
        given = {"telegram": telegram, "checks": {"nlu": lambda: "understudy"}, "texts": Texts(SENTENCES), **wired}
        self.app = build(
            Wired(
                database=database,
                web=Web(),
                page=page.load(ROOT / "content" / "web.yml"),
                now=lambda: self.at,
                wake=self._wake,
                **given,
            )
        )

    def use(self, do: Callable[[httpx.AsyncClient], Awaitable[Any]], *, client: str = "10.0.0.1") -> Any:
        async def session() -> Any:
            transport = httpx.ASGITransport(self.app, client=(client, 4711))
            async with httpx.AsyncClient(transport=transport, base_url="http://pintu.example") as http:
                return await do(http)

        return asyncio.run(session())

    def post(self, body: Any, *, client: str = "10.0.0.1") -> httpx.Response:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer: httpx.Response = self.use(lambda http: http.post("/web/messages", content=raw), client=client)
        return answer

    def get(self, path: str, **query: Any) -> httpx.Response:
        answer: httpx.Response = self.use(lambda http: http.get(path, params=query))
        return answer

    def telegram(self, body: bytes, *, secret: str = SECRET) -> httpx.Response:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        answer: httpx.Response = self.use(lambda http: http.post("/telegram", content=body, headers=headers))
        return answer

    def stored(self) -> list[Incoming]:
        with self.database.look() as tx:
            return [turns.incoming(row.payload) for row in tx.execute(inbox.select().order_by(inbox.c.id))]

    def _wake(self) -> None:
        self.woken += 1


@pytest.fixture
def site(sqlite: Database) -> Site:
    return Site(sqlite)


def message(number: int = 1, **body: Any) -> dict[str, Any]:
    return {"session": SESSION, "id": f"m{number}", "text": "halo bu", **body}


def test_a_message_is_stored_before_it_is_accepted(site: Site) -> None:
    answer = site.post(message())
    assert (answer.status_code, answer.json()) == (202, {"id": "m1"})
    (stored,) = site.stored()
    assert (stored.id, stored.sender, stored.text, stored.at) == (f"web:{SESSION}:m1", f"web:{SESSION}", "halo bu", NOW)
    assert site.woken == 1


def test_a_duplicate_is_accepted_and_stored_once(site: Site) -> None:
    assert [site.post(message()).status_code for _ in range(2)] == [202, 202]
    assert len(site.stored()) == 1
    assert site.woken == 1


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"{", 422, "form"),
        (b"\xff\xfe", 422, "form"),
        (b"", 422, "form"),
        (b"[" * 60_000, 422, "form"),
        (b'{"session": 1e999}', 422, "session"),
        (message(session="short"), 422, "session"),
        (message(text=5), 422, "form"),
        (message(text=""), 422, "empty"),
        (message(text="a" * 4097), 422, "too_long"),
        (message(text="a" * 70_000), 413, "too_long"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_with_a_sentence(site: Site, body: Any, status: int, error: str) -> None:
    answer = site.post(body)
    assert (answer.status_code, answer.json()) == (status, {"error": f"kalimat {error}"})
    assert site.stored() == []


def test_the_longest_text_and_only_emoji_are_taken_in_whole(site: Site) -> None:
    for number, text in enumerate(("a" * 4096, "😭" * 4096, "\ud83d sebelah")):
        assert site.post(message(number, text=text)).status_code == 202
    assert [stored.text for stored in site.stored()] == ["a" * 4096, "😭" * 4096, "? sebelah"]


def test_every_error_has_words_in_the_content() -> None:
    said = content.load(ROOT / "content").sentences
    assert [key for key in SENTENCES if key not in said] == []


def test_a_session_that_writes_too_much_has_to_wait_a_minute(site: Site) -> None:
    assert {site.post(message(number)).status_code for number in range(20)} == {202}
    answer = site.post(message(20))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert site.post(message(session="another-session")).status_code == 202
    site.at += timedelta(seconds=60)
    assert site.post(message(20)).status_code == 202


def test_one_computer_with_many_sessions_has_to_wait_too(site: Site) -> None:
    answers = [site.post(message(session=f"session-{number}")).status_code for number in range(61)]
    assert answers == [202] * 60 + [429]
    assert site.post(message(), client="10.0.0.2").status_code == 202


def test_without_the_database_nothing_is_accepted(sqlite: Database, tmp_path: Path) -> None:
    site = Site(Database(f"sqlite:///{tmp_path / 'empty.db'}"))
    assert site.post(message()).status_code == 503
    assert site.telegram(json.dumps(UPDATE).encode()).status_code == 503
    assert site.get("/web/messages", session=SESSION).status_code == 503
    assert (site.get("/readyz").status_code, site.get("/readyz").json()["database"]) == (503, "away")
    assert site.get("/healthz").status_code == 200
    assert site.get("/metrics").status_code == 200
    assert site.woken == 0
    site.database.close()


def test_an_update_of_telegram_is_stored_and_a_duplicate_too(site: Site) -> None:
    body = json.dumps(UPDATE).encode()
    assert [site.telegram(body).status_code for _ in range(2)] == [200, 200]
    assert [stored.id for stored in site.stored()] == ["telegram:5"]


def test_an_update_with_a_wrong_secret_is_not_stored(site: Site) -> None:
    assert site.telegram(json.dumps(UPDATE).encode(), secret="guess").status_code == 403
    assert site.telegram(b"{", secret="").status_code == 403
    assert site.stored() == []


@pytest.mark.parametrize("body", [b"{", b"\xff", b"", b"[]", b"[" * 100_000, b'{"update_id": 6, "message": 7}'])
def test_a_broken_update_with_the_right_secret_is_kept_for_it_would_block_the_chat(site: Site, body: bytes) -> None:
    assert site.telegram(body).status_code == 200
    assert [stored.kind for stored in site.stored()] == [UNKNOWN]


def test_a_door_that_is_not_open_takes_no_updates(sqlite: Database) -> None:
    assert Site(sqlite, telegram=None).telegram(json.dumps(UPDATE).encode()).status_code == 403


def say(site: Site, words: str, *, choices: tuple[Choice, ...] = (), session: str = SESSION, sent: bool = True) -> int:
    """The centre says something; returns the id of the message."""
    address = f"web:{session}"
    with site.database.begin() as tx:
        key = f"key-{words}-{session}"
        new = messages.queued(tx, key=key, address=address, person=None, text=words, now=NOW, choices=choices)
        payload = orders.dump(Order(SAY, address, key, words, choices))
        queue.put(tx, outbox, key=key, lane=address, payload=payload, now=NOW, do=SAY, message=new)
    if sent:
        sender = Sender(site.database, {"web": Web()}, now=lambda: NOW, meters=Meters(), texts=Texts({}))
        assert asyncio.run(sender.step())
    assert new is not None
    return new


def hear(site: Site, text: str, *, choice: str = "") -> int | None:
    """The family says something and it is worked on."""
    address = f"web:{SESSION}"
    with site.database.begin() as tx:
        heard = Incoming(f"{address}:{text}{choice}", address, NOW, author=address, text=text, choice=choice)
        turn = turns.load(tx, heard, Reading("service_greet", 1.0), now=NOW)
        return messages.received(tx, heard, turn.reading, person=turn.person.id, now=NOW)


def test_what_was_said_after_a_message_is_shown_and_only_that(site: Site) -> None:
    first = say(site, "Halo")
    second = say(site, "Kirim?", choices=(Choice("yes", "Ya"), Choice("no", "Batal")))
    say(site, "Rahasia", session="another-session")
    hear(site, "halo bu")
    answer = site.get("/web/messages", session=SESSION, after=first)
    assert answer.json() == [
        {
            "id": second,
            "text": "Kirim?",
            "choices": [{"value": "yes", "label": "Ya"}, {"value": "no", "label": "Batal"}],
            "at": "2026-11-21T03:00:00+00:00",
        }
    ]
    assert [shown["id"] for shown in site.get("/web/messages", session=SESSION).json()] == [first, second]
    assert answer.headers["cache-control"] == "no-store"


def test_what_is_not_sent_yet_is_not_shown(site: Site) -> None:
    say(site, "Nanti", sent=False)
    assert site.get("/web/messages", session=SESSION).json() == []


def test_nothing_overtakes_what_is_about_to_be_sent_or_the_page_would_never_see_it(site: Site) -> None:
    first = hear(site, "halo bu")
    answer = say(site, "Halo", sent=False)
    second = hear(site, "bansos belum cair")
    assert [each["id"] for each in site.get("/web/messages", session=SESSION, own=1).json()] == [first]
    sender = Sender(site.database, {"web": Web()}, now=lambda: NOW, meters=Meters(), texts=Texts({}))
    assert asyncio.run(sender.step())
    shown = site.get("/web/messages", session=SESSION, own=1, after=first).json()
    assert [each["id"] for each in shown] == [answer, second]


@pytest.mark.parametrize("path", ["/web/messages", "/telegram"])
def test_a_body_that_does_not_come_is_not_waited_for(sqlite: Database, path: str) -> None:
    async def never() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(30)

    slow = Site(sqlite, patience=0.1)
    assert slow.use(lambda http: http.post(path, content=never())).status_code == 408
    assert slow.stored() == []


def test_the_page_may_ask_for_what_the_family_itself_wrote(site: Site) -> None:
    hear(site, "halo bu")
    say(site, "Halo")
    hear(site, "", choice="menu:aid")
    shown = site.get("/web/messages", session=SESSION, own=1).json()
    assert [(each["from"], each["text"], each["choice"]) for each in shown] == [
        ("family", "halo bu", ""),
        ("centre", "Halo", ""),
        ("family", "", "menu:aid"),
    ]


def test_what_was_said_is_found_behind_a_hundred_own_messages(site: Site) -> None:
    for number in range(120):
        hear(site, f"pesan {number}")
    last = say(site, "Halo")
    assert [each["id"] for each in site.get("/web/messages", session=SESSION).json()] == [last]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({}, "session"),
        ({"session": "short"}, "session"),
        ({"session": "' OR 1=1 --"}, "session"),
        ({"session": SESSION, "after": "x"}, "form"),
        ({"session": SESSION, "after": "-1"}, "form"),
        ({"session": SESSION, "after": "9" * 40}, "form"),
    ],
)
def test_a_strange_question_is_refused(site: Site, query: dict[str, str], error: str) -> None:
    answer = site.get("/web/messages", **query)
    assert (answer.status_code, answer.json()) == (422, {"error": f"kalimat {error}"})


def test_the_page_and_its_assets_are_served_small_and_shut(site: Site) -> None:
    answer = site.get("/")
    assert answer.headers["content-type"].startswith("text/html")
    assert "{{" not in answer.text
    assert "<script>" not in answer.text
    assert " style=" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    names = ["chat.css", "chat.js", "icon.svg"]
    assets = [site.get(f"/static/{name}") for name in names]
    assert [asset.status_code for asset in assets] == [200] * 3
    assert sum(len(asset.content) for asset in (answer, *assets)) < 30_000
    assert all("http://" not in asset.text.replace("http://www.w3.org/2000/svg", "") for asset in assets)
    assert {asset.headers["x-content-type-options"] for asset in assets} == {"nosniff"}
    assert site.get("/static/..%2fpage.py").status_code == 404
    assert site.get("/static/index.html").status_code == 404


def test_a_word_of_the_page_is_escaped_and_none_may_be_missing_or_left_over(tmp_path: Path) -> None:
    words = (ROOT / "content" / "web.yml").read_text(encoding="utf-8")
    path = tmp_path / "web.yml"
    path.write_text(words.replace('title: "Pintu SERASI"', "title: '<b>\"Pintu\"'"), encoding="utf-8")
    assert b"<h1>&lt;b&gt;&quot;Pintu&quot;</h1>" in page.load(path).html.content
    path.write_text(words + 'extra: "x"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="extra"):
        page.load(path)
    path.write_text(words.replace("send:", "sned:"), encoding="utf-8")
    with pytest.raises(ValueError, match="send"):
        page.load(path)


def test_readiness_names_each_part(site: Site) -> None:
    answer = site.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "database": "ok", "nlu": "understudy"})


def test_the_meters_count_and_never_name(site: Site) -> None:
    site.post(message())
    site.at += timedelta(seconds=90)
    shown = site.get("/metrics").text
    assert 'pintu_received_total{door="web"} 1.0' in shown
    assert 'pintu_queue_rows{queue="inbox",status="waiting"} 1.0' in shown
    assert 'pintu_queue_oldest_seconds{queue="inbox"} 90.0' in shown
    assert "pintu_held_rows 0.0" in shown
    assert SESSION not in shown
    assert "halo" not in shown


def test_the_meters_show_a_platform_that_carries_nothing_and_what_waits_for_people(site: Site) -> None:
    with site.database.begin() as tx:
        queue.put(tx, queue.outbox, key="k", lane="whatsapp:7", payload={}, now=NOW, do="say")
        row = queue.claim(tx, queue.outbox, now=NOW)
        assert row is not None
        queue.hold(tx, queue.outbox, row.id, now=NOW, error="window")
        doors.down(tx, "whatsapp", code="131042", reason="pay", urgent=True, until=NOW, now=NOW)
    shown = site.get("/metrics").text
    assert "pintu_held_rows 1.0" in shown
    assert 'pintu_door_out{door="whatsapp"} 1.0' in shown


def test_the_console_hangs_below_petugas_and_keeps_its_own_headers(sqlite: Database) -> None:
    async def console(scope: Any, receive: Any, send: Any) -> None:
        headers = {"content-security-policy": "default-src 'self'"}
        await PlainTextResponse(f"meja {scope['path']}", headers=headers)(scope, receive, send)

    answer = Site(sqlite, console=console).get("/petugas/masuk")
    assert answer.text == "meja /petugas/masuk"
    assert answer.headers["content-security-policy"] == "default-src 'self'"
    assert answer.headers["x-frame-options"] == "DENY"
    assert Site(sqlite).get("/petugas/masuk").status_code == 404
