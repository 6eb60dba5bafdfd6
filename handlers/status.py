"""Where a case stands, told to whoever asks; to a stranger only the status, and never about danger."""

from __future__ import annotations

from handlers.cases import OPEN
from handlers.effects import Lines, Option, Outcome, Say
from handlers.menu import BACK, STAFF
from handlers.state import Idle, State
from handlers.texts import day
from handlers.turn import CaseBrief, Turn

_LISTED = 5


def answer(turn: Turn, state: State | None = None) -> Outcome:
    """Answer by the number in the message, else by what the family has open."""
    waiting = Idle() if state is None else state
    return Outcome(waiting, (say(turn),))


def pressed(turn: Turn, code: str) -> Outcome | None:
    """A number picked from the list; None when it is not (or no longer) the family's."""
    case = next((known for known in turn.cases if known.code == code), None)
    return None if case is None else Outcome(turn.state, (_one(case, turn.person.zone),))


def say(turn: Turn) -> Say:
    """What is said to somebody who asks."""
    if turn.asked is not None or turn.reading.entity("ticket") is not None:
        mine = turn.asked is not None and any(case.id == turn.asked.id for case in turn.cases)
        if turn.asked is None or (turn.asked.kind == "danger" and not mine):
            return Say("status.not_found", {}, "", (STAFF,))
        if mine:
            return _one(turn.asked, turn.person.zone)
        return Say("status.stranger", {"code": turn.asked.code, "status": f"@status.line.{turn.asked.status}"})
    cases = [case for case in turn.cases if case.status in OPEN] or list(turn.cases[:1])
    if not cases:
        return Say("status.none", {}, "", (STAFF, BACK))
    if len(cases) == 1:
        return _one(cases[0], turn.person.zone)
    lines: Lines = tuple((f"status.line.{case.status}", case.code) for case in cases[:_LISTED])
    options = tuple(Option(f"status:{case.code}", "choice.as_is", {"name": case.code}) for case in cases[:_LISTED])
    return Say("status.many", {"lines": lines}, "", options)


def reopening(case: int) -> tuple[Option, ...]:
    """The button with which a family says that a closed case is not finished."""
    return (Option(f"reopen:{case}", "choice.reopen"),)


def _one(case: CaseBrief, zone: str) -> Say:
    due = day(case.due, zone) if case.due is not None else "@status.no_date"
    options = () if case.status in OPEN else (*reopening(case.id), STAFF)
    return Say(f"status.{case.status}", {"code": case.code, "due": due, "opened": day(case.opened, zone)}, "", options)
