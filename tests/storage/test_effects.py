"""What each effect writes down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers import state as states
from handlers.effects import (
    AnswerVisit,
    Move,
    Note,
    OpenCase,
    Option,
    Relay,
    Rest,
    Say,
)
from handlers.personal import (
    AddChild,
    Remember,
    Subscribe,
    Unsubscribe,
)
from handlers.state import Answer, Filling, Idle, State, WithStaff
from handlers.turn import File
from storage import casefile, messages, queue, visits
from storage import people as storage_people
from storage.database import Database
from storage.tables import (
    addresses,
    case_events,
    families,
    outbox,
    people,
    subscriptions,
)
from storage.tables import cases as case_table
from storage.tables import messages as record
from storage.writing import Repeated
from tests.storage.world import COMPLAINT, DUE, MOTHER, NOW, World

PHOTO = File("photo", "telegram:AgAD", "kk.jpg", "image/jpeg", 1200)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_an_answer_is_recorded_and_queued_with_its_buttons(world: World) -> None:
    option = Option("confirm:yes", "yes")
    world.hear("halo", Say("hello", {"name": "Bu"}, "lead", (option,)), Say("lead", urgent=True))
    first, second = world.orders()
    assert (first.do, first.to, first.key, first.words) == ("say", MOTHER, "web:1#1", "Baik.\n\nHalo Bu")
    assert [(choice.value, choice.label) for choice in first.choices] == [("confirm:yes", "Ya")]
    assert first.last_heard_at == NOW
    assert second.key == "web:1#2"
    rows = world.rows(outbox)
    assert [row.rank for row in rows] == [queue.REPLY, queue.URGENT]
    assert [row.lane for row in rows] == [MOTHER, MOTHER]
    heard, said, also = world.rows(record)
    assert (heard.direction, heard.text, heard.key) == ("in", "halo", "web:1")
    assert heard.reading == {"intent": "complaint_extortion", "confidence": 0.91, "danger": None, "source": "rasa"}
    assert (said.direction, said.text_key, said.status) == ("out", "hello", "queued")
    assert [row.message for row in rows] == [said.id, also.id]


def test_a_case_is_opened_with_number_promise_and_the_words_before_it(world: World) -> None:
    world.hear("assalamualaikum")
    applied = world.hear("kartu saya ditahan", Say("filed"), COMPLAINT, state=WithStaff(0, NOW))
    (case,) = world.rows(case_table)
    assert applied.cases == (case.id,)
    assert (case.code, case.origin, case.status, case.urgency) == ("ADU-2026-000001", "web:2", "new", "soon")
    assert (case.intent, case.due, case.complete, case.address) == ("complaint_extortion", DUE, True, MOTHER)
    assert case.summary == "Kartu saya ditahan. Sudah tiga bulan."
    said = next(order for order in world.orders() if order.do == "say")
    assert said.words == "Nomor ADU-2026-000001, paling lambat Senin, 30 November 2026."
    with world.database.look() as tx:
        detail = casefile.detail(tx, case.id)
    assert detail is not None
    assert list(detail.answers.items()) == list(COMPLAINT.answers.items())
    assert [entry.text for entry in detail.messages] == ["assalamualaikum", "kartu saya ditahan", said.words]
    assert [event.what for event in detail.events] == ["opened"]
    assert world.turn("x").state == WithStaff(case.id, NOW)


def test_a_case_opened_when_nothing_is_answered_is_summed_up_by_the_message(world: World) -> None:
    world.hear("tolong " * 60, OpenCase("danger", "danger_suicide", {}, "urgent", complete=False))
    (case,) = world.rows(case_table)
    assert case.code == "DRT-2026-000001"
    assert case.summary.startswith("tolong tolong")
    assert case.summary.endswith("tolong…")
    assert len(case.summary) <= 201
    assert case.complete is False


def test_messages_older_than_a_day_or_of_another_case_stay_where_they_are(world: World) -> None:
    world.hear("minggu lalu")
    world.now = NOW + timedelta(hours=25)
    world.hear("kasus satu", COMPLAINT)
    world.hear("kasus dua", COMPLAINT)
    assert [(row.text, row.case) for row in world.rows(record)] == [
        ("minggu lalu", None),
        ("kasus satu", 1),
        ("kasus dua", 2),
    ]


def test_two_cases_in_one_decision_have_an_origin_each(world: World) -> None:
    aid = OpenCase("aid", "aid_food", {})
    world.hear("lapar dan dipungut", COMPLAINT, Say("of"), aid, Say("of"))
    assert [(row.code, row.origin) for row in world.rows(case_table)] == [
        ("ADU-2026-000001", "web:1"),
        ("BTN-2026-000001", "web:1#2"),
    ]
    assert [o.words for o in world.orders() if o.do == "say"] == ["Soal ADU-2026-000001", "Soal BTN-2026-000001"]


def test_what_a_person_says_about_themselves_is_remembered(world: World) -> None:
    world.hear(
        "saya",
        Remember("name", "Sari"),
        Remember("place", "15.71.05"),
        Remember("zone", "Asia/Makassar"),
        Remember("address_form", "ibu"),
        Remember("notice", "2026-11"),
        AddChild("Budi", date(2023, 5, 1)),
        AddChild("budi", date(2023, 6, 1)),
        AddChild(""),
        Subscribe("tips"),
    )
    person = world.turn("x").person
    assert (person.name, person.zone, person.place) == ("Sari", "Asia/Makassar", "15.71.05")
    assert (person.address_form, person.notice, person.noticed) == ("ibu", "2026-11", True)
    assert [(child.name, child.born) for child in person.children] == [("Budi", date(2023, 6, 1)), ("", None)]
    assert person.subscriptions == ("tips",)
    assert world.rows(families)[0].place == "15.71.05"
    assert world.rows(people)[0].noticed_at == NOW


def test_nothing_is_kept_about_a_person_under_a_name_nobody_knows(world: World) -> None:
    with pytest.raises(ValueError, match="'shoe_size'"):
        world.hear("42", Remember("shoe_size", "42"))


def test_stopping_everything_ends_each_subscription_and_asking_again_begins_anew(world: World) -> None:
    world.hear("a", Subscribe("tips"), Subscribe("news"))
    world.hear("b", Unsubscribe("news"))
    assert world.turn("x").person.subscriptions == ("tips",)
    assert world.rows(people)[0].stopped_at is None
    world.hear("c", Unsubscribe())
    assert world.turn("x").person.subscriptions == ()
    assert world.rows(people)[0].stopped_at == NOW
    world.hear("d", Subscribe("tips"))
    assert world.turn("x").person.subscriptions == ("tips",)
    assert world.rows(people)[0].stopped_at is None
    assert len(world.rows(subscriptions)) == 2


def test_who_asks_to_be_written_to_has_said_so_in_a_message_that_can_be_shown(world: World) -> None:
    world.hear(world.message("ya", id="whatsapp:wamid.1"), Subscribe("tips"))
    assert world.rows(subscriptions)[0].message_key == "whatsapp:wamid.1"
    world.hear("stop", Unsubscribe("tips"))
    world.hear(world.message("ya lagi", id="whatsapp:wamid.2"), Subscribe("tips"))
    assert world.rows(subscriptions)[0].message_key == "whatsapp:wamid.2"


def test_a_visit_is_told_and_answered(world: World) -> None:
    person = world.turn("halo").person
    with world.database.begin() as tx:
        for hours in (-1, 48, 24):
            at = NOW + timedelta(hours=hours)
            visits.add_visit(tx, family=person.family, person=person.id, at=at, now=NOW)
    assert [visit.at - NOW for visit in world.turn("x").visits] == [timedelta(hours=24), timedelta(hours=48)]
    world.hear("ya", AnswerVisit(3, "ok"))
    assert world.turn("x").visits[0].answer == "ok"


def door(world: World, address: str, *, hours: int = 1, state: State | None = None) -> None:
    """The mother writes from another door too."""
    mother = world.turn("x").person.id
    values = {"person": mother, "state_at": NOW, "created_at": NOW, "last_heard_at": NOW + timedelta(hours=hours)}
    kept = {"state": states.dump(state), "state_name": type(state).__name__} if state else {}
    with world.database.begin() as tx:
        tx.execute(addresses.insert().values(address=address, **values, **kept))


def test_an_officers_words_go_where_the_case_came_from_although_they_wrote_elsewhere_since(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    door(world, "telegram:9")
    before = len(world.orders())
    world.decide(Relay(1, "@Ibu, {kartu} sudah ada.", (PHOTO,)))
    (order,) = world.orders()[before:]
    assert (order.do, order.to, order.words, order.files) == ("say", MOTHER, "@Ibu, {kartu} sudah ada.", (PHOTO,))
    said = world.rows(record)[-1]
    assert (said.author, said.case, said.direction) == ("Bu Rina", 1, "out")
    assert [row.what for row in world.rows(case_events)] == ["opened", "reply"]


@pytest.mark.parametrize(
    ("wish", "to"),
    [
        (COMPLAINT, "telegram:9"),
        (replace(COMPLAINT, secrecy="confidential"), MOTHER),
        (OpenCase("danger", "danger_domestic_violence", {}, "urgent"), MOTHER),
    ],
)
def test_where_nothing_arrives_any_more_words_go_to_their_other_door_unless_it_is_secret(
    world: World, wish: OpenCase, to: str
) -> None:
    world.hear("kartu", wish)
    door(world, "telegram:9")
    with world.database.begin() as tx:
        storage_people.shut(tx, MOTHER, now=NOW)
    world.decide(Relay(1, "Baik."))
    assert world.orders()[-1].to == to


def test_a_case_is_the_persons_and_not_the_familys(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    world.hear("saya bapaknya", sender="telegram:9")
    with world.database.begin() as tx:
        tx.execute(people.update().values(family=1))
    assert [case.person for case in world.turn("x").cases] == [1]
    other = world.turn("ADU-2026-000001", sender="telegram:9")
    assert other.cases == ()
    assert other.asked is not None


def test_a_visit_about_a_danger_is_told_to_nobody_else_in_the_family(world: World) -> None:
    world.hear("tolong", OpenCase("danger", "danger_domestic_violence", {}, "urgent"))
    world.hear("kartu", COMPLAINT)
    world.hear("saya bapaknya", sender="telegram:9")
    with world.database.begin() as tx:
        tx.execute(people.update().values(family=1))
        for case in (1, 2):
            visits.add_visit(tx, family=1, person=1, at=NOW + timedelta(days=case), now=NOW, case=case)
    assert [visit.case for visit in world.turn("x").visits] == [1, 2]
    assert [visit.case for visit in world.turn("x", sender="telegram:9").visits] == [2]


def test_staff_silence_the_bot_at_every_door_of_the_person(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    half = Filling("aid_food", "place", {"what": Answer("beras")})
    door(world, "telegram:9")
    door(world, "telegram:10", state=half)
    world.hear("halo", sender="web:tetangga")
    world.decide(Rest(1, WithStaff(1, NOW)))
    doors = (MOTHER, "telegram:9", "telegram:10", "web:tetangga")
    assert [world.turn("x", sender=sender).state for sender in doors] == [
        WithStaff(1, NOW),
        WithStaff(1, NOW),
        half,  # what was told there is not lost
        Idle(),
    ]
    world.decide(Rest(1, Idle()))
    assert [world.turn("x", sender=sender).state for sender in doors] == [Idle(), Idle(), half, Idle()]


def test_staff_put_the_familys_talk_to_rest_and_move_the_case(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    world.decide(Move(1, "taken", "Bu Rina"), Rest(1, WithStaff(1, NOW)), Say("of", {"code": "X"}, case=1))
    turn = world.turn("x")
    assert turn.state == WithStaff(1, NOW)
    assert (turn.cases[0].status, turn.cases[0].officer) == ("taken", "Bu Rina")
    assert (world.orders()[-1].to, world.orders()[-1].words) == (MOTHER, "Soal X")
    world.decide(Move(1, "done", "Pak Joko"), Rest(1, Idle()))
    turn = world.turn("x")
    assert (turn.state, turn.cases[0].status, turn.cases[0].officer) == (Idle(), "done", "Bu Rina")


def test_a_message_is_noted_on_its_case_once(world: World) -> None:
    world.hear("kartu", COMPLAINT, Note())
    world.hear(world.message("ini fotonya", files=(PHOTO,)), Note(1))
    with world.database.look() as tx:
        entries = messages.transcript(tx, 1)
    assert [entry.text for entry in entries] == ["kartu", "ini fotonya"]
    assert [file.file for file in entries[1].files] == [PHOTO]
    assert [row.what for row in world.rows(case_events)] == ["opened", "message"]


def test_a_form_of_the_console_sent_twice_is_written_once(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    world.decide(Relay(1, "Baik, Bu."), id="console:token")
    with pytest.raises(Repeated):
        world.decide(Relay(1, "Baik, Bu."), id="console:token")
    assert [row.text for row in world.rows(record)] == ["kartu", "Baik, Bu."]
