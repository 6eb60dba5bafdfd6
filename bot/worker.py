"""One turn: claim a message, understand it, decide, write everything down in one transaction."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.log import event
from bot.reporting import Reporting
from bot.settling import Settling
from handlers import staff
from handlers.effects import Alert, Outcome, Say
from handlers.handbook import Handbook
from handlers.router import respond
from handlers.texts import Texts
from handlers.turn import BLOCKED, UNKNOWN, Address, Incoming
from nlu.client import Client
from nlu.reading import Reading
from storage import access, cases, queue, turns
from storage.database import Database
from storage.queue import LostClaim, Row
from storage.tables import inbox
from storage.writing import Repeated

TRIES = 5
DEATHS = 20  # claims of one message that nobody came back from: it is the message that kills, not the power
_BUTTON = Reading("", 0.0, source="button")


class Worker:
    """Works the inbox, one message at a time; several may work side by side, each family stays in order.

    `written` is called after every turn, so that the sender need not wait for its next look.
    """

    def __init__(
        self,
        database: Database,
        client: Client,
        texts: Texts,
        book: Handbook,
        *,
        desk: Address,
        now: Callable[[], datetime],
        written: Callable[[], None] = lambda: None,
    ) -> None:
        """Nothing is started yet."""
        self._reporting = Reporting(Settling(texts, desk), zone=book.zone)
        self._database, self._client, self._texts, self._book = database, client, texts, book
        self._desk, self._now, self._written = desk, now, written
        self._waiting = threading.Event()
        self._stopped = False

    def run(self) -> None:
        """Work until `stop` is called. Trouble with the database is waited out."""
        while not self._stopped:
            try:
                busy = self.step()
            except Exception as error:  # noqa: BLE001 - a worker that dies leaves families unanswered
                event("worker.trouble", level=logging.ERROR, error=error)
                busy = False
                self._waiting.wait(1.0)
            if not busy:
                self._waiting.wait(0.3)
                self._waiting.clear()

    def wake(self) -> None:
        """Something has come in."""
        self._waiting.set()

    def stop(self) -> None:
        """Finish the message in hand and return from `run`."""
        self._stopped = True
        self._waiting.set()

    def step(self) -> bool:
        """Work one message; False when there is none to work."""
        with self._database.begin() as tx:
            row = queue.claim(tx, inbox, now=self._now())
        if row is None:
            return False
        try:
            self._turn(row)
        except LostClaim:
            event("worker.lost", row=row.id)  # somebody else has done it; this attempt left nothing behind
        except Repeated:
            self._again(row)
        except Exception as error:  # noqa: BLE001 - whatever it was, the message must not be lost
            self._put_back(row, error)
        self._written()
        return True

    def _turn(self, row: Row) -> None:
        if row.tries > DEATHS:
            raise RuntimeError("nobody who took this message ever came back")
        message = turns.incoming(row.payload)
        if self._reporting.mine(message):
            with self._database.begin() as tx:
                self._reporting.take(tx, row, message, now=self._now())
            return
        if message.sender.startswith("telegram:-"):
            # In other groups, and to the news of Telegram's own in ours, we have nothing to say.
            said = message.author and message.kind not in (BLOCKED, UNKNOWN)
            if said and self._is_desk(message.sender.partition("/")[0]):
                self._staff(row, message)
            else:
                self._finish(row)
            return
        reading = _BUTTON if message.choice else self._client.read(message.text)
        now = self._now()
        with self._database.begin() as tx:
            turn = turns.load(tx, message, reading, now=now)
            outcome = respond(turn, self._book)
            applied = turns.apply(tx, turn, outcome, texts=self._texts, desk=self._desk, now=now)
            queue.done(tx, inbox, row.id, now=now)
        event(
            "turn.done",
            row=row.id,
            intent=reading.intent,
            confidence=round(reading.confidence, 3),
            source=reading.source,
            danger=reading.danger,
            state=type(outcome.state).__name__,
            cases=len(applied.cases),
            waited_ms=round((now - row.created_at) / timedelta(milliseconds=1)),
        )

    def _is_desk(self, group: Address) -> bool:
        """Whether that is the staff group, also under the new id that Telegram gave it since it was configured."""
        if group == self._desk or not self._desk:
            return group == self._desk
        with self._database.look() as tx:
            return cases.has_desk(tx, group)

    def _finish(self, row: Row) -> None:
        with self._database.begin() as tx:
            queue.done(tx, inbox, row.id, now=self._now())

    def _again(self, row: Row) -> None:
        """All of this was decided and written down once before; only the row did not know."""
        event("worker.repeated", row=row.id)
        try:
            self._finish(row)
        except LostClaim:
            event("worker.lost", row=row.id)

    def _staff(self, row: Row, message: Incoming) -> None:
        now = self._now()
        with self._database.begin() as tx:
            officer = access.by_telegram(tx, message.author.partition(":")[2], message.name, now=now)
            turn = turns.load_staff(tx, message, officer=officer.name, officer_id=officer.id, now=now)
            effects = staff.respond(turn)
            turns.apply_staff(tx, turn, effects, texts=self._texts, desk=self._desk, now=now)
            queue.done(tx, inbox, row.id, now=now)
        event("staff.done", row=row.id, effects=len(effects))

    def _put_back(self, row: Row, error: Exception) -> None:
        event("turn.failed", level=logging.ERROR, error=error, row=row.id, tries=row.tries)
        now = self._now()
        with self._database.begin() as tx:
            if row.tries < TRIES:
                queue.later(tx, inbox, row.id, due=now + timedelta(seconds=2**row.tries), error=type(error).__name__)
                return
            queue.fail(tx, inbox, row.id, now=now, error=type(error).__name__)
        try:
            self._apologise(row, now)
        except Exception as again:  # noqa: BLE001 - the row is kept as failed and shown on /metrics all the same
            event("turn.apology_failed", level=logging.ERROR, error=again, row=row.id)

    def _apologise(self, row: Row, now: datetime) -> None:
        """Tell the family that nothing is lost, and staff that there is a message only they can read."""
        message = turns.incoming(row.payload)
        if message.sender.startswith("telegram:-") or self._reporting.mine(message):
            return
        with self._database.begin() as tx:
            turn = turns.load(tx, message, _BUTTON, now=now)
            said = (Say("late.sorry"), Alert("desk.broken", {"row": str(row.id)}))
            turns.apply(tx, turn, Outcome(turn.state, said), texts=self._texts, desk=self._desk, now=now)
