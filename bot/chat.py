"""Talk to the bot in a terminal, in a database that is thrown away; --record saves the talk as a .chat script."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bot import script
from handlers.casework.cases import CODES
from handlers.effects import OpenCase, Say
from handlers.handbook import Handbook
from handlers.orders import Choice
from handlers.router import respond
from handlers.texts import Texts
from handlers.turn import Incoming
from nlu.client import Client
from nlu.reading import Reading
from storage import messages, turns
from storage.database import Database

ADDRESS = "web:terminal"


@dataclass
class Talk:
    """One conversation: what was said last, what may be picked by number, and the script so far."""

    database: Database
    client: Client
    texts: Texts
    book: Handbook
    now: Callable[[], datetime]
    choices: tuple[Choice, ...] = ()
    lines: list[str] = field(default_factory=list)
    count: int = 0
    seen: int = 0

    def hear(self, typed: str) -> list[str]:
        """Take one line from the family and return what the bot says, each message with its numbered buttons."""
        self.count += 1
        now = self.now()
        number = int(typed) if typed.isdigit() else 0
        picked = self.choices[number - 1].value if 0 < number <= len(self.choices) else ""
        message = Incoming(f"web:terminal:{self.count}", ADDRESS, now, text="" if picked else typed, choice=picked)
        reading = Reading("", 0.0, source="button") if picked else self.client.read(typed)
        with self.database.begin() as tx:
            turn = turns.load(tx, message, reading, now=now)
            outcome = respond(turn, self.book)
            turns.apply(tx, turn, outcome, texts=self.texts, desk="", now=now)
            said = messages.conversation(tx, ADDRESS, after=self.seen)
        self._record(typed, picked, reading, outcome.effects)
        self.seen = max((entry.id for entry in said), default=self.seen)
        out = [entry for entry in said if entry.direction == messages.OUT]
        self.choices = out[-1].choices if out else ()
        return [shown(entry.text, entry.choices) for entry in out]

    def _record(self, typed: str, picked: str, reading: Reading, effects: Iterable[object]) -> None:
        told = f"(tombol {picked})" if picked else f"{typed} {script.write_reading(reading)}"
        self.lines.append(f"ibu  : {told}")
        says = [effect for effect in effects if isinstance(effect, Say)]
        self.lines += [f"bot  : {say.lead} + {say.key}" if say.lead else f"bot  : {say.key}" for say in says]
        self.lines += ["bot  : -"] * (not says)
        opened = [effect for effect in effects if isinstance(effect, OpenCase)]
        self.lines += [f"kasus: {CODES[case.kind]} {case.topic}" for case in opened]


def shown(text: str, choices: Iterable[Choice]) -> str:
    """A message as a terminal shows it."""
    return "\n".join([text, *(f"  {number}. {choice.label}" for number, choice in enumerate(choices, start=1))])


def run(  # what a talk needs
    client: Client,
    texts: Texts,
    book: Handbook,
    *,
    now: Callable[[], datetime],
    typed: TextIO,
    out: TextIO,
    record: Path | None = None,
) -> None:
    """Talk until the input ends, then write the script if one was asked for."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/chat.db")
        database.migrate()
        talk = Talk(database, client, texts, book, now)
        if typed.isatty():
            out.write("Write as a family would. A number presses a button. Ctrl-D ends the talk.\n")
        for line in typed:
            if not line.strip():
                continue
            out.write("".join(f"\n{said}\n" for said in talk.hear(line.strip())) + "\n")
            out.flush()
        database.close()
    if record is not None:
        head = f"# {record.stem.replace('_', ' ')}\norang: baru\n"
        record.write_text(head + "\n".join(talk.lines) + "\n", encoding="utf-8")
        out.write(f"{record}\n")
