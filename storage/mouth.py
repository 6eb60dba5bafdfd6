"""Puts what one decision says to people into the record and the outbox, under keys that a repeat finds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from handlers import orders
from handlers.orders import SAY, Choice, Order
from handlers.turn import Address, File
from storage import held, messages, queue
from storage.database import Tx
from storage.messages import Entry
from storage.tables import addresses, outbox

# Each message costs on WhatsApp, and one every six seconds reaches a person: what is said in one breath is one message.
_FEW: Final = "whatsapp:"
_ROOM, _ROOM_ABOVE_CHOICES = 4096, 1024  # characters that it takes; longer ones are better parted where they were


class Repeated(Exception):
    """This decision was written down before: undo this transaction, nothing is missing."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message to somebody. `key` names its text, `author` is the officer whose own words they are.

    With `hold` it is kept back until somebody lets it go.
    """

    to: Address
    words: str
    key: str = ""
    case: int | None = None
    choices: tuple[Choice, ...] = ()
    files: tuple[File, ...] = ()
    author: str = ""
    rank: int = queue.REPLY
    hold: bool = False


def joined(first: Spoken, second: Spoken) -> Spoken | None:
    """Both as one message; None where they belong to two matters, two people, or are too long together."""
    plain = not (first.choices or first.files or second.files or first.author or second.author)
    same = first.to == second.to and first.hold == second.hold
    apart = first.case is not None and second.case is not None and first.case != second.case
    words = f"{first.words}\n\n{second.words}"
    room = _ROOM_ABOVE_CHOICES if second.choices else _ROOM
    if not plain or not same or apart or len(words) > room:
        return None
    case = first.case if second.case is None else second.case
    return replace(second, words=words, case=case, rank=min(first.rank, second.rank))


@dataclass(slots=True)
class Mouth:
    """What is said in one decision. Everything has the key "<message id>#n"; `writer` is who is being answered."""

    tx: Tx
    message: str
    writer: Address
    now: datetime
    said: int = 0
    waiting: Spoken | None = None

    def say(self, spoken: Spoken) -> None:
        """Say it; to a writer on WhatsApp together with what was just said, and perhaps with what comes."""
        if self.waiting is not None:
            both = joined(self.waiting, spoken)
            if both is not None:
                self.waiting = both
                return
            self.finish()
        if spoken.to == self.writer and spoken.to.startswith(_FEW) and not spoken.hold:
            self.waiting = spoken
        else:
            self._write(spoken)

    def finish(self) -> None:
        """Say what waits for company. To be called at the end, and before anything must come after it."""
        if self.waiting is not None:
            spoken, self.waiting = self.waiting, None
            self._write(spoken)

    def again(self, entry: Entry) -> None:
        """Send a message that stands in the record and was kept back."""
        self.finish()
        files = tuple(sent.file for sent in entry.files)
        self._put(Spoken(entry.address, entry.text, choices=entry.choices, files=files), entry.id)

    def post(self, do: str, to: Address, words: str, *, rank: int) -> None:
        """Give an order that is no message to a person."""
        self.finish()
        self._order(Order(do, to, "", words), None, rank)

    def _write(self, spoken: Spoken) -> None:
        known = self.tx.execute(sa.select(addresses).where(addresses.c.address == spoken.to)).one()
        written = messages.queued(
            self.tx,
            key=f"{self.message}#{self.said + 1}",
            address=spoken.to,
            person=known.person,
            text=spoken.words,
            now=self.now,
            text_key=spoken.key,
            choices=spoken.choices,
            files=spoken.files,
            case=spoken.case,
            author=spoken.author,
        )
        if written is None:
            raise Repeated(self.message)
        if spoken.hold:
            self.said += 1
            held.hold(self.tx, written)
        else:
            self._put(spoken, written)

    def _put(self, spoken: Spoken, message: int) -> None:
        heard = self.tx.execute(sa.select(addresses.c.last_heard_at).where(addresses.c.address == spoken.to))
        order = Order(SAY, spoken.to, "", spoken.words, spoken.choices, spoken.files, last_heard_at=heard.scalar_one())
        self._order(order, message, spoken.rank)

    def _order(self, order: Order, message: int | None, rank: int) -> None:
        self.said += 1
        order = replace(order, key=f"{self.message}#{self.said}")
        new = queue.put(
            self.tx,
            outbox,
            key=order.key,
            lane=order.to,
            payload=orders.dump(order),
            now=self.now,
            rank=rank,
            do=order.do,
            message=message,
        )
        if not new:
            raise Repeated(self.message)
