"""The silent way out of a talk about danger, and back: "menu" hides it, "buka" opens what was held meanwhile."""

from __future__ import annotations

from dataclasses import replace

from handlers import cases, menu
from handlers.danger import WATCHED
from handlers.effects import Effect, Outcome, Quiet, Say, Tell
from handlers.handbook import Handbook
from handlers.state import Confirming, Filling, Idle, WithStaff
from handlers.turn import CaseBrief, Turn
from handlers.wording import plain

_OPEN = frozenset({"buka", "/buka", "buka pesan", "buka pesannya", "bukak", "bukak pesan"})


def hide(turn: Turn, book: Handbook) -> Outcome | None:
    """Leave a talk about danger so that nothing on the screen speaks of it; None when there is none.

    The menu that is shown is any menu, without the button for staff: whoever looks over the shoulder learns nothing.
    """
    seen = tuple(case for case in turn.cases if watched(case))
    if not seen and not any(watched(case) for case in turn.hidden):
        return None
    before = tuple(effect for case in seen for effect in (Quiet(case.id), Tell("desk.hidden", {}, case.id)))
    outcome = menu.show(book, "menu.title", before=before)
    return replace(outcome, effects=tuple(_without_staff(effect) for effect in outcome.effects))


def opened(turn: Turn, book: Handbook) -> Outcome | None:  # noqa: ARG001  # a reader's signature
    """Show what staff wrote meanwhile to whoever types "buka", and go on; None when nothing is hidden."""
    if not turn.hidden or plain(turn.message.text) not in _OPEN:
        return None
    shown = tuple(
        effect for case in turn.hidden for effect in (Quiet(case.id, quiet=False), Tell("desk.shown", {}, case.id))
    )
    going = next((case for case in turn.hidden if cases.is_open(case)), None)
    state = turn.state
    if not isinstance(state, Filling | Confirming):
        state = WithStaff(going.id, turn.now, told=turn.now) if going else Idle()
    return Outcome(state, (Say("quiet.opened"), *shown))


def watched(case: CaseBrief) -> bool:
    """Whether a case is open about a danger whose doer may read the screen."""
    return case.topic in WATCHED and cases.is_open(case)


def _without_staff(effect: Effect) -> Effect:
    if not isinstance(effect, Say):
        return effect
    return replace(effect, options=tuple(option for option in effect.options if option != menu.STAFF))
