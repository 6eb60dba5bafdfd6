"""The composition root: settings in, wired objects out."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from starlette.types import ASGIApp

from bot import page
from bot.channels import Channel
from bot.channels.telegram import Telegram
from bot.channels.web import Web
from bot.channels.whatsapp import WhatsApp
from bot.log import event
from bot.meters import Meters
from bot.opening import open_doors
from bot.settings import WEEKDAYS, Settings
from console import app as console
from console.desk import Allowance
from handlers.handbook import Handbook
from handlers.texts import Texts
from nlu.client import Client
from nlu.danger import DangerWords
from nlu.entities import read_places
from nlu.keywords import Keywords
from scheduler import hours, ticking, ticks
from scheduler.clock import Clock
from scheduler.tips import Weekly
from storage import content, files
from storage.chance import Plan
from storage.content import Content
from storage.database import Database
from storage.days import Days, National
from storage.retention import Rules


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
    whatsapp: WhatsApp | None
    now: Callable[[], datetime]
    meters: Meters = field(default_factory=Meters)


def build(settings: Settings, root: Path) -> App:
    """Wire everything; nothing is started and no network is touched."""
    words = content.load(root / "content")
    environment = settings.environment
    understanding = settings.understanding
    now = moments(settings.start())
    texts, database = Texts(words.sentences, words.templates), Database(environment.database_url)
    opened = open_doors(environment, texts, database, files.folder(database, root))
    year = now().year
    return App(
        root=root,
        settings=settings,
        content=words,
        database=database,
        texts=texts,
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
        web=opened.web,
        telegram=opened.telegram,
        whatsapp=opened.whatsapp,
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


def doors(app: App) -> dict[str, Channel]:
    """The doors that are open, by name."""
    return {door.name: door for door in (app.web, app.telegram, app.whatsapp) if door is not None}


def desk(app: App) -> ASGIApp:
    """The staff console."""
    settings = app.settings.whatsapp
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
        limits=app.book.limits,
        files=files.folder(app.database, app.root),
        allowance=Allowance(settings.free_a_month, settings.new_contacts_a_day) if app.whatsapp else None,
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
        free_messages=settings.whatsapp.free_a_month if app.whatsapp else 0,
        plan=Plan(
            {name: door.limits.window for name, door in doors(app).items() if door.limits.window is not None},
            settings.whatsapp.new_contacts_a_day,
        ),
    )
