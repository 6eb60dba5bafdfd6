"""Words to a family on WhatsApp, to the phone and back: the real door, sender and worker, and a fake Cloud API."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp_api import connect
from bot.meters import Meters
from bot.sender import Sender
from bot.worker import Worker
from handlers import orders
from handlers.handbook import Handbook
from handlers.orders import SAY, Order
from nlu.client import Client
from nlu.danger import DangerWords
from nlu.keywords import Keywords
from storage import doors, messages, queue, turns
from storage.database import Database
from storage.tables import cases, outbox
from storage.tables import messages as record
from storage.tables import templates as template_table
from tests.bot.test_sender import CONTENT, NOW, TEXTS
from tests.fakes_whatsapp import APP_SECRET, PHONE_ID, SARI, TOKEN, VERIFY, FakeWhatsApp, words

ADDRESS = f"whatsapp:{SARI}"


class Centre:
    """The centre and one family of it, with the time in hand."""

    def __init__(self, database: Database, platform: FakeWhatsApp) -> None:
        self.database, self.platform, self.at = database, platform, NOW
        platform.clock = self.seconds
        platform.person(SARI)
        platform.templates[("kabar_baru", "id")] = {"status": "APPROVED", "params": 1}
        with database.begin() as tx:
            values = {"name": "kabar_baru", "language": "id", "status": "APPROVED", "synced_at": NOW}
            tx.execute(template_table.insert().values(**values))
        client = Client("http://127.0.0.1:9", "", DangerWords(CONTENT.danger), Keywords(CONTENT.keywords, ()))
        book = Handbook(articles=CONTENT.articles, hotlines=CONTENT.hotlines, menu=CONTENT.menu)
        self.worker = Worker(database, client, TEXTS, book, desk="telegram:-100", now=lambda: self.at)

    def seconds(self) -> float:
        return self.at.timestamp()

    def door(self) -> WhatsApp:
        line = connect(TOKEN, PHONE_ID, self.platform.address)
        return WhatsApp(line, PHONE_ID, secret=APP_SECRET, word=VERIFY, choose="Pilih")

    def comes_in(self, *bodies: Any) -> None:
        """What the platform posts is taken in and worked."""
        with self.database.begin() as tx:
            for body in bodies:
                for message in self.door().read(body, now=self.at):
                    turns.accept(tx, message, now=self.at)
        while self.worker.step():
            pass

    def writes(self, text: str) -> None:
        self.comes_in(self.platform.say(SARI, text))

    def reports(self, *statuses: str) -> None:
        """What became of everything we sent is told, the last message first."""
        for message in reversed(self.platform.sent(SARI)):
            for status in statuses:
                self.comes_in(self.platform.report(message["id"], status))

    def answers(self, key: str, text: str) -> int:
        """An officer answers from the console; returns the message's id."""
        with self.database.begin() as tx:
            case = tx.scalars(sa.select(cases.c.id)).first()
            new = messages.queued(tx, key=key, address=ADDRESS, person=1, text=text, now=self.at, case=case)
            order = orders.dump(Order(SAY, ADDRESS, key, text))
            queue.put(tx, outbox, key=key, lane=ADDRESS, payload=order, now=self.at, do=SAY, message=new)
        assert new is not None
        return new

    def send(self) -> None:
        """Everything goes out that may; each by a sender of its own, so that nobody waits six seconds."""

        async def step() -> bool:
            door = self.door()
            sender = Sender(self.database, {"whatsapp": door}, now=lambda: self.at, meters=Meters(), texts=TEXTS)
            try:
                return await sender.step()
            finally:
                await door.close()

        for _ in range(30):
            if not asyncio.run(step()):
                return
        raise AssertionError("the outbox does not come to rest")

    def wait(self, **time: float) -> datetime:
        self.at += timedelta(**time)
        return self.at

    @property
    def phone(self) -> list[str]:
        """What stands on the family's phone."""
        return [
            one["template"]["name"] if one["type"] == "template" else words(one) for one in self.platform.sent(SARI)
        ]

    def status(self, message: int) -> str:
        with self.database.look() as tx:
            return str(tx.execute(sa.select(record.c.status).where(record.c.id == message)).scalar_one())


@pytest.fixture
def centre(sqlite: Database) -> Iterator[Centre]:
    with FakeWhatsApp() as platform:
        platform.reports = ()  # told when a test says so
        yield Centre(sqlite, platform)


def test_an_answer_after_a_day_is_announced_and_comes_when_they_write_and_nothing_else_is_said(centre: Centre) -> None:
    centre.writes("halo")
    centre.send()
    before = len(centre.phone)
    centre.wait(hours=25)
    message = centre.answers("k#1", "Kartu Ibu sudah jadi.")
    centre.send()
    assert centre.phone[before:] == ["kabar_baru"]
    assert centre.status(message) == "waiting"
    centre.wait(hours=30)
    centre.writes("iya bu")
    centre.send()
    assert centre.phone[before:] == ["kabar_baru", "Kartu Ibu sudah jadi."]
    centre.reports("read", "delivered", "sent")
    assert centre.status(message) == "read"
    with centre.database.look() as tx:
        month = doors.month(tx, "whatsapp", "2026-11")
    assert (month.service, month.templates) == (before + 1, 1)


def test_a_bill_that_is_not_paid_loses_no_words_although_every_order_is_taken(centre: Centre) -> None:
    centre.writes("halo")
    centre.send()
    before = len(centre.phone)
    centre.platform.payment = False
    sent = [centre.answers(f"k#{number}", f"jawaban {number}") for number in range(3)]
    centre.send()
    failed = [one for one in centre.platform.sent_by_us if one["failed"]]
    assert len(failed) == 3, "the platform takes them as if all were well"
    centre.comes_in(*(centre.platform.report(one["id"], "failed", 131042) for one in failed))
    assert {centre.status(message) for message in sent} == {"queued"}
    with centre.database.look() as tx:
        assert doors.standing(tx, "whatsapp").code == "131042"
    centre.platform.payment = True
    centre.wait(minutes=11)
    centre.send()
    assert len(centre.phone) == before + 1, "one goes first, to see"
    centre.reports("delivered")
    centre.send()
    assert centre.phone[before:] == ["jawaban 0", "jawaban 1", "jawaban 2"]


def test_who_left_whatsapp_is_remembered_and_a_template_that_was_paused_makes_no_circle(centre: Centre) -> None:
    centre.writes("halo")
    centre.send()
    centre.wait(hours=25)
    centre.platform.templates[("kabar_baru", "id")]["status"] = "PAUSED"
    message = centre.answers("k#1", "Kartu Ibu sudah jadi.")
    centre.send()
    assert centre.status(message) == "waiting"
    centre.writes("halo lagi")
    centre.send()
    assert "Kartu Ibu sudah jadi." in centre.phone
    centre.platform.person(SARI, away=True)
    gone = centre.answers("k#2", "Masih di sana?")
    centre.send()
    assert centre.status(gone) == "failed"
