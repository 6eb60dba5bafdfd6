"""What the sender does with what the clock sends: tips and reminders, when a person has not written for a day."""

from __future__ import annotations

from datetime import timedelta

from handlers.personal import EndChild
from storage import people, personal, queue
from storage.database import Database
from storage.tables import cases, openings
from tests.bot.family import A_DAY, Family, subscribe, tip
from tests.bot.test_sender import NOW


def test_of_the_tips_outside_the_window_only_the_newest_waits_and_nothing_is_sent_about_it(sqlite: Database) -> None:
    family = Family(sqlite)
    subscribe(family)
    family.at += 7 * A_DAY
    old, new = tip(family, 47), ""
    family.all()
    family.at += 7 * A_DAY
    new = tip(family, 48)
    family.all()
    assert family.sent == []
    assert (family.row(old).status, family.row(new).status) == ("done", "held")
    family.writes()
    family.all()
    assert family.family_got == ["tips 48"]


def test_a_tip_never_goes_beside_danger(sqlite: Database) -> None:
    family = Family(sqlite)
    subscribe(family)
    family.at += 7 * A_DAY
    held = tip(family, 47)
    family.all()
    with sqlite.begin() as tx:
        tx.execute(cases.update().values(kind="danger"))
    family.writes()
    family.all()
    assert (family.row(held).status, family.family_got) == ("held", [])


def test_a_tip_about_a_child_they_speak_of_no_more_is_never_sent(sqlite: Database) -> None:
    family = Family(sqlite)
    subscribe(family)
    family.at += 7 * A_DAY
    held = tip(family, 47)
    family.all()
    with sqlite.begin() as tx:
        (person,) = people.by_id(tx, [1]).values()
        personal.write(tx, person, EndChild(1, "mistake"), key="door:2", now=family.at)
    family.writes()
    family.all()
    assert (family.row(held).status, family.family_got) == ("done", [])


def test_nothing_is_sent_unasked_to_who_has_stopped_it_meanwhile(sqlite: Database) -> None:
    family = Family(sqlite)
    message = family.say("tips:1:2026-W47/0/bacakan", "tips", case=False, rank=queue.BULK)  # nobody asked for it
    family.all()
    assert (family.sent, family.row("tips:1:2026-W47/0/bacakan").error) == ([], "unsubscribed")
    assert family.message(message).status == "dropped"


def test_a_reminder_beyond_todays_new_contacts_waits_for_tomorrow_and_a_reply_does_not(sqlite: Database) -> None:
    family = Family(sqlite)
    with sqlite.begin() as tx:
        for number in range(250):
            values = {"address": f"door:0{number}", "template": "pengingat_kunjungan", "at": NOW + timedelta(hours=23)}
            tx.execute(openings.insert().values(**values))
    family.at += A_DAY
    family.say("visits:1:x", template="pengingat_kunjungan", template_values=("Senin", "10.00"), rank=queue.BULK)
    family.all()
    assert (family.sent, family.row("visits:1:x").error) == ([], "crowded")
    assert family.row("visits:1:x").due == NOW + timedelta(hours=47)
    family.say("k#1", template="pengingat_kunjungan", template_values=("Senin", "10.00"), rank=queue.URGENT)
    family.all()
    assert [order.template for order in family.sent] == ["pengingat_kunjungan"]
