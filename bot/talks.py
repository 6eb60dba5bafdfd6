"""Long conversations with the real app, written down as a page: the scripts of content/talks, played as families.

A script is a .chat script (see bot.script) in which only the family and the officer speak; what the bot says is what it
says today. "(tekan Ya, kirim)" presses the button with that label, "waktu : +2 jam" lets the clock of the app run on.
The first remark is the title of the talk, the second says what to look at.
"""

from __future__ import annotations

import dataclasses
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import demo, script
from bot.app import App, build, ticking_world
from bot.settings import Settings, Telegram
from handlers.router import respond
from handlers.turn import File, Incoming
from nlu.reading import Reading
from scheduler import ticks
from storage import access, cases, messages, turns
from storage.database import Tx

START = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
"""A Monday morning, so that the same page comes out whenever it is made."""

SOON, STEP, LATER = timedelta(hours=1), timedelta(minutes=15), timedelta(hours=2)
TYPING = timedelta(seconds=40)
FIRST = 1  # the person of the talk, alone in its database
PATIENCE = 60.0  # seconds; a page must not depend on how busy the machine was
_SILENT = ("rescue", "purge")  # ticks that never speak
_FILES = {"foto": "photo", "suara": "voice", "video": "video", "berkas": "document"}
_SIGNS = {"photo": "📷", "voice": "🎤", "video": "🎬", "document": "📄"}


@dataclass
class Talk:
    """One family's conversation in a database of its own; `page` grows line by line, `late` are buttons nobody saw."""

    app: App
    address: str
    now: datetime
    page: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    offered: dict[str, str] = field(default_factory=dict)
    seen: int = 0

    def play(self, line: script.Line) -> None:
        """Do what one line says and write down what came of it."""
        if line.who == "waktu":
            self._wait(script.elapsed(line.text))
        elif line.who == "petugas":
            self._officer(line)
        elif line.who == "kunjungan":
            with self.app.database.begin() as tx:
                demo.plan_visit(tx, self._newest(tx), self.now + script.elapsed(line.text), self.now)
        else:
            self._family(line)

    def _family(self, line: script.Line) -> None:
        self.now += TYPING
        text, choice = line.text, ""
        if line.act == "tekan":
            choice = self.offered.get(line.value, "")
            if not choice:
                self.late.append(f"line {line.number}: there is no button {line.value!r}, only {list(self.offered)}")
                text = line.value
        kind = _FILES.get(line.act, "")
        files = (File(kind, f"{self.address}/{line.number}"),) if kind else ()
        key = f"{self.address}:{line.number}"
        message = Incoming(key, self.address, self.now, text=text, choice=choice, files=files)
        reading = Reading("", 0.0, source="button") if choice else self.app.client.read(text)
        with self.app.database.begin() as tx:
            turn = turns.load(tx, message, reading, now=self.now)
            outcome = respond(turn, self.app.book)
            opened = turns.apply(tx, turn, outcome, texts=self.app.texts, desk="", now=self.now).cases
            briefs = [cases.brief(tx, case) for case in opened]
        shown = f"[ {line.value} ]" if choice else " ".join([_SIGNS[kind], text] if kind else [text])
        self.page += [f"**{line.who.capitalize()}:** {_plain(shown)}", ""]
        notes = [] if choice or not text else [_understood(reading)]
        notes += [f"opens {brief.code} ({brief.topic})" for brief in briefs if brief is not None]
        if notes:
            self.page += [f"<sub>{' · '.join(notes)}</sub>", ""]
        self._said()

    def _officer(self, line: script.Line) -> None:
        self.now += TYPING
        with self.app.database.begin() as tx:
            demo.officer_acts(tx, self.app, f"{self.address}:{line.number}", self._newest(tx), line, self.now)
        if line.act != "balas":
            self.page += [f"<sub>officer: {_plain(line.text)}</sub>", ""]
        self._said()

    def _newest(self, tx: Tx) -> int:
        """The family's newest case, also one that the clock opened; 0 as long as there is none."""
        return next((case.id for case in cases.of_person(tx, FIRST, now=self.now)), 0)

    def _wait(self, how_long: timedelta) -> None:
        soon, until = self.now + SOON, self.now + how_long
        wakes = [tick for tick in ticks.every(ticking_world(self.app)) if tick.name not in _SILENT]
        self.page += [f"<sub>… {_spoken(how_long)} later …</sub>", ""]
        while self.now < until:
            self.now = min(self.now + (STEP if self.now < soon else LATER), until)
            for tick in wakes:
                tick.run(self.now)
            self._said(clock=True)

    def _said(self, *, clock: bool = False) -> None:
        with self.app.database.look() as tx:
            news = messages.conversation(tx, self.address, after=self.seen)
        out = [entry for entry in news if entry.direction == messages.OUT]
        self.seen = max((entry.id for entry in news), default=self.seen)
        if out and clock:
            self.page += [f"<sub>{_moment(self.now)}, by itself:</sub>", ""]
        for entry in out:
            who = f"**{entry.author}:** " if entry.author else ""
            self.page += [f"> {line}  " if line else ">" for line in (who + _plain(entry.text)).splitlines()]
            if entry.choices:
                self.page += [">", "> " + " ".join(f"`{choice.label}`" for choice in entry.choices)]
                self.offered |= {choice.label: choice.value for choice in entry.choices}
            self.page.append("")


