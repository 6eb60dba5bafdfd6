"""Has the last word on an outcome: a wish for secrecy is kept with the case, the form or the talk that comes of it."""

from __future__ import annotations

from dataclasses import replace

from handlers.casework import secrecy_words as words
from handlers.casework.cases import is_open
from handlers.casework.secrecy import BUTTON, CARRY, carried, entities, keep, wished
from handlers.casework.secrecy_words import HIDE, PLAIN
from handlers.effects import Effect, Join, Keep, Lines, Note, OpenCase, Outcome, Say, Tell
from handlers.form import forms
from handlers.handbook import Handbook
from handlers.personal import Remember
from handlers.state import Answer, Asking, Confirming, Filling, Idle, WithStaff
from handlers.turn import Turn
from nlu.reading import Entity

_READ_BACK = ("complaint.confirm", "aid.confirm")


def after(turn: Turn, book: Handbook, outcome: Outcome) -> Outcome:  # noqa: ARG001  # one signature
    """Keep a wish with what comes of the message: a case, a form, or the talk until there is one."""
    now = wished(turn)
    wish = words.combined(carried(turn.state, turn.now), now)
    if any(isinstance(effect, OpenCase) for effect in outcome.effects):
        outcome = _filed(outcome, wish)
    elif isinstance(outcome.state, WithStaff) or any(isinstance(effect, Note | Join) for effect in outcome.effects):
        outcome = _in_case(turn, outcome, now)
    if isinstance(outcome.state, Filling | Confirming):
        return _in_form(outcome, wish, now)
    free = isinstance(outcome.state, Idle | Asking) and not _settles(outcome)
    return _kept(turn, outcome, wish) if free and wish not in ("", PLAIN) else outcome


def _filed(outcome: Outcome, wish: str) -> Outcome:
    """Every case that is opened takes the wish; what is said of it begins with who may know."""
    effects: list[Effect] = []
    lead, danger = "", any(isinstance(one, OpenCase) and one.kind == "danger" for one in outcome.effects)
    for effect in outcome.effects:
        if isinstance(effect, OpenCase):
            case = words.settled(effect, wish)
            lead = f"secrecy.noted.{case.secrecy}" if case.secrecy and not danger else lead
            effects.append(case)
        elif lead and isinstance(effect, Say):
            effects += [replace(effect, lead=lead)] if not effect.lead else [Say(lead), effect]
            lead = ""
        else:
            effects.append(effect)
    if lead:
        effects.append(Say(lead))
    if any(isinstance(one, OpenCase) and one.secrecy for one in effects):  # not the moment to ask for a name
        effects = [one for one in effects if not _asks_for_consent(one)]
    if danger and wish not in ("", PLAIN):
        effects.append(Say("secrecy.danger"))
    return replace(outcome, effects=tuple(effects))


def _asks_for_consent(effect: Effect) -> bool:
    shown = isinstance(effect, Remember) and effect.what == "notice"
    return shown or (isinstance(effect, Say) and effect.key == "notice.short")


def _in_case(turn: Turn, outcome: Outcome, now: str) -> Outcome:
    """A wish among words that go to a case which is open; danger stays seen, and says so instead of "I read"."""
    state = outcome.state
    noted = [effect.case for effect in outcome.effects if isinstance(effect, Note | Join)]
    number = state.case if isinstance(state, WithStaff) else next(iter(noted), None)
    case = next((one for one in turn.cases if one.id == number and is_open(one)), None)
    if not now or case is None or any(isinstance(effect, Keep) for effect in outcome.effects):
        return outcome
    if case.kind != "danger":
        return replace(outcome, effects=(*outcome.effects, *keep(case, now)))
    others = tuple(one for one in outcome.effects if not (isinstance(one, Say) and one.key.startswith("danger.read")))
    if now == PLAIN or any(isinstance(effect, Say) for effect in others):
        return outcome
    return replace(outcome, effects=(*others, Tell("desk.secret_wish", {}, case.id), Say("secrecy.danger")))


def _in_form(outcome: Outcome, wish: str, now: str) -> Outcome:
    """A form keeps the wish beside its answers, says that it was heard, and shows it where all is read back."""
    state, effects = outcome.state, outcome.effects
    assert isinstance(state, Filling | Confirming)
    if any(isinstance(effect, Say) and effect.key == "secrecy.ask" for effect in effects):
        asked = state.answers if wish else {**state.answers, HIDE: Answer("")}
        return Outcome(replace(state, answers=asked), tuple(one for one in effects if _is(one, "secrecy.ask")))
    if not wish:
        state = replace(state, answers=words.without(state.answers)) if HIDE in state.answers else state
        return Outcome(state, tuple(_with_button(effect) for effect in effects))
    state = replace(state, answers={**state.answers, HIDE: Answer("", wish, f"secrecy.line.{wish}")})
    effects = tuple(_line(effect, wish) for effect in effects)
    return Outcome(state, _heard(effects, wish) if now else effects)


def _heard(effects: tuple[Effect, ...], wish: str) -> tuple[Effect, ...]:
    """The effects with the word that the wish was heard before the first thing that is said."""
    first = next((at for at, effect in enumerate(effects) if isinstance(effect, Say)), None)
    lead = f"secrecy.noted.{wish}"
    if first is None:
        return (*effects, Say(lead))
    say = effects[first]
    assert isinstance(say, Say)
    told = (replace(say, lead=lead),) if say.lead in ("", lead) else (Say(lead), say)
    return (*effects[:first], *told, *effects[first + 1 :])


def _line(effect: Effect, wish: str) -> Effect:
    told = effect.values.get("lines") if isinstance(effect, Say) and effect.key in _READ_BACK else None
    if not isinstance(effect, Say) or not isinstance(told, tuple):
        return effect
    line: Lines = ((f"field.{HIDE}", f"@secrecy.line.{wish}"),)
    return replace(effect, values={**effect.values, "lines": (*told, *line)})


def _with_button(effect: Effect) -> Effect:
    mine = isinstance(effect, Say) and effect.key == "complaint.confirm"
    return replace(effect, options=(*effect.options, BUTTON)) if mine and isinstance(effect, Say) else effect


def _kept(turn: Turn, outcome: Outcome, wish: str) -> Outcome:
    """The talk carries the wish on, a day long; while it is free, as a question that nobody asked."""
    state = outcome.state
    since = next((one.text for one in entities(turn.state) if one.name == CARRY), "") if not wished(turn) else ""
    entity = Entity(CARRY, since or turn.now.isoformat(), wish)
    if isinstance(state, Idle):
        return replace(outcome, state=Asking(CARRY, (), "", (entity,), state.misses))
    assert isinstance(state, Asking)
    others = tuple(one for one in state.entities if one.name != CARRY)
    return replace(outcome, state=replace(state, entities=(*others, entity)))


def _settles(outcome: Outcome) -> bool:
    """Whether the wish has found its case, and no second concern of the same message is still to come."""
    state = outcome.state
    found = any(
        isinstance(effect, OpenCase)
        or (isinstance(effect, Say) and effect.key.startswith(("secrecy.kept.", "secrecy.danger")))
        for effect in outcome.effects
    )
    return found and not (isinstance(state, Asking) and state.question == forms.ALSO)


def _is(effect: Effect, key: str) -> bool:
    return not isinstance(effect, Say) or effect.key == key
