"""Signing up for parenting tips: the child's age, at most a name; and stopping them again."""

from __future__ import annotations

from datetime import date

from handlers.effects import (
    Effect,
    Outcome,
    Say,
)
from handlers.family.notice import QUESTION, agreed, ask
from handlers.form.forms import Field, Form, start
from handlers.handbook import Handbook
from handlers.parents.child import today
from handlers.personal import (
    AddChild,
    AmendChild,
    Subscribe,
    Unsubscribe,
)
from handlers.state import Answers, Asking, Idle
from handlers.turn import Turn
from handlers.words import readers
from nlu.reading import Entity

TIPS = "tips"
_SAME = 1  # months


def born(months: int, today: date) -> date:
    """The first day of the birth month of a child who is this many months old today."""
    whole = today.year * 12 + today.month - 1 - months
    return date(whole // 12, whole % 12 + 1, 1)


def finish(form: Form, answers: Answers, turn: Turn, book: Handbook) -> Outcome:  # noqa: ARG001  # one signature
    """Begin to send tips, once it is agreed that the child is kept."""
    age = Entity("person_age", answers["age"].text, answers["age"].value)
    told = Asking(QUESTION, (), answers["child"].text, (age,))
    return keep(turn, told) if agreed(turn) else ask(turn, "tips.consent", TIPS, told.text, told.entities)


def keep(turn: Turn, told: Asking) -> Outcome:
    """Remember the child that was told, and send tips. One without a name is not kept twice."""
    day = today(turn)
    age = next((entity.value for entity in told.entities if entity.name == "person_age"), "")
    kept = same(turn, told.text, born(int(age), day) if age.isdecimal() else None)
    begin = () if TIPS in turn.person.subscriptions else (Subscribe(TIPS),)
    return Outcome(Idle(), (*kept, *begin, Say("tips.subscribed")))


def same(turn: Turn, name: str, since: date | None) -> tuple[Effect, ...]:
    """Keep a child, or find it among those the family speaks of: by its name, or by its birth month while nameless."""
    known = turn.person.children
    one = next((child for child in known if name and child.name.lower() == name.lower()), None)
    if one is not None:
        return (AmendChild(one.id, born=since),) if since and not _near(one.born, since) else ()
    alike = [child for child in known if _near(child.born, since) and not (name and child.name)]
    if not alike:
        return (AddChild(name, since),)
    return (AmendChild(alike[0].id, name=name),) if name else ()


def _near(one: date | None, other: date | None) -> bool:
    """Whether two birth months may be the same: an age in years says little about the month."""
    if one is None or other is None:
        return one is other
    return abs((one.year - other.year) * 12 + one.month - other.month) <= _SAME


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
