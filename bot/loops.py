"""The loops that keep the app going, and how they begin and end together."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import uvicorn

from bot import server
from bot.app import App, console_secret, desk, doors, living, make_clock
from bot.channels.whatsapp_account import Account
from bot.channels.whatsapp_api import connect
from bot.fetching import Fetching
from bot.log import event
from bot.nlu_process import NluProcess
from bot.polling import Polling
from bot.sender import Sender
from bot.settings import Settings
from bot.syncing import Syncing
from bot.worker import Worker
from scheduler.clock import Clock
from storage import files, queue

EVERYTHING = frozenset(["web", "worker", "sender", "clock"])


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
        contacts=app.settings.whatsapp.new_contacts_a_day,
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
    tasks = [asyncio.create_task(loop) for loop in _loops(app, parts, sender, worker)]
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
        for platform in (app.telegram, app.whatsapp):
            if platform is not None:
                with contextlib.suppress(Exception):
                    await platform.close()
        app.database.close()


def _loops(app: App, parts: frozenset[str], sender: Sender, worker: Worker) -> Iterator[Coroutine[Any, Any, None]]:
    """What runs in the loop of the doors."""
    if "sender" in parts:
        yield sender.run()
    if "web" in parts and app.telegram is not None and app.settings.telegram.mode == "polling":
        yield Polling(app.telegram, app.database, now=app.now, wake=worker.wake, meters=app.meters).run()
    if "web" in parts:  # beside the console, which shows the files
        yield Fetching(app.database, doors(app), files.folder(app.database, app.root), now=app.now).run()
    if "clock" in parts and app.whatsapp is not None and app.settings.environment.whatsapp_business_id:
        yield _sync(app)


async def _sync(app: App) -> None:
    """Ask how our templates stand, over a line of its own."""
    environment = app.settings.environment
    line = connect(
        environment.whatsapp_token,
        environment.whatsapp_phone_id,
        environment.whatsapp_api,
        business=environment.whatsapp_business_id,
    )
    try:
        await Syncing(app.database, Account(line), now=app.now, texts=app.texts, desk=app.settings.desk).run()
    finally:
        await line.close()


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
        whatsapp=app.whatsapp,
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
