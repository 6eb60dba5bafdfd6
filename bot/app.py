"""The composition root: settings in, wired objects out, and the loops that keep them going."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from bot import page, server
from bot.channels.telegram import Telegram
from bot.channels.web import Web
from bot.fetching import Fetching
from bot.log import event
from bot.meters import Meters
from bot.nlu_process import NluProcess
from bot.polling import Polling
from bot.sender import Sender
from bot.settings import WEEKDAYS, Settings
from bot.worker import Worker
from console import app as console
from handlers.handbook import Handbook
from handlers.texts import Texts
from nlu.client import Client
from nlu.danger import DangerWords
from nlu.entities import read_places
from nlu.keywords import Keywords
from scheduler import hours, ticking, ticks
from scheduler.clock import Clock
from scheduler.tips import Weekly
from storage import content, files, queue
from storage.content import Content
from storage.database import Database
from storage.days import Days, National
from storage.retention import Rules

EVERYTHING = frozenset(["web", "worker", "sender", "clock"])


@dataclass(frozen=True, slots=True)
class App:
    """Everything that the loops share."""

    root: Path
    settings: Settings
    content: Content
    database: Database
    texts: Texts
    page: page.Page
    console: Texts
    book: Handbook
    client: Client
    web: Web
    telegram: Telegram | None
    now: Callable[[], datetime]
    meters: Meters = field(default_factory=Meters)


def build(settings: Settings, root: Path) -> App:
    """Wire everything; nothing is started and no network is touched."""
    words = content.load(root / "content")
    environment = settings.environment
    understanding = settings.understanding
    now = moments(settings.start())
    telegram = None
    if environment.telegram_token:
        telegram = Telegram(
            environment.telegram_token, api=environment.telegram_api, secret=environment.telegram_webhook_secret
        )
    year = now().year
    return App(
        root=root,
        settings=settings,
        content=words,
        database=Database(environment.database_url),
        texts=Texts(words.sentences),
        page=page.load(root / "content" / "web.yml"),
        console=Texts(content.sentences(root / "content" / "console.yml")),
        book=Handbook(
            sure=understanding.sure,
            gap=understanding.gap,
            unsure=understanding.unsure,
            promises={
                "complaint": settings.promises.complaint,
                "aid": settings.promises.aid,
                "parenting": settings.promises.parenting,
            },
            danger_minutes=settings.promises.danger_minutes,
            limits=asdict(settings.limits),
            closed=_national(settings).closed((year, year + 1)),
            zone=settings.centre.zone,
            articles=words.articles,
            signs=words.signs,
            guide=words.guide,
            hotlines=words.hotlines,
            office=(settings.office.opens, settings.office.closes),
            menu=words.menu,
        ),
        client=Client(
            environment.nlu_url,
            environment.nlu_token,
            DangerWords(words.danger),
            Keywords(words.keywords, read_places(content.words(root / "content" / "places.csv"))),
            timeout=understanding.timeout,
            thresholds=understanding.thresholds,
        ),
        web=Web(),
        telegram=telegram,
        now=now,
    )


def _national(settings: Settings) -> National:
    """The calendar of the country, with the days that config.yml says differ here."""
    own = settings.calendar
    return National(
        lambda years: hours.closed_days(years, extra=own.closed, reopened=own.worked), hours.named, hours.undecreed
    )


def days_off(app: App) -> Days:
    """The days the office is closed, as the app's own database says while we run."""
    return Days(app.database, _national(app.settings), app.now)


def living(app: App) -> Handbook:
    """The handbook with those days; the one of `build` knows only what was decreed when we started."""
    return replace(app.book, days=days_off(app))


def moments(start: datetime | None) -> Callable[[], datetime]:
    """The clock of the process: real time, or time that begins at `start` and runs on."""
    if start is None:
        return lambda: datetime.now(UTC)
    begun = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - begun)


def listen(settings: Settings) -> socket.socket:
    """Take our port, before anything else is begun: whoever has it may be another of us. Raises OSError."""
    host, port = settings.environment.host, settings.environment.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


