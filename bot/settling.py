"""What becomes of an order when its door has answered, at once or in a later report: the rows that say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels import Moved, Outage, Receipt, Refused, SendFailed, TopicGone, TryAgain, Unreachable, WindowShut
from handlers.orders import CLOSE_TOPIC, SAY, Order
from handlers.texts import Texts
from handlers.turn import Address
from storage import deliveries, doors, queue, window
from storage.database import Tx
from storage.desk import Desk
from storage.doors import Standing
from storage.queue import Row, outbox

PATIENCE = timedelta(hours=24)  # an outage of a platform or of our own line may last; a reply may not be lost to it
MISTAKES = 8  # tries of an order over which the door itself stumbles
_LONGEST_WAIT = 300.0  # seconds between two tries; the waits double up to it


@dataclass(frozen=True, slots=True)
class Settling:
    """Writes down what a door answered. `desk`, the staff group ("" for none), is told what does not arrive."""

    texts: Texts
    desk: Address = ""

    def settle(
        self, tx: Tx, row: Row, order: Order, answer: Receipt | SendFailed, *, now: datetime, reported: bool = False
    ) -> None:
        """Write down an answer to an order that is claimed; `reported` when it is news of one that had been taken."""
        match answer:
            case Receipt():
                deliveries.sent(tx, row, answer.refs, answer.topic, now=now)
                if order.template:
                    window.opened(tx, order, row.message, now=now)
                self._carries(tx, row, order, now=now)
            case TryAgain() if _patient(row, answer, now=now, reported=reported):
                postpone(tx, row, again(row, answer), answer.code or "again", now=now)
            case TopicGone() if order.do == CLOSE_TOPIC:  # then it is as closed as can be
                deliveries.sent(tx, row, (), "", now=now)
            case TopicGone():
                deliveries.topic_gone(tx, row, now=now)
            case Moved() if row.tries < MISTAKES:
                deliveries.moved(tx, order.to.partition("/")[0], answer.to)
                postpone(tx, row, 0, "moved", now=now)
            case WindowShut():
                window.hold(tx, row, order, texts=self.texts, desk=self.desk, now=now)
            case Outage():
                self._outage(tx, row, order, answer, now=now, reported=reported)
            case Unreachable():
                deliveries.unreachable(tx, row, now=now)
                deliveries.lost(tx, row, texts=self.texts, desk=self.desk, now=now)
            case _:
                code = answer.code if isinstance(answer, Refused | TryAgain) else ""
                self._give_up(tx, row, code or type(answer).__name__.lower(), now=now)

    def over(self, tx: Tx, door: str, *, key: str, now: datetime, proof: datetime | None = None) -> None:
        """The door has carried something: if it was out, it is not any more, and staff are told."""
        before = doors.up(tx, door, now=now, proof=proof)
        if before is not None:
            self._say(tx, f"{key}~up", "desk.door_up", before, now=now)

    def _carries(self, tx: Tx, row: Row, order: Order, *, now: datetime) -> None:
        door = doors.of(order.to)
        before = doors.standing(tx, door)
        # An urgent order may pass where others do not, and an order that was taken may still be dropped.
        proves = order.do == SAY and not before.silent and (before.urgent or row.rank != queue.URGENT)
        if before.out and proves:
            self.over(tx, door, key=row.key, now=now)

    def _outage(self, tx: Tx, row: Row, order: Order, answer: Outage, *, now: datetime, reported: bool) -> None:
        door, until = doors.of(order.to), now + timedelta(seconds=answer.after)
        fresh = doors.down(
            tx,
            door,
            code=answer.code,
            reason=answer.reason,
            urgent=answer.urgent,
            until=until,
            now=now,
            silent=reported,
        )
        queue.later(tx, outbox, row.id, due=until, error=doors.OUTAGE, tried=False)
        if fresh:
            self._say(tx, f"{row.key}~{row.tries}", "desk.door_out", doors.standing(tx, door), now=now)

    def _give_up(self, tx: Tx, row: Row, code: str, *, now: datetime) -> None:
        deliveries.refused(tx, row, code, now=now)
        deliveries.lost(tx, row, texts=self.texts, desk=self.desk, now=now)

    def _say(self, tx: Tx, key: str, text: str, standing: Standing, *, now: datetime) -> None:
        remedy = f"door.remedy.{standing.code}"
        values = {
            "door": f"@door.name.{standing.door}" if self.texts.has(f"door.name.{standing.door}") else standing.door,
            "remedy": f"@{remedy}" if self.texts.has(remedy) else "@door.remedy.other",
            "code": standing.code,
        }
        Desk(tx, self.desk, self.texts, key, now).announce(None, text, values, urgent=True)


def _patient(row: Row, answer: TryAgain, *, now: datetime, reported: bool) -> bool:
    """Whether an order is tried again: for a day, but not for ever when what fails is the order itself."""
    of_itself = reported or answer.code == "mistake"
    return now - row.created_at < PATIENCE and (not of_itself or row.tries < MISTAKES)


def again(row: Row, answer: TryAgain) -> float:
    """Seconds until the next try: twice as many each time, and at least as many as the door asks for."""
    return max(answer.after, min(2.0 ** min(row.tries, 10), _LONGEST_WAIT))


def postpone(tx: Tx, row: Row, seconds: float, why: str, *, now: datetime, tried: bool = True) -> None:
    """Let a row wait; `tried` False when nothing was attempted."""
    queue.later(tx, outbox, row.id, due=now + timedelta(seconds=seconds), error=why, tried=tried)
