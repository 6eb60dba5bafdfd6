"""What is said to somebody in danger: the numbers of the place, when they were checked, what takes words back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.effects import Effect, Move, OpenCase, Say
from handlers.handbook import Handbook
from handlers.router import respond as decide
from handlers.safety.danger import WATCHED, respond, retracts
from handlers.state import Answer, Filling, Idle, State, WithStaff
from handlers.texts import Texts
from handlers.turn import CaseBrief, Incoming, Person, Turn
from nlu.reading import Entity, Reading
from storage.content import load

CONTENT = load(Path(__file__).parents[2] / "content")
BOOK = Handbook(hotlines=CONTENT.hotlines)
TEXTS = Texts(CONTENT.sentences)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
IDLE = Idle()
TELANAIPURA = Entity("place", "telanaipura", "15.71.01")
KINDS = sorted(
    key.removeprefix("danger.") for key in CONTENT.sentences if f"intent.danger_{key[7:]}" in CONTENT.sentences
)


def turn(text: str = "tolong", *entities: Entity, home: str = "", state: State = IDLE) -> Turn:
    reading = Reading("danger_medical", 0.9, (), entities, "danger_medical")
    message = Incoming("t1", "web:1", NOW, text=text)
    return Turn(NOW, message, reading, Person(1, 1, place=home), state)


def words(asked: Turn, kind: str) -> str:
    say = next(effect for effect in respond(asked, BOOK, f"danger_{kind}").effects if isinstance(effect, Say))
    return TEXTS.say(say, {"code": "DRT-2026-000001", "due": ""})


def test_every_kind_has_its_words_for_grown_ups_and_for_children() -> None:
    assert len(KINDS) == 7
    assert all(f"danger.{kind}_child" in CONTENT.sentences for kind in KINDS)
    assert {f"danger_{kind}" for kind in KINDS} > WATCHED


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_numbers_and_the_day_they_were_checked_once(kind: str) -> None:
    for text in ("tolong", "umurku 9 tahun"):
        said = words(turn(text), kind)
        assert any(number in said for number in ("110", "119"))
        assert said.count("Nomor dicek: 21 November 2026") == 1
        assert len(said) < 700


def test_nobody_in_danger_is_left_without_a_number() -> None:
    say = next(effect for effect in respond(turn(), Handbook(), "danger_medical").effects if isinstance(effect, Say))
    assert {"110", "119"} <= set(TEXTS.say(say, {"code": "DRT"}).replace("\n", " ").split())


@pytest.mark.parametrize(
    "known",
    [
        turn("tolong", TELANAIPURA),
        turn(home="15.71"),
        turn(state=Filling("complaint_other", "what", {"place": Answer("kota jambi", "15.71")})),
    ],
    ids=["said now", "home", "in the form"],
)
def test_where_the_place_is_in_kota_jambi_its_own_number_stands_first(known: Turn) -> None:
    for kind in ("child_violence", "medical", "missing_person", "suicide"):
        lines = words(known, kind).splitlines()
        numbers = [line for line in lines if ": " in line and line[-1].isdigit()]
        assert numbers[0] == "Darurat Kota Jambi: 112"


def test_elsewhere_and_while_the_place_is_unknown_there_is_no_112() -> None:
    for asked in (turn(), turn("tolong", Entity("place", "sungai penuh", "15.72.01")), turn(home="15.05")):
        assert "112" not in words(asked, "child_violence")


def test_what_is_said_now_counts_more_than_where_they_live() -> None:
    assert "112" not in words(turn("tolong", Entity("place", "muara bungo", "15.08.07"), home="15.71"), "medical")


@pytest.mark.parametrize(
    "text",
    [
        "maaf bu cuma kiasan",
        "cuma bercanda kok",
        "becanda aja kak",
        "salah kirim bu maaf",
        "bukan gitu maksud saya bu",
        "maksud saya bukan itu",
        "tidak jadi lapor bu",
        "ga jadi",
        "abaikan pesan saya tadi",
        "tolong laporan tadi dihapus, batalkan laporan",
        "gak serius kok",
        "itu hanya ungkapan",
    ],
)
def test_words_that_take_back_are_heard(text: str) -> None:
    assert retracts(text)


@pytest.mark.parametrize(
    "text",
    [
        "bukan saya yang mukul, bapaknya",
        "saya tidak bercanda bu",
        "ini bukan bercanda kak",
        "bukan cuma dipukul, diancam juga",
        "dia salah paham terus saya dipukul",
        "dia jadi marah",
        "sudah aman bu di rumah nenek",
        "cuma saya yang tahu",
        "saya cuma takut",
    ],
)
def test_other_words_are_not_taken_for_it(text: str) -> None:
    assert not retracts(text)


def test_a_retraction_never_moves_the_case() -> None:
    case = CaseBrief(7, "DRT-2026-000007", "danger", "danger_domestic_violence", "new", NOW)
    for quiet in (False, True):
        known = {"hidden": (case,)} if quiet else {"cases": (case,)}
        message = Incoming("t2", "web:1", NOW, text="salah kirim, cuma bercanda")
        heard = Turn(NOW, message, Reading("service_deny", 0.4), Person(1, 1), WithStaff(7, NOW), **known)  # type: ignore[arg-type]
        effects: tuple[Effect, ...] = decide(heard, BOOK).effects
        assert effects
        assert not any(isinstance(effect, Move | OpenCase) for effect in effects)
