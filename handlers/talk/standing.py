"""Where a talk really stands: a stored state is checked against today's cases and forms before it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from handlers.casework import cases
from handlers.form.forms import ALSO, CHANGE, LEAVE, Form
from handlers.parents import parenting
from handlers.state import Asking, Confirming, Filling, Idle, WithStaff
from handlers.talk import menu, waiting
from handlers.turn import Turn
from handlers.words import readers, wording

_ORDINALS = {"pertama": 1, "kesatu": 1, "kedua": 2, "ketiga": 3, "keempat": 4}
_NUMBER = re.compile(
    rf"(?:(?:yang|yg|nomor|nomer|no|pilih) )*(?P<number>[0-9]{{1,2}}|{'|'.join(_ORDINALS)})(?: (?:bu|pak|aja|saja))?"
)
_LEAVING = ("form:continue", "cancel", "menu:staff")


def settled(turn: Turn, known: Mapping[str, Form]) -> Turn:
    """The turn with a state that still holds, and with a typed number turned into the button it stands for."""
    state = turn.state
    match state:
        case WithStaff(case) if not any(c.id == case and cases.is_open(c) for c in (*turn.cases, *turn.hidden)):
            return replace(turn, state=Idle())
        case WithStaff() if waiting.given_up(turn) is not None:
            return replace(turn, state=Idle())
        case Asking(question, options):
            if len(options) == 2 and (question == ALSO or options == menu.PERSON_OR_NOT):
                turn = _yes_or_no(turn, options)
            return _picked(turn, parenting.CHOICES if question == parenting.QUESTION else options)
        case Filling(form, at) if form in known and at != CHANGE:
            names = [field.name for field in known[form].fields]
            if at in names:
                return turn
            answered = _leaving(turn) if at == LEAVE else turn  # else a field of an older release
            missing = next((name for name in names if name not in state.answers), None)
            if missing is None:
                return replace(answered, state=Confirming(form, state.answers, state.kept))
            return replace(answered, state=replace(state, at=missing))
    return turn


def _leaving(turn: Turn) -> Turn:
    """A yes, a no or a number after "go on with the form?" as the button it stands for."""
    return _picked(_yes_or_no(turn, _LEAVING), _LEAVING)


def _picked(turn: Turn, values: tuple[str, ...]) -> Turn:
    found = _NUMBER.fullmatch(wording.plain(turn.message.text))
    if found is None or turn.message.choice:
        return turn
    number = _ORDINALS.get(found["number"]) or int(found["number"])
    if not 1 <= number <= len(values):
        return turn
    return replace(turn, message=replace(turn.message, choice=values[number - 1]))


def _yes_or_no(turn: Turn, options: tuple[str, ...]) -> Turn:
    """A plain yes as the first button, a plain no as the second."""
    if readers.yes(turn.message, turn.reading):
        return replace(turn, message=replace(turn.message, choice=options[0]))
    if readers.no(turn.message, turn.reading):
        return replace(turn, message=replace(turn.message, choice=options[1]))
    return turn
