"""Bringing in a person: on the case that is open already, with a half-filled form, or on a new case."""

from __future__ import annotations

from handlers.casework import cases
from handlers.casework.deadlines import ANSWER
from handlers.effects import Alert, Effect, Move, Note, OpenCase, Outcome, Promise, Say, Tell
from handlers.form import forms
from handlers.form.forms import Form
from handlers.handbook import Handbook
from handlers.state import Answer, Asking, Confirming, Filling, WithStaff
from handlers.talk import office
from handlers.talk.waiting import with_staff
from handlers.texts import day, literal
from handlers.turn import CaseBrief, Turn

TOPIC = "service_talk_to_staff"
MENU = "menu"
"""The question that the menu asks; what was told before it without being understood is kept with it."""


def to_staff(
    turn: Turn, book: Handbook, *, form: Form | None = None, text: str = "", key: str = "staff.handed_over"
) -> Outcome:
    """Call a person. `form` is the one that is half filled, `text` what was told before, `key` says that one comes."""
    state = turn.state
    if isinstance(state, WithStaff):
        return with_staff(turn)
    if form is not None and isinstance(state, Filling | Confirming):
        half = forms.unfinished(form, state.answers, turn, book)
        if half:
            return _waiting(
                turn,
                0,
                (*half, Alert("desk.wants_person"), Say("staff.handed_over", {"queue": office.queue(turn, book)})),
            )
    known = open_case(turn)
    if known is not None:
        effects: tuple[Effect, ...] = (Note(known.id),)
        passed_on = isinstance(state, Asking) and state.question == MENU and state.misses  # as they were not understood
        if text and text != turn.message.text.strip() and not passed_on:
            effects += (Tell("desk.family", {"text": literal(text)}, known.id),)
        alert = Alert("desk.wants_person_again", {"code": known.code}, known.id)
        return _waiting(turn, known.id, (*effects, alert, _told(turn, book, known)))
    told = text or turn.message.text.strip()
    case = OpenCase(
        "parenting",
        TOPIC,
        {"what": Answer(told)} if told else {},
        cases.urgency(TOPIC),
        book.due("parenting", turn.now),
    )
    hidden = tuple(Tell("desk.hidden_calls", {}, one.id) for one in turn.hidden if cases.is_open(one))
    return _waiting(turn, 0, (case, Alert("desk.wants_person"), Say(key, {"queue": office.queue(turn, book)}), *hidden))


def reopen(turn: Turn, number: str, book: Handbook) -> Outcome | None:
    """The family says that a closed case is not finished: open it again; None for a case that is not theirs."""
    asked = (turn.asked,) if turn.asked is not None and turn.asked.person == turn.person.id else ()
    case = next((known for known in (*turn.cases, *asked) if str(known.id) == number), None)
    if case is None:
        return None
    if cases.is_open(case):
        return _waiting(turn, case.id, (_told(turn, book, case),))
    status = cases.TAKEN if case.officer else cases.NEW
    by = book.due(case.kind, turn.now)
    when = "@status.no_date" if case.kind == "danger" else day(by, turn.person.zone)
    effects: tuple[Effect, ...] = (
        Move(case.id, status, case.officer),
        Promise(case.id, ANSWER, by),
        Alert("desk.reopened", {"code": case.code}, case.id),
        Say("staff.reopened", {"code": case.code, "due": when}),
    )
    return _waiting(turn, case.id, (Note(case.id), *effects) if turn.message.text else effects)


def open_case(turn: Turn) -> CaseBrief | None:
    """The family's newest case that somebody still has to do something about."""
    return next((case for case in turn.cases if cases.is_open(case)), None)


def _told(turn: Turn, book: Handbook, case: CaseBrief) -> Say:
    if case.kind == "danger":
        return Say("staff.joined_now", {"code": case.code})
    return Say("staff.joined", {"code": case.code, "queue": office.joined(turn, book, case)})


def _waiting(turn: Turn, case: int, effects: tuple[Effect, ...]) -> Outcome:
    return Outcome(WithStaff(case, turn.now, told=turn.now), effects)
