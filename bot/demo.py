"""Example families for `make demo`: the .chat scripts of content/demo, played into a database of their own."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

from bot import script
from bot.app import App
from bot.settings import Telegram
from handlers import staff
from handlers.router import respond
from handlers.turn import Incoming, StaffTurn
from nlu.reading import Reading
from storage import access, casefile, cases, turns, visits
from storage.database import Database, Tx

DATABASE = "data/demo.db"
OFFICER = "Petugas Contoh"
_BEFORE = timedelta(days=4)


def prepare(app: App) -> App:
    """The app on the demo database, filled on its first use. No message leaves: the examples live on the web door."""
    database = Database(f"sqlite:///{app.root / DATABASE}")
    database.migrate()
    alone = dataclasses.replace(app.settings.environment, telegram_token="", telegram_desk="", whatsapp_token="")
    settings = dataclasses.replace(app.settings, telegram=Telegram(), environment=alone)
    shown = dataclasses.replace(app, database=database, settings=settings, telegram=None, whatsapp=None)
    with database.look() as tx:
        filled = bool(access.everybody(tx))
    if not filled:
        fill(shown)
    return shown


def fill(app: App) -> None:
    """Play every script, each as a family of its own, beginning four days ago."""
    with app.database.begin() as tx:
        access.add(tx, OFFICER, access.OFFICER, now=app.now())
    for path in sorted((app.root / "content" / "demo").glob("*.chat")):
        lines = script.read(path.read_text(encoding="utf-8"))
        with app.database.begin() as tx:
            _play(tx, app, f"web:demo-{path.stem}", lines)


def _play(tx: Tx, app: App, address: str, lines: list[script.Line]) -> None:
    now, newest = app.now() - _BEFORE, 0
    for line in lines:
        if line.who == "waktu":
            now += script.elapsed(line.text)
        elif line.who == "petugas" and newest:
            officer_acts(tx, app, f"{address}:{line.number}", newest, line, now)
        elif line.who == "kunjungan" and newest:
            plan_visit(tx, newest, now + script.elapsed(line.text), now)
        elif line.who not in script.NOT_FAMILY:
            choice = line.value if line.act == "tombol" else ""
            message = Incoming(f"{address}:{line.number}", address, now, text=line.text, choice=choice)
            reading = line.reading or Reading("", 0.0, source="button")
            turn = turns.load(tx, message, reading, now=now)
            outcome = respond(turn, app.book)
            opened = turns.apply(tx, turn, outcome, texts=app.texts, desk="", now=now).cases
            newest = opened[-1] if opened else newest


def officer_acts(tx: Tx, app: App, key: str, newest: int, line: script.Line, now: datetime) -> None:
    """What an officer does with a case, as in its topic: a command, or a reply to the family."""
    case = cases.brief(tx, newest)
    replies_to = "1" if line.act == "balas" else ""
    message = Incoming(key, "", now, text=line.text, replies_to=replies_to)
    turn = StaffTurn(now, message, OFFICER, case)
    turns.apply_staff(tx, turn, staff.respond(turn), texts=app.texts, desk="", now=now)


def plan_visit(tx: Tx, newest: int, at: datetime, now: datetime) -> None:
    """Plan a visit for a case."""
    detail = casefile.detail(tx, newest)
    if detail is not None:
        visits.add_visit(
            tx,
            family=detail.case.family,
            person=detail.case.person,
            at=at,
            now=now,
            case=newest,
            officer=OFFICER,
        )
