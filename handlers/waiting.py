"""While a person has the talk: everything is passed on to the case, and the bot keeps quiet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.danger import WATCHED
from handlers.effects import Effect, Note, Option, Outcome, Say, Tell
from handlers.state import WithStaff
from handlers.texts import day, literal
from handlers.turn import Turn

_TELL_AGAIN_AFTER = timedelta(minutes=30)


def with_staff(turn: Turn) -> Outcome:
    """Pass the message on; until somebody has taken the case, say now and then that it arrived."""
    state = turn.state
    assert isinstance(state, WithStaff)
    if turn.message.choice:
        return Outcome(state, (Say("staff.with_you", {}, "", (Option("menu", "choice.menu"),)),))
    effects: tuple[Effect, ...] = (Note(state.case),)
    case = next((known for known in turn.cases if known.id == state.case), None)
    answered = case is not None and case.kind == "danger" and state.told == state.since  # our question was answered
    silent = state.told is not None and turn.now - state.told < _TELL_AGAIN_AFTER and not answered
    if case is None or case.officer or silent:
        return Outcome(state, effects)
    values = {"code": case.code}
    if answered:
        key = "danger.read" if case.topic in WATCHED else "danger.read_on"
    elif case.kind != "danger" and case.due is not None and case.due > turn.now:
        key, values["by"] = "staff.passed_on", day(case.due, turn.person.zone)
    else:
        key = "staff.passed_on_now"
    say = Say(key, values, "", (Option("menu", "choice.menu"),))
    return Outcome(replace(state, told=turn.now), (*effects, say))


def edited(turn: Turn) -> Outcome:
    """An earlier message was changed: staff see the new wording, the bot has nothing to say about it."""
    state = turn.state
    assert isinstance(state, WithStaff)
    text = turn.message.text.strip()
    told = (Tell("desk.family_edited", {"text": literal(text)}, state.case),) if text else ()
    return Outcome(state, told)
