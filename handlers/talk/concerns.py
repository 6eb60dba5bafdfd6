"""More than one thing in one message: the more urgent goes first, each other is kept and offered afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from handlers.casework import cases
from handlers.casework.secrecy import CARRY
from handlers.casework.secrecy_words import settled
from handlers.effects import Effect, OpenCase, Option, Outcome, Say, Tell
from handlers.form.forms import ALSO, Form
from handlers.handbook import Handbook
from handlers.state import Answer, Answers, Asking, Filling, Idle, Later, State, WithStaff
from handlers.talk import menu, standing
from handlers.talk.handover import MENU
from handlers.talk.matters import order
from handlers.talk.meaning import understood
from handlers.texts import literal
from handlers.turn import Turn
from handlers.words import readers
from nlu.reading import Reading

Act: TypeAlias = Callable[[Turn, Handbook, str, str], Outcome]
"""Acts on an intent; it is given the intent and the text that carried it."""

_AT_ONCE = ("service_case_status", "service_office_info", "service_program_info")
_HERE = ("status:", "reopen:", "menu:staff")  # buttons that may be pressed in a form too
_OFFERED = 2  # times
_NOTHING_LEFT = ("menu.what_next", "cancel.nothing")
_GRIEF = ("loss.", "mourning.", "quiet.")
_YES, _NO = "concern:yes", "concern:no"


def begun(turn: Turn, book: Handbook, act: Act) -> Outcome | None:
    """Begin with the most urgent of several matters, and say that the others come after it; None for a single one.

    What has its answer ready is answered before.
    """
    first, *others = order(turn, book) or (None,)
    if first is None or not others:
        return None
    before = menu.earlier(turn)[1].removesuffix(turn.message.text.strip()).strip()
    text = "\n".join(part for part in (before, first.text) if part)
    outcome = act(_own(turn, first), book, first.intent, text)
    at_once = [say for one in others if one.intent in _AT_ONCE for say in _answers(turn, book, one, act)]
    others = [one for one in others if one.intent not in _AT_ONCE]
    outcome = _carrying(replace(outcome, effects=(*at_once, *outcome.effects)), tuple(others))
    if not others:
        return outcome
    values = {"first": _about(first), "other": _about(others[0])}
    if any(isinstance(effect, Say) and effect.lead.startswith("warning.") for effect in outcome.effects):
        return replace(outcome, effects=(*outcome.effects, Say("concern.after", values)))  # nothing goes before that
    plan = Say("concern.two" if len(others) == 1 else "concern.more", values)
    return replace(outcome, effects=(plan, *outcome.effects))


def _own(turn: Turn, one: Later) -> Turn:
    """The turn as if nothing else had been written."""
    reading = Reading(one.intent, 1.0, ((one.intent, 1.0),), one.entities, source=turn.reading.source)
    return replace(turn, message=replace(turn.message, text=one.text), reading=reading)


def _answers(turn: Turn, book: Handbook, one: Later, act: Act) -> list[Say]:
    """What is said about a question that has its answer ready, with the buttons that do not lead away."""
    says = [effect for effect in act(_own(turn, one), book, one.intent, one.text).effects if isinstance(effect, Say)]
    return [replace(say, options=tuple(o for o in say.options if o.value.startswith(_HERE))) for say in says]


def in_form(turn: Turn, book: Handbook, known: Mapping[str, Form], act: Act) -> Outcome | None:
    """The same where a general form waits for its story: each matter then goes into the form that it belongs to."""
    state = turn.state
    if not isinstance(state, Filling) or state.form not in known or known[state.form].refine is None:
        return None
    told = known[state.form].fields[0].name in state.answers
    return None if told or turn.message.choice else begun(replace(turn, state=Idle()), book, act)


def more(turn: Turn, book: Handbook, state: Asking, act: Act) -> Outcome | None:
    """More words about what was just offered, instead of a yes; None for anything else."""
    if not _is_offer(state) or turn.message.choice or not understood(turn, book):
        return None
    if turn.reading.intent != state.later[0].intent:
        return None
    own = {entity.name for entity in turn.reading.entities}
    entities = (*turn.reading.entities, *(entity for entity in state.entities if entity.name not in own))
    told = replace(turn, reading=replace(turn.reading, entities=entities))
    return act(told, book, turn.reading.intent, f"{state.text}\n{turn.message.text.strip()}")


def said(turn: Turn, book: Handbook, act: Act) -> Outcome | None:
    """A typed yes or no to what was offered while a person is awaited."""
    if not isinstance(turn.state, WithStaff) or not turn.state.later:
        return None
    if readers.yes(turn.message, turn.reading):
        return pressed(turn, book, "yes", act)
    return pressed(turn, book, "no", act) if readers.no(turn.message, turn.reading) else None


def pressed(turn: Turn, book: Handbook, what: str, act: Act) -> Outcome | None:
    """The buttons of what was offered while a person is awaited; None when they no longer fit."""
    state = turn.state
    if not isinstance(state, WithStaff) or not state.later:
        return None
    first, *rest = state.later
    waiting = replace(state, later=tuple(rest))
    if what != "yes":
        declined = Say("form.also_no")
        return Outcome(waiting, (declined, _offer(waiting.later[0], (_YES, _NO))) if rest else (declined,))
    message = replace(turn.message, text="", choice=_YES)
    told = replace(turn, state=Idle(), message=message, reading=replace(turn.reading, entities=first.entities))
    return _carrying(act(told, book, first.intent, first.text), tuple(rest))


def kept(turn: Turn, book: Handbook, outcome: Outcome) -> Outcome:  # noqa: ARG001  # the router's signature
    """Carry on what else was written of, and offer it once the matter before it is through.

    Whoever reads a case that is opened meanwhile sees it there. After danger, and with a person, nothing is offered.
    """
    waiting = _waiting(turn)
    new = _later(outcome.state)
    waiting = (*new, *(one for one in waiting if not any(one.text == known.text for known in new)))
    if not waiting or isinstance(turn.state, WithStaff):
        return outcome
    told = _for_staff(outcome, waiting)
    if told != outcome.effects:
        outcome = replace(outcome, effects=told)
        waiting = tuple(replace(one, noted=True) for one in waiting)
    state = outcome.state
    if isinstance(state, WithStaff):
        if not _handed_over(outcome):
            return replace(outcome, state=replace(state, later=()))
        offered = (*outcome.effects, _offer(waiting[0], (_YES, _NO)))
        return Outcome(replace(state, later=waiting), offered)
    if isinstance(state, Asking) and state.question == MENU and turn.state != state:
        return _instead_of_menu(outcome, waiting)
    return _carrying(outcome, waiting)


def unfinished(state: Asking, book: Handbook, now: datetime) -> tuple[Effect, ...]:
    """A case, marked so, of what was never come to before the talk ended; nothing when nothing is lost."""
    lost = tuple(one for one in state.later if not one.noted)
    if not lost:
        return ()
    first, *rest = lost
    kind = first.intent.partition("_")[0]
    answers = noted({"what": Answer(first.text)}, tuple(rest))
    due = book.due(kind, now)
    case = OpenCase(kind, first.intent, answers, cases.urgency(first.intent), due, complete=False)
    wish = next((entity.value for entity in state.entities if entity.name == CARRY), "")
    case = settled(case, wish)
    who_knows = f"secrecy.noted.{case.secrecy}" if case.secrecy else ""
    return case, Say("concern.filed", {"topic": _about(first)}, who_knows)


def noted(answers: Answers, later: tuple[Later, ...]) -> Answers:
    """The answers of a case with what else was written of, for whoever reads it."""
    before = answers.get(ALSO, Answer(""))
    texts = [one.text for one in later if one.text not in before.text]
    if not texts:
        return answers
    told = "\n".join((before.text, *texts) if before.text else texts)
    return {**answers, ALSO: Answer(told, before.value or later[0].intent)}


def _carrying(outcome: Outcome, later: tuple[Later, ...]) -> Outcome:
    """The outcome with what comes later; offered at once where nothing is open any more."""
    state = outcome.state
    if not isinstance(state, Idle):
        return replace(outcome, state=replace(state, later=later))
    grieving = any(isinstance(effect, Say) and effect.key.startswith(_GRIEF) for effect in outcome.effects)
    if not later or grieving:
        return outcome
    first = replace(later[0], offered=later[0].offered + 1)
    say = _offer(first, (f"intent:{first.intent}", "also:no"))
    values = tuple(option.value for option in say.options)
    asking = Asking(ALSO, values, first.text, first.entities, later=(first, *later[1:]))
    return Outcome(asking, (*outcome.effects, say))


def _instead_of_menu(outcome: Outcome, later: tuple[Later, ...]) -> Outcome:
    """A yes, a no or a "batal" with nothing left to mean: rather than the menu comes what else was written of."""
    left = tuple(one for one in outcome.effects if not (isinstance(one, Say) and one.key in _NOTHING_LEFT))
    if left == outcome.effects or later[0].offered:
        return _carrying(outcome, later)
    return _carrying(Outcome(Idle(), left), later)


def _offer(one: Later, values: tuple[str, str]) -> Say:
    options = (Option(values[0], "choice.concern.yes"), Option(values[1], "choice.concern.no"))
    return Say("concern.offer", {"topic": _about(one)}, "", options)


def _about(one: Later) -> str:
    return f"@concern.about.{one.intent}"


def _later(state: State) -> tuple[Later, ...]:
    return () if isinstance(state, Idle) else state.later


def _is_offer(state: State) -> bool:
    return isinstance(state, Asking) and state.question == ALSO and bool(state.later) and state.later[0].offered > 0


def _waiting(turn: Turn) -> tuple[Later, ...]:
    """What still waits after this message: an offer that was answered does not, nor one made twice in vain."""
    state, later = turn.state, _later(turn.state)
    if not isinstance(state, Asking) or not _is_offer(state):
        return later
    answered = standing.settled(turn, {}).message.choice in state.options
    told = turn.reading.intent == later[0].intent and not turn.message.choice
    return later[1:] if answered or told or later[0].offered >= _OFFERED else later


def _handed_over(outcome: Outcome) -> bool:
    """Whether a question about a child was passed on, so that an answer may take a day."""
    return any(isinstance(effect, OpenCase) and effect.topic.startswith("parenting_") for effect in outcome.effects)


def _for_staff(outcome: Outcome, later: tuple[Later, ...]) -> tuple[Effect, ...]:
    """The effects with what else was written of beside the case that is opened, or told in the one that is open."""
    effects = list(outcome.effects)
    opened = [at for at, effect in enumerate(effects) if isinstance(effect, OpenCase)]
    if opened:
        case = effects[opened[-1]]  # of two the first is danger, which has the message before it
        assert isinstance(case, OpenCase)
        effects[opened[-1]] = replace(case, answers=noted(case.answers, later))
    elif isinstance(outcome.state, WithStaff) and outcome.state.case:
        effects += [Tell("desk.family", {"text": literal(one.text)}, outcome.state.case) for one in later]
    return tuple(effects)
