from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels import (
    File,
    Incoming,
    Limits,
    Moved,
    Order,
    Outage,
    Receipt,
    Refused,
    SendFailed,
    TopicGone,
    TryAgain,
    Unreachable,
    WindowShut,
)
from bot.meters import Meters
from bot.pace import Pace
from bot.sender import Sender
from bot.settling import MISTAKES, PATIENCE
from handlers import orders
from handlers.effects import OpenCase
from handlers.orders import CLOSE_TOPIC, OPEN_TOPIC, POST, SAY
from handlers.texts import Texts
from nlu.reading import Reading
from storage import cases, content, messages, queue, turns
from storage.database import Database
from storage.tables import addresses, outbox
from storage.tables import cases as case_table
from storage.tables import messages as record
from tests.logs import logged

CONTENT = content.load(Path(__file__).parents[2] / "content")
TEXTS = Texts(CONTENT.sentences, CONTENT.templates)

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
SARI, DESK = "door:7", "door:-100"
QUICK = Limits(
    text=4096, caption=1024, buttons=9, label=64, value=64, per_second=1000, per_chat_seconds=0, per_group_minute=20
)


class Door:
    """A door that answers as it is told and remembers what it was given."""

    name = "door"
    limits = QUICK

    def __init__(self, *answers: Receipt | Exception, takes: float = 0) -> None:
        self.answers = list(answers)
        self.given: list[Order] = []
        self.takes = takes
        self.together = self.most = 0

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        raise NotImplementedError

    def read(self, body: Any, *, now: datetime) -> tuple[Incoming, ...]:
        raise NotImplementedError

    async def send(self, order: Order) -> Receipt:
        self.given.append(order)
        self.together += 1
        self.most = max(self.most, self.together)
        await asyncio.sleep(self.takes)
        self.together -= 1
        answer = self.answers.pop(0) if self.answers else Receipt(("311",))
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def fetch(self, file: File) -> bytes:
        raise NotImplementedError


class Desk:
    """A database with an outbox, a sender over it, and a clock that is moved by hand."""

    def __init__(self, database: Database, door: Door) -> None:
        self.database = database
        self.at = NOW
        self.door = door
        self.meters = Meters()

    def put(self, key: str, to: str = SARI, words: str = "halo", **more: Any) -> int:
        """An order in the outbox with its message in the record; returns the message's id."""
        do, case, rank = more.pop("do", SAY), more.pop("case", None), more.pop("rank", queue.REPLY)
        with self.database.begin() as tx:
            new = messages.queued(tx, key=key, address=to, person=None, text=words, now=self.at)
            payload = orders.dump(Order(do, to, key, words))
            lane = more.pop("lane", to)
            queue.put(
                tx, outbox, key=key, lane=lane, payload=payload, now=self.at, rank=rank, do=do, case=case, message=new
            )
        assert new is not None
        return new

    def case(self) -> int:
        """A case of a family that has written."""
        with self.database.begin() as tx:
            heard = Incoming("door:1", SARI, NOW, text="halo")
            turn = turns.load(tx, heard, Reading("complaint_benefit_missing", 1.0), now=NOW)
            wish = OpenCase("complaint", "complaint_benefit_missing")
            number = cases.open_case(tx, wish, origin="door:1", person=turn.person, address=SARI, words="halo", now=NOW)
            tx.execute(case_table.update().values(desk=DESK, title="ADU"))
        return number

    def send(self, times: int = 1) -> list[bool]:
        async def steps() -> list[bool]:
            sender = Sender(
                self.database, {"door": self.door}, now=lambda: self.at, meters=self.meters, texts=TEXTS, desk=DESK
            )
            return [await sender.step() for _ in range(times)]

        return asyncio.run(steps())

    def row(self, key: str) -> Any:
        with self.database.look() as tx:
            return tx.execute(outbox.select().where(outbox.c.key == key)).one()

    def message(self, number: int) -> Any:
        with self.database.look() as tx:
            return tx.execute(record.select().where(record.c.id == number)).one()


