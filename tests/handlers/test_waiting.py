"""While somebody waits for a person: which questions are answered although the bot is silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handlers.effects import Note, Outcome, Say
from handlers.state import WithStaff
from handlers.talk.waiting import with_staff
from handlers.turn import CaseBrief, Incoming, Person, Turn
from nlu.reading import Reading

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def said(text: str, *, officer: str = "", due: timedelta = timedelta(days=1)) -> str:
    case = CaseBrief(1, "ASH-2026-000001", "parenting", "service_talk_to_staff", "new", NOW, NOW + due, officer)
    turn = Turn(
        NOW,
        Incoming("t1", "web:1", NOW, text=text),
        Reading("service_out_of_scope", 0.2),
        Person(1, 1),
        WithStaff(1, NOW - timedelta(minutes=5), told=NOW - timedelta(minutes=2)),
        (case,),
    )
    outcome: Outcome = with_staff(turn)
    assert Note(1) in outcome.effects
    return next((effect.key for effect in outcome.effects if isinstance(effect, Say)), "")


@pytest.mark.parametrize(
    "text",
    [
        "ini yg baca siapa sih, orang apa robot",
        "kak ini bot ya",
        "ini siapa?",
        "siapa yg balas ini",
        "ini manusia atau mesin",
        "robot apa orang ini",
    ],
)
def test_who_asks_whether_a_person_reads_this_is_told(text: str) -> None:
    assert said(text) == "staff.who_by"


@pytest.mark.parametrize("text", ["mau ngobrol sama orang aja", "bisa bicara dgn petugas gak", "kapan dibalas bu"])
def test_who_wants_a_person_hears_by_when(text: str) -> None:
    assert said(text) == "staff.person_by"
    assert said(text, due=timedelta(hours=-1)) == "staff.person_now"


@pytest.mark.parametrize("text", ["kak mau cerita boleh ga", "boleh curhat dikit bu"])
def test_who_asks_to_be_heard_is_told_that_they_are(text: str) -> None:
    assert said(text) == "staff.tell"


@pytest.mark.parametrize(
    "text",
    [
        "cerita saya tadi dibaca siapa dulu ya bu kok begitu",
        "petugas program pkh nya belum datang",
        "petugas bilang mesin edc nya rusak",
        "saya mau bicara soal anak saya",
        "orang rumah tidak tahu",
        "anak saya main robot terus di rumah sama orang tetangga",
    ],
)
def test_a_story_is_no_such_question(text: str) -> None:
    assert said(text) == ""


def test_once_an_officer_has_the_talk_it_is_hers_to_say() -> None:
    assert said("ini orang apa robot", officer="Bu Rina") == ""
