"""A family with a case at a door whose platform takes free words for a day, and a real sender over it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bot.channels import Incoming, Order, Outage, Receipt
from handlers import orders
from handlers.effects import Alert, Outcome, Say
from handlers.orders import SAY
from handlers.personal import AddChild, Subscribe
from handlers.state import Idle
from nlu.reading import Reading
from storage import messages, people, personal, queue, turns
from storage.database import Database
from storage.tables import addresses, outbox
from storage.tables import doors as door_table
from storage.tables import templates as template_table
from tests.bot.test_sender import DESK, NOW, QUICK, SARI, TEXTS, Desk, Door

A_DAY = timedelta(hours=24)
NEWS = "Ada kabar untuk urusan {}. Balas pesan ini untuk membacanya."
UNPAID = Outage(600, "131042", "pay: put a valid payment method", urgent=True)


class Window(Door):
    """A door whose platform takes free words for a day."""

    limits = replace(QUICK, window=A_DAY)

    async def send(self, order: Order) -> Receipt:
        if order.to == SARI:
            return await super().send(order)
        self.given.append(order)  # the staff group has a door of its own
        return Receipt(topic=f"{DESK}/9")


class Family(Desk):
    """A family with a case that wrote at NOW, and the words that are sent to it."""

    def __init__(self, database: Database, *answers: Receipt | Exception, approved: bool = True) -> None:
        super().__init__(database, Window(*answers))
        self.number = self.case()
        if approved:
            self.approve("kabar_baru", "pengingat_kunjungan")

    def approve(self, *names: str) -> None:
        with self.database.begin() as tx:
            for name in names:
                values = {"name": name, "language": "id", "status": "APPROVED", "synced_at": NOW}
                tx.execute(template_table.insert().values(**values))

    def say(self, key: str, words: str = "halo", *, case: bool = True, rank: int = queue.REPLY, **more: Any) -> int:
        """Words for the family in the outbox; returns the message's id."""
        with self.database.begin() as tx:
            number = self.number if case else None
            person = tx.execute(sa.select(addresses.c.person)).scalar_one()
            new = messages.queued(tx, key=key, address=SARI, person=person, text=words, now=self.at, case=number)
            order = orders.dump(Order(SAY, SARI, key, words, **more))
            queue.put(tx, outbox, key=key, lane=SARI, payload=order, now=self.at, rank=rank, do=SAY, message=new)
        assert new is not None
        return new

    def writes(self, text: str = "ya", *, urgent: bool = False, reply: str = "") -> None:
        """They write, and the worker writes down what it decides."""
        with self.database.begin() as tx:
            heard = Incoming(f"door:{self.at.isoformat()}", SARI, self.at, text=text)
            turn = turns.load(tx, heard, Reading("", 0.0), now=self.at)
            said: tuple[Any, ...] = (Say(reply, urgent=urgent),) if reply else ()
            said = (*said, Alert("desk.broken", {"row": "1"})) if urgent else said
            turns.apply(tx, turn, Outcome(Idle(), said), texts=TEXTS, desk="", now=self.at)

    @property
    def sent(self) -> list[Order]:
        """What the door was given for the family, whether it took it or not."""
        return [order for order in self.door.given if order.to == SARI]

    @property
    def family_got(self) -> list[str]:
        return [order.words for order in self.sent]

    @property
    def staff_read(self) -> list[str]:
        with self.database.look() as tx:
            posts = sa.select(outbox.c.payload).where(outbox.c.do == "post").order_by(outbox.c.id)
            return [payload["words"] for payload in tx.scalars(posts)]

    def all(self) -> None:
        """Send everything that is due."""
        for _ in range(30):
            if not self.send()[0]:
                return
        raise AssertionError("the outbox does not come to rest")


def outage(family: Family) -> Any:
    with family.database.look() as tx:
        return tx.execute(door_table.select()).one()


def tip(family: Family, week: int, *, key: str = "bacakan") -> str:
    name = f"tips:1:2026-W{week}/1/{key}{week}"
    family.say(name, f"tips {week}", case=False, rank=queue.BULK)
    return name


def subscribe(family: Family) -> None:
    with family.database.begin() as tx:
        (person,) = people.by_id(tx, [1]).values()
        personal.write(tx, person, AddChild("Ama", None), key="door:1", now=NOW)
        personal.write(tx, person, Subscribe("tips"), key="door:1", now=NOW)
