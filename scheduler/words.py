"""What the clock says, as effects: the words of a tip, of a reminder, of a form that was left half filled."""

from __future__ import annotations

from datetime import datetime

from handlers.casework import cases
from handlers.casework.secrecy_words import settled, without
from handlers.effects import Effect, OpenCase, Option, Say
from handlers.family import visits
from handlers.form.forms import Form
from handlers.handbook import Handbook
from handlers.parents import child
from handlers.routes import FORMS
from handlers.state import Asking, Confirming, Filling, State
from handlers.talk import concerns, menu
from handlers.texts import day
from scheduler.reminders import EVE, VisitDue
from scheduler.tips import TipDue


def tip(due: TipDue) -> Say:
    """This week's tip; where there are several children it says first for whom it is."""
    lead, whose = child.called(due.child, due.months) if due.others else ("", {})
    return Say("tips.message", {**whose, "tip": f"@tips.{due.tip}"}, lead)


def visit(due: VisitDue, zone: str) -> Say:
    """The reminder of a visit, with what the family may answer."""
    key = f"visit.remind_{'day_before' if due.which == EVE else 'same_day'}"
    return Say(key, {"day": day(due.at, zone), "hour": f"{due.at:%H.%M}"}, "", visits.buttons(due.visit))


def nudge(form: Form) -> Say:
    """A word about a form that waits for its next answer."""
    options = (Option("form:continue", "choice.form.continue"), Option("cancel", "choice.cancel"), menu.STAFF)
    return Say("form.nudge", {"what": f"@{form.kind}.name"}, "", options)


def unfinished(state: State, book: Handbook, now: datetime) -> tuple[Effect, ...]:
    """A case, marked so, of what a family left unfinished; nothing when there is nothing to file."""
    if isinstance(state, Asking):
        return concerns.unfinished(state, book, now)
    if not isinstance(state, Filling | Confirming) or not without(state.answers):
        return ()
    form = FORMS.get(state.form)
    if form is None or form.kind not in cases.CODES:
        return ()
    topic = form.name if "_" in form.name else f"{form.name}_other"
    promised = book.due(form.kind, now)
    told = concerns.noted(state.answers, state.later)
    case = settled(OpenCase(form.kind, topic, told, cases.urgency(topic), promised, complete=False))
    who_knows = f"secrecy.noted.{case.secrecy}" if case.secrecy else ""
    return case, Say("form.filed_incomplete", {"what": f"@{form.kind}.name"}, who_knows)
