"""Where a family lives is asked once: a place they told is remembered, and offered next time as a button."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.casework.complaint import PLACE
from handlers.effects import OpenCase, Option, Outcome, Say
from handlers.handbook import Handbook
from handlers.personal import Remember
from handlers.state import Filling
from handlers.turn import Turn

_DISTRICT = re.compile(r"\d\d\.\d\d\.\d\d")
_FILED = ("complaint.done", "aid.done")


def after(turn: Turn, book: Handbook, outcome: Outcome) -> Outcome:  # noqa: ARG001  # the router's signature
    """Remember the place of what was just filed, and say so; offer the one we remember where a place is asked for."""
    return _offered(turn, _remembered(turn, outcome))


def _remembered(turn: Turn, outcome: Outcome) -> Outcome:
    """Only with consent, never of a report that is to be kept secret, and a complaint's only where none is known."""
    case = next((effect for effect in outcome.effects if isinstance(effect, OpenCase)), None)
    filed = any(isinstance(effect, Say) and effect.key in _FILED for effect in outcome.effects)
    if case is None or not filed or not turn.person.consent or case.secrecy or PLACE.name not in case.answers:
        return outcome
    place, known = case.answers[PLACE.name].value, turn.person.place
    if not _DISTRICT.fullmatch(place) or place == known or (known and case.kind != "aid") or not _own(case):
        return outcome
    effects = (
        replace(effect, values={**effect.values, "kept": "@home.kept"})
        if isinstance(effect, Say) and effect.key in _FILED
        else effect
        for effect in outcome.effects
    )
    return replace(outcome, effects=(*effects, Remember("place", place)))


def _own(case: OpenCase) -> bool:
    """Whether nothing says that it is about somebody else, who may live elsewhere."""
    others = [case.answers[name].value for name in ("who", "for_whom") if name in case.answers]
    return all(value in ("", "self", "child") for value in others)


def _offered(turn: Turn, outcome: Outcome) -> Outcome:
    state, place = outcome.state, turn.person.place
    asked = isinstance(state, Filling) and state.at == PLACE.name
    if not asked or not turn.person.consent or not _DISTRICT.fullmatch(place):
        return outcome
    button = Option(f"{PLACE.name}:{place}", "choice.home", {"name": f"@place.{place}"})
    effects = (
        replace(effect, options=(button, *effect.options))
        if isinstance(effect, Say) and effect.key.endswith(f".ask_{PLACE.name}")
        else effect
        for effect in outcome.effects
    )
    return replace(outcome, effects=tuple(effects))
