"""The rules of the clock that a script can wake with "jam: <name>"; each decides like a handler and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from handlers.casework import closing as closing_words
from handlers.casework import rating
from handlers.casework.cases import is_open
from handlers.effects import Outcome
from handlers.routes import FORMS
from handlers.state import Asking, Confirming, Filling, Idle, WithStaff
from handlers.talk import silence as words_of_silence
from scheduler import closing, ratings, reminders, silence, ticks_silence, tips, words
from storage.referrals import SETTLED
from storage.unanswered import Unanswered

if TYPE_CHECKING:
    from handlers.turn import CaseBrief
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
    lost = isinstance(state, Asking) and any(not one.noted for one in state.later)
    if not lost and not isinstance(state, Filling | Confirming):
        return None
    occasion = f"form/{world.heard.isoformat()}"
    half = reminders.HalfForm(
        world.heard, world.person.zone, nudged=world.stopped or world.mourning is not None or occasion in world.had
    )
    match reminders.form(half, now=world.now):
        case reminders.FILE:
            return Outcome(Idle(), words.unfinished(state, world.book, world.now))
        case reminders.NUDGE:
            world.had.add(occasion)
            if isinstance(state, Asking):
                return None
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


def _rating(world: World) -> Outcome | None:
    if world.stopped:
        return None
    for case in world.cases:
        if case.closed is None:
            continue
        facts = ratings.Closed(
            case.id,
            case.kind,
            case.status,
            case.closed,
            world.person.zone,
            rating=case.rating,
            busy=isinstance(world.state, Filling | Confirming | WithStaff),
            quiet=case.quiet,
            mourning=grieving(world),
            asked={found.removeprefix("rating/") for found in world.had if found.startswith("rating/")},
        )
        occasion = ratings.due(facts, now=world.now)
        if occasion is not None:
            world.had.add(f"rating/{occasion}")
            return Outcome(world.state, (rating.ask(case.id, case.code),))
    return None


def _silence(world: World) -> Outcome | None:
    return _taken_back(world) or _alarm(world)


def _taken_back(world: World) -> Outcome | None:
    with_staff = isinstance(world.state, WithStaff)
    for case in world.cases:
        if (with_staff and world.state.case != case.id) or not (with_staff or isinstance(world.state, Idle)):
            continue
        found = _unanswered(world, case, with_staff=with_staff)
        what = silence.due(ticks_silence.talk(found), world.book.due, now=world.now)
        if what is not None:
            world.had.add(what.occasion)
            return Outcome(world.state, ticks_silence.said(found, what))
    return None


def _alarm(world: World) -> Outcome | None:
    for case in world.cases:
        if case.kind != "danger" or not is_open(case):
            continue
        found = _unanswered(world, case, with_staff=isinstance(world.state, WithStaff))
        wish = ticks_silence.alarm(found, world.book)
        rung = silence.ring(wish, now=world.now) if wish else None
        if rung is not None:
            world.had.add(rung.occasion)
            say = rung.first and found.with_staff and not case.quiet
            say = say and not silence.told(world.had, found.spoken, now=world.now)
            world.had |= {f"{silence.SAID}{world.now.isoformat()}"} if say else set()
            return Outcome(world.state, words_of_silence.danger(case, rung.minutes, say=say))
    return None


def _unanswered(world: World, case: CaseBrief, *, with_staff: bool) -> Unanswered:
    state = world.state
    return Unanswered(
        0,
        world.person,
        state.since if isinstance(state, WithStaff) else case.opened,
        world.heard,
        case,
        with_staff=with_staff,
        mute=world.stopped,
        taken=world.taken.get(case.id),
        spoken=world.spoken.get(case.id),
        asked=world.asked.get(case.id),
        had=tuple(world.had),
    )


def _closing(world: World) -> Outcome | None:
    for case in world.cases:
        spoken = world.spoken.get(case.id)
        occasion = f"closing/{case.id}/{spoken.isoformat()}" if spoken else ""
        asked = next((name for name in world.had if name.startswith(f"{occasion}/ask/")), "") if spoken else ""
        facts = closing.Quietened(
            case.id,
            case.kind,
            case.status,
            world.person.zone,
            spoken=spoken,
            replied=world.replied.get(case.id),
            asked=datetime.fromisoformat(asked.rpartition("/")[2]) if asked else None,
            visited=max((visit.at for visit in world.visits if visit.case == case.id), default=None),
            promised=case.next_due if case.next_step else None,
            handed=any(one.case == case.id and one.status not in SETTLED for one in world.referrals),
            busy=isinstance(world.state, Filling | Confirming | WithStaff),
            spared=world.stopped or case.quiet or case.writer == "child" or grieving(world),
        )
        what = closing.due(facts, world.book.after, now=world.now)
        if what is not None:
            world.had.add(f"closing/{what.occasion}/{world.now.isoformat()}")
            asks = what.do == closing.ASK
            said = closing_words.ask(case, what.until, facts.zone) if asks else closing_words.close(case)
            return Outcome(world.state, said)
    return None


def grieving(world: World) -> bool:
    """Whether they wrote of the death of a child in the last sixty days."""
    return world.mourning is not None and world.now - world.mourning < timedelta(days=60)


RULES: dict[str, Callable[[World], Outcome | None]] = {
    "pengingat": _remind,
    "tips": _tip,
    "diam": _silence,
    "nilai": _rating,
    "tutup": _closing,
}
