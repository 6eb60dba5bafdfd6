"""Facts from storage, through the rules, to deliveries and cases: one transaction for each bounded batch."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from handlers import cases as life
from handlers import menu, visits
from handlers.effects import Effect, OpenCase, Option, Outcome, Say
from handlers.handbook import Handbook
from handlers.router import FORMS
from handlers.state import Confirming, Filling, Idle, State
from handlers.texts import Texts, day, literal
from handlers.turn import Address, Incoming, Turn
from nlu.reading import Reading
from scheduler import deadlines, reminders, tips
from scheduler.hours import local
from scheduler.tips import SATURDAY, Tip, Weekly
from storage import content, deliveries, due, queue, retention, turns
from storage.database import Database, Tx, in_turn

Batch = Callable[[Tx, int], tuple[int | None, int]]
"""Works on the rows with an id above the given one; returns the last id, None at the end, and how much it did."""

TIPS, VISITS, FORM, DEADLINES = "tips", "visits", "forms", "deadlines"

BATCH = 50
PAUSE = 0.15  # seconds; SQLite's one write lock has no queue, so between batches it is left to families' messages
# A turn is one question to Rasa (4 s at most, in each phase of its connection) and one transaction: who is away for
# longer is taken to be dead, because a family in danger may be waiting. Wrongly taken over, a turn is done once all the
# same: the second to finish finds the row done, or the decision written, and leaves nothing behind.
STUCK_TURN = timedelta(seconds=20)
# A slow call of a platform takes a minute (connecting, writing and reading have 10, 20 and 20 s, waiting for a
# connection 10 s). Wrongly taken over, an order is sent twice: that is worth a little more patience.
STUCK_SEND = timedelta(seconds=90)
# WhatsApp may bring a message again for seven days: its row must still be there to be known by.
KEPT = retention.Rules(queue=timedelta(days=14))


@dataclass(frozen=True, slots=True)
class Tick:
    """Something the clock wakes every so many seconds; `run` takes the moment and returns how much it did."""

    name: str
    every: int
    run: Callable[[datetime], int]


@dataclass(frozen=True, slots=True)
class World:
    """What the ticks work with.

    `shelf` are the tips in the order they are sent, `desk` the staff group or "", `files` the folder of stored files.
    """

    database: Database
    texts: Texts
    book: Handbook
    shelf: tuple[Tip, ...] = ()
    desk: Address = ""
    weekly: Weekly = SATURDAY
    files: Path = Path("data/files")
    kept: retention.Rules = KEPT


def every(world: World) -> tuple[Tick, ...]:
    """All that the clock does, and how often."""
    return (
        Tick("tips", 300, lambda now: send_tips(world, now=now)),
        Tick("reminders", 60, lambda now: remind(world, now=now)),
        Tick("forms", 60, lambda now: look_after_forms(world, now=now)),
        Tick("deadlines", 60, lambda now: warn(world, now=now)),
        Tick("rescue", 5, lambda now: rescue(world, now=now)),
        Tick("purge", 3600, lambda now: purge(world, now=now)),
    )


def shelf(known: Iterable[content.Tip]) -> tuple[Tip, ...]:
    """The tips of the content folder as the rule wants them, in the order they are sent."""
    return tuple(Tip(tip.id, tip.from_months, tip.to_months + 1) for tip in known)


def send_tips(world: World, *, now: datetime) -> int:
    """Send this week's tip to everybody for whom it is due; returns how many."""
    with world.database.look() as tx:
        zones = [zone for zone in due.zones(tx, TIPS) if tips.open_at(now, zone, world.weekly)]
    weeks = {tips.week(local(now, zone).date()) for zone in zones}

    def batch(tx: Tx, after: int) -> tuple[int | None, int]:
        sent = 0
        asked = due.subscribed(tx, TIPS, zones=zones, weeks=weeks, after=after, limit=BATCH)
        for who in asked:
            facts = tips.Subscriber(
                who.person.id, who.person.zone, who.person.children, frozenset(who.had), busy=who.busy
            )
            tip = tips.due(facts, world.shelf, now=now, weekly=world.weekly)
            sent += tip is not None and deliveries.deliver(
                tx,
                rule=TIPS,
                person=tip.person,
                occasion=tip.occasion,
                key="tips.message",
                values={"tip": f"@tips.{tip.tip}", "child": literal(tip.child)},
                texts=world.texts,
                now=now,
            )
        return (asked[-1].person.id if len(asked) == BATCH else None), sent

    return _through(world.database, TIPS, batch) if zones else 0


def remind(world: World, *, now: datetime) -> int:
    """Remind of the visits of today and tomorrow; returns how many reminders were written."""

    def batch(tx: Tx, after: int) -> tuple[int | None, int]:
        sent = 0
        ahead = due.planned(tx, VISITS, now=now, within=timedelta(days=2), after=after, limit=BATCH)
        for visit in ahead:
            zone = visit.person.zone
            planned = reminders.Visit(visit.id, visit.person.id, visit.at, zone, frozenset(visit.had))
            found = reminders.visit(planned, now=now)
            sent += found is not None and deliveries.deliver(
                tx,
                rule=VISITS,
                person=found.person,
                occasion=found.occasion,
                key=f"visit.remind_{'day_before' if found.which == reminders.EVE else 'same_day'}",
                values={"day": day(visit.at, zone), "hour": f"{found.at:%H.%M}"},
                options=visits.buttons(visit.id),
                texts=world.texts,
                now=now,
            )
        return (ahead[-1].id if len(ahead) == BATCH else None), sent

    return _through(world.database, VISITS, batch)


