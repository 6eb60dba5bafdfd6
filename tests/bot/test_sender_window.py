"""What the sender does when a person has not written for a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.channels import WindowShut
from storage import queue, window
from storage.database import Database
from storage.tables import cases, openings
from storage.tables import messages as record
from tests.bot.family import A_DAY, NEWS, UNPAID, Family
from tests.bot.test_sender import DESK, NOW, QUICK, SARI, TEXTS


def test_within_a_day_free_words_go_and_no_template_is_used(sqlite: Database) -> None:
    family = Family(sqlite)
    family.at += A_DAY - timedelta(seconds=1)
    family.say("k#1", template="pengingat_kunjungan", template_values=("Senin", "10.00"))
    family.all()
    (given,) = family.sent
    assert (given.words, given.template, given.template_values) == ("halo", "", ())
    assert given.last_heard_at == NOW


def test_after_a_day_words_with_an_approved_template_go_as_it_and_the_contact_is_counted(database: Database) -> None:
    family = Family(database)
    family.at += A_DAY
    family.say("k#1", template="pengingat_kunjungan", template_values=("Senin", "10.00"), rank=queue.BULK)
    family.all()
    (given,) = family.sent
    assert (given.template, given.template_values) == ("pengingat_kunjungan", ("Senin", "10.00"))
    with database.look() as tx:
        (opening,) = tx.execute(openings.select()).all()
    assert (opening.address, opening.template, opening.at) == (SARI, "pengingat_kunjungan", family.at)


def test_after_a_day_a_reply_waits_and_the_family_is_told_once_that_there_is_news(database: Database) -> None:
    family = Family(database)
    family.at += A_DAY
    one, two = family.say("k#1", "Kartu Ibu sudah jadi."), family.say("k#2", "Bisa diambil besok.")
    family.all()
    (given,) = family.sent
    assert given.template == "kabar_baru"
    assert given.words == NEWS.format(given.template_values[0])
    assert "ADU" not in given.words
    assert [family.row(key).status for key in ("k#1", "k#2")] == ["held", "held"]
    assert [family.message(number).status for number in (one, two)] == ["waiting", "waiting"]
    told = [words for words in family.staff_read if "menunggu" in words]
    assert len(told) == 1
    assert "Kami kirim pemberitahuan" in told[0]


def test_when_they_write_everything_goes_in_its_order_before_what_is_answered_now(database: Database) -> None:
    family = Family(database)
    family.at += A_DAY
    first = family.say("k#1", "satu")
    family.say("k#2", "dua")
    family.all()
    family.at += 3 * A_DAY
    family.writes(reply="late.sorry")
    family.all()
    assert family.family_got[1:] == ["satu", "dua", TEXTS.render("late.sorry")]
    assert family.message(first).status == "sent"


def test_what_is_urgent_goes_before_what_waited(database: Database) -> None:
    family = Family(database)
    family.at += A_DAY
    family.say("k#1", "satu")
    family.say("k#2", "dua")
    family.all()
    family.writes("tolong", urgent=True, reply="late.sorry")
    family.all()
    assert family.family_got[1:] == [TEXTS.render("late.sorry"), "satu", "dua"]


def test_news_is_sent_once_a_day_and_again_the_next_day_only_when_there_is_more(sqlite: Database) -> None:
    family = Family(sqlite)
    for hours, words in ((24, "satu"), (30, "dua"), (49, "tiga")):
        family.at = NOW + timedelta(hours=hours)
        family.say(f"k#{hours}", words)
        family.all()
    assert [order.template for order in family.sent] == ["kabar_baru", "kabar_baru"]
    family.at += 2 * A_DAY
    family.all()
    assert len(family.sent) == 2


def test_news_that_is_overtaken_by_the_family_is_not_sent(sqlite: Database) -> None:
    family = Family(sqlite)
    family.at += A_DAY
    family.say("k#1", "satu")
    assert family.send() == [True]
    family.writes()
    family.all()
    assert family.family_got == ["satu"]


def test_without_an_approved_template_staff_learn_that_nothing_can_be_sent(sqlite: Database) -> None:
    family = Family(sqlite, approved=False)
    family.at += A_DAY
    family.say("k#1", template="pengingat_kunjungan", template_values=("Senin", "10.00"))
    family.all()
    assert family.sent == []
    assert family.row("k#1").status == "held"
    assert any("hubungi keluarga dengan cara lain" in words for words in family.staff_read)


def test_the_platforms_own_word_that_the_window_is_shut_is_believed(sqlite: Database) -> None:
    family = Family(sqlite, WindowShut("window"))
    family.say("k#1", "satu")
    assert family.send() == [True]
    assert family.row("k#1").status == "held"


def test_a_template_that_the_platform_does_not_take_after_all_makes_no_circle(sqlite: Database) -> None:
    family = Family(sqlite, WindowShut("template-paused"))
    family.at += A_DAY
    family.say("k#1", "satu")
    family.all()
    assert [order.template for order in family.sent] == ["kabar_baru"]
    assert any("hubungi keluarga dengan cara lain" in words for words in family.staff_read)


@pytest.mark.parametrize("values", [{"kind": "danger"}, {"secrecy": "anonymous"}, {"quiet": True}])
def test_a_locked_screen_learns_nothing_of_danger_or_of_a_secret(sqlite: Database, values: dict[str, Any]) -> None:
    family = Family(sqlite)
    with sqlite.begin() as tx:
        tx.execute(cases.update().values(**values))
    family.at += A_DAY
    family.say("k#1", "satu")
    family.all()
    assert family.family_got == [NEWS.format("Anda")]


def test_a_door_without_a_window_and_the_desk_are_never_looked_at(sqlite: Database) -> None:
    family = Family(sqlite, UNPAID)
    family.door.limits = QUICK
    family.at += 30 * A_DAY
    family.say("k#1", "satu")
    family.all()
    family.put("k#2", to=DESK, do="post", words="kartu")
    family.all()
    assert "kartu" in [order.words for order in family.door.given]


def test_what_has_waited_for_half_a_year_is_given_up(sqlite: Database) -> None:
    family = Family(sqlite)
    family.at += A_DAY
    message = family.say("k#1", "satu")
    family.all()
    with sqlite.begin() as tx:
        assert window.expire(tx, before=family.at) == 0
        assert window.expire(tx, before=family.at + timedelta(days=180)) == 1
    family.writes()
    family.all()
    assert (family.message(message).status, "satu" in family.family_got) == ("dropped", False)


def test_what_waits_stands_in_the_record_of_its_case(sqlite: Database) -> None:
    family = Family(sqlite)
    family.at += A_DAY
    family.say("k#1", "satu")
    family.all()
    with sqlite.look() as tx:
        said = {row.text: row.status for row in tx.execute(record.select().where(record.c.case == family.number))}
    assert said["satu"] == "waiting"
    assert any(text.startswith("Ada kabar") and status == "sent" for text, status in said.items())
