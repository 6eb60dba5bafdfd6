"""The walk through a form: one message is taken as the answer to the open question, or as more of the story."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.effects import Outcome
from handlers.form.bubbles import just_told, tells_on
from handlers.form.forms import Field, Form, add, ask, corrections, heard, kept, question
from handlers.form.sharper import sharper
from handlers.handbook import Handbook
from handlers.state import Answer, Answers, Filling
from handlers.turn import Turn
from handlers.words import readers, whereabouts, wording

_LONG = 6  # words: a longer answer to a closed question says more than the choice
_SHORT = 3
_ASKED = 2
_NONE = re.compile(rf"{wording.NOT} (?:ada|ado|punya|punyo|terdata|terdaftar|pernah|masuk)\b")
_EMPTY = ("service_thanks", "service_greet")


def step(form: Form, state: Filling, turn: Turn, book: Handbook) -> Outcome:
    """Take one message as the answer to the question that is open."""
    here = form.field(state.at)
    turn = _closed(turn, here)
    message = turn.message
    mended = corrections(form, turn, {name: said for name, said in state.answers.items() if name != here.name})
    if mended:
        return ask(form, {**state.answers, **mended}, turn, book, lead="form.corrected")
    state = replace(state, answers=state.answers | (better := _better(form, state, turn)))
    declined = not here.choices and not here.free and readers.no(message, turn.reading)
    if not here.needed and (readers.unknown(message) or declined):
        return ask(form, {**state.answers, here.name: Answer("")}, turn, book)
    answer = _read(turn, here)
    missing = {**state.answers, here.name: Answer("")}
    others = heard(form, turn.reading, missing, text=message.text) | _spot(form, missing, turn)
    others |= _named(form, here, turn) | better
    if tells_on(turn, here, answer, others) and form.fields[0].name in state.answers:
        return _told_more(_refined(form, turn), state, turn, book, here=here, others=others)
    stands = state.tries >= 1 and wording.size(message.text) and not message.files and not wording.asks(message.text)
    if answer is None and stands:
        answer = Answer(message.text.strip() if _stands(turn, here) else "")  # asked twice is enough
    if answer is not None:
        form = _refined(form, turn)
        known = {**others, **state.answers, here.name: answer}
        if here.choices and not message.choice and wording.size(message.text) > _LONG:
            known = add(form, known, message.text)
        return ask(form, heard(form, turn.reading, known, text=message.text) | known, turn, book)
    waiting = replace(state, answers=others | state.answers)
    if message.files or message.contact or message.place:
        return kept(waiting, turn, question(form, here, state.answers))
    if wording.asks(message.text) and wording.size(message.text) > 1 and form.fields[0].free:
        waiting = replace(waiting, answers=add(form, waiting.answers, message.text))
        return Outcome(waiting, (question(form, here, state.answers, lead="form.asked"),))
    lead = "" if readers.yes(message, turn.reading) else "form.again"
    return Outcome(replace(waiting, tries=state.tries + 1), (question(form, here, state.answers, lead=lead),))


def _read(turn: Turn, here: Field) -> Answer | None:
    """What the message answers to the open question."""
    message = turn.message
    answer = here.read(message, turn.reading, here) if _may_answer(turn, here) else None
    if here.told and wording.size(message.text) > _LONG:
        answer = readers.told(message.text, here) or answer
    if answer is None and not here.needed and wording.plain(message.text) == str(len(here.choices) + 1):
        return Answer("")  # the number of the button "skip"
    return answer


def _told_more(form: Form, state: Filling, turn: Turn, book: Handbook, *, here: Field, others: Answers) -> Outcome:
    """The story goes on: keep it, and put the open question again, but not after each of many short messages.

    A question that was put three times and never met with its answer is left open.
    """
    small = others and wording.size(turn.message.text) <= _SHORT
    answers = others | (state.answers if small else add(form, state.answers, turn.message.text))
    if just_told(state.added, turn.now) and not others:
        return Outcome(replace(state, form=form.name, answers=answers))
    if state.tries >= _ASKED and not here.needed and not others:
        return ask(form, {**answers, here.name: Answer("")}, turn, book, lead="form.added")
    waiting = replace(state, form=form.name, answers=answers, tries=state.tries + (not others), added=turn.now)
    return Outcome(waiting, (question(form, here, answers, lead="form.added"),))


def _refined(form: Form, turn: Turn) -> Form:
    return form if form.refine is None or turn.message.choice else form.refine(turn.reading)


def _closed(turn: Turn, here: Field) -> Turn:
    """A plain yes or no as the button it stands for, where the question can be answered so."""
    message, reading = turn.message, turn.reading
    if not here.closed or message.choice:
        return turn
    none = wording.size(message.text) <= _SHORT and _NONE.match(wording.plain(message.text)) is not None
    said = here.closed[0] if readers.yes(message, reading) else here.closed[1]
    if not (none or readers.yes(message, reading) or readers.no(message, reading)):
        return turn
    return replace(turn, message=replace(message, choice=f"{here.name}:{said}", text=""))


def _empty(turn: Turn) -> bool:
    """Whether a message says no more than yes, no, thanks or hello."""
    message, reading = turn.message, turn.reading
    if readers.yes(message, reading) or readers.no(message, reading):
        return True
    return reading.intent in _EMPTY and reading.confidence >= 0.7 and wording.size(message.text) <= 4


def _better(form: Form, state: Filling, turn: Turn) -> Answers:
    """What the message makes more exact of the answers to other questions than the open one."""
    return sharper(form, turn, {name: said for name, said in state.answers.items() if name != state.at})


def _stands(turn: Turn, here: Field) -> bool:
    """Whether words that we cannot read are kept as the answer: talk is no place, whoever says it."""
    return not _empty(turn) and (here.entity != "place" or whereabouts.place(turn.message.text))


def _idle_talk(turn: Turn) -> bool:
    """Whether a few words plainly tell nothing ("haha bercanda")."""
    said = turn.reading
    plain = said.intent in ("service_out_of_scope", "service_feedback") and said.confidence >= 0.9
    return plain and wording.size(turn.message.text) <= 4


def _may_answer(turn: Turn, here: Field) -> bool:
    """A caption under a photo belongs to the photo, and a yes or a thank-you names nothing."""
    if turn.message.choice:
        return True
    if here.free:
        return bool(turn.message.files) or not (_empty(turn) or _idle_talk(turn))
    if turn.message.files:
        return bool(here.entity and turn.reading.entity(here.entity))
    return not _empty(turn)


def _spot(form: Form, given: Answers, turn: Turn) -> Answers:
    """Where the phone is, or a place named in passing, when the form asks for a place at all."""
    wanted = next((known for known in form.fields if known.entity == "place"), None)
    if wanted is None or wanted.name in given:
        return {}
    phone = wanted.read(turn.message, turn.reading, wanted) if turn.message.place else None
    found = phone or readers.within(turn.message.text)
    known = turn.reading.entity("place")
    if found and not phone and known is not None and known.value and known.text.lower() in found.text.lower():
        found = replace(found, value=known.value)
    return {wanted.name: found} if found else {}


def _named(form: Form, here: Field, turn: Turn) -> Answers:
    """A choice of another question, said in so many words ("ibu saya" when the programme was asked)."""
    text = turn.message.text
    if turn.message.choice or text.strip().isdecimal() or not 1 <= wording.size(text) <= _SHORT:
        return {}
    if turn.reading.entities or wording.spot(text):
        return {}
    fields = [field for field in form.fields if field.choices and not field.told and field.name != here.name]
    said = {field.name: readers.choice(turn.message, turn.reading, field) for field in fields}
    return {name: answer for name, answer in said.items() if answer is not None}
