"""Which matters a message speaks of, when it surely speaks of several, and which of them goes first."""

from __future__ import annotations

from dataclasses import replace

from handlers.casework import cases
from handlers.effects import SOON
from handlers.handbook import Handbook
from handlers.parents.search import age_of
from handlers.parents.signs import heard
from handlers.state import Later
from handlers.turn import Turn
from nlu.reading import Entity, Reading

_FILED = ("complaint", "aid")
_CLASSES = ("complaint", "aid", "parenting")
_SERVICE = ("case_status", "talk_to_staff", "visit", "program_info", "office_info", "privacy")
_SERVICES = frozenset(f"service_{name}" for name in (*_SERVICE, "tips_subscribe", "tips_unsubscribe"))
_NO_KIND = "aid_other"  # "mohon dibantu": a wish about the thing named before it
_HALF, _BOTH = 0.5, 0.9
_PLAIN = 0.8  # from this share on, a part is no detail of another of its own class


def order(turn: Turn, book: Handbook) -> tuple[Later, ...]:
    """The different matters that a message surely speaks of, the most urgent first; fewer than two when it is one.

    A part that is not surely understood belongs to the part before it, or else to the one after it.
    """
    found: dict[str, tuple[Later, float]] = {}
    last, loose = "", ""
    for part in turn.reading.parts:
        if not _sure(part, book):
            if last:
                found[last] = (_joined(found[last][0], part.text), found[last][1])
            else:
                loose = f"{loose}\n{part.text}".strip()
            continue
        told = Later(part.intent, f"{loose}\n{part.text}".strip(), part.entities, noted=part.kind not in _FILED)
        last, loose = part.intent, ""
        if last in found:
            before, share = found[last]
            own = {entity.name for entity in before.entities}
            more = tuple(entity for entity in part.entities if entity.name not in own)
            told = replace(_joined(before, told.text), entities=(*before.entities, *more))
            found[last] = (told, max(share, part.confidence))
        else:
            found[last] = (told, part.confidence)
    told_apart = _without_details(found)
    return tuple(sorted((_placed(one, turn) for one in told_apart), key=lambda one: _rank(one, turn, book)))


def _sure(part: Reading, book: Handbook) -> bool:
    if part.intent == _NO_KIND or not (part.kind in _CLASSES or part.intent in _SERVICES):
        return False
    runner_up = next((share for name, share in part.ranking if name != part.intent), 0.0)
    if part.confidence >= book.sure and part.confidence - runner_up >= book.gap:
        return True
    # one of two needs that lie close together: which of them does not matter yet
    return part.kind in _CLASSES and part.confidence >= _HALF and part.confidence + runner_up >= _BOTH


def _joined(one: Later, text: str) -> Later:
    return replace(one, text=f"{one.text}\n{text}")


def _without_details(found: dict[str, tuple[Later, float]]) -> list[Later]:
    """The matters without those that are only a detail of another of their class: their words go to that one."""
    left: list[Later] = []
    for one, share in found.values():
        kind = one.intent.partition("_")[0]
        beside = [at for at, other in enumerate(left) if other.intent.partition("_")[0] == kind]
        if beside and share < _PLAIN:
            left[beside[0]] = _joined(left[beside[0]], one.text)
        else:
            left.append(one)
    return left


def _placed(one: Later, turn: Turn) -> Later:
    """With the one place that the message names, wherever in it that stands."""
    named = [entity for entity in turn.reading.entities if entity.name == "place"]
    if len(named) != 1 or any(entity.name == "place" for entity in one.entities):
        return one
    return replace(one, entities=(*one.entities, Entity("place", named[0].text, named[0].value)))


def _rank(one: Later, turn: Turn, book: Handbook) -> int:
    kind = one.intent.partition("_")[0]
    if kind == "aid":
        return 0 if cases.urgency(one.intent) == SOON else 3
    if kind == "parenting":
        months = age_of(turn.person.children, one.entities, turn.now.date())
        return 1 if heard(book.signs, one.text, months) is not None else 4
    return 2 if kind == "complaint" else 5
