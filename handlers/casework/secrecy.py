"""Who may know of a report: the wish is heard in every state, carried to the case, explained, and changed again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from handlers.casework import complaint
from handlers.casework import secrecy_words as words
from handlers.casework.cases import is_open
from handlers.casework.secrecy_words import HIDE, PLAIN
from handlers.effects import ANONYMOUS, CONFIDENTIAL, Effect, Keep, Note, Option, Outcome, Say
from handlers.form import forms
from handlers.form.forms import Form
from handlers.form.passing import go_on
from handlers.handbook import Handbook
from handlers.state import Asking, Confirming, Filling, Idle, State, WithStaff
from handlers.talk import menu, opening
from handlers.talk.handover import MENU
from handlers.talk.meaning import understood
from handlers.turn import MESSAGE, CaseBrief, Turn
from handlers.words.wording import plain, size
from nlu.reading import Entity

CARRY = "secrecy"
"""The entity in a state that carries a wish to the case that is still to come, and the question while nothing is."""
WAYS = "hide"
"""The question which of the three ways it shall be."""

_ASK = "ask"
_KINDS = (PLAIN, ANONYMOUS, CONFIDENTIAL)
_HOLDS = timedelta(hours=24)
_STORY = 5  # words
_REPORTS = re.compile(r"\b(?:me|nge)?(?:lapor|ngadu|ngadukan|adukan|keluh)\w*\b")
BUTTON = Option(f"hide:{_ASK}", "choice.hide.ask")
"""Under what is read back: who may know of this?"""
_FOURTH = "4"  # the button's number where buttons are numbers


def said(turn: Turn, book: Handbook, known: Mapping[str, Form]) -> Outcome | None:
    """The wish itself, or a question about it, in words; None when the message tells something else besides.

    Then secrecy_kept.after keeps the wish with whatever comes of the message.
    """
    state, text = turn.state, turn.message.text
    form = known.get(state.form) if isinstance(state, Filling | Confirming) else None
    picked = _picked(state, text)
    if picked == _ASK or words.asks(text):
        return _explain(turn, form)
    if picked:
        return go_on(turn, form) if form is not None else _decided(turn, book, picked)
    wish = words.read(text)
    if not wish.value or isinstance(state, WithStaff):
        return None
    if form is not None:
        return go_on(turn, form) if wish.bare else None
    if not wish.bare or opening.wish(text) == "secret":
        return _story(turn, book) if not wish.bare else None
    return _decided(turn, book, wish.value, reports=_REPORTS.search(wish.rest) is not None)


def pressed(turn: Turn, book: Handbook, what: str, known: Mapping[str, Form]) -> Outcome | None:
    """The buttons; in a form secrecy_kept.after puts what was chosen into it."""
    state = turn.state
    inside = isinstance(state, Filling | Confirming) and state.form in known
    if what == _ASK:
        return Outcome(state, (_question(),))
    if what not in _KINDS:
        return None
    return Outcome(state, ()) if inside or isinstance(state, WithStaff) else _decided(turn, book, what)


def _explain(turn: Turn, form: Form | None) -> Outcome:
    """What the three ways mean, with a button for each; a form waits meanwhile where it is."""
    state, question = turn.state, _question()
    if form is not None or isinstance(state, WithStaff):
        return Outcome(state, (question,))
    kept = tuple(one for one in entities(state) if one.name == CARRY)
    return Outcome(Asking(WAYS, tuple(option.value for option in question.options), "", kept), (question,))


def _question() -> Say:
    return Say("secrecy.ask", {}, "", tuple(Option(f"hide:{kind}", f"choice.hide.{kind}") for kind in _KINDS))


def _picked(state: State, text: str) -> str:
    """A number or a word typed for one of our buttons under what is read back."""
    said, answers = plain(text), state.answers if isinstance(state, Filling | Confirming) else {}
    if (HIDE in answers and not words.of(answers)) or (isinstance(state, Asking) and state.question == WAYS):
        number = _KINDS[int(said) - 1] if said in ("1", "2", "3") else ""
        return PLAIN if words.usual(text) else number
    offered = isinstance(state, Confirming) and state.form.startswith("complaint") and HIDE not in answers
    return _ASK if offered and said == _FOURTH else ""


def _story(turn: Turn, book: Handbook) -> Outcome | None:
    """A story with a wish in it that was only taken for a question about privacy is a complaint."""
    lost = turn.reading.intent == "service_privacy" or not understood(turn, book)
    told = words.read(turn.message.text).rest
    tells = _REPORTS.search(told) is not None or size(told) >= _STORY
    free = not isinstance(turn.state, Asking) or turn.state.question in (MENU, CARRY)
    if not (lost and tells and free):
        return None
    form = complaint.refine(turn.reading)
    return forms.start(form, turn, book, text=turn.message.text.strip())


def _decided(turn: Turn, book: Handbook, value: str, *, reports: bool = False) -> Outcome | None:
    """A wish that stands by itself: for the report that is begun with it, the one that is open, or one to come."""
    if reports:
        return forms.start(complaint.FORMS["complaint"], turn, book, lead=f"secrecy.noted.{value}")
    case = _own(turn)
    if case is not None:
        return Outcome(_free(turn.state), keep(case, value))
    danger = next((one for one in turn.cases if one.kind == "danger" and is_open(one)), None)
    if danger is not None:
        return Outcome(_free(turn.state), (Note(danger.id), Say("secrecy.danger")))
    if value == PLAIN:
        asked = isinstance(turn.state, Asking) and turn.state.question in (WAYS, CARRY)
        asked = asked or bool(turn.message.choice or carried(turn.state, turn.now))
        return Outcome(_free(turn.state), (Say("secrecy.noted.plain"),)) if asked else None
    waiting = Asking(menu.TELL, (menu.STAFF.value,), kept=turn.now)
    return Outcome(waiting, (Say("open.tell", {}, f"secrecy.noted.{value}"),))


def keep(case: CaseBrief, wish: str) -> tuple[Effect, ...]:
    """The effects of a wish about an open case."""
    value = words.combined(case.secrecy, wish)
    secrecy = "" if value == PLAIN else value
    say = Say(f"secrecy.kept.{value}", {"code": case.code})
    return (say,) if secrecy == case.secrecy else (Keep(secrecy, case.id), say)


def wished(turn: Turn) -> str:
    """What is wished in the present message."""
    where, _, what = turn.message.choice.partition(":")
    if turn.message.choice or turn.message.kind != MESSAGE:
        return what if where == "hide" and what in _KINDS else ""
    picked = _picked(turn.state, turn.message.text)
    if picked or words.asks(turn.message.text):
        return picked if picked in _KINDS else ""
    return words.read(turn.message.text).value


def carried(state: State, now: datetime) -> str:
    """What was wished before: it stands in the form, or is carried by the talk for a day."""
    if isinstance(state, Filling | Confirming):
        return words.of(state.answers)
    wish = next((one for one in entities(state) if one.name == CARRY), None)
    return wish.value if wish is not None and now - datetime.fromisoformat(wish.text) <= _HOLDS else ""


def entities(state: State) -> tuple[Entity, ...]:
    """What a state keeps of an earlier message."""
    return state.entities if isinstance(state, Asking) else ()


def _own(turn: Turn) -> CaseBrief | None:
    """The newest open case that can be kept secret."""
    return next((case for case in turn.cases if is_open(case) and case.kind != "danger"), None)


def _free(state: State) -> State:
    return Idle() if isinstance(state, Asking) and state.question in (CARRY, WAYS) else state
