from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.worker import DEATHS, TRIES, Worker
from handlers.handbook import Handbook
from handlers.texts import Texts
from handlers.turn import BLOCKED, UNKNOWN, Incoming
from nlu.client import Client
from nlu.danger import DangerWords
from nlu.entities import read_places
from nlu.keywords import Keywords
from storage import content, deliveries, queue, tables, turns
from storage.database import Database

FOLDER = Path(__file__).parents[2] / "content"
CONTENT = content.load(FOLDER)
PLACES = read_places((FOLDER / "places.csv").read_text(encoding="utf-8"))
DESK = "telegram:-100"
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)


class Moment:
    """The time, which a test moves."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def moment() -> Moment:
    return Moment()


def worker(database: Database, moment: Moment, *, menu: tuple[str, ...] = CONTENT.menu) -> Worker:
    book = Handbook(articles=CONTENT.articles, menu=menu)
    # nobody listens there: the understudy reads, as it would with Rasa away
    client = Client("http://127.0.0.1:9", "", DangerWords(CONTENT.danger), Keywords(CONTENT.keywords, PLACES))
    return Worker(database, client, Texts(CONTENT.sentences), book, desk=DESK, now=moment)


def write(database: Database, key: str, text: str, *, sender: str = "telegram:1") -> None:
    message = Incoming(key, sender, MONDAY, author="telegram:1", name="Ibu", text=text, ref=key)
    with database.begin() as tx:
        assert turns.accept(tx, message, now=MONDAY)


def rows(database: Database, table: sa.Table) -> list[sa.Row[tuple[object, ...]]]:
    with database.look() as tx:
        return list(tx.execute(sa.select(table).order_by(table.c.id)))


def test_a_message_becomes_an_answer_in_one_turn(database: Database, moment: Moment) -> None:
    write(database, "telegram:1", "halo")
    assert worker(database, moment).step()
    assert [row.status for row in rows(database, tables.inbox)] == ["done"]
    (order,) = rows(database, tables.outbox)
    assert order.payload["to"] == "telegram:1"
    assert not worker(database, moment).step()


def test_a_turn_that_fails_leaves_nothing_and_is_tried_again_later(database: Database, moment: Moment) -> None:
    write(database, "telegram:1", "halo")
    broken = worker(database, moment, menu=("has_no_label",))
    assert broken.step()
    assert rows(database, tables.outbox) == []
    assert rows(database, tables.messages) == []
    assert not broken.step(), "it waits before the next try"
    moment.now += timedelta(seconds=2)
    assert worker(database, moment).step()
    assert [row.status for row in rows(database, tables.inbox)] == ["done"]


def test_after_five_tries_the_family_gets_an_apology_and_staff_a_number(database: Database, moment: Moment) -> None:
    write(database, "telegram:1", "halo")
    write(database, "telegram:2", "terima kasih")
    broken = worker(database, moment, menu=("has_no_label",))
    for _ in range(TRIES):
        assert broken.step()
        moment.now += timedelta(seconds=40)
    first, second = rows(database, tables.inbox)
    assert (first.status, second.status) == ("failed", "waiting")
    said = {order.payload["to"]: order.payload["words"] for order in rows(database, tables.outbox)}
    assert "tidak hilang" in said["telegram:1"]
    assert str(first.id) in said[DESK]
    assert "halo" in [message.text for message in rows(database, tables.messages)], "the words are in the record"
    assert broken.step(), "the lane goes on"
    assert rows(database, tables.inbox)[1].status == "done"


def test_other_groups_are_none_of_our_business(database: Database, moment: Moment) -> None:
    write(database, "telegram:1", "bansos belum cair", sender="telegram:-555")
    assert worker(database, moment).step()
    assert rows(database, tables.outbox) == []
    assert rows(database, tables.people) == []


@pytest.mark.parametrize(
    "odd",
    [
        {"kind": UNKNOWN, "raw": '{"my_chat_member": {}}'},
        {"kind": UNKNOWN, "raw": '{"message": {"pinned_message": {}}}', "ref": "7"},
        {"kind": BLOCKED, "author": "telegram:900"},
        {"text": "/ambil"},
    ],
)
def test_what_nobody_said_in_the_staff_group_holds_nothing_up(
    database: Database, moment: Moment, odd: dict[str, str]
) -> None:
    with database.begin() as tx:
        turns.accept(tx, Incoming("telegram:1", DESK, MONDAY, **odd), now=MONDAY)
    assert worker(database, moment).step()
    assert [row.status for row in rows(database, tables.inbox)] == ["done"]
    assert rows(database, tables.outbox) == []
    assert rows(database, tables.people) == []
    assert rows(database, tables.staff) == []


def test_officers_are_heard_in_the_group_that_the_staff_group_became(database: Database, moment: Moment) -> None:
    write(database, "telegram:1", "saya mau bicara dengan petugas")
    work = worker(database, moment)
    work.step()
    became = "telegram:-1009"
    with database.begin() as tx:
        deliveries.moved(tx, DESK, became)
        tx.execute(tables.cases.update().values(topic=f"{became}/7"))
        officer = Incoming("telegram:2", f"{became}/7", MONDAY, author="telegram:900", name="Bu Rini", text="/ambil")
        turns.accept(tx, officer, now=MONDAY)
    work.step()
    assert rows(database, tables.cases)[0].status == "taken"


def test_a_message_that_was_answered_before_its_row_knew_is_simply_done(database: Database, moment: Moment) -> None:
    write(database, "telegram:1", "halo")
    work = worker(database, moment)
    work.step()
    with database.begin() as tx:
        tx.execute(tables.inbox.delete())
    write(database, "telegram:1", "halo")
    work.step()
    assert [row.status for row in rows(database, tables.inbox)] == ["done"]
    assert len(rows(database, tables.outbox)) == 1
    assert len(rows(database, tables.messages)) == 2


def test_a_message_that_kills_whoever_takes_it_is_given_up_in_the_end(database: Database, moment: Moment) -> None:
    write(database, "telegram:1", "halo")
    for _ in range(DEATHS):
        with database.begin() as tx:
            assert queue.claim(tx, tables.inbox, now=moment.now)
            moment.now += timedelta(minutes=1)
            queue.rescue(tx, tables.inbox, before=moment.now, now=moment.now)
    work = worker(database, moment)
    assert work.step()
    assert [row.status for row in rows(database, tables.inbox)] == ["failed"]
    assert "tidak hilang" in rows(database, tables.outbox)[0].payload["words"]


def test_an_officer_is_known_by_their_account(database: Database, moment: Moment) -> None:
    write(database, "telegram:1", "saya mau bicara dengan petugas")
    work = worker(database, moment)
    work.step()
    (case,) = rows(database, tables.cases)
    with database.begin() as tx:
        tx.execute(tables.cases.update().values(topic=f"{DESK}/7"))
        officer = Incoming("telegram:2", f"{DESK}/7", MONDAY, author="telegram:900", name="Bu Rini", text="/ambil")
        turns.accept(tx, officer, now=MONDAY)
        again = dataclasses.replace(officer, id="telegram:3", text="/balas Ada yang bisa dibantu?")
        turns.accept(tx, again, now=MONDAY)
    while work.step():
        pass
    assert [row.name for row in rows(database, tables.staff)] == ["Bu Rini"]
    assert rows(database, tables.cases)[0].status == "taken"
    said = [order.payload["words"] for order in rows(database, tables.outbox) if order.payload["to"] == "telegram:1"]
    assert said[-1] == "Ada yang bisa dibantu?"
    assert case.kind == "parenting"
