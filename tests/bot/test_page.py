"""The family's page in a real browser, against the real server, with somebody who answers."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot import page
from bot.channels.web import Web
from bot.meters import Meters
from bot.sender import Sender
from bot.server import Wired, build
from handlers import orders
from handlers.orders import SAY, Choice, Order
from handlers.texts import Texts
from nlu.reading import Reading
from storage import messages, queue, turns
from storage.database import Database
from storage.tables import inbox, outbox

WORDS = Path(__file__).parents[2] / "content" / "web.yml"
CHOICES = (Choice("yes", "Ya, kirim"), Choice("no", "Batal"))
LATE = 8_000  # milliseconds in which something must have appeared


class Centre:
    """A server over a database, and an officer who repeats what is said to them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._loop = asyncio.new_event_loop()
        wired = Wired(
            database=database,
            web=Web(),
            texts=Texts({"web.error.too_long": "Terlalu panjang."}),
            page=page.load(WORDS),
            now=lambda: datetime.now(UTC),
            wake=lambda: None,
        )
        self.http = uvicorn.Server(uvicorn.Config(build(wired), port=0, log_config=None, lifespan="off"))
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))

    def __enter__(self) -> str:
        self._thread.start()
        while not self.http.started:
            assert self._thread.is_alive(), "the server did not start"
            threading.Event().wait(0.01)
        port = self.http.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        self.http.should_exit = True
        self._thread.join()
        self._loop.close()

    async def _serve(self) -> None:
        doors, texts = {"web": Web()}, Texts({})
        sender = Sender(self._database, doors, now=lambda: datetime.now(UTC), meters=Meters(), texts=texts)
        loops = [asyncio.create_task(sender.run()), asyncio.create_task(self._answer())]
        await self.http.serve()
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)

    async def _answer(self) -> None:
        while True:
            await asyncio.to_thread(self._turn)
            await asyncio.sleep(0.05)

    def _turn(self) -> None:
        now = datetime.now(UTC)
        with self._database.begin() as tx:
            row = queue.claim(tx, inbox, now=now)
            if row is None:
                return
            heard = turns.incoming(row.payload)
            turn = turns.load(tx, heard, Reading("service_greet", 1.0), now=now)
            messages.received(tx, heard, turn.reading, person=turn.person.id, now=now)
            key, words = f"{row.key}#1", f"<i>{heard.text or heard.choice}</i> ADU-2026-000123"
            new = messages.queued(tx, key=key, address=heard.sender, person=None, text=words, now=now, choices=CHOICES)
            payload = orders.dump(Order(SAY, heard.sender, key, words, CHOICES))
            queue.put(tx, outbox, key=key, lane=heard.sender, payload=payload, now=now, do=SAY, message=new)
            queue.done(tx, inbox, row.id, now=now)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("the page is tested in a browser: install the Debian package chromium", pytrace=False)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-proxy-server"]
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=arguments)
        yield opened
        opened.close()


@pytest.fixture
def phone(sqlite: Database, browser: Browser) -> Iterator[tuple[BrowserContext, Page, list[str]]]:
    with Centre(sqlite) as address:
        context = browser.new_context(viewport={"width": 360, "height": 640}, is_mobile=True, has_touch=True)
        shown = context.new_page()
        trouble: list[str] = []
        shown.on("pageerror", lambda error: trouble.append(str(error)))
        shown.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
        shown.goto(address)
        yield context, shown, trouble
        context.close()


def talk(shown: Page) -> list[tuple[str, str]]:
    """Who said what, without the times."""
    told: list[list[str]] = shown.eval_on_selector_all(
        ".said",
        "all => all.map(e => [e.classList[1], [...e.childNodes].slice(1, -1).map(n => n.textContent).join('')])",
    )
    return [(who, words) for who, words in told]


def settled(shown: Page, count: int) -> list[tuple[str, str]]:
    shown.wait_for_function(
        "count => document.querySelectorAll('.said:not(.waiting)').length >= count", arg=count, timeout=LATE
    )
    return talk(shown)


def write(shown: Page, words: str) -> None:
    shown.fill("#text", words)
    shown.click("#send")


def test_a_talk_is_shown_once_as_it_was_written_and_again_after_a_reload(phone: Any) -> None:
    _, shown, trouble = phone
    write(shown, "<b>halo</b> bu")
    expected = [("family", "<b>halo</b> bu"), ("centre", "<i><b>halo</b> bu</i> ADU-2026-000123")]
    assert settled(shown, 2) == expected
    shown.click("#choices button:first-child")
    expected += [("family", "Ya, kirim"), ("centre", "<i>yes</i> ADU-2026-000123")]
    assert settled(shown, 4) == expected
    shown.reload()
    assert settled(shown, 4) == expected
    assert shown.evaluate("document.documentElement.scrollWidth") == 360
    assert trouble == []


def test_what_is_written_without_a_signal_outlives_a_reload_and_is_sent_once(phone: Any) -> None:
    context, shown, _ = phone
    context.route("**/web/messages*", lambda route: route.abort())
    write(shown, "halo bu")
    shown.wait_for_selector(".said.waiting", timeout=LATE)
    shown.reload()
    shown.wait_for_selector(".said.waiting", timeout=LATE)
    context.unroute("**/web/messages*")
    shown.evaluate("dispatchEvent(new Event('online'))")
    assert settled(shown, 2) == [("family", "halo bu"), ("centre", "<i>halo bu</i> ADU-2026-000123")]


def test_leaving_is_immediate_and_hides_the_talk_until_it_is_asked_for(phone: Any) -> None:
    _, shown, _ = phone
    address = shown.url
    write(shown, "halo bu")
    settled(shown, 2)
    shown.click("#leave")
    shown.wait_for_url("about:blank", timeout=LATE)
    shown.goto(address)
    shown.wait_for_selector("#older:visible", timeout=LATE)
    assert talk(shown) == []
    shown.click("#older")
    assert len(settled(shown, 2)) == 2


def test_erasing_leaves_nothing_on_the_phone(phone: Any) -> None:
    _, shown, _ = phone
    write(shown, "halo bu")
    settled(shown, 2)
    before = shown.evaluate("localStorage.getItem('pintu.session')")
    shown.on("dialog", lambda dialog: dialog.accept())
    shown.click("#erase")
    shown.wait_for_function("document.querySelectorAll('.said').length === 0", timeout=LATE)
    kept = shown.evaluate("JSON.stringify(localStorage)")
    assert before not in kept
    assert "halo" not in kept


def test_the_page_works_with_the_keyboard_and_says_what_it_is(phone: Any) -> None:
    _, shown, _ = phone
    shown.focus("#text")
    shown.keyboard.type("halo bu")
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.id") == "send"
    shown.keyboard.press("Enter")
    assert len(settled(shown, 2)) == 2
    assert shown.get_attribute("#log", "aria-live") == "polite"
    assert shown.evaluate("document.querySelector('label[for=text]').textContent") == "Tulis pesan"
    small = "all => all.filter(e => e.offsetParent && e.getBoundingClientRect().height < 40).map(e => e.id)"
    assert shown.eval_on_selector_all("button", small) == []
