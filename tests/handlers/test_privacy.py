"""Which right the typed words ask for, and that nobody can tell from an answer whether a report exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.effects import Alert, Effect, Outcome, Say, Tell
from handlers.family import privacy_words
from handlers.handbook import Handbook
from handlers.personal import Request
from handlers.router import respond
from handlers.state import Answer, Filling, Idle, WithStaff
from handlers.turn import CaseBrief, Child, Incoming, Person, Turn, Wish
from nlu.reading import Reading
from tests.conversations.world import MONDAY_MORNING

BOOK = Handbook()
DANGER = CaseBrief(1, "DRT-2026-000001", "danger", "danger_child_violence", "taken", MONDAY_MORNING)
SECRET = CaseBrief(2, "ADU-2026-000002", "complaint", "complaint_other", "new", MONDAY_MORNING, secrecy="confidential")
PLAIN = CaseBrief(3, "BTN-2026-000003", "aid", "aid_food", "new", MONDAY_MORNING)


def turn(text: str = "", *cases: CaseBrief, choice: str = "", intent: str = "service_out_of_scope") -> Turn:
    message = Incoming("t1", "web:1", MONDAY_MORNING, text=text, choice=choice)
    reading = Reading(intent, 0.9 if intent != "service_out_of_scope" else 0.1)
    return Turn(MONDAY_MORNING, message, reading, Person(1, 1, "Siti"), Idle(), cases)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("data saya", "see"),
        ("mau lihat data sy dong", "see"),
        ("bu boleh lihat dataku", "see"),
        ("data saya apa saja yang disimpan", "see"),
        ("apa saja yang kalian simpan tentang saya", "see"),
        ("nak liat data sayo", "see"),
        ("hapus data saya", "erase"),
        ("tolong hapusin semua chat saya bu", "erase"),
        ("data saya tolong dihapus ya", "erase"),
        ("apus akun aku", "erase"),
        ("minta salinan data saya", "download"),
        ("mau download data ku", "download"),
        ("betulkan data saya", "correct"),
        ("data saya ada yang salah", "correct"),
        ("bu tolong ganti data sy", "correct"),
        ("cabut persetujuan saya", "withdraw"),
        ("saya tidak setuju lagi", "withdraw"),
        ("jangan pakai data saya lagi", "stop"),
        ("berhenti simpan data saya", "stop"),
        # what others keep about a family, and what only sounds alike
        ("data saya hilang di dtks", ""),
        ("kenapa data saya dihapus", ""),
        ("data saya dihapus dari penerima pkh", ""),
        ("data saya salah di kk", ""),
        ("hapus data anak tetangga dari bansos", ""),
        ("saya tidak setuju tetangga dapat bantuan", ""),
        ("data anak saya belum masuk", ""),
        ("data", ""),
        ("anak saya suka hapus foto", ""),
        ("saya cerita panjang sekali soal data saya yang katanya mau dihapus sama ketua di sini", ""),
    ],
)
def test_the_words_ask_for(text: str, kind: str) -> None:
    assert privacy_words.asks_for(turn(text)) == kind


def test_a_sure_complaint_is_one_whatever_its_words() -> None:
    assert privacy_words.asks_for(turn("data saya salah", intent="complaint_benefit_targeting")) == ""


def says(outcome: Outcome) -> list[Say]:
    return [effect for effect in outcome.effects if isinstance(effect, Say)]


def heard(effects: tuple[Effect, ...]) -> list[Effect]:
    return [effect for effect in effects if isinstance(effect, Say | Tell | Alert)]


@pytest.mark.parametrize(
    "choice", ["privacy:see", "privacy:download", "privacy:erase", "privacy:yes", "privacy:rights"]
)
def test_whether_there_is_a_report_cannot_be_told_from_the_answer(choice: str) -> None:
    without = respond(turn("", PLAIN, choice=choice), BOOK)
    with_reports = respond(turn("", DANGER, SECRET, PLAIN, choice=choice), BOOK)
    assert with_reports == without
    quiet = replace(PLAIN, id=4, code="BTN-2026-000004", quiet=True)
    assert respond(turn("", quiet, PLAIN, choice=choice), BOOK) == without


def test_the_summary_names_the_familys_children_and_ordinary_cases() -> None:
    child = Child(1, "Ama", MONDAY_MORNING.date().replace(year=2024, month=5, day=1))
    asked = turn("", PLAIN, replace(PLAIN, code="BTN-2026-000009", status="done"), choice="privacy:see")
    outcome = respond(replace(asked, person=Person(1, 1, "@siti", children=(child,))), BOOK)
    lines = dict(says(outcome)[0].values["lines"])  # type: ignore[arg-type]
    assert lines["privacy.line.name"] == "@@siti", "a name is never taken for a key"
    assert lines["privacy.line.children"] == "Ama (Mei 2024)"
    assert (lines["privacy.line.open"], lines["privacy.line.closed"]) == ("BTN-2026-000003", "BTN-2026-000009")


def test_the_answer_is_promised_with_day_and_hour() -> None:
    outcome = respond(turn("minta salinan data saya"), BOOK)
    wish = next(effect for effect in outcome.effects if isinstance(effect, Request))
    assert wish.due == MONDAY_MORNING + timedelta(hours=72)
    assert says(outcome)[0].values == {"due": "Kamis, 26 November 2026", "hour": "09.00"}


@pytest.mark.parametrize(
    "state", [WithStaff(1, MONDAY_MORNING), Filling("complaint_extortion", "place", {"what": Answer("dipotong")})]
)
@pytest.mark.parametrize("choice", ["privacy:see", "privacy:erase", "privacy:sure", "privacy:yes", "privacy:correct"])
def test_a_button_never_ends_a_form_or_the_talk_with_staff(state: WithStaff | Filling, choice: str) -> None:
    own = replace(PLAIN, id=1)  # whose staff they are with
    outcome = respond(replace(turn("", own, choice=choice), state=state), BOOK)
    assert outcome.state == state


@pytest.mark.parametrize(
    ("text", "key"), [("data saya", "privacy.see"), ("hapus aja semua data sy", "privacy.erase_what")]
)
def test_a_few_plain_words_are_heard_in_a_form_too_and_the_form_goes_on(text: str, key: str) -> None:
    state = Filling("complaint_extortion", "place", {"what": Answer("dipotong")})
    outcome = respond(replace(turn(text), state=state), BOOK)
    assert [say.key for say in says(outcome)] == [key, "complaint.ask_place"]
    assert outcome.state == state


@pytest.mark.parametrize("text", ["data saya dipakai ketua rt", "katanya data saya mau dihapus", "data saya salah"])
def test_what_may_be_an_answer_in_a_form_is_one(text: str) -> None:
    state = Filling("complaint_extortion", "what")
    assert not any(say.key.startswith("privacy") for say in says(respond(replace(turn(text), state=state), BOOK)))


def test_an_erasure_can_be_called_off_in_a_form() -> None:
    state = Filling("complaint_extortion", "place", {"what": Answer("dipotong")})
    waiting = (Wish(5, "erase", MONDAY_MORNING),)
    outcome = respond(replace(turn("batal hapus"), state=state, wishes=waiting), BOOK)
    assert [say.key for say in says(outcome)] == ["privacy.stays"]
    assert outcome.state == state


def test_an_unknown_button_is_a_late_one() -> None:
    assert says(respond(turn(choice="privacy:lain"), BOOK))[0].key == "button.late"
