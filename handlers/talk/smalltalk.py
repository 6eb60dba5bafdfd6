"""Everything about the service itself that has an answer ready: greeting, thanks, help, office, programmes, privacy."""

from __future__ import annotations

from dataclasses import replace

from handlers.effects import Outcome, Say
from handlers.handbook import Handbook
from handlers.help import information
from handlers.state import Asking, Idle
from handlers.talk import menu
from handlers.talk.handover import MENU
from handlers.turn import Turn
from handlers.words.wording import size

# Questions that may be asked in the middle of a form: answered, then the form goes on.
INFORMATION = {
    "service_office_info": "office.info",
    "service_program_info": "info.programme",
    "service_privacy": "info.privacy",
    "service_help": "info.help",
}

HELP_IN_FORM = "info.help_in_form"

_GREETING = 4  # words: more than these tell something besides

_WITH_MENU = {
    "service_help": "info.help",
    "service_cancel": "cancel.nothing",
    "service_affirm": "menu.what_next",
    "service_deny": "menu.what_next",
    "service_out_of_scope": "scope.outside",
}


def answer(turn: Turn, book: Handbook, intent: str) -> Outcome:
    """The ready answer to a service_* intent. Raises KeyError for one that another handler answers."""
    if intent == "service_greet":
        return _greet(turn, book)
    if intent in _WITH_MENU:
        return menu.show(book, _WITH_MENU[intent], told=turn.state)
    if intent == "service_thanks":
        return Outcome(Idle(), (Say("thanks.reply"),))
    programme = information.asked(turn, book) if intent == "service_program_info" else None
    if programme is not None:
        return information.answer(programme, book)
    return Outcome(Idle(), (Say(INFORMATION[intent], {}, "", (menu.STAFF, menu.BACK)),))


def _greet(turn: Turn, book: Handbook) -> Outcome:
    """Hello once, and then no more; who greets with more than a greeting has begun to tell."""
    state, text = turn.state, turn.message.text.strip()
    met = isinstance(state, Asking) and state.question == MENU
    outcome = menu.show(book, "greet.again" if met else "greet.hello", told=state)
    turn, joined = menu.earlier(turn)
    if size(text) <= _GREETING or not isinstance(outcome.state, Asking):
        return outcome
    told = replace(outcome.state, text=joined, entities=turn.reading.entities, kept=turn.now)
    return replace(outcome, state=told)


def knows(intent: str) -> bool:
    """Whether `answer` has something to say about this intent."""
    return intent in {*_WITH_MENU, *INFORMATION, "service_greet", "service_thanks"}


def page(turn: Turn, book: Handbook, intent: str) -> str:
    """The text about the office, a programme or privacy. Raises KeyError for any other intent."""
    return information.text(turn, book, intent) or INFORMATION[intent]


def in_form(turn: Turn, book: Handbook, intent: str) -> str:
    """The same in the middle of a form, where help means help with the question."""
    return HELP_IN_FORM if intent == "service_help" else page(turn, book, intent)
