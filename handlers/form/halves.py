"""Going on with a form that was given up half way and filed so: nothing has to be told again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from handlers.casework.cases import CANCELLED, is_open
from handlers.effects import Move, Outcome, Tell
from handlers.form import forms
from handlers.form.forms import Form
from handlers.handbook import Handbook
from handlers.turn import CaseBrief, Turn
from handlers.words import wording

LATELY = timedelta(hours=24)

_ON = re.compile(
    r"(?:(?:kak|bu|pak|min|oke|ok|ya|iya|boleh|bisa|biso|mau|nak|saya|sy|sayo|aku|kita|ayo|yuk|tolong|minta) )*"
    r"(?:di ?)?(?:lanjut|lanjutkan|lanjutin|lanjutno|terusin|teruskan|sambung|nyambung|nerusin)\b(?: \w+){0,6}"
)
_STAFF = re.compile(r"\b(?:petugas|orang|sekolah\w*|kuliah\w*)\b")


def resumed(turn: Turn, book: Handbook, known: Mapping[str, Form]) -> Outcome | None:
    """Take up the form that the words mean, or the last one; its half goes off the list. None without one."""
    said = wording.plain(turn.message.text)
    if not _ON.fullmatch(said) or _STAFF.search(said):
        return None
    lately = [case for case in turn.cases if is_open(case) and case.half and turn.now - case.opened <= LATELY]
    halves = [case for case in lately if case.topic in known]
    named = [case for case in halves if case.topic == turn.reading.intent]
    case = next(iter(named or halves), None)
    return None if case is None else _go_on(turn, book, known[case.topic], case)


def _go_on(turn: Turn, book: Handbook, form: Form, case: CaseBrief) -> Outcome:
    outcome = forms.ask(form, dict(case.half), turn, book, lead="form.go_on")
    gone = (Tell("desk.half_resumed", {}, case.id), Move(case.id, CANCELLED))
    return Outcome(outcome.state, (*gone, *outcome.effects))
