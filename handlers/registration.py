"""Signing up for parenting tips: the child's age, at most a name; and stopping them again."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from handlers import readers
from handlers.effects import (
    Outcome,
    Say,
)
from handlers.forms import Field, Form, start
from handlers.handbook import Handbook
from handlers.personal import (
    AddChild,
    Subscribe,
    Unsubscribe,
)
from handlers.state import Answers, Idle
from handlers.turn import Turn

TIPS = "tips"


def born(months: int, today: date) -> date:
    """The first day of the birth month of a child who is this many months old today."""
    whole = today.year * 12 + today.month - 1 - months
    return date(whole // 12, whole % 12 + 1, 1)


def finish(form: Form, answers: Answers, turn: Turn, book: Handbook) -> Outcome:  # noqa: ARG001  # one signature
    """Remember the child and begin to send tips."""
    today = turn.now.astimezone(ZoneInfo(turn.person.zone)).date()
    age = answers["age"].value
    child = AddChild(answers["child"].text, born(int(age), today) if age.isdecimal() else None)
    return Outcome(Idle(), (child, Subscribe(TIPS), Say("tips.subscribed")))


FORM = Form(
    "tips",
    1,
    "tips",
    (
        Field("age", readers.child_age, entity="person_age", called=("umur", "usia"), needed=True),
        Field("child", readers.named, called=("nama",)),
    ),
    finish,
    confirm=False,
)
FORMS = {FORM.name: FORM}


def subscribe(turn: Turn, book: Handbook) -> Outcome:
    """Ask for the child, unless the family already gets tips for one."""
    if TIPS in turn.person.subscriptions and turn.reading.entity("person_age") is None:
        return Outcome(Idle(), (Say("tips.already"),))
    return start(FORM, turn, book)


def unsubscribe(turn: Turn) -> Outcome:
    """Stop at once, whatever was open."""
    had = TIPS in turn.person.subscriptions
    return Outcome(Idle(), (Unsubscribe(TIPS), Say("tips.stopped" if had else "tips.none")))
