"""Words that are obeyed everywhere: batal, menu, bantuan, berhenti, petugas, status; typed, as /commands or pressed."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.casework import status
from handlers.effects import (
    Option,
    Outcome,
    Say,
    Tell,
)
from handlers.form import forms
from handlers.form.forms import Form
from handlers.form.passing import go_on
from handlers.handbook import Handbook
from handlers.personal import (
    Unsubscribe,
)
from handlers.safety import quiet
from handlers.state import Asking, Confirming, Filling, Idle, WithStaff
from handlers.talk import menu, smalltalk
from handlers.talk.handover import to_staff
from handlers.turn import Turn
from handlers.words.wording import plain, size

_COMMANDS = {
    **dict.fromkeys(("batal", "/batal", "cancel", "/cancel", "batalkan"), "cancel"),
    **dict.fromkeys(("menu", "/menu", "/start", "/mulai", "mulai", "kembali ke menu"), "menu"),
    **dict.fromkeys(("bantuan", "/bantuan", "help", "/help", "/tolong"), "help"),
    **dict.fromkeys(("berhenti", "/berhenti", "stop", "/stop"), "stop"),
    **dict.fromkeys(("/petugas", "petugas", "bicara dengan petugas"), "staff"),
    **dict.fromkeys(("/status",), "status"),
}
_SURE, _PERHAPS = 0.7, 0.45
_SHORT = 6


def command(turn: Turn) -> str:
    """The command in a message, "" when there is none."""
    if turn.message.choice in ("cancel", "menu"):
        return turn.message.choice
    said = plain(turn.message.text)
    if said.startswith("/"):
        said = said.split(" ")[0].partition("@")[0]  # "/menu@name_of_the_bot", "/start campaign"
    if said in _COMMANDS:
        return _COMMANDS[said]
    inside = isinstance(turn.state, Filling | Confirming) and size(said) <= _SHORT
    if not inside or turn.reading.intent != "service_cancel" or turn.reading.confidence < _PERHAPS:
        return ""
    return "cancel" if turn.reading.confidence >= _SURE else "menu"  # not quite sure: ask whether to go on


def obey(turn: Turn, book: Handbook, wanted: str, known: Mapping[str, Form]) -> Outcome:
    """Do what a command says; `known` are the forms there are."""
    state = turn.state
    form = known.get(state.form) if isinstance(state, Filling | Confirming) else None
    if wanted == "status":
        return go_on(turn, form, (status.say(turn),)) if form is not None else status.answer(turn, state)
    if wanted == "staff":
        return to_staff(turn, book, form=form, text=state.text if isinstance(state, Asking) else "")
    if form is not None:
        return _in_form(turn, form, wanted)
    if wanted == "stop":
        return Outcome(state, (Unsubscribe(), Say("tips.all_stopped")))
    if wanted in ("menu", "cancel"):
        left = quiet.hide(turn, book)
        if left is not None:
            return left
    if isinstance(state, WithStaff):
        return menu.show(book, "staff.left", before=(Tell("desk.left", {}, state.case),))
    if wanted == "cancel" and isinstance(state, Idle):
        return menu.show(book, "cancel.nothing")
    return menu.show(book, "info.help" if wanted == "help" else "menu.title", told=state)


def _in_form(turn: Turn, form: Form, wanted: str) -> Outcome:
    """In the middle of a form "berhenti" means the form, unless there is something else to stop."""
    if wanted == "cancel" or (wanted == "stop" and not turn.person.subscriptions):
        return forms.cancel(form)
    if wanted == "stop":
        return go_on(turn, form, (Unsubscribe(), Say("tips.all_stopped")))
    if wanted == "help":
        return go_on(turn, form, lead=smalltalk.HELP_IN_FORM)
    return leave_or_not(turn, form)


def leave_or_not(turn: Turn, form: Form) -> Outcome:
    """Something else was wanted in the middle of a form: ask whether to go on with it."""
    state = turn.state
    assert isinstance(state, Filling | Confirming)
    options = (
        Option("form:continue", "choice.form.continue"),
        Option("cancel", "choice.cancel"),
        menu.STAFF,
    )
    waiting = Filling(form.name, forms.LEAVE, state.answers)
    return Outcome(waiting, (Say("form.menu", {"what": f"@{form.kind}.name"}, "", options),))
