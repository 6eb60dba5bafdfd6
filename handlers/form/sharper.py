"""What a later message says more exactly than an answer that stands: a place, a time, a programme, an open question."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.form.forms import Field, Form, heard
from handlers.state import Answer, Answers
from handlers.turn import Turn
from handlers.words import readers, whereabouts, wording
from nlu.reading import Entity

_SINCE = re.compile(r"\b(?:sejak|semenjak|mulai|dari|dr|terhitung)\b(?: (?:bulan|bln|tahun|thn|tanggal|tgl|hari))?$")
_SPOT, _FEW = 8, 4  # words
_GENERAL = ("", "other")


def sharper(form: Form, turn: Turn, answers: Answers) -> Answers:
    """The answers that this message makes more exact, or gives where a question had been left open."""
    text = turn.message.text
    if turn.message.choice or not wording.size(text) or wording.asks(text):
        return {}
    left = {name for name, answer in answers.items() if not (answer.text or answer.value)}
    told = {name: answer for name, answer in answers.items() if name not in left}
    found = {name: answer for name, answer in heard(form, turn.reading, told, text=text).items() if name in left}
    for field in form.fields:
        before = told.get(field.name)
        better = None if before is None else _better(field, before, turn)
        if before is not None and better is not None and better.text.lower() != before.text.lower():
            found[field.name] = better
    return found


def _better(field: Field, before: Answer, turn: Turn) -> Answer | None:
    match field.entity:
        case "place":
            return _place(before, turn)
        case "duration":
            return _since(turn)
        case "programme":
            return _programme(field, before, turn.reading.entity("programme"))
    return None


def _place(before: Answer, turn: Turn) -> Answer | None:
    """A place we know instead of one we do not, the district of a village, a lane in a district."""
    text, known = turn.message.text, turn.reading.entity("place")
    names = wording.size(text) <= _FEW or (wording.spot(text) and wording.size(text) <= _SPOT)
    if known is None or not known.value:
        lane = names and before.value and not before.label and wording.spot(text)
        return replace(before, text=f"{before.text}, {whereabouts.bare(text)}") if lane else None
    said = readers.recognised(known, text).text
    if before.label or not whereabouts.place(before.text):
        return None if before.label else Answer(said, known.value)
    if not before.value:
        return Answer(f"{before.text}, {said}", known.value) if names else None
    return Answer(said, known.value) if known.value.startswith(f"{before.value}.") else None


def _since(turn: Turn) -> Answer | None:
    """A beginning that is named as one ("dari oktober"), whatever was understood before."""
    for known in turn.reading.entities:
        if known.name in ("duration", "date"):
            said = " ".join(turn.message.text.lower().split())
            before = said[: said.find(known.text.lower())].rstrip() if known.text.lower() in said else ""
            if _SINCE.search(before) or _SINCE.match(known.text.lower().split()[0]):
                return Answer(known.text, known.value)
    return None


def _programme(field: Field, before: Answer, known: Entity | None) -> Answer | None:
    """The programme by name instead of "another", and by its longer name."""
    if known is None or not known.value:
        return None
    if before.value in _GENERAL and known.value != before.value:
        return readers.chosen(field, known.value) if known.value in field.choices else Answer(known.text, known.value)
    same = known.value == before.value or known.value.startswith(before.value)
    longer = wording.size(known.text) > wording.size(before.text) and known.text.lower().startswith(before.text.lower())
    return Answer(known.text, known.value) if same and longer else None
