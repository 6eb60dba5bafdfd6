"""What is held back from a screen that may be watched: kept, announced once, and sent when the family opens it."""

from __future__ import annotations

import pytest

from handlers.effects import Move, OpenCase, Quiet, Relay, Say
from handlers.orders import SAY
from handlers.texts import Texts
from handlers.turn import File
from storage import cases, messages
from storage.database import Database
from storage.tables import messages as record
from tests.storage import world as of_storage
from tests.storage.world import GROUP, MOTHER, World

DANGER = OpenCase("danger", "danger_suicide", urgency="urgent")
PHOTO = File("photo", "telegram:p1")


@pytest.fixture
def world(database: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    more = {"quiet.message": "Ada pesan.", "intent.danger_suicide": "Darurat"}
    monkeypatch.setattr(of_storage, "TEXTS", Texts({**of_storage.TEXTS.sentences, **more}))
    return World(database)


def said(world: World) -> list[str]:
    """What goes out to the mother."""
    return [order.words for order in world.orders() if order.do == SAY and order.to == MOTHER]


def hide(world: World) -> int:
    (case,) = world.hear("tolong", DANGER).cases
    world.hear("menu", Quiet(case))
    return case


def test_what_staff_write_waits_and_only_a_neutral_word_is_sent_once(world: World) -> None:
    case = hide(world)
    world.decide(Relay(case, "Ibu aman?"))
    world.decide(Relay(case, "Kami jemput."), Say("of", {"code": "DRT"}, case=case))
    assert said(world) == ["Ada pesan."]


def test_what_waits_is_not_shown_on_the_web_page_but_stands_in_the_case(world: World) -> None:
    case = hide(world)
    world.decide(Relay(case, "Ibu aman?"))
    with world.database.look() as tx:
        assert "Ibu aman?" not in [entry.text for entry in messages.conversation(tx, MOTHER)]
        assert "Ibu aman?" in [entry.text for entry in messages.transcript(tx, case)]


def test_the_neutral_word_belongs_to_no_case(world: World) -> None:
    case = hide(world)
    world.decide(Relay(case, "Ibu aman?"))
    (word,) = [row for row in world.rows(record) if row.text == "Ada pesan."]
    assert word.case is None


def test_opening_sends_everything_in_order_with_its_files_and_nothing_twice(world: World) -> None:
    case = hide(world)
    world.decide(Relay(case, "Ibu aman?", (PHOTO,)))
    world.decide(Relay(case, "Kami jemput."))
    world.hear("buka", Quiet(case, quiet=False))
    world.hear("buka", Quiet(case, quiet=False))
    assert said(world) == ["Ada pesan.", "Ibu aman?", "Kami jemput."]
    assert next(order.files for order in world.orders() if order.words == "Ibu aman?") == (PHOTO,)
    assert messages.HELD not in {row.status for row in world.rows(record)}


def test_after_opening_staff_are_heard_at_once_and_after_hiding_again_announced_anew(world: World) -> None:
    case = hide(world)
    world.hear("buka", Quiet(case, quiet=False))
    world.decide(Relay(case, "Halo bu."))
    world.hear("menu", Quiet(case))
    world.decide(Relay(case, "Masih di sana?"))
    assert said(world) == ["Halo bu.", "Ada pesan."]


def test_a_hidden_case_is_not_among_those_anybody_speaks_of(world: World) -> None:
    case = hide(world)
    turn = world.turn("laporan saya")
    assert turn.cases == ()
    assert [known.id for known in turn.hidden] == [case]


def test_other_cases_of_the_same_person_are_answered_openly(world: World) -> None:
    hide(world)
    (other,) = world.hear("keluhan", of_storage.COMPLAINT).cases
    world.decide(Relay(other, "Sudah kami cek."), sender=GROUP)
    assert said(world) == ["Sudah kami cek."]


def test_calls_for_a_person_that_nobody_took_are_the_queue(world: World) -> None:
    call = OpenCase("parenting", "service_talk_to_staff")
    assert world.turn("halo").ahead == 0
    (first,) = world.hear("petugas", call, sender="web:ayah").cases
    world.hear("petugas", call, sender="web:nenek")
    world.hear("keluhan", of_storage.COMPLAINT, sender="web:bibi")
    assert world.turn("halo").ahead == 2
    world.decide(Move(first, "taken", "Bu Rina"))
    assert world.turn("halo").ahead == 1
    with world.database.look() as tx:
        assert cases.ahead(tx, most=0) == 1
