"""What one message does to a form that is being filled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from handlers.form.filling import step
from handlers.handbook import Handbook
from handlers.help.aid import FORMS
from handlers.state import Answer, Filling
from handlers.turn import Incoming, Person, Turn
from nlu.reading import Reading

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FORM = FORMS["aid_disability"]
ASKED = Filling(FORM.name, "for_whom", {"what": Answer("butuh seragam")})


def told(
    state: Filling, text: str, *, after: int = 0, intent: str = "service_out_of_scope", share: float = 0.2
) -> Filling:
    now = NOW + timedelta(seconds=after)
    reading = Reading(intent, share, ((intent, share),))
    outcome = step(FORM, state, Turn(now, Incoming("t1", "web:1", now, text=text), reading, Person(1, 1)), Handbook())
    assert isinstance(outcome.state, Filling)
    return outcome.state


def test_a_long_answer_to_a_closed_question_stays_in_the_story() -> None:
    state = told(ASKED, "untuk anak saya nomor dua yang baru mau masuk smp")
    assert state.answers["for_whom"].value == "child"
    assert "masuk smp" in state.answers["what"].text


def test_a_short_answer_to_a_closed_question_is_no_story() -> None:
    assert told(ASKED, "anak saya").answers["what"].text == "butuh seragam"


def test_nothing_of_a_story_in_pieces_is_lost() -> None:
    state = ASKED
    for second, text in enumerate(["katanya harus beli", "padahal dak ado duit", "sepatunya jebol juga"]):
        state = told(state, text, after=second)
    assert state.at == "for_whom"
    assert state.answers["what"].text.splitlines()[1:] == [
        "katanya harus beli",
        "padahal dak ado duit",
        "sepatunya jebol juga",
    ]


def test_a_plain_topic_is_not_taken_for_a_name() -> None:
    state = told(ASKED, "seragam hilang", intent="complaint_service", share=0.95)
    assert "for_whom" not in state.answers
