"""What staff may change of a complaint: its class, and a promised date; the family always hears of it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from handlers.casework.cases import is_open, working_days_after
from handlers.casework.deadlines import ANSWER, CLASSES, SETTLE
from handlers.effects import Classify, Effect, Extend, Promise, Say, Tell
from handlers.texts import day, literal
from handlers.turn import CaseBrief


def may_classify(case: CaseBrief) -> bool:
    """Whether the case has a class that may be another one."""
    return case.kind == "complaint" and is_open(case)


def may_extend(case: CaseBrief) -> bool:
    """Whether a later date may be promised. Never in danger: those minutes are nobody's to give away."""
    return case.kind != "danger" and is_open(case) and promised(case) is not None


def promised(case: CaseBrief) -> datetime | None:
    """By when the family expects the next thing, UTC."""
    return case.next_due if case.next_step and case.next_due is not None else case.due


def settled_by(
    case: CaseBrief,
    classification: str,
    *,
    limits: Mapping[str, int],
    closed: frozenset[date],
    zone: str,
    now: datetime,
) -> datetime | None:
    """By when the case is settled in that class, UTC; None while an earlier step is what was promised.

    Never sooner than the next working day: nobody is told that they are late because of a change of ours.
    """
    if case.next_step != SETTLE:
        return None
    by = working_days_after(case.opened, limits[classification], closed=closed, zone=zone)
    return max(by, working_days_after(now, 1, closed=closed, zone=zone))


def classify(
    case: CaseBrief, classification: str, due: datetime | None, reason: str, officer: str, *, zone: str
) -> tuple[Effect, ...]:
    """Put a complaint into another class. Raises ValueError for a class that there is not."""
    if classification not in CLASSES:
        raise ValueError(f"a complaint is one of {', '.join(CLASSES)}, not {classification!r}")
    values = {"code": case.code, "class": f"@steps.class.{classification}", "reason": literal(reason)}
    said = Say("steps.classified", values, case=case.id)
    if due is not None:
        said = Say("steps.classified_due", {**values, "due": day(due, zone)}, case=case.id)
    told = Tell("desk.steps.classified", {**values, "officer": literal(officer)}, case.id)
    return Classify(case.id, classification, due, reason), said, told


def extend(case: CaseBrief, due: datetime, reason: str, officer: str, *, zone: str) -> tuple[Effect, ...]:
    """Promise a later date for what the family waits for."""
    values = {"code": case.code, "due": day(due, zone), "reason": literal(reason)}
    step: tuple[Effect, ...] = () if case.next_step else (Promise(case.id, ANSWER, due),)
    said = Say("steps.extended", values, case=case.id)
    told = Tell("desk.steps.extended", {**values, "officer": literal(officer)}, case.id)
    return *step, Extend(case.id, due, reason), said, told
