"""What was sent along with a story is counted when it is read back, so that the family sees that nothing is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from handlers.effects import Effect, Lines, Outcome, Say
from handlers.handbook import Handbook
from handlers.state import Confirming
from handlers.turn import Turn

_READ_BACK = ("complaint.confirm", "aid.confirm")
_ORDER = ("photo", "voice", "video", "document")
_LIKE = {"audio": "voice"}


def counted(turn: Turn, _book: Handbook, outcome: Outcome) -> Outcome:
    """The outcome with a line for each kind of file in what is read back: those kept before, and the present ones."""
    if not isinstance(outcome.state, Confirming):
        return outcome
    kinds = (*turn.loose, *(file.kind for file in turn.message.files))
    number = Counter(_LIKE.get(kind, kind) for kind in kinds)
    lines: Lines = tuple((f"evidence.{kind}", str(number[kind])) for kind in _ORDER if number[kind])
    if not lines:
        return outcome
    return replace(outcome, effects=tuple(_with(effect, lines) for effect in outcome.effects))


def _with(effect: Effect, lines: Lines) -> Effect:
    if not isinstance(effect, Say) or effect.key not in _READ_BACK:
        return effect
    told = effect.values.get("lines", ())
    return replace(effect, values={**effect.values, "lines": (*told, *lines)}) if isinstance(told, tuple) else effect
