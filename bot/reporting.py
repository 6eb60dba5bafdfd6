"""What platforms tell us beside what people write: what became of our messages, who moved, news of our account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import account_news
from bot.channels import SendFailed
from bot.channels.whatsapp_errors import reported
from bot.channels.whatsapp_updates import ACCOUNT
from bot.log import event
from bot.settling import Settling
from handlers import orders
from handlers.turn import MOVED, REPORT, Incoming
from storage import doors, moves, queue, reports
from storage.database import Tx
from storage.queue import Row, inbox

FAILED = "failed:"
_TRIES = 6  # looks for a message of ours whose reference the sender may be about to write down


@dataclass(frozen=True, slots=True)
class Reporting:
    """Writes such news down, in the transaction that finishes their row. Nobody is met and nothing is understood.

    `zone` is where months are counted, `failure` what the code of a failed message means.
    """

    settling: Settling
    zone: str = "Asia/Jakarta"
    failure: Callable[[str], SendFailed] = reported

    def mine(self, message: Incoming) -> bool:
        """Whether this is no message of a person."""
        return message.kind in (REPORT, MOVED) or message.sender == ACCOUNT

    def take(self, tx: Tx, row: Row, message: Incoming, *, now: datetime) -> None:
        """Write the news down and finish the row, or let it wait for what it is about."""
        if message.kind == REPORT and not self._report(tx, row, message, now=now):
            queue.later(tx, inbox, row.id, due=now + timedelta(seconds=2.0**row.tries), error="unknown_yet")
            return
        if message.kind == MOVED:
            moved = moves.move(tx, message.sender, message.moved_to, at=message.at, now=now)
            event("person.moved", row=row.id, known=moved)
        elif message.sender == ACCOUNT:
            account_news.noted(tx, message, texts=self.settling.texts, group=self.settling.desk, now=now)
        queue.done(tx, inbox, row.id, now=now)
        if message.kind == REPORT:
            reports.forget(tx, row.id)

    def _report(self, tx: Tx, row: Row, message: Incoming, *, now: datetime) -> bool:
        """Apply a report; False while the message it is about may still become known."""
        if reports.known(tx, message) is None:
            if row.tries >= _TRIES:
                event("report.unknown", row=row.id)
            return row.tries >= _TRIES
        if message.report.startswith(FAILED):
            self._failed(tx, message, now=now)
            return True
        arrived = reports.forward(tx, message, zone=self.zone)
        if arrived is not None:
            self._proof(tx, message, arrived, now=now)
        return True

    def _failed(self, tx: Tx, message: Incoming, *, now: datetime) -> None:
        """The platform had taken it and did not deliver it: as if it had said so at once, and no words are lost."""
        code = message.report.removeprefix(FAILED)
        claimed = reports.undo(tx, message, now=now)
        event("report.failed", door=doors.of(message.sender), code=code, row=claimed.id if claimed else 0)
        if claimed is not None:
            order = orders.load(claimed.payload)
            self.settling.settle(tx, claimed, order, self.failure(code), now=now, reported=True)

    def _proof(self, tx: Tx, message: Incoming, arrived: reports.Arrived, *, now: datetime) -> None:
        """What reached a phone shows that the door carries, unless only the urgent may pass."""
        door = doors.of(message.sender)
        if not arrived.urgent or doors.standing(tx, door).urgent:
            self.settling.over(tx, door, key=message.id, now=now, proof=arrived.sent)
