"""Home visits as the family sees them: when, yes, another day."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from handlers.casework.cases import is_open, urgency
from handlers.effects import AnswerVisit, Effect, Note, OpenCase, Option, Outcome, Say, Tell
from handlers.handbook import Handbook
from handlers.state import Answer, Asking, Confirming, Filling, Idle, WithStaff
from handlers.talk.handover import open_case
from handlers.texts import day
from handlers.turn import CaseBrief, Turn, Visit
from handlers.words import readers

DAY = "visit_day"
_AT_HOME = ("service_visit", "aid_elderly", "aid_disability", "aid_housing", "aid_child_care", "aid_rehabilitation")
_REMINDED = timedelta(hours=36)  # the first reminder comes the day before


def answer(turn: Turn, book: Handbook) -> Outcome:
    """Tell the next visit, or pass on a wish about it; with none planned, pass the wish on to a person."""
    if turn.visits and turn.reading.entity("date") is None and turn.visits[0].answer != "move":
        visit = turn.visits[0]
        return Outcome(Idle(), (Say("visit.next", when(visit, turn), "", buttons(visit.id)),))
    case = next((known for known in turn.cases if turn.visits and known.id == turn.visits[0].case), None)
    case = case or _to_be_visited(turn) or open_case(turn)
    if case is not None:
        effects: tuple[Effect, ...] = (Note(case.id), Tell("desk.visit_wish", {}, case.id))
        return Outcome(Idle(), (*effects, Say("visit.passed_on", {"code": case.code})))
    what = {"what": Answer(turn.message.text.strip())}
    wish = OpenCase("parenting", "service_visit", what, urgency("service_visit"), book.due("parenting", turn.now))
    return Outcome(WithStaff(0, turn.now, told=turn.now), (wish, Say("visit.asked")))


def _to_be_visited(turn: Turn) -> CaseBrief | None:
    """Of several open matters the one somebody comes to the house for: one that is taken already, else the oldest."""
    mine = [case for case in turn.cases if is_open(case) and case.topic in _AT_HOME]
    return min(mine, key=lambda case: (not case.officer, case.opened), default=None)


def pressed(turn: Turn, choice: str) -> Outcome | None:
    """A button under a reminder ("visit:ok:12", "visit:move:12"); None when the visit is no longer planned."""
    _, reply, number = (*choice.split(":"), "", "")[:3]
    visit = next((known for known in turn.visits if str(known.id) == number), None)
    if visit is None or reply not in ("ok", "move"):
        return None
    return _answered(turn, visit, reply)


def said(turn: Turn) -> Outcome | None:
    """A plain yes or no after a reminder answers it; None when no reminder is waiting for one."""
    due = [visit for visit in turn.visits if not visit.answer and visit.at - turn.now < _REMINDED]
    if not due or turn.message.choice:
        return None
    if readers.yes(turn.message, turn.reading):
        return _answered(turn, due[0], "ok")
    return _answered(turn, due[0], "move") if readers.no(turn.message, turn.reading) else None


def another_day(case: int) -> Outcome:
    """The family says which day would suit: their words go to the case's staff."""
    effects = (Note(case), Tell("desk.visit_wish", {}, case), Say("visit.day_passed_on"))
    return Outcome(Idle(), effects)


def _answered(turn: Turn, visit: Visit, reply: str) -> Outcome:
    values = when(visit, turn)
    tell: tuple[Effect, ...] = (
        AnswerVisit(visit.id, reply),
        Tell("desk.visit_ok" if reply == "ok" else "desk.visit_move", values, visit.case),
    )
    if visit.answer == reply:
        tell = ()  # pressed twice: staff know already
    busy = isinstance(turn.state, Filling | Confirming | WithStaff)
    if reply == "move" and not busy:
        options = (Option("menu", "choice.menu"),)
        return Outcome(Asking(DAY, ("menu",), str(visit.case)), (*tell, Say("visit.move", values, "", options)))
    return Outcome(turn.state, (*tell, Say("visit.ok" if reply == "ok" else "visit.moved", values)))


def buttons(visit: int) -> tuple[Option, ...]:
    """What a family may answer to a planned visit."""
    return (
        Option(f"visit:ok:{visit}", "choice.visit.ok"),
        Option(f"visit:move:{visit}", "choice.visit.move"),
    )


def when(visit: Visit, turn: Turn) -> dict[str, str]:
    """Day and hour of a visit in the family's own zone, as values for a text."""
    local = visit.at.astimezone(ZoneInfo(turn.person.zone))
    return {"day": day(visit.at, turn.person.zone), "hour": f"{local:%H.%M}"}
