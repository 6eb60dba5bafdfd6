"""What is said when a promised answer did not come: the family is taken back with an apology, staff are told."""

from __future__ import annotations

from datetime import datetime

from handlers.casework import cases
from handlers.effects import Alert, Effect, Option, Outcome, Rest, Say, Tell
from handlers.safety import writer
from handlers.state import Confirming, Filling, Idle, WithStaff
from handlers.talk.menu import BACK
from handlers.texts import day
from handlers.turn import CaseBrief, Turn


def late(case: CaseBrief, again: datetime | None, zone: str, *, silent: bool, mute: bool = False) -> tuple[Effect, ...]:
    """Nobody answered by the promised moment: apologise, say when we are heard of again, and answer meanwhile.

    `again` is None the second time. `silent`: the bot was silent for this family. `mute`: they asked that nothing be
    sent to them unasked.
    """
    options = (Option(f"wait:{case.id}", "choice.wait"), BACK)
    if again is None:
        say = Say(writer.key(case, "staff.late_again"), {"code": case.code}, "", options, case=case.id)
        alert = Alert("desk.late_again", {"code": case.code}, case.id)
    else:
        say = Say(
            writer.key(case, "staff.late"), {"code": case.code, "again": day(again, zone)}, "", options, case=case.id
        )
        alert = Alert("desk.late", {"code": case.code}, case.id)
    rest: tuple[Effect, ...] = (Rest(case.id, Idle()),) if silent else ()
    return (*rest, alert) if mute else (*rest, say, alert)


def over(case: CaseBrief, *, mute: bool = False) -> tuple[Effect, ...]:
    """Nobody wrote for days after the officer's last word: the bot answers again, the case stays open."""
    say: tuple[Effect, ...] = (
        Say(writer.key(case, "staff.handed_back"), {"code": case.code}, "", (BACK,), case=case.id),
    )
    return (Rest(case.id, Idle()), *(() if mute else say), Tell("desk.handed_back", {}, case.id))


def danger(case: CaseBrief, minutes: int, *, say: bool) -> tuple[Effect, ...]:
    """Nobody answers somebody in danger: staff are woken again, and the family is told once not to wait for us."""
    alert = Alert("desk.danger_waits", {"code": case.code, "minutes": str(minutes)}, case.id)
    told = Say(writer.key(case, "danger.not_yet"), {"police": "@hotline.police"}, case=case.id, urgent=True)
    return (told, alert) if say else (alert,)


def wait(turn: Turn, number: str) -> Outcome | None:
    """The family would rather wait for the person than talk with the bot; None for a case that is over."""
    case = next((known for known in turn.cases if str(known.id) == number and cases.is_open(known)), None)
    if case is None:
        return None
    effects: tuple[Effect, ...] = (
        Say(writer.key(case, "staff.waiting"), {"code": case.code}, "", (BACK,)),
        Tell("desk.waits", {}, case.id),
    )
    if isinstance(turn.state, Filling | Confirming):
        return Outcome(turn.state, effects)
    return Outcome(WithStaff(case.id, turn.now, told=turn.now), effects)
