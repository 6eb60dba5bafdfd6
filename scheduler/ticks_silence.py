"""Never left in silence: who waits for a person in vain is taken back, and staff are woken again about danger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from handlers.casework import cases
from handlers.casework.deadlines import ANSWER
from handlers.effects import Effect, Rest
from handlers.handbook import Handbook
from handlers.state import Idle
from handlers.talk import silence
from handlers.turn import Incoming, StaffTurn
from scheduler.silence import APOLOGISE, HAND_BACK, SAID, Alarm, Silence, Talk, due, ring, told
from scheduler.ticking import BATCH, Job, World, through
from storage import deliveries, people, turns, unanswered
from storage.database import Tx
from storage.unanswered import Unanswered

RULE, ALARM = "silence", "alarm"
TAKEN_EVERY = timedelta(hours=1)

Facts = Callable[..., tuple[Unanswered, ...]]


def do(world: World, *, now: datetime) -> int:
    """Say what is due to whoever waits in vain; returns how many."""
    did = through(world.database, RULE, _batch(world, unanswered.talking, now))
    did += through(world.database, RULE, _batch(world, unanswered.apologised, now))
    return did + through(world.database, ALARM, _alarms(world, now))


def talk(found: Unanswered) -> Talk:
    """What the rule has to know of it."""
    case = found.case
    moments = (case.due, case.next_due if case.next_step == ANSWER else None) if case else ()
    return Talk(
        case=case.id if case else 0,
        kind=case.kind if case else "",
        since=found.since,
        heard=found.heard,
        due=max((moment for moment in moments if moment is not None), default=None),
        spoken=found.spoken,
        asked=found.asked,
        open=case is not None and cases.is_open(case),
        with_staff=found.with_staff,
        zone=found.person.zone,
        told=found.had,
    )


def said(found: Unanswered, what: Silence) -> tuple[Effect, ...]:
    """The effects of what is due."""
    assert found.case is not None
    match what.do:
        case do if do == APOLOGISE:
            zone = found.person.zone
            return silence.late(found.case, what.again, zone, silent=found.with_staff, mute=found.mute)
        case do if do == HAND_BACK:
            return silence.over(found.case, mute=found.mute)
    return (Rest(found.case.id, Idle()),)


def alarm(found: Unanswered, book: Handbook) -> Alarm | None:
    """How staff are to hear of somebody in danger; None when an officer has spoken last."""
    assert found.case is not None
    since = found.asked if found.spoken is not None else found.taken or found.since
    every = TAKEN_EVERY if found.case.officer else timedelta(minutes=book.danger_minutes)
    return None if since is None else Alarm(found.case.id, since, every, found.had)


def _batch(world: World, facts: Facts, now: datetime) -> Callable[[Tx, int], tuple[int | None, int]]:
    def batch(tx: Tx, after: int) -> tuple[int | None, int]:
        did = 0
        waiting = facts(tx, RULE, after=after, limit=BATCH)
        for found in waiting:
            what = due(talk(found), world.book.due, now=now, waking=world.weekly.waking)
            if what is None:
                continue
            if found.case is None:  # there is nothing left that anybody could answer
                people.let_go(tx, found.person.id, now=now)
            elif what.do not in (APOLOGISE, HAND_BACK) or _once(tx, RULE, found, what.occasion, what.do, now=now):
                _write(tx, world, f"{RULE}:{what.occasion}", said(found, what), now=now)
            did += 1
        return (waiting[-1].row if len(waiting) == BATCH else None), did

    return batch


def _alarms(world: World, now: datetime) -> Callable[[Tx, int], tuple[int | None, int]]:
    def batch(tx: Tx, after: int) -> tuple[int | None, int]:
        did = 0
        waiting = unanswered.in_danger(tx, ALARM, after=after, limit=BATCH)
        for found in waiting:
            assert found.case is not None
            wish = alarm(found, world.book)
            rung = ring(wish, now=now) if wish is not None else None
            if rung is None or not _once(tx, ALARM, found, rung.occasion, "desk.danger_waits", now=now):
                continue
            say = (
                rung.first and found.with_staff and not found.case.quiet and not told(found.had, found.spoken, now=now)
            )
            say = say and _once(tx, ALARM, found, f"{SAID}{now.isoformat()}", "danger.not_yet", now=now)
            _write(tx, world, f"{ALARM}:{rung.occasion}", silence.danger(found.case, rung.minutes, say=say), now=now)
            did += 1
        return (waiting[-1].row if len(waiting) == BATCH else None), did

    return batch


def _once(tx: Tx, rule: str, found: Unanswered, occasion: str, key: str, *, now: datetime) -> bool:
    return deliveries.once(tx, rule=rule, person=found.person.id, occasion=occasion, key=key, now=now)


def _write(tx: Tx, world: World, key: str, effects: tuple[Effect, ...], *, now: datetime) -> None:
    turn = StaffTurn(now, Incoming(f"clock:{key}", "", now), "")
    turns.apply_staff(tx, turn, effects, texts=world.texts, desk=world.desk, now=now)


JOB = Job("silence", 60, do)
