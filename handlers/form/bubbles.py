"""A story comes in several short messages: which of them answer the open question, and which only tell on."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.form.forms import Field
from handlers.state import Answer, Answers
from handlers.turn import Turn
from handlers.words import readers, wording

BREATH = timedelta(seconds=20)
"""Whoever was told a moment ago that more was added is not told so again for every message."""

_PLAIN_TOPIC = 0.8
_SENTENCE, _CHOICE = 3, 6  # words
_CLASSES = ("complaint", "aid", "parenting")
_FOREIGN = frozenset({"money", "ticket", "phone", "nik", "person_age", "duration", "date", "programme"})


def tells_on(turn: Turn, here: Field, answer: Answer | None, others: Answers) -> bool:
    """Whether a message in a form is more of the story and no answer to the field `here`.

    `answer` is what the field's reader made of it, `others` what it says about other fields. A settled answer (a
    choice, something recognised, a place that calls itself one) always counts; loose words only when nothing in
    them says that the family is still telling.
    """
    message, reading = turn.message, turn.reading
    text = message.text
    if here.free or message.choice or message.files or not wording.size(text) or wording.asks(text):
        return False
    if readers.yes(message, reading) or readers.no(message, reading):
        return False
    if answer is not None and _settled(turn, here, answer, others):
        return False
    if answer is None and wording.size(text) >= _SENTENCE:
        return True
    if answer is not None and here.choices and wording.size(text) >= _SENTENCE:
        return True
    own = {here.entity, "date"} if here.entity == "duration" else {here.entity}
    foreign = any(entity.name in _FOREIGN - own for entity in reading.entities)
    topic = reading.kind in _CLASSES and reading.confidence >= _PLAIN_TOPIC
    of_somebody = (here.choices or here.entity == "place") and wording.describes(text)
    return bool(others) or foreign or topic or of_somebody or wording.goes_on(text)


def just_told(added: datetime | None, now: datetime) -> bool:
    """Whether the family heard a moment ago that their words were added."""
    return added is not None and now - added < BREATH


def _settled(turn: Turn, here: Field, answer: Answer, others: Answers) -> bool:
    """Whether an answer stands on more than loose words."""
    text, reading = turn.message.text, turn.reading
    heard = here.hears is not None and here.hears(text) is not None
    exactly = readers.exact(text, here)
    if heard or exactly or (here.told and wording.size(text) > _CHOICE and readers.told(text, here) is not None):
        return True
    recognised = bool(here.entity) and reading.entity(here.entity) is not None
    dated = here.entity == "duration" and reading.entity("date") is not None
    if recognised or dated or (here.entity == "place" and (wording.spot(text) or readers.within(text))):
        return True
    if not here.choices or wording.size(text) <= 1:
        return bool(answer.value or answer.label)
    named = wording.size(text) <= _CHOICE and not wording.goes_on(text) and not wording.describes(text)
    other = reading.kind in _CLASSES and reading.confidence >= _PLAIN_TOPIC and wording.size(text) >= _SENTENCE
    plainly = (
        wording.names(text)
        or readers.related(text, here) is not None
        or (named and not other and not (others and answer.value == "self"))
    )
    return bool(answer.value or answer.label) and plainly