def look_after_forms(world: World, *, now: datetime) -> int:
    """Nudge the families who stopped in the middle of a form and file what is a day old; returns how many."""

    def batch(tx: Tx, after: int) -> tuple[int | None, int]:
        did = 0
        halves = due.waiting(tx, FORM, before=now - reminders.NUDGE_AFTER, after=after, limit=BATCH)
        for half in halves:
            occasion = f"{half.id}/{half.since:%Y-%m-%dT%H:%M:%S}"
            nudged = half.quiet or occasion in half.had
            stood = reminders.HalfForm(half.since, half.person.zone, nudged=nudged)
            todo = reminders.form(stood, now=now, waking=world.weekly.waking)
            if todo == reminders.FILE:
                _file(tx, world, half, now=now)
            did += todo == reminders.FILE or (todo == reminders.NUDGE and _nudge(tx, world, half, occasion, now=now))
        return (halves[-1].id if len(halves) == BATCH else None), did

    return _through(world.database, FORM, batch)


def warn(world: World, *, now: datetime) -> int:
    """Tell staff of the cases whose promised moment is near or past; returns how many warnings were written."""

    def batch(tx: Tx, after: int) -> tuple[int | None, int]:
        told = 0
        open_cases = due.promised(tx, DEADLINES, after=after, limit=BATCH)
        for case in open_cases:
            found = deadlines.warn(deadlines.Promise(case.id, case.opened, case.due, case.had), now=now)
            told += found is not None and deliveries.warn_desk(
                tx,
                rule=DEADLINES,
                person=case.person,
                case=found.case,
                occasion=found.occasion,
                key="desk.overdue" if found.which == deadlines.OVER else "desk.due_soon",
                texts=world.texts,
                desk=world.desk,
                now=now,
            )
        return (open_cases[-1].id if len(open_cases) == BATCH else None), told

    return _through(world.database, DEADLINES, batch) if world.desk else 0


def rescue(world: World, *, now: datetime) -> int:
    """Let rows wait again whose worker or sender never came back; returns how many."""
    with world.database.begin() as tx:
        taken = queue.rescue(tx, queue.inbox, before=now - STUCK_TURN, now=now)
        return taken + queue.rescue(tx, queue.outbox, before=now - STUCK_SEND, now=now)


def purge(world: World, *, now: datetime) -> int:
    """Delete what is kept no longer; returns how many rows and files."""
    with world.database.begin() as tx:
        gone = retention.purge(tx, world.kept, now=now, files=world.files)
    return sum(gone.values())


def _through(database: Database, name: str, batch: Batch) -> int:
    """Work through batches by id, each in a transaction of its own."""
    after: int | None = 0
    did = 0
    while after is not None:
        with database.begin() as tx:
            in_turn(tx, f"clock:{name}")  # a second clock waits and then finds it done
            after, count = batch(tx, after)
        did += count
        if after is not None:
            time.sleep(PAUSE)
    return did


def _nudge(tx: Tx, world: World, half: due.Waiting, occasion: str, *, now: datetime) -> bool:
    assert isinstance(half.state, Filling | Confirming)
    form = FORMS.get(half.state.form)
    if form is None:
        return False
    options = (
        Option("form:continue", "choice.form.continue"),
        Option("cancel", "choice.cancel"),
        menu.STAFF,
    )
    return deliveries.deliver(
        tx,
        rule=FORM,
        person=half.person.id,
        occasion=occasion,
        key="form.nudge",
        values={"what": f"@{form.kind}.name"},
        options=options,
        texts=world.texts,
        now=now,
    )


def _file(tx: Tx, world: World, half: due.Waiting, *, now: datetime) -> None:
    """Make a case of what a family left unfinished, marked so, and tell them; the talk is free again."""
    key = f"clock:{FORM}:{half.id}:{half.since:%Y-%m-%dT%H:%M:%S}"
    turn = Turn(now, Incoming(key, half.address, now), Reading("", 0.0), half.person, half.state)
    outcome = Outcome(Idle(), _unfinished(half.state, world.book, now))
    turns.apply(tx, turn, outcome, texts=world.texts, desk=world.desk, now=now)


def _unfinished(state: State, book: Handbook, now: datetime) -> tuple[Effect, ...]:
    if not isinstance(state, Filling | Confirming) or not state.answers:
        return ()
    form = FORMS.get(state.form)
    if form is None or form.kind not in life.CODES:
        return ()
    topic = form.name if "_" in form.name else f"{form.name}_other"
    promised = book.due(form.kind, now)
    case = OpenCase(form.kind, topic, state.answers, life.urgency(topic), promised, complete=False)
    return case, Say("form.filed_incomplete", {"what": f"@{form.kind}.name"})
