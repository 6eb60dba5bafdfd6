"""What platforms tell us beside what people write, through the real worker: reports, moved accounts, the account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels import Incoming
from bot.channels.whatsapp_updates import ACCOUNT
from bot.worker import Worker
from handlers import orders
from handlers.handbook import Handbook
from handlers.orders import SAY, Order
from handlers.turn import MOVED, REPORT, UNKNOWN
from nlu.client import Client
from nlu.danger import DangerWords
from nlu.keywords import Keywords
from nlu.reading import Reading
from storage import deliveries, doors, messages, queue, turns
from storage.database import Database
from storage.tables import addresses, inbox, openings, outbox, people
from storage.tables import messages as record
from storage.tables import templates as template_table
from tests.bot.test_sender import CONTENT, DESK, NOW, TEXTS

SARI = "whatsapp:ID.7"
A_DAY = timedelta(hours=24)


class Told:
    """A worker, and a message of ours to a family that the platform has taken as wamid.1."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.at = NOW
        self.count = 0
        client = Client("http://127.0.0.1:9", "", DangerWords(CONTENT.danger), Keywords(CONTENT.keywords, ()))
        book = Handbook(articles=CONTENT.articles, hotlines=CONTENT.hotlines, menu=CONTENT.menu)
        self.worker = Worker(database, client, TEXTS, book, desk=DESK, now=lambda: self.at)
        with database.begin() as tx:
            turns.load(tx, Incoming("whatsapp:w", SARI, NOW, text="halo"), Reading("", 0.0), now=NOW)
            self.message = messages.queued(tx, key="k#1", address=SARI, person=1, text="Sudah jadi.", now=NOW)
            order = orders.dump(Order(SAY, SARI, "k#1", "Sudah jadi."))
            queue.put(tx, outbox, key="k#1", lane=SARI, payload=order, now=NOW, do=SAY, message=self.message)
        self.send("wamid.1", "wamid.2")

    def send(self, *refs: str) -> None:
        """The sender carries the order out."""
        with self.database.begin() as tx:
            while row := queue.claim(tx, outbox, now=self.at):
                deliveries.sent(tx, row, refs if row.key == "k#1" else (), "", now=self.at)

    def hears(self, report: str, *, ref: str = "wamid.1", raw: str = "", **more: Any) -> None:
        """A report comes in and is worked."""
        kind = more.pop("kind", REPORT)
        more.setdefault("sender", SARI)
        more.setdefault("id", f"whatsapp:{ref}:{report}")
        message = Incoming(at=self.at, kind=kind, ref=ref, report=report, raw=raw, **more)
        with self.database.begin() as tx:
            turns.accept(tx, message, now=self.at)
        while self.worker.step():
            pass

    @property
    def status(self) -> str:
        return str(self.row(record, self.message).status)

    @property
    def order(self) -> Any:
        with self.database.look() as tx:
            return tx.execute(outbox.select().where(outbox.c.key == "k#1")).one()

    def row(self, table: sa.Table, number: int | None) -> Any:
        with self.database.look() as tx:
            return tx.execute(table.select().where(table.c.id == number)).one()

    def month(self) -> tuple[int, int]:
        with self.database.look() as tx:
            month = doors.month(tx, "whatsapp", "2026-11")
        return month.service, month.templates

    def staff_read(self) -> str:
        with self.database.look() as tx:
            return "\n".join(row["words"] for row in tx.scalars(sa.select(outbox.c.payload).where(outbox.c.do != SAY)))

    def number_of(self, table: sa.Table) -> int:
        with self.database.look() as tx:
            return int(tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


@pytest.fixture
def told(sqlite: Database) -> Told:
    return Told(sqlite)


def test_reports_bring_a_message_forward_and_nobody_is_met(database: Database) -> None:
    told = Told(database)
    before = told.number_of(people), told.number_of(addresses), told.number_of(record), told.number_of(outbox)
    for report in ("sent", "delivered", "read"):
        told.hears(report, sender="whatsapp:6281234")  # a report may name them otherwise than they write
        assert told.status == report
    assert (told.number_of(people), told.number_of(addresses), told.number_of(record), told.number_of(outbox)) == before


@pytest.mark.parametrize("order", [("read", "delivered", "sent"), ("delivered", "sent", "read", "delivered")])
def test_late_reports_never_bring_it_back(told: Told, order: tuple[str, ...]) -> None:
    for number, report in enumerate(order):
        told.hears(report, id=f"whatsapp:{number}")
    assert told.status == "read"
    assert told.month() == (1, 0)


def test_the_same_report_twice_is_one(told: Told) -> None:
    told.hears("delivered")
    told.hears("delivered")
    assert told.month() == (1, 0)


def test_the_row_of_a_report_does_not_say_whom_it_was_about(told: Told) -> None:
    told.hears("delivered")
    with told.database.look() as tx:
        row = tx.execute(inbox.select().where(inbox.c.key == "whatsapp:wamid.1:delivered")).one()
    assert (row.status, row.payload, SARI in row.lane) == ("done", {}, False)


def test_what_arrives_is_counted_by_part_and_by_what_the_platform_bills(told: Told) -> None:
    told.hears("delivered")
    told.hears("delivered", ref="wamid.2")
    told.hears("read", ref="wamid.2")
    assert told.month() == (2, 0)
    told.hears("delivered", ref="wamid.2", id="again", raw='{"category": "utility"}')
    assert told.month() == (2, 1)


def test_a_template_is_counted_as_one_also_when_the_platform_does_not_say_so(told: Told) -> None:
    with told.database.begin() as tx:
        values = {"address": SARI, "template": "kabar_baru", "message": told.message, "at": NOW}
        tx.execute(openings.insert().values(**values))
    told.hears("delivered")
    assert told.month() == (0, 1)


def test_a_report_before_we_have_written_its_reference_down_waits_for_it(told: Told) -> None:
    told.hears("delivered", ref="wamid.3")
    assert told.worker.step() is False
    with told.database.begin() as tx:
        tx.execute(record.update().values(ref="wamid.3"))
    told.at += timedelta(seconds=2)
    assert told.worker.step()
    assert told.status == "delivered"


def test_a_report_of_what_nobody_knows_is_let_go_and_keeps_nobody_waiting(told: Told) -> None:
    told.hears("delivered", ref="wamid.of.another")
    told.hears("", kind="message", id="whatsapp:m2", text="halo")
    with told.database.look() as tx:
        assert tx.execute(inbox.select().where(inbox.c.key == "whatsapp:m2")).one().status == "done"
    for _ in range(8):
        told.at += timedelta(minutes=5)
        told.worker.step()
    with told.database.look() as tx:
        assert queue.backlog(tx, inbox).waiting == queue.backlog(tx, inbox).failed == 0


def test_what_could_not_be_delivered_because_the_window_had_shut_waits_until_they_write(database: Database) -> None:
    told = Told(database)
    with database.begin() as tx:
        values = {"name": "kabar_baru", "language": "id", "status": "APPROVED", "synced_at": NOW}
        tx.execute(template_table.insert().values(**values))
    told.hears("failed:131047")
    assert (told.order.status, told.status) == ("held", "waiting")
    with database.look() as tx:
        assert (
            tx.execute(outbox.select().where(outbox.c.key.endswith("~news"))).one().payload["template"] == "kabar_baru"
        )


def test_an_unpaid_bill_that_only_a_report_tells_of_stops_the_door_and_loses_no_words(database: Database) -> None:
    told = Told(database)
    told.hears("failed:131042")
    assert (told.order.status, told.order.error) == ("waiting", "outage")
    assert "cara bayar" in told.staff_read()
    with database.look() as tx:
        assert doors.standing(tx, "whatsapp").silent
    told.at += timedelta(minutes=20)
    told.send("wamid.9")  # taken once more: that proves nothing yet
    with database.look() as tx:
        assert doors.standing(tx, "whatsapp").out
    told.hears("delivered", ref="wamid.9")
    with database.look() as tx:
        assert not doors.standing(tx, "whatsapp").out
    assert "mengirim pesan lagi" in told.staff_read()


def test_what_arrived_from_before_the_outage_does_not_end_it(told: Told) -> None:
    told.at += timedelta(minutes=1)
    with told.database.begin() as tx:
        until = told.at + timedelta(hours=1)
        doors.down(tx, "whatsapp", code="131042", reason="pay", urgent=True, until=until, now=told.at, silent=True)
    told.hears("delivered")
    with told.database.look() as tx:
        assert doors.standing(tx, "whatsapp").out


def test_a_number_that_is_not_on_the_platform_any_more_is_remembered(told: Told) -> None:
    told.hears("failed:131026")
    assert (told.order.status, told.status) == ("failed", "failed")
    assert told.row(addresses, 1).unreachable_at == NOW


def test_a_failure_after_it_arrived_changes_nothing(told: Told) -> None:
    told.hears("delivered")
    told.hears("failed:131026")
    assert (told.order.status, told.status) == ("done", "delivered")


def test_trouble_of_the_platform_is_tried_again_but_not_for_ever(told: Told) -> None:
    for number in range(9):
        told.hears("failed:131000", id=f"whatsapp:{number}", ref=f"wamid.{number or 1}")
        told.at += timedelta(minutes=6)
        if told.order.status == "waiting":
            told.send(f"wamid.{number + 1}")
    assert told.order.status == "failed"


def test_a_moved_account_is_followed_by_the_worker(told: Told) -> None:
    told.hears("", kind=MOVED, id="whatsapp:moved", moved_to="whatsapp:ID.8", ref="")
    assert told.row(addresses, 1).address == "whatsapp:ID.8"
    told.hears("read")
    assert told.status == "read"


def test_news_of_the_account_makes_nobody_a_person(told: Told) -> None:
    told.hears("", kind=UNKNOWN, id="whatsapp:account:1", sender=ACCOUNT, ref="", raw='{"field": "flows", "value": {}}')
    assert told.number_of(people) == 1
    with told.database.look() as tx:
        assert tx.execute(inbox.select().where(inbox.c.key == "whatsapp:account:1")).one().status == "done"
