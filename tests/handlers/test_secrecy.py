"""What is read as a wish for secrecy, what is not, and what is taken out of the words of an anonymous family."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.casework import secrecy, status
from handlers.casework.secrecy_words import HIDE, PLAIN, asks, combined, read, settled, usual
from handlers.effects import ANONYMOUS, BOTH, CONFIDENTIAL, OpenCase, Say
from handlers.handbook import Handbook
from handlers.router import respond
from handlers.state import Answer, Asking, Filling, Idle, dump, load
from handlers.turn import EDITED, CaseBrief, Incoming, Person, Turn
from handlers.words.veil import HIDDEN, veil, veiled
from nlu.reading import Entity, Reading
from tests.conversations.world import MONDAY_MORNING

WISHES = {
    ANONYMOUS: (
        "mau lapor tapi anonim ya",
        "jangan sampai pak rt tau",
        "nama saya jangan ditulis",
        "jangan disebut nama saya",
        "jadikan anonim",
        "jangan sampe pak rt tau",
        "dak usah tulis namo sayo",
        "namo sayo jangan disebut yo buk",
        "jan sampe pak kades tau yo",
        "tanpa nama aja",
        "tolong rahasiakan nama saya",
        "identitas saya mohon dirahasiakan",
        "jangan sampai ketahuan saya yang lapor",
        "jangan sampai pendamping saya tahu kalau saya yang lapor",
        "jangan bilang ke pak rt ya",
        "tidak mau disebut nama",
        "mohon nama saya disamarkan",
    ),
    CONFIDENTIAL: (
        "rahasia ya",
        "tolong dirahasiakan ya bu",
        "bu laporkan pak rt tapi rahasia ya",
        "jangan sampai suami saya tau",
        "jangan sampai orang lain tau",
        "jangan disebarkan ya bu",
        "jangan bilang siapa2 ya",
        "jadikan rahasia",
        "rahasia jugo yo",
    ),
    BOTH: ("anonim dan rahasia ya", "nama saya jangan ditulis, rahasia ya"),
    PLAIN: ("gak usah anonim deh", "nama saya boleh ditulis", "jadikan biasa", "batalkan anonim"),
    "": (
        "pak rt bilang jangan sampai orang dinas tau",
        "katanya jangan bilang siapa siapa",
        "dia ngancam jangan lapor ke siapa2",
        "nama saya tidak ada di daftar",
        "nama saya dicoret",
        "nama saya siti",
        "kenapa nama saya tidak disebut",
        "jangan sampai anak saya putus sekolah",
        "anak saya tidak mau cerita",
        "biar pak rt tau rasa",
        "saya tidak tau",
        "data saya bocor",
        "rahasia perusahaan apa sih",
        "jangan lama lama ya bu",
    ),
}


@pytest.mark.parametrize(("wish", "text"), [(wish, text) for wish, texts in WISHES.items() for text in texts])
def test_a_wish_is_read_in_many_voices_and_in_nothing_else(wish: str, text: str) -> None:
    assert read(text).value == wish


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("tolong nama saya jangan ditulis ya bu", True),
        ("mau lapor tapi anonim ya", True),
        ("pak rt motong bansos 50 ribu, anonim ya", False),
    ],
)
def test_a_wish_with_a_story_beside_it_is_not_bare(text: str, bare: bool) -> None:  # noqa: FBT001  # the table's column
    assert read(text).bare is bare


@pytest.mark.parametrize(
    "text", ["bisa anonim gak", "apakah nama saya dirahasiakan?", "bedanya anonim sama rahasia apa"]
)
def test_a_question_about_secrecy_is_none_yet(text: str) -> None:
    assert asks(text)
    assert not asks("rahasia ya")
    assert not asks("tolong bisa anonim ya pak")


def test_two_wishes_are_both_and_the_usual_way_takes_them_back() -> None:
    assert combined(ANONYMOUS, CONFIDENTIAL) == BOTH
    assert combined(BOTH, PLAIN) == PLAIN
    assert combined(PLAIN, ANONYMOUS) == ANONYMOUS
    assert combined(ANONYMOUS, "") == ANONYMOUS
    assert usual("biasa saja")
    assert not usual("biasanya cair")


def test_a_case_takes_the_wish_of_its_form_and_danger_takes_none() -> None:
    told = {"what": Answer("kartu ditahan"), HIDE: Answer("", ANONYMOUS)}
    assert settled(OpenCase("complaint", "complaint_other", told)).secrecy == ANONYMOUS
    assert list(settled(OpenCase("complaint", "complaint_other", told)).answers) == ["what"]
    assert settled(OpenCase("complaint", "complaint_other", told), PLAIN).secrecy == ""
    assert settled(OpenCase("danger", "danger_missing", told, secrecy=ANONYMOUS), BOTH).secrecy == ""


def turn(text: str, state: object, *, hours: int = 0, kind: str = "message", asked: CaseBrief | None = None) -> Turn:
    now = MONDAY_MORNING + timedelta(hours=hours)
    message = Incoming("t1", "web:1", now, text=text, kind=kind)
    reading = Reading("complaint_extortion", 0.95, (("complaint_extortion", 0.95),))
    return Turn(now, message, reading, Person(1, 1), state, asked=asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(("hours", "kept"), [(23, True), (25, False)])
def test_a_wish_is_carried_for_a_day(hours: int, kept: bool) -> None:  # noqa: FBT001  # the table's column
    carried = Asking(secrecy.CARRY, (), "", (Entity(secrecy.CARRY, MONDAY_MORNING.isoformat(), ANONYMOUS),))
    outcome = respond(turn("pak rt motong bansos 50 ribu", load(dump(carried)), hours=hours), Handbook())
    assert isinstance(outcome.state, Filling)
    assert (HIDE in outcome.state.answers) is kept


def test_a_form_that_this_release_does_not_know_is_filed_as_secret_as_it_was_told() -> None:
    old = Filling("complaint_old", "what", {"what": Answer("kartu ditahan"), HIDE: Answer("", BOTH)})
    for kind in ("message", EDITED):
        outcome = respond(turn("ya begitulah", old, kind=kind), Handbook())
        cases = [effect for effect in outcome.effects if isinstance(effect, OpenCase)]
        assert all(case.secrecy == BOTH and HIDE not in case.answers for case in cases)
    assert respond(turn("ya", old), Handbook()).effects


@pytest.mark.parametrize("kept", [ANONYMOUS, CONFIDENTIAL, BOTH])
def test_another_phone_that_knows_the_number_of_a_secret_case_learns_its_status_only(kept: str) -> None:
    case = CaseBrief(7, "ADU-2026-000007", "complaint", "complaint_extortion", "taken", MONDAY_MORNING, person=2)
    theirs = CaseBrief(**{name: getattr(case, name) for name in case.__slots__} | {"secrecy": kept})
    said = status.say(turn("ADU-2026-000007", Idle(), asked=theirs))
    assert said == Say("status.stranger", {"code": case.code, "status": "@status.line.taken"})


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("saya Siti Aminah, hp 0812-3456-7890", f"saya {HIDDEN} {HIDDEN}, hp {HIDDEN}"),
        ("sitinya nangis terus", f"{HIDDEN}nya nangis terus"),
        ("di rt 05/02 jl mawar no 12", f"di {HIDDEN} {HIDDEN} {HIDDEN}"),
        ("peta -1.61234, 103.61234", f"peta {HIDDEN}"),
        ("rumah di Jalan Kolonel Abunjani", f"rumah di {HIDDEN}"),
        ("pak rt minta uang 200.000, jalan rusak", "pak rt minta uang 200.000, jalan rusak"),
        ("ibu saya sakit, ADU-2026-000001", "ibu saya sakit, ADU-2026-000001"),
    ],
)
def test_what_tells_who_wrote_is_taken_out_and_the_matter_stays(text: str, left: str) -> None:
    assert veil(text, ("Ibu Siti Aminah", "Al")) == left


def test_where_a_phone_was_is_no_answer_that_staff_read() -> None:
    told = veiled({"place": Answer("", "-1.61234,103.61234", "kept.location"), "program": Answer("PKH", "PKH")}, ())
    assert told["place"] == Answer("", "", "kept.location")
    assert told["program"] == Answer("PKH", "PKH")
