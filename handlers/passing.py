"""What a family may say in the middle of a form that is no answer: it is met, and the form goes on."""

from __future__ import annotations

from dataclasses import replace

from handlers import forms, parenting, readers, smalltalk, status
from handlers.confirming import which_field
from handlers.effects import Effect, Option, Outcome
from handlers.forms import ALSO, CHANGE, Field, Form
from handlers.handbook import Handbook
from handlers.handover import to_staff
from handlers.menu import STAFF
from handlers.state import Answer, Confirming, Filling
from handlers.turn import Turn

_SURE = 0.7
_ANOTHER_TOPIC = 0.8
_CLASSES = ("complaint", "aid", "parenting")


def in_passing(turn: Turn, book: Handbook, form: Form) -> Outcome | None:
    """Meet a question, a greeting, a wish for a person or another topic; None when the message is an answer."""
    state, reading, text = turn.state, turn.reading, turn.message.text
    assert isinstance(state, Filling | Confirming)
    if turn.message.choice or turn.message.files or not readers.size(text):
        return None
    short = readers.size(text) <= 4
    if reading.intent in ("service_greet", "service_thanks") and reading.confidence >= _SURE and short:
        return go_on(turn, form, lead="thanks.in_form" if reading.intent == "service_thanks" else "")
    here = form.field(state.at) if isinstance(state, Filling) and state.at != CHANGE else None
    if _answers(turn, here):
        return None
    sure = _SURE if not readers.asks(text) else book.sure
    if reading.confidence < sure:
        return None
    if reading.intent == "service_talk_to_staff":
        return to_staff(turn, book, form=form)
    if reading.intent in smalltalk.INFORMATION:
        return go_on(turn, form, lead=smalltalk.in_form(turn, reading.intent), more=(STAFF,))
    if reading.intent == "service_case_status":
        return go_on(turn, form, (status.say(turn),))
    if reading.kind in _CLASSES and reading.kind != form.kind and _another(turn, here):
        return _another_topic(turn, book, form)
    return None


def go_on(
    turn: Turn, form: Form, before: tuple[Effect, ...] = (), *, lead: str = "", more: tuple[Option, ...] = ()
) -> Outcome:
    """Say something in passing and put the open question of the form again, with `more` buttons under it."""
    state = turn.state
    assert isinstance(state, Filling | Confirming)
    if isinstance(state, Confirming):
        again = forms.read_back(form, state.answers, lead=lead)
    elif state.at == CHANGE:
        again = which_field(form, lead=lead)
    else:
        again = forms.question(form, form.field(state.at), state.answers, lead=lead)
    return Outcome(state, (*before, replace(again, options=(*again.options, *more))))


def _answers(turn: Turn, here: Field | None) -> bool:
    """Whether the message can be trusted to answer the question that is open."""
    text, reading = turn.message.text, turn.reading
    if here is None:
        return False
    if here.free:  # a story may be about anything; only a short question about the service is none
        asked = readers.asks(text) and readers.size(text) <= 8
        return not (asked and reading.kind == "service")
    if here.entity and reading.entity(here.entity) is not None:
        return True
    if readers.asks(text):
        return False
    if here.choices:
        return readers.choice(turn.message, reading, here) is not None
    return here.read in (readers.since, readers.age, readers.child_age) and (
        here.read(turn.message, reading, here) is not None
    )


def _another(turn: Turn, here: Field | None) -> bool:
    """Whether a message is about something else altogether, and not a long answer."""
    long = readers.size(turn.message.text) >= 4
    return turn.reading.confidence >= _ANOTHER_TOPIC and long and not (here is not None and here.free)


def _another_topic(turn: Turn, book: Handbook, form: Form) -> Outcome:
    """Answer a question about a child at once; keep any other concern until this form is filed."""
    state, text = turn.state, turn.message.text.strip()
    assert isinstance(state, Filling | Confirming)
    if turn.reading.kind == "parenting":
        article = parenting.in_passing(turn, book, turn.reading.intent)
        if article is not None:
            return go_on(turn, form, (article,), lead="form.go_on")
    before = state.answers.get(ALSO)
    intent = before.value if before else turn.reading.intent
    told = f"{before.text}\n{text}" if before else text
    kept = replace(state, answers={**state.answers, ALSO: Answer(told, intent)})
    return go_on(replace(turn, state=kept), form, lead="form.also_kept")
