"""The router is total: whatever comes, in whatever state, there is a decision, and its words can be said."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from bot.script import Line
from handlers.casework.complaint import FORMS
from handlers.effects import OpenCase, Say
from handlers.handbook import Handbook
from handlers.router import respond
from handlers.state import Answer, Answers, Asking, Confirming, Filling, Idle, State, WithStaff, dump
from handlers.texts import Texts
from handlers.turn import CaseBrief, Incoming, Person, Turn
from nlu.reading import Entity, Reading
from storage.content import load
from tests.conversations.world import MONDAY_MORNING, World

CONTENT = load(Path(__file__).parents[2] / "content")
BOOK = Handbook(articles=CONTENT.articles, signs=CONTENT.signs, guide=CONTENT.guide, menu=CONTENT.menu)
TEXTS = Texts(CONTENT.sentences)
INTENTS = sorted(key.removeprefix("intent.") for key in CONTENT.sentences if key.startswith("intent."))
SMALL = ["service_greet", "service_thanks", "service_affirm", "service_deny", "service_cancel", "service_out_of_scope"]
DANGERS = [intent for intent in INTENTS if intent.startswith("danger_")]
WORDS = [
    *("", "ya", "tidak", "dak tau", "1", "2", "7", "99", "²", "menu", "batal", "berhenti", "bantuan", "petugas"),
    *("/start x", "/status", "/", "👍🏽", "😭", "?", "@", "@@x", "{code}", "{", "salah bu, harusnya jelutung"),
    *("anak saya", "3 tahun", "eh bukan tebo tapi jelutung", "assalamualaikum", "ADU-2026-000001", "tempatnya salah"),
    *("anak saya umur 3 tahun suka ngamuk kalau ada adik baru", "kantornya dimana bu?", "x" * 4096, "kata " * 800),
    *("anak saya juga tidak punya seragam sekolah bu", "\u202e\x00", "lanjut", "susah makan gtm"),
]
ENTITIES = [
    ("place", "jelutung", "15.71.02"),
    ("place", "tebo", ""),
    ("programme", "pkh", "PKH"),
    ("programme", "yapi", "YAPI"),
    ("duration", "3 bulan", "90"),
    ("date", "besok", ""),
    ("person_age", "3 tahun", "36"),
    ("person_age", "tua", ""),
    ("ticket", "ADU-2026-000001", "ADU-2026-000001"),
    ("money", "50rb", "50000"),
]
ACTS = ["foto", "suara", "stiker", "kontak", "lokasi", "ubah", "aneh", "blokir", "berkas", "video"]
STRANGE = [
    *("", ":", "visit:", "visit:ok:1", "visit:ok:x", "visit:move:1", "status:", "status:ADU-2026-000001", "reopen:1"),
    *("reopen:x", "intent:", "intent:nothing", "article:", "article:gone", "menu:gone", "change:gone", "change:what"),
    *("who:gone", "who:self", "confirm:", "confirm:yes", "also:no", "helped:no", "helped:yes", "form:continue", "skip"),
]
STAFF = ["/ambil", "/balas ya", "/balas", "/selesai", "/selesai sudah", "/bantuan", "/aneh", "obrolan"]


def _line(number: int, dice: random.Random, world: World) -> Line:
    ranking = dice.sample([*INTENTS, *SMALL, "unheard_of"], 2)
    sure = dice.choice([0.05, 0.3, 0.46, 0.6, 0.8, 0.97])
    shares = (sure, min(sure, 1 - sure))
    entities = tuple(Entity(*found) for found in dice.sample(ENTITIES, dice.randrange(3)))
    danger = dice.choice(DANGERS) if dice.random() < 0.02 else None
    reading = Reading(ranking[0], sure, tuple(zip(ranking, shares, strict=True)), entities, danger)
    roll = dice.random()
    if roll < 0.05:
        return Line(number, "petugas", dice.choice(STAFF), act=dice.choice(["", "balas"]))
    if roll < 0.35:
        shown = sorted(world.offered)
        choice = dice.choice([*world.buttons, *shown] if shown and dice.random() < 0.8 else STRANGE)
        world.offered.add(choice)
        return Line(number, "ibu", "", "tombol", choice)
    act = dice.choice(ACTS) if roll < 0.5 else ""
    return Line(number, "ibu", "" if act and dice.random() < 0.5 else dice.choice(WORDS), act, "", reading)


@pytest.mark.parametrize("seed", range(4))
def test_no_talk_however_odd_breaks(seed: int) -> None:
    dice = random.Random(seed)
    world = World(BOOK, TEXTS)
    for number in range(2000):
        if dice.random() < 0.05:
            world.play(Line(number, "waktu", dice.choice(["+1 menit", "+40 menit", "+2 hari", "+9 hari"])))
        if dice.random() < 0.02:
            world.play(Line(number, "kunjungan", dice.choice(["+5 jam", "+4 hari"])))
        if len(world.cases) > 12:
            world.cases = world.cases[:2]
        world.play(_line(number, dice, world))
        said = [effect for effect in world.out if isinstance(effect, Say)]
        world.buttons = tuple(option.value for say in said for option in say.options)
        world.out = []


def _turn(text: str, state: State, **reading: object) -> Turn:
    message = Incoming("t1", "web:1", MONDAY_MORNING, text=text)
    understood = Reading(**{"intent": "service_out_of_scope", "confidence": 0.2, **reading})  # type: ignore[arg-type]
    return Turn(MONDAY_MORNING, message, understood, Person(1, 1), state)


STORY: Answers = {"what": Answer("beras dipotong"), "place": Answer("tebo", "15.09")}


@pytest.mark.parametrize(
    "state",
    [Filling("complaint_rice", "weight", STORY), Confirming("complaint_rice", STORY), Confirming("aid_gone", STORY)],
)
def test_a_form_that_no_longer_exists_goes_to_staff_with_all_that_was_told(state: State) -> None:
    outcome = respond(_turn("dua karung", state), BOOK)
    case = next(effect for effect in outcome.effects if isinstance(effect, OpenCase))
    assert case.answers == STORY
    assert not case.complete
    assert [effect.key for effect in outcome.effects if isinstance(effect, Say)] == ["form.outdated"]
    assert isinstance(outcome.state, Asking)


@pytest.mark.parametrize("state", [Filling("complaint_rice", "weight"), Filling("gone", "x", STORY), Confirming("x")])
def test_an_empty_form_that_no_longer_exists_is_simply_left(state: State) -> None:
    outcome = respond(_turn("halo", state, intent="service_greet", confidence=0.9), BOOK)
    assert [effect.key for effect in outcome.effects if isinstance(effect, Say)] == ["greet.hello"]


def test_a_field_that_no_longer_exists_is_passed_over() -> None:
    outcome = respond(_turn("di tebo", Filling("complaint_other", "weight", {"what": Answer("jalan putus")})), BOOK)
    assert isinstance(outcome.state, Filling)
    assert outcome.state.answers["place"] == Answer("di tebo")
    assert outcome.state.at == "since"


def test_the_bot_answers_again_once_the_case_of_a_talk_is_closed() -> None:
    closed = CaseBrief(3, "ASH-2026-000003", "parenting", "service_talk_to_staff", "done", MONDAY_MORNING)
    turn = _turn("halo", WithStaff(3, MONDAY_MORNING), intent="service_greet", confidence=0.9)
    outcome = respond(Turn(turn.now, turn.message, turn.reading, turn.person, turn.state, (closed,)), BOOK)
    assert [effect.key for effect in outcome.effects if isinstance(effect, Say)] == ["greet.hello"]


def test_every_question_of_every_form_has_its_text_and_its_labels() -> None:
    for form in FORMS.values():
        for field in form.fields:
            assert TEXTS.has(f"{form.kind}.ask_{field.name}")
            assert TEXTS.has(f"field.{field.name}")


@pytest.mark.parametrize("danger", DANGERS)
@pytest.mark.parametrize(
    "state",
    [
        Idle(),
        Filling("complaint", "what"),
        Filling("aid_school", "age", STORY),
        Filling("complaint_other", "change", STORY),
        Confirming("aid_school", STORY),
        Filling("gone", "x", STORY),
        Asking("helped", ("parenting_emotion", "tantrum")),
        WithStaff(5, MONDAY_MORNING - timedelta(hours=1)),
    ],
    ids=lambda state: type(state).__name__,
)
def test_danger_comes_first_in_every_state(danger: str, state: State) -> None:
    outcome = respond(_turn("tolong", state, danger=danger), BOOK)
    first = outcome.effects[0]
    assert isinstance(first, Say)
    assert first.key == f"danger.{danger.removeprefix('danger_')}"
    assert first.urgent
    assert any(isinstance(effect, OpenCase) and effect.kind == "danger" for effect in outcome.effects)
    assert dump(outcome.state)
    if isinstance(state, Filling | Confirming) and state.form == "aid_school":
        half = [effect for effect in outcome.effects if isinstance(effect, OpenCase) and effect.kind == "aid"]
        assert [case.answers for case in half] == [STORY]


@pytest.mark.parametrize("danger", ["danger_suicide", "danger_medical"])
def test_a_number_that_may_not_answer_is_never_the_only_help(danger: str) -> None:
    say = respond(_turn("tolong", Idle(), danger=danger), BOOK).effects[0]
    assert isinstance(say, Say)
    words = TEXTS.say(say, {"code": "DRT-2026-000001"})
    assert "119" in words
    assert "puskesmas" in words
    assert "IGD" in words


@pytest.mark.parametrize(
    "choice", ["intent:danger_suicide", "intent:danger_made_up", "intent:nothing", "made:up", "::"]
)
def test_a_button_that_we_never_made_leads_to_the_menu_and_never_to_an_alarm(choice: str) -> None:
    message = Incoming("telegram:1", "telegram:1", MONDAY_MORNING, choice=choice)
    turn = Turn(MONDAY_MORNING, message, Reading("", 0.0, source="button"), Person(1, 1))
    outcome = respond(turn, Handbook(menu=("complaint", "staff")))
    assert isinstance(outcome.state, Asking)
    assert not any(isinstance(effect, OpenCase) for effect in outcome.effects)
