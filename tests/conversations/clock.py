"""The rules of the clock that a script can wake with "jam: <name>"; each decides like a handler and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from handlers.cases import is_open
from handlers.effects import Outcome
from handlers.routes import FORMS
from handlers.state import Confirming, Filling, Idle, WithStaff
from scheduler import reminders, tips, words

if TYPE_CHECKING:
    from tests.conversations.world import World


def wake(world: World, name: str) -> Outcome | None:
    """What the rule of that name decides now; None when nothing is due. Raises ValueError for a rule nobody built."""
    if name not in RULES:
        raise ValueError(
            f"the clock has no rule {name!r} yet; there are {', '.join(sorted(RULES))}."
            " Whoever builds it adds it to RULES in tests/conversations/clock.py"
        )
    return RULES[name](world)


def _remind(world: World) -> Outcome | None:
    return _visit(world) or _half_form(world)


def _visit(world: World) -> Outcome | None:
    if world.stopped:
        return None
    for visit in world.visits:
        if visit.answer == "move":
            continue
        planned = reminders.Visit(visit.id, world.person.id, visit.at, world.person.zone, frozenset(world.had))
        found = reminders.visit(planned, now=world.now)
        if found is not None:
            world.had.add(found.occasion)
            return Outcome(world.state, (words.visit(found, world.person.zone),))
    return None


def _half_form(world: World) -> Outcome | None:
    state = world.state
    if not isinstance(state, Filling | Confirming):
        return None
    occasion = f"form/{world.heard.isoformat()}"
    half = reminders.HalfForm(world.heard, world.person.zone, nudged=world.stopped or occasion in world.had)
    match reminders.form(half, now=world.now):
        case reminders.FILE:
            return Outcome(Idle(), words.unfinished(state, world.book, world.now))
        case reminders.NUDGE:
            world.had.add(occasion)
            return Outcome(state, (words.nudge(FORMS[state.form]),))
    return None


def _tip(world: World) -> Outcome | None:
    if tips.RULE not in world.person.subscriptions or world.stopped:
        return None
    danger = any(case.kind == "danger" and is_open(case) for case in world.cases)
    busy = danger or isinstance(world.state, WithStaff)
    person = world.person
    facts = tips.Subscriber(person.id, person.zone, person.children, frozenset(world.had_tips), busy=busy)
    found = tips.due(facts, world.shelf, now=world.now)
    if found is None:
        return None
    world.had_tips.add(found.occasion)
    return Outcome(world.state, (words.tip(found),))


RULES: dict[str, Callable[[World], Outcome | None]] = {
    "pengingat": _remind,
    "tips": _tip,
}
