"""What staff see in their group: a topic for each case, the family's words in it, the alert everybody hears."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.effects import Alert, Move, Note, OpenCase, Say, Tell
from handlers.orders import CLOSE_TOPIC, OPEN_TOPIC, POST
from handlers.state import Answer
from handlers.turn import EDITED, Contact, File, Place
from storage import cases, queue
from storage.database import Database
from storage.tables import cases as case_table
from storage.tables import outbox
from tests.storage.world import COMPLAINT, GROUP, MOTHER, NOW, World

PHOTO = File("photo", "telegram:AgAD")


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_a_case_gets_a_topic_a_card_and_what_was_written_before(world: World) -> None:
    world.hear(world.message("assalamualaikum", name="Sari"), Say("lead"))
    world.hear(world.message("kartu saya ditahan", files=(PHOTO,)), COMPLAINT, Note(), Say("of"))
    topic, card, first, second, said = world.orders()[1:]
    assert (topic.do, topic.to, topic.words) == (OPEN_TOPIC, GROUP, "ADU-2026-000001 Pungutan")
    assert (card.do, card.to) == (POST, "desk:1")
    assert card.words == (
        "ADU-2026-000001 · Keluhan · soon · Senin, 30 November 2026\n"
        "Cerita: Kartu saya ditahan. Sudah tiga bulan.\nTempat: di rumah"
    )
    assert [order.words for order in (first, second)] == ["Keluarga: assalamualaikum", "Keluarga: kartu saya ditahan"]
    assert second.files == (PHOTO,)
    assert said.do == "say"
    lanes = [row.lane for row in world.rows(outbox)]
    assert lanes == [MOTHER, "desk:1", "desk:1", "desk:1", "desk:1", MOTHER]
    assert "Sari" not in topic.words + card.words


def test_a_topic_without_a_label_is_named_by_its_number_alone(world: World) -> None:
    world.hear("air", OpenCase("complaint", "complaint_other", {"what": Answer("@air")}))
    assert world.orders()[0].words == "ADU-2026-000001"
    assert world.orders()[1].words == "ADU-2026-000001 · Keluhan · routine · –\nCerita: @air"


def test_the_card_of_a_form_given_up_half_way_says_so(world: World) -> None:
    world.hear("lapar", OpenCase("aid", "aid_food", {}, complete=False))
    assert world.orders()[0].words == "BTN-2026-000001 Makanan"
    assert world.orders()[1].words == "BTN-2026-000001 · aid · routine · –\n\nBelum lengkap."


def test_an_edit_and_a_file_without_words_are_shown_as_such(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    before = len(world.orders())
    world.hear(world.message("hilnag", ref="7"), Note(1))
    world.hear(world.message("hilang", ref="7", kind=EDITED), Note(1))
    world.hear(world.message(files=(PHOTO,)), Note(1))
    assert [order.words for order in world.orders()[before:]] == ["Keluarga: hilnag", "Diubah: hilang", "Berkas."]
    assert world.orders()[-1].files == (PHOTO,)


def test_without_a_staff_group_nothing_is_posted(world: World) -> None:
    world.desk = ""
    world.hear("kartu", COMPLAINT, Note(), Tell("desk.taken", {"officer": "x"}), Alert("desk.alert"), Say("of"))
    world.decide(Move(1, "done", "Bu Rina"), Tell("desk.taken", {"officer": "x"}, 1))
    assert [order.do for order in world.orders()] == ["say"]


def test_a_case_from_before_there_was_a_group_gets_its_topic_at_the_next_post(world: World) -> None:
    world.desk = ""
    world.hear("kartu", COMPLAINT)
    world.desk = GROUP
    world.hear("halo", Note(1))
    assert [order.do for order in world.orders()] == [OPEN_TOPIC, POST, POST]
    world.hear("lagi", Note(1))
    assert [order.words for order in world.orders()][3:] == ["Keluarga: lagi"]


def test_an_alert_goes_to_the_whole_group_aloud_and_first(world: World) -> None:
    world.hear("tolong", COMPLAINT, Alert("desk.alert"))
    order = world.orders()[-1]
    assert (order.do, order.to, order.loud, order.words) == (POST, GROUP, True, "DARURAT ADU-2026-000001 Keluhan")
    with world.database.begin() as tx:
        row = world.next(tx)
    assert (row.key, row.rank, row.lane) == (order.key, queue.URGENT, "desk")


def test_staff_are_told_in_the_topic_of_the_case_quietly(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    world.decide(Tell("desk.taken", {"officer": "Bu Rina"}, 1), sender=f"{GROUP}/4")
    order = world.orders()[-1]
    assert (order.to, order.words, order.loud) == ("desk:1", "Diambil Bu Rina", False)


def test_without_a_case_staff_are_told_where_they_asked(world: World) -> None:
    world.decide(Tell("desk.lost"), sender=f"{GROUP}/9")
    assert (world.orders()[0].to, world.orders()[0].do) == (f"{GROUP}/9", POST)
    world.hear("ya", Tell("desk.lost"))
    assert world.orders()[1].to == GROUP


def test_a_place_and_a_contact_are_shown_as_text_and_a_button_is_not_shown(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    before = len(world.orders())
    world.hear(world.message(place=Place(-1.61, 103.6, "Rumah")), Note(1))
    world.hear(world.message(contact=Contact("Ani", "+62811")), Note(1))
    world.hear(world.message(choice="confirm:yes"), Note(1))
    assert [order.words for order in world.orders()[before:]] == [
        "Keluarga: Rumah -1.61, 103.6",
        "Keluarga: Ani +62811",
    ]


def test_words_that_begin_like_a_text_key_stay_the_familys_words(world: World) -> None:
    world.hear("@yes", COMPLAINT)
    assert world.orders()[-1].words == "Keluarga: @yes"


def test_the_topic_of_a_finished_case_is_closed(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    world.decide(Move(1, "taken", "Bu Rina"))
    world.decide(Move(1, "done", "Bu Rina"))
    assert [order.do for order in world.orders()][-1] == CLOSE_TOPIC
    assert world.orders()[-1].to == "desk:1"
    assert [order.do for order in world.orders()].count(CLOSE_TOPIC) == 1


def test_a_case_is_found_by_its_topic(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    with world.database.begin() as tx:
        assert cases.by_topic(tx, f"{GROUP}/42") is None
        assert cases.by_topic(tx, "") is None
        tx.execute(case_table.update().values(topic=f"{GROUP}/42"))
        found = cases.by_topic(tx, f"{GROUP}/42")
    assert found is not None
    assert found.code == "ADU-2026-000001"


def test_desk_orders_have_keys_of_their_own(world: World) -> None:
    world.now = NOW + timedelta(hours=1)
    world.hear("kartu", COMPLAINT, Say("of"), Alert("desk.alert"))
    assert [order.key for order in world.orders()] == [
        "web:1#desk1",
        "web:1#desk2",
        "web:1#desk3",
        "web:1#1",
        "web:1#desk4",
    ]