def test_an_order_is_sent_once_and_the_record_knows_it(database: Database) -> None:
    desk = Desk(database, Door(Receipt(("311", "312"))))
    message = desk.put("k#1")
    assert desk.send(2) == [True, False]
    assert [order.words for order in desk.door.given] == ["halo"]
    assert desk.row("k#1").status == "done"
    assert (desk.message(message).status, desk.message(message).refs) == ("sent", ["311", "312"])


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (TryAgain(1, "network"), 2),
        (TryAgain(17, "flood"), 17),
        (RuntimeError("a mistake in the door"), 2),
    ],
)
def test_what_may_go_through_later_waits_as_long_as_is_asked(sqlite: Database, answer: Exception, wait: int) -> None:
    desk = Desk(sqlite, Door(answer))
    message = desk.put("k#1")
    desk.send()
    assert (desk.row("k#1").status, desk.row("k#1").due) == ("waiting", NOW + timedelta(seconds=wait))
    desk.at += timedelta(seconds=wait - 1)
    assert desk.send() == [False]
    desk.at += timedelta(seconds=1)
    assert desk.send() == [True]
    assert desk.message(message).status == "sent"


def test_an_outage_is_waited_out_for_a_day_and_then_the_lane_goes_on(sqlite: Database) -> None:
    desk = Desk(sqlite, Door(*[TryAgain(1, "network")] * 40))
    message = desk.put("k#1")
    desk.put("k#2", words="dan lagi")
    for _ in range(20):
        assert desk.send() == [True]
        desk.at += timedelta(minutes=10)
    assert desk.row("k#1").status == "waiting"
    desk.at += PATIENCE
    desk.door.answers[:] = [TryAgain(1, "network")]
    assert desk.send() == [True]
    assert (desk.row("k#1").status, desk.row("k#1").error) == ("failed", "network")
    assert desk.message(message).status == "failed"
    desk.send()
    assert desk.door.given[-1].words == "dan lagi"


def test_an_order_over_which_the_door_stumbles_is_given_up_after_eight_tries(sqlite: Database) -> None:
    desk = Desk(sqlite, Door(*[RuntimeError("a mistake in the door")] * MISTAKES))
    desk.put("k#1")
    for _ in range(MISTAKES):
        assert desk.send() == [True]
        desk.at += timedelta(minutes=10)
    assert (desk.row("k#1").status, desk.row("k#1").error) == ("failed", "mistake")


def test_staff_learn_that_a_reply_did_not_arrive(sqlite: Database) -> None:
    desk = Desk(sqlite, Door(Unreachable("blocked")))
    case = desk.case()
    message = desk.put("k#1")
    with sqlite.begin() as tx:
        tx.execute(record.update().where(record.c.id == message).values(case=case))
    desk.send()
    assert "belum sampai" in desk.row("k#1!#desk1").payload["words"]


def test_somebody_who_cannot_be_reached_is_remembered_as_such(sqlite: Database) -> None:
    desk = Desk(sqlite, Door(Unreachable("blocked")))
    desk.case()
    message = desk.put("k#1")
    desk.send()
    assert desk.row("k#1").status == desk.message(message).status == "failed"
    with sqlite.look() as tx:
        assert tx.execute(addresses.select()).one().unreachable_at == NOW


def test_what_is_refused_is_kept_and_our_own_mistake_is_logged_once_with_its_remedy(sqlite: Database) -> None:
    desk = Desk(sqlite, Door(Refused("not-a-forum", "turn on Topics in the staff group", ours=True)))
    message = desk.put("k#1", words="anak saya dipukul")
    with logged() as lines:
        desk.send()
    assert (desk.row("k#1").status, desk.row("k#1").error) == ("failed", "not-a-forum")
    assert desk.message(message).error == "not-a-forum"
    (line,) = lines
    assert line["event"] == "sender.refused: turn on Topics in the staff group"
    assert (line["level"], line["code"], line["door"]) == ("error", "not-a-forum", "door")
    assert "anak" not in json.dumps(line)
    assert SARI not in json.dumps(line)


@pytest.mark.parametrize("to", ["pigeon:7", "", "web"])
def test_an_order_for_a_door_that_is_not_open_is_our_mistake(sqlite: Database, to: str) -> None:
    desk = Desk(sqlite, Door())
    desk.put("k#1", to=to)
    desk.send()
    assert (desk.row("k#1").status, desk.row("k#1").error) == ("failed", "no-door")
    assert desk.door.given == []