def write(app: App, *, model: str) -> tuple[str, list[str]]:
    """The page, and what should not be: buttons that were pressed and never shown. `model` is who understood."""
    parts = [_head(model)]
    late: list[str] = []
    for number, path in enumerate(scripts(app.root), start=1):
        told = path.read_text(encoding="utf-8")
        title, note = titles(told)
        talk = play(app, path.stem, told)
        late += [f"{path.name}, {one}" for one in talk.late]
        parts.append("\n".join([f"## {number}. {title}", "", f"*{note}*", "", *talk.page]))
    return "\n".join(parts).rstrip() + "\n", late


def play(app: App, name: str, told: str) -> Talk:
    """One talk from beginning to end, in a database that is thrown away. Raises ValueError for an unreadable line."""
    with tempfile.TemporaryDirectory() as folder:
        alone = build(_alone(app.settings, folder), app.root)
        alone.database.migrate()
        try:
            with alone.database.begin() as tx:
                access.add(tx, demo.OFFICER, access.OFFICER, now=START)
            talk = Talk(alone, f"web:talk-{name}", START)
            for line in script.read(told):
                talk.play(line)
        finally:
            alone.client.close()
            alone.database.close()
    return talk


def scripts(root: Path) -> list[Path]:
    """The scripts, in the order of the page."""
    return sorted((root / "content" / "talks").glob("*.chat"))


def titles(told: str) -> tuple[str, str]:
    """The title of a talk and what to look at, from its first two remarks."""
    remarks = [line.lstrip("# ") for line in told.splitlines() if line.startswith("#")]
    title, note, *_ = [*remarks, "", ""]
    return title, note


def _alone(settings: Settings, folder: str) -> Settings:
    """The settings of this place, but no door to the outside, a fixed time, and patience with Rasa."""
    environment = dataclasses.replace(
        settings.environment,
        database_url=f"sqlite:///{folder}/talk.db",
        telegram_token="",
        telegram_desk="",
        pintu_now=START.isoformat(),
    )
    patient = dataclasses.replace(settings.understanding, timeout=PATIENCE)
    return dataclasses.replace(settings, environment=environment, understanding=patient, telegram=Telegram())


def _head(model: str) -> str:
    return (
        "# Percakapan: ten long conversations\n\n"
        "Made by `make percakapan`; written by hand is only what families and officers type and press"
        " (`content/talks/*.chat`).\n"
        f"The app, its database, its clock and the model are the real ones. Model: `{model}`."
        f" Every talk begins on {_moment(START)}.\n"
        "Families are invented. Under a message, in small print, stands what was understood"
        " (intent and confidence) and which case it opened.\n"
        "The clock looks every quarter of an hour in the first hour of a wait, then every two hours"
        " (in daily life: every minute).\n"
    )


def _understood(reading: Reading) -> str:
    words = [f"{reading.intent} {reading.confidence:.2f}" if reading.intent else "nothing"]
    words += [f"{one.name}={_plain(one.text)}" for one in reading.entities]
    return ", ".join([*words, f"danger: {reading.danger}"] if reading.danger else words)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(START.tzinfo):%A %d %B %Y, %H.%M}"


def _spoken(how_long: timedelta) -> str:
    minutes = int(how_long.total_seconds() // 60)
    if minutes % 1440 == 0:
        return f"{minutes // 1440} d"
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return "".join(f"\\{sign}" if sign in "*_<>`#[]" else sign for sign in text)
