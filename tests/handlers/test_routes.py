"""Whose turn it is: readers of words, buttons and questions are asked in the order of the tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers import router, routes
from handlers.effects import Outcome, Say
from handlers.handbook import Handbook
from handlers.router import respond
from handlers.state import Answer, Asking, Filling, Idle, State, WithStaff
from handlers.turn import CaseBrief, Incoming, Person, Turn
from nlu.reading import Reading
from tests.conversations.world import MONDAY_MORNING

BOOK = Handbook()
HALF = Filling("complaint_extortion", "place", {"what": Answer("beras dipotong")})


def turn(text: str = "ada kabar duka", state: State | None = None, *, choice: str = "", danger: str = "") -> Turn:
    message = Incoming("t1", "web:1", MONDAY_MORNING, text="" if choice else text, choice=choice)
    reading = Reading("aid_food", 0.95, (("aid_food", 0.95),), (), danger or None)
    case = CaseBrief(1, "BTN-2026-000001", "aid", "aid_food", "taken", MONDAY_MORNING, officer="Bu Rina")
    return Turn(MONDAY_MORNING, message, reading, Person(1, 1), state or Idle(), (case,))


def says(outcome: Outcome) -> list[str]:
    return [effect.key for effect in outcome.effects if isinstance(effect, Say)]


def duka(turn: Turn, _book: Handbook) -> Outcome | None:
    return Outcome(turn.state, (Say("loss.sorry"),)) if "duka" in turn.message.text else None


@pytest.mark.parametrize("state", [Idle(), HALF, WithStaff(1, MONDAY_MORNING), Asking("menu")])
def test_a_reader_for_anywhere_is_asked_in_every_state(monkeypatch: pytest.MonkeyPatch, state: State) -> None:
    monkeypatch.setattr(router, "ANYWHERE", (duka,))
    outcome = respond(turn(state=state), BOOK)
    assert (outcome.state, says(outcome)) == (state, ["loss.sorry"])
    assert says(respond(turn("lapar sekali", state), BOOK)) != ["loss.sorry"]


def test_danger_goes_before_every_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router, "ANYWHERE", (duka,))
    assert says(respond(turn(danger="danger_suicide"), BOOK)) == ["danger.suicide"]


def test_a_button_is_nothing_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router, "ANYWHERE", (lambda turn, _: Outcome(turn.state, (Say("loss.sorry"),)),))
    assert says(respond(turn(choice="menu"), BOOK)) == ["menu.title"]


def test_a_reader_outside_forms_is_asked_before_the_meaning_and_not_in_a_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router, "BEFORE", (duka, *routes.BEFORE))
    assert says(respond(turn(), BOOK)) == ["loss.sorry"]
    assert says(respond(turn(state=HALF), BOOK)) != ["loss.sorry"]


def test_the_first_reader_whose_subject_it_is_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router, "BEFORE", (lambda *_: None, duka, lambda turn, _: Outcome(turn.state, (Say("x"),))))
    assert says(respond(turn(), BOOK)) == ["loss.sorry"]


def test_a_button_of_the_table_works_in_a_form_whose_question_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        routes.PRESSED,  # type: ignore[arg-type]
        "notice",
        lambda turn, _, what: Outcome(turn.state, (Say(f"notice.{what}"),)),
    )
    outcome = respond(turn(state=HALF, choice="notice:ok"), BOOK)
    assert outcome.state == HALF
    assert says(outcome)[0] == "notice.ok"
    assert says(outcome)[-1] == "complaint.ask_place"


def test_a_question_of_the_table_is_given_the_answer_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        routes.ASKED,  # type: ignore[arg-type]
        "loss",
        lambda _, __, state: Outcome(Idle(), (Say(f"loss.{state.text}"),)),
    )
    assert says(respond(turn("Ama", Asking("loss", text="which")), BOOK)) == ["loss.which"]


def test_what_comes_after_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def notice(_turn: Turn, _book: Handbook, outcome: Outcome) -> Outcome:
        return Outcome(outcome.state, (*outcome.effects, Say("notice.short")))

    monkeypatch.setattr(router, "AFTER", (notice,))
    assert says(respond(turn("menu"), BOOK)) == ["menu.title", "notice.short"]


def test_every_form_can_be_reached_by_its_intent() -> None:
    for name in routes.FORMS.keys() - {"complaint", "aid", "tips"}:
        outcome = routes.about(
            replace(turn("ceritanya panjang sekali dan jelas"), cases=()),
            BOOK,
            name,
            "ceritanya panjang sekali dan jelas",
        )
        assert isinstance(outcome.state, Filling), name