def test_a_post_goes_into_the_topic_that_was_opened_for_its_case(database: Database) -> None:
    desk = Desk(database, Door(Receipt(topic=f"{DESK}/42")))
    case = desk.case()
    desk.put("k#1", to=DESK, do=OPEN_TOPIC, case=case, lane=f"desk:{case}")
    desk.put("k#2", to=f"desk:{case}", do=POST, case=case)
    assert desk.send(3) == [True, True, False]
    assert [(order.do, order.to) for order in desk.door.given] == [(OPEN_TOPIC, DESK), (POST, f"{DESK}/42")]


def test_a_post_whose_topic_is_gone_waits_for_a_new_one(database: Database) -> None:
    desk = Desk(database, Door(TopicGone(), Receipt(topic=f"{DESK}/43")))
    case = desk.case()
    with database.begin() as tx:
        tx.execute(case_table.update().values(topic=f"{DESK}/42"))
    desk.put("k#1", to=f"desk:{case}", do=POST, case=case, words="Ibu menulis lagi")
    for _ in range(3):
        desk.send(2)
        desk.at += timedelta(seconds=10)
    assert [(order.do, order.to) for order in desk.door.given] == [
        (POST, f"{DESK}/42"),
        (OPEN_TOPIC, DESK),
        (POST, f"{DESK}/43"),
    ]
    assert desk.row("k#1").status == "done"


def test_a_topic_that_is_gone_is_as_closed_as_can_be(sqlite: Database) -> None:
    desk = Desk(sqlite, Door(TopicGone()))
    case = desk.case()
    with sqlite.begin() as tx:
        tx.execute(case_table.update().values(topic=f"{DESK}/42"))
    desk.put("k#1", to=f"desk:{case}", do=CLOSE_TOPIC, case=case)
    desk.send()
    assert desk.row("k#1").status == "done"


def test_a_group_that_moved_is_followed(database: Database) -> None:
    desk = Desk(database, Door(Moved("door:-200"), Receipt(topic="door:-200/9")))
    case = desk.case()
    desk.put("k#1", to=DESK, do=OPEN_TOPIC, case=case)
    assert desk.send(3) == [True, True, False]
    assert [order.to for order in desk.door.given] == [DESK, "door:-200"]
    with database.look() as tx:
        assert tx.execute(case_table.select()).one().desk == "door:-200"


class Flaky(Database):
    """A database that goes away when told to."""

    away = 0

    @contextmanager
    def begin(self) -> Iterator[Any]:
        if self.away:
            self.away -= 1
            raise OSError("the database is away")
        with super().begin() as tx:
            yield tx


def test_what_the_door_answered_is_written_down_also_when_the_database_was_away_for_a_moment(sqlite: Database) -> None:
    database = Flaky(str(sqlite.url))
    desk = Desk(database, Door())
    desk.put("k#1")
    original = desk.door.send

    async def send(order: Order) -> Receipt:
        database.away = 1
        return await original(order)

    desk.door.send = send  # type: ignore[method-assign]
    desk.send()
    assert desk.row("k#1").status == "done"
    assert len(desk.door.given) == 1
    database.close()


def run(desk: Desk, seconds: float, *, lanes: int = 8, meanwhile: Any = None) -> None:
    """Let the loop run for so long."""

    async def loop() -> None:
        sender = Sender(
            desk.database,
            {"door": desk.door},
            now=lambda: desk.at,
            meters=desk.meters,
            texts=TEXTS,
            desk=DESK,
            lanes=lanes,
        )
        running = asyncio.create_task(sender.run())
        await asyncio.sleep(0.05)
        if meanwhile:
            await asyncio.to_thread(meanwhile)
            sender.wake()
        await asyncio.sleep(seconds)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(loop())


def test_families_are_served_side_by_side_and_each_in_order(sqlite: Database) -> None:
    desk = Desk(sqlite, Door(takes=0.1))
    for number in range(2):
        for family in range(6):
            desk.put(f"k{family}#{number}", to=f"door:{family}", words=str(number))
    run(desk, 1.5, lanes=4)
    assert desk.door.most == 4
    assert len(desk.door.given) == 12
    for family in range(6):
        assert [order.words for order in desk.door.given if order.to == f"door:{family}"] == ["0", "1"]


def test_the_loop_wakes_at_once_and_writes_down_what_is_on_its_way_when_it_is_stopped(sqlite: Database) -> None:
    desk = Desk(sqlite, Door(takes=0.3))
    run(desk, 0.2, meanwhile=lambda: desk.put("k#1"))
    assert desk.row("k#1").status == "done"


