"""What the sender does when a platform carries nothing, or finds us too fast."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.channels import Outage, TryAgain
from storage import doors, queue
from storage.database import Database
from storage.tables import addresses
from tests.bot.family import UNPAID, Family, outage
from tests.bot.test_sender import NOW, QUICK, Desk, Door
from tests.logs import logged


def test_in_an_outage_everything_waits_staff_hear_of_it_once_and_again_when_it_is_over(database: Database) -> None:
    family = Family(database, UNPAID, UNPAID)
    for number in range(3):
        family.say(f"k#{number}", str(number), rank=queue.URGENT if number == 2 else queue.REPLY)
    with logged() as lines:
        family.all()
    assert len(family.sent) == 1, "the others are not even tried"
    assert {family.row(f"k#{number}").status for number in range(3)} == {"waiting"}
    state = outage(family)
    assert (state.state, state.code, state.since) == ("outage", "131042", NOW)
    assert [line["code"] for line in lines if line["event"].startswith("sender.outage")] == ["131042"]
    family.at += timedelta(minutes=11)
    family.all()
    assert len(family.sent) == 2, "one of them looks whether it is over"
    family.at += timedelta(minutes=11)
    family.all()
    assert sorted(set(family.family_got)) == ["0", "1", "2"]
    assert outage(family).state == "ok"
    told = [words for words in family.staff_read if "131042" in words or "lagi" in words]
    assert len(told) == 2
    assert "cara bayar" in told[0]


def test_in_an_outage_that_spares_the_urgent_they_go_and_prove_nothing(sqlite: Database) -> None:
    spam = Outage(3600, "131048", "people block this number", urgent=False)
    family = Family(sqlite, spam)
    family.say("k#1", "menunggu")
    family.all()
    family.say("k#2", "darurat", rank=queue.URGENT)
    family.all()
    assert family.family_got == ["menunggu", "darurat"]
    assert (outage(family).state, family.row("k#1").status) == ("outage", "waiting")


def test_an_outage_that_only_reports_tell_of_is_not_over_because_an_order_is_taken(sqlite: Database) -> None:
    family = Family(sqlite)
    with sqlite.begin() as tx:
        doors.down(tx, "door", code="131042", reason="pay", urgent=True, until=NOW, now=NOW, silent=True)
    for number in range(2):
        family.say(f"k#{number}", str(number))
    family.all()
    assert family.family_got == ["0"], "one is let through, the other waits for what is reported of it"
    assert outage(family).state == "outage"


def test_an_outage_loses_no_patience(sqlite: Database) -> None:
    family = Family(sqlite, *[UNPAID] * 9)
    family.say("k#1", "satu")
    for _ in range(9):
        family.all()
        family.at += timedelta(hours=2)
    with sqlite.begin() as tx:
        tx.execute(addresses.update().values(last_heard_at=family.at))
    family.all()
    assert family.row("k#1").status == "done"


def test_a_platform_that_finds_us_too_fast_is_given_time(sqlite: Database) -> None:
    desk = Desk(sqlite, Door(TryAgain(60, "throughput")))
    desk.door.limits = replace(QUICK, per_second=1.5)
    for number in range(3):
        desk.put(f"k#{number}", to=f"door:{number}")
    desk.send(3)
    assert [desk.row(f"k#{number}").error for number in range(3)] == ["throughput", "", "paced"]
