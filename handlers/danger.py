"""Danger: say where help is at once, open an urgent case, wake the staff, and hand the talk to a person."""

from __future__ import annotations

from datetime import timedelta

from handlers import cases
from handlers.effects import URGENT, Alert, Effect, Note, OpenCase, Outcome, Say
from handlers.handbook import Handbook
from handlers.state import Answer, Answers, Confirming, Filling, WithStaff
from handlers.texts import literal
from handlers.turn import Turn

_ALERT_AGAIN_AFTER = timedelta(minutes=10)
_HOTLINES = {
    "police": "@hotline.police",
    "sapa": "@hotline.sapa129",
    "sapa_wa": "@hotline.sapa129_wa",
    "medical": "@hotline.medical",
    "mental": "@hotline.healing119",
}


def respond(turn: Turn, book: Handbook, kind: str, *, half: tuple[Effect, ...] = ()) -> Outcome:
    """What is decided on a message in which `kind` (a danger_* intent) was seen, whatever else it says.

    `half` files a form that the family was in the middle of, as a case of its own.
    """
    known = next(
        (case for case in turn.cases if case.kind == "danger" and case.topic == kind and cases.is_open(case)),
        None,
    )
    if known is not None:
        return _again(turn, known.id, known.code, half)
    text = turn.message.text.strip()
    answers: Answers = {"what": Answer(text)} if text else {}
    place = turn.reading.entity("place")
    if place is not None:
        answers["place"] = Answer(place.text, place.value)
    elif isinstance(turn.state, Filling | Confirming) and "place" in turn.state.answers:
        answers["place"] = turn.state.answers["place"]
    effects: list[Effect] = [
        Say(f"danger.{kind.removeprefix('danger_')}", _HOTLINES, urgent=True),
        OpenCase("danger", kind, answers, URGENT, book.due("danger", turn.now)),
        Alert("desk.alert", {"topic": f"@intent.{kind}"}),
        *half,
    ]
    if isinstance(turn.state, WithStaff) and turn.state.case:
        effects.append(Note(turn.state.case))
    return Outcome(WithStaff(0, turn.now, told=turn.now), tuple(effects))


def _again(turn: Turn, case: int, code: str, half: tuple[Effect, ...]) -> Outcome:
    state = turn.state
    told = state.told if isinstance(state, WithStaff) and state.case == case else None
    effects: list[Effect] = [Note(case)]
    if told is None or turn.now - told >= _ALERT_AGAIN_AFTER:
        effects.append(Say("danger.again", {**_HOTLINES, "code": literal(code)}, urgent=True))
        effects.append(Alert("desk.alert_again", {"code": literal(code)}, case=case))
        told = turn.now
    return Outcome(WithStaff(case, turn.now, told=told), (*effects, *half))
