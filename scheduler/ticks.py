"""Facts from storage, through the rules, to deliveries and cases: one transaction for each bounded batch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from handlers.effects import Outcome
from handlers.routes import FORMS
from handlers.state import Confirming, Filling, Idle
from handlers.turn import Incoming, Turn
from nlu.reading import Reading
from scheduler import (
    deadlines,
    reminders,
    ticks_allowance,
    ticks_closing,
    ticks_deadlines,
    ticks_ratings,
    ticks_referrals,
    ticks_rights,
    ticks_silence,
    tips,
    words,
)
from scheduler.hours import local
from scheduler.ticking import BATCH, Job, Tick, World, through
from scheduler.tips import Tip
from storage import chance, content, deliveries, due, queue, retention, turns
from storage.database import Tx

CHILDHOOD = (0, tips.GROWN - 1)
"""The first and the last month of a childhood, as pages of the content folder write it."""

TIPS, VISITS, FORM, DEADLINES = "tips", "visits", "forms", "deadlines"

# A turn is one question to Rasa (4 s at most, in each phase of its connection) and one transaction: who is away for
# longer is taken to be dead, because a family in danger may be waiting. Wrongly taken over, a turn is done once all the
# same: the second to finish finds the row done, or the decision written, and leaves nothing behind.
STUCK_TURN = timedelta(seconds=20)
# A slow call of a platform takes a minute (connecting, writing and reading have 10, 20 and 20 s, waiting for a
# connection 10 s). Wrongly taken over, an order is sent twice: that is worth a little more patience.
STUCK_SEND = timedelta(seconds=90)


def every(world: World) -> tuple[Tick, ...]:
    """All that the clock does, and how often."""
    return tuple(job.tick(world) for job in JOBS)


def shelf(known: Iterable[content.Tip]) -> tuple[Tip, ...]:
    """The tips of the content folder as the rule wants them, in the order they are sent.

    One that goes from the first month to the last of childhood is for all: it needs no age.
    """
    return tuple(
        Tip(tip.id, tip.from_months, None if (tip.from_months, tip.to_months) == CHILDHOOD else tip.to_months + 1)
        for tip in known
    )


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
                say=words.tip(tip),
                texts=world.texts,
                now=now,
            )
        return (asked[-1].person.id if len(asked) == BATCH else None), sent

    return through(world.database, TIPS, batch) if zones else 0


def remind(world: World, *, now: datetime) -> int:
    """Remind of the visits of today and tomorrow; returns how many reminders were written."""

    def batch(tx: Tx, after: int) -> tuple[int | None, int]:
        sent = 0
        ahead = due.planned(tx, VISITS, now=now, within=timedelta(days=2), after=after, limit=BATCH)
        for visit in ahead:
            zone = visit.person.zone
            planned = reminders.Visit(visit.id, visit.person.id, visit.at, zone, frozenset(visit.had))
            found = reminders.visit(planned, now=now)
            # Beyond today's allowance it is not even planned: it is looked at again in a minute.
            if found is None or not chance.room(tx, found.person, world.plan, now=now):
                continue
            sent += deliveries.deliver(
                tx,
                rule=VISITS,
                person=found.person,
                occasion=found.occasion,
                say=words.visit(found, zone),
                texts=world.texts,
                now=now,
            )
        return (ahead[-1].id if len(ahead) == BATCH else None), sent

    return through(world.database, VISITS, batch)


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

    return through(world.database, FORM, batch)


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

    return through(world.database, DEADLINES, batch) if world.desk else 0


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


def _nudge(tx: Tx, world: World, half: due.Waiting, occasion: str, *, now: datetime) -> bool:
    form = FORMS.get(half.state.form) if isinstance(half.state, Filling | Confirming) else None
    if form is None:
        return False
    return deliveries.deliver(
        tx,
        rule=FORM,
        person=half.person.id,
        occasion=occasion,
        say=words.nudge(form),
        texts=world.texts,
        now=now,
    )


def _file(tx: Tx, world: World, half: due.Waiting, *, now: datetime) -> None:
    """Make a case of what a family left unfinished, marked so, and tell them; the talk is free again."""
    key = f"clock:{FORM}:{half.id}:{half.since:%Y-%m-%dT%H:%M:%S}"
    turn = Turn(now, Incoming(key, half.address, now), Reading("", 0.0), half.person, half.state)
    outcome = Outcome(Idle(), words.unfinished(half.state, world.book, now))
    turns.apply(tx, turn, outcome, texts=world.texts, desk=world.desk, now=now)


JOBS: tuple[Job, ...] = (  # a rule of your own: a file ticks_<subject>.py with its Job, and a line here
    Job("tips", 300, send_tips),
    Job("reminders", 60, remind),
    Job("forms", 60, look_after_forms),
    Job("deadlines", 60, warn),
    ticks_silence.JOB,
    ticks_deadlines.JOB,
    ticks_ratings.JOB,
    ticks_closing.JOB,
    ticks_rights.JOB,
    ticks_referrals.JOB,
    ticks_allowance.JOB,
    Job("rescue", 5, rescue),
    Job("purge", 3600, purge),
)