def test_the_loop_outlives_a_database_that_goes_away(sqlite: Database) -> None:
    database = Flaky(str(sqlite.url))
    desk = Desk(database, Door())
    desk.put("k#1")
    database.away = 1
    run(desk, 1.4)
    assert desk.row("k#1").status == "done"
    database.close()


def test_an_order_whose_moment_is_far_goes_back_into_the_outbox_and_loses_no_turn(sqlite: Database) -> None:
    desk = Desk(sqlite, Door())
    for number in range(22):
        desk.put(f"k#{number}", to=DESK, do=POST, lane=f"lane {number}")
    desk.put("alarm", to=DESK, do=POST, lane="alarm", rank=queue.URGENT)
    assert desk.send(23) == [True] * 23
    assert [order.key for order in desk.door.given] == ["alarm", *(f"k#{number}" for number in range(19))]
    assert (desk.row("k#20").status, desk.row("k#20").error) == ("waiting", "paced")
    assert NOW + timedelta(seconds=55) < desk.row("k#20").due <= NOW + timedelta(seconds=61)


def order(key: str = "k", to: str = SARI, do: str = SAY) -> Order:
    return Order(do, to, key, "halo")


SLOW = Limits(
    text=4096, caption=1024, buttons=9, label=64, value=64, per_second=10, per_chat_seconds=1, per_group_minute=3
)


def test_one_person_gets_a_message_a_second() -> None:
    pace = Pace()
    assert [pace.book(order(key), SLOW, now=100) for key in "abc"] == [0, 1, 2]
    assert pace.book(order("c"), SLOW, now=102) == pytest.approx(0)
    assert pace.book(order("d"), SLOW, now=110) == 0


def test_a_door_sends_so_many_a_second_to_everybody_together() -> None:
    pace = Pace()
    waits = [pace.book(order(str(person), f"door:{person}"), SLOW, now=100) for person in range(4)]
    assert waits == pytest.approx([0, 0.1, 0.2, 0.3])


def test_a_group_gets_so_many_a_minute_over_all_of_its_topics_and_nobody_else_waits_for_it() -> None:
    pace = Pace()
    waits = [pace.book(order(str(topic), f"{DESK}/{topic}", POST), SLOW, now=100) for topic in range(7)]
    assert waits == pytest.approx([0, 0.1, 0.2, 60, 60, 60, 120], abs=0.5)
    assert pace.book(order("family"), SLOW, now=100) < 1


def test_what_is_urgent_does_not_wait_but_counts() -> None:
    pace = Pace()
    for topic in range(3):
        pace.book(order(str(topic), f"{DESK}/{topic}", POST), SLOW, now=100)
    assert pace.book(order("alarm", DESK, POST), SLOW, now=100, urgent=True) == 0


def test_a_chat_that_the_platform_wants_left_alone_is_left_alone() -> None:
    pace = Pace()
    pace.hold(order("a", f"{DESK}/1", POST), 17, now=100)
    assert pace.book(order("b", f"{DESK}/2", POST), SLOW, now=101) == 16
    assert pace.book(order("alarm", DESK, POST), SLOW, now=101, urgent=True) == 16
    assert pace.book(order("family"), SLOW, now=101) == 0


def test_a_text_in_several_parts_counts_as_several_messages() -> None:
    pace = Pace()
    pace.book(order("a"), SLOW, now=100)
    pace.sent(order("a"), SLOW, parts=3, now=100)
    assert pace.book(order("b"), SLOW, now=100) == 3


def test_every_kind_of_failure_has_an_outcome(sqlite: Database) -> None:
    answers: dict[str, list[SendFailed]] = {
        "waiting": [TryAgain(1), Moved("door:-200"), Outage(60, "131042", "pay", urgent=True)],
        "held": [WindowShut("window")],
        "failed": [Unreachable(), TopicGone(), Refused("x", "y", ours=False)],
    }
    assert {type(kind) for kinds in answers.values() for kind in kinds} == set(SendFailed.__subclasses__())
    for status, kinds in answers.items():
        for kind in kinds:
            desk = Desk(sqlite, Door(kind))
            key = type(kind).__name__
            desk.put(key, to=f"door:{key}")
            desk.send()
            assert desk.row(key).status == status
            desk.at += timedelta(hours=1)
            desk.send(2)