async def serve(
    app: App,
    parts: frozenset[str],
    nlu: NluProcess | None,
    *,
    ready: Callable[[], None],
    door: socket.socket | None = None,
) -> None:
    """Run the named parts until the process is told to stop; `door` is where the web part is reached."""
    loop = asyncio.get_running_loop()
    sender = Sender(
        app.database,
        doors(app),
        now=app.now,
        meters=app.meters,
        texts=app.texts,
        desk=app.settings.desk,
        lanes=app.settings.work.senders,
    )
    worker = Worker(
        app.database,
        app.client,
        app.texts,
        living(app),
        desk=app.settings.desk,
        now=app.now,
        written=lambda: _poke(loop, sender),
    )
    if parts == EVERYTHING:
        take_back(app)
    count = app.settings.work.workers if "worker" in parts else 0
    threads = [threading.Thread(target=worker.run, name=f"worker-{n}", daemon=True) for n in range(count)]
    clock = make_clock(app)
    tasks = []
    if "sender" in parts:
        tasks.append(asyncio.create_task(sender.run()))
    if "web" in parts and app.telegram is not None and app.settings.telegram.mode == "polling":
        polling = Polling(app.telegram, app.database, now=app.now, wake=worker.wake, meters=app.meters)
        tasks.append(asyncio.create_task(polling.run()))
    if "web" in parts:  # beside the console, which shows the files
        fetching = Fetching(app.database, doors(app), files.folder(app.database, app.root), now=app.now)
        tasks.append(asyncio.create_task(fetching.run()))
    if "clock" in parts:
        clock.start()
    for thread in threads:
        thread.start()
    try:
        if "web" in parts:
            await _listen(app, worker, nlu, ready, door or listen(app.settings))
        else:
            await asyncio.to_thread(ready)
            await asyncio.Event().wait()
    finally:
        worker.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(_join, threads, clock)
        if app.telegram is not None:
            with contextlib.suppress(Exception):
                await app.telegram.close()
        app.database.close()


def take_back(app: App) -> None:
    """Let everything wait again that a process was working on when it ended; nobody else works on this database.

    Beside other processes the clock does the same, for what has been in hand for too long.
    """
    now = app.now()
    with app.database.begin() as tx:
        found = sum(queue.rescue(tx, rows, before=now, now=now) for rows in (queue.inbox, queue.outbox))
    event("queue.taken_back", rows=found)


def _poke(loop: asyncio.AbstractEventLoop, sender: Sender) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: we are at the end
        loop.call_soon_threadsafe(sender.wake)


def _join(threads: list[threading.Thread], clock: Clock) -> None:
    for thread in threads:
        thread.join(10)
    clock.stop()


async def _listen(
    app: App, worker: Worker, nlu: NluProcess | None, ready: Callable[[], None], door: socket.socket
) -> None:
    wired = server.Wired(
        database=app.database,
        web=app.web,
        texts=app.texts,
        page=app.page,
        now=app.now,
        wake=worker.wake,
        telegram=app.telegram if app.settings.telegram.mode == "webhook" else None,
        checks={"nlu": lambda: "rasa" if app.client.healthy() else (nlu.state if nlu else "understudy")},
        meters=app.meters,
        console=desk(app),
        secret=console_secret(app.settings, app.root).encode(),
    )
    config = uvicorn.Config(
        server.build(wired),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    http = uvicorn.Server(config)
    announce = asyncio.create_task(_when_started(http, ready))
    await http.serve(sockets=[door])
    announce.cancel()


async def _when_started(http: uvicorn.Server, ready: Callable[[], None]) -> None:
    while not http.started:  # noqa: ASYNC110  # uvicorn has a flag for it, not an event
        await asyncio.sleep(0.05)
    await asyncio.to_thread(ready)


def doors(app: App) -> dict[str, Web | Telegram]:
    """The doors that are open, by name."""
    known: dict[str, Web | Telegram] = {app.web.name: app.web}
    if app.telegram is not None:
        known[app.telegram.name] = app.telegram
    return known


def desk(app: App) -> ASGIApp:
    """The staff console."""
    return console.build(
        app.database,
        secret=console_secret(app.settings, app.root),
        now=app.now,
        known=app.content,
        words=app.console,
        group=app.settings.desk,
        zone=app.settings.centre.zone,
        secure_cookies=app.settings.environment.public_url.startswith("https:"),
        site=app.settings.environment.public_url.rstrip("/"),
        days=days_off(app),
    )


def console_secret(settings: Settings, root: Path) -> str:
    """CONSOLE_SECRET, or one made once and kept in data/ where only the owner may read it."""
    if settings.environment.console_secret:
        return settings.environment.console_secret
    kept = root / "data" / "console.secret"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return kept.read_text(encoding="ascii").strip()


def make_clock(app: App) -> Clock:
    """The clock with all of its ticks."""
    return Clock(
        ticks.every(ticking_world(app)),
        app.now,
        on_error=lambda name, error: event("clock.trouble", level=logging.ERROR, error=error, tick=name),
    )


def ticking_world(app: App) -> ticking.World:
    """What the clock works with."""
    settings = app.settings
    waking = hours.Window(settings.clock.waking_from, settings.clock.waking_until)
    return ticking.World(
        app.database,
        app.texts,
        living(app),
        shelf=ticks.shelf(app.content.tips),
        desk=settings.desk,
        weekly=Weekly(WEEKDAYS.index(settings.clock.tip_weekday) + 1, settings.clock.tip_from, waking),
        files=files.folder(app.database, app.root),
        kept=Rules(queue=timedelta(days=settings.work.keep_queue_days)),
    )
