"""A button's words, typed instead of pressed: old phones have no buttons, and many people answer by copying them."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace

from handlers.state import Asking, Confirming, Filling, State
from handlers.turn import EDITED, Button, Turn
from handlers.words.spelling import mended
from nlu.reading import Reading

_WORD = re.compile(r"\w+")
_CALLS = frozenset(
    _WORD.findall("bu ibu buk pak bapak kak kakak mbak mas bang abang min mimin nak dek ya yo deh aja saja bae")
)
_EVERYWHERE = ("helped", "article", "same", "menu", "intent")
_IN_FORMS = ("skip", "cancel", "form:continue", "menu:staff")
_PAGES = "help"  # called like the things themselves: "Akta lahir" may be the answer to a question
_OWN_NAMES = ("place", "child")
_AT_THE_END = ("confirm", "change", "cancel")


def pressed(turn: Turn, anywhere: Container[str]) -> Turn:
    """The turn with typed words turned into the button that is called so; the same turn when no button is.

    What stands under our last words counts whatever it is. A button further up counts when it fits where the talk
    stands, or works everywhere; `anywhere` are the names of those that do in a form too. Danger is never a button.
    """
    message, said = turn.message, _words(turn.message.text)
    if message.choice or message.files or message.kind == EDITED or not said or turn.reading.danger is not None:
        return turn
    calls = [count for count in range(len(said)) if all(word in _CALLS for word in said[len(said) - count :])]
    spoken = {said[: len(said) - count] for count in calls}
    offered = _offered(turn)
    if len(said) == 1 and said[0].isdecimal() and 1 <= int(said[0]) <= len(offered):
        return _press(turn, offered[int(said[0]) - 1])
    for at, buttons in enumerate(turn.shown):
        for button in buttons:
            named = _words(button.label) in spoken
            if named and ((at == 0 and _takes(turn.state, button.value)) or _fits(button.value, turn.state, anywhere)):
                return _press(turn, button)
    return turn


def _offered(turn: Turn) -> tuple[Button, ...]:
    """What a number means where names of this family stand as buttons: the form's own choices do not know of them."""
    state = turn.state
    if not isinstance(state, Filling) or state.at not in _OWN_NAMES:
        return ()
    latest = turn.shown[0] if turn.shown else ()
    names = tuple(button for button in latest if button.value.startswith(f"{state.at}:") or button.value == "skip")
    return names if len(names) > 1 else ()


def _press(turn: Turn, button: Button) -> Turn:
    message = replace(turn.message, choice=button.value, text="")
    return replace(turn, message=message, reading=Reading("", 0.0, source="button"))


def _takes(state: State, value: str) -> bool:
    """Whether buttons are pressed at all where the talk stands: with an officer in it, words are for the officer."""
    return isinstance(state, Filling | Confirming | Asking) or value.partition(":")[0] in _EVERYWHERE


def _fits(value: str, state: State, anywhere: Container[str]) -> bool:
    where = value.partition(":")[0]
    if where in anywhere and where != _PAGES:
        return True
    match state:
        case Filling(at=at):
            return where in (at, "helped") or value in _IN_FORMS
        case Confirming():
            return where in (*_AT_THE_END, "helped")
        case Asking(options=options):
            return value in options or where in _EVERYWHERE
    return False


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(mended(text)))
