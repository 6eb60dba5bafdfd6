"""How content a family is with a closed case: asked once by the clock, kept, and a way back when they are not."""

from __future__ import annotations

import re

from handlers.casework.status import reopening
from handlers.effects import Effect, Note, Option, Outcome, Rate, Say, Tell
from handlers.handbook import Handbook
from handlers.state import Asking, Idle
from handlers.talk.handover import MENU
from handlers.talk.meaning import understood
from handlers.talk.menu import STAFF
from handlers.turn import CaseBrief, Turn
from handlers.words import wording

QUESTION = "rating"
"""What is missing? One free line goes to the staff of the case."""

CONTENT, SO_SO, NOT_CONTENT = 3, 2, 1

_FILLER = r"(?:saya|sy|sayo|aku|kami|sangat|cukup|sudah|udah|sdh|kok|ya|iya|bu|pak|kak|makasih|terima|kasih|trims|🙏)"
_NOT = r"(?:tidak|tdk|dak|idak|gak|ga|nggak|belum|blm|kurang|krg)"
_SAID = {
    NOT_CONTENT: re.compile(rf"(?:{_FILLER} )*(?:{_NOT} (?:begitu )?puas|kecewa)(?: {_FILLER})*"),
    CONTENT: re.compile(rf"(?:{_FILLER} )*(?:puas)(?: (?:sekali|nian|banget|{_FILLER}))*"),
    SO_SO: re.compile(rf"(?:{_FILLER} )*(?:biasa(?: saja| aja| bae)?|lumayan)(?: {_FILLER})*"),
}


def ask(case: int, code: str) -> Say:
    """The question itself, as the clock puts it."""
    values = (CONTENT, SO_SO, NOT_CONTENT)
    options = tuple(Option(f"rate:{case}:{value}", f"choice.rate.{value}") for value in values)
    return Say("rating.ask", {"code": code}, "", options)


def pressed(turn: Turn, what: str) -> Outcome | None:
    """An answer by button; None for a case that is not (or no longer) the writer's, or is open again."""
    number, _, value = what.partition(":")
    case = next((known for known in turn.cases if str(known.id) == number and known.closed), None)
    return None if case is None or value not in ("1", "2", "3") else _rated(turn, case, int(value))


def typed(turn: Turn, _book: Handbook) -> Outcome | None:
    """An answer typed as a word or two ("puas", "kurang puas bu") after a case was closed."""
    said = wording.plain(re.sub(r"[,.!]", " ", turn.message.text))
    value = next((value for value, pattern in _SAID.items() if pattern.fullmatch(said)), 0)
    closed = [case for case in turn.cases if case.closed and case.kind != "danger" and not case.rating]
    return _rated(turn, max(closed, key=_closed), value) if value and closed else None


def told(turn: Turn, book: Handbook, state: Asking) -> Outcome | None:
    """What is missing, in the family's own words, goes to the case; None for what is plainly about something else."""
    case = next((known for known in turn.cases if known.closed and str(known.id) == state.text), None)
    elsewhere = turn.reading.kind in ("parenting", "service") and understood(turn, book)
    elsewhere = elsewhere and turn.reading.intent not in ("service_feedback", "service_out_of_scope")
    if case is None or turn.message.choice or elsewhere or wording.size(turn.message.text) <= 1:
        return None
    effects: tuple[Effect, ...] = (Note(case.id), Tell("desk.rating.why", {"code": case.code}, case.id))
    return Outcome(Idle(), (*effects, Say("rating.noted", {"code": case.code}, "", (*reopening(case.id), STAFF))))


def _rated(turn: Turn, case: CaseBrief, value: int) -> Outcome:
    rate = Rate(case.id, value)
    if value != NOT_CONTENT:
        return Outcome(turn.state, (rate, Say("rating.thanks")))
    say = Say("rating.sorry", {"code": case.code}, "", (*reopening(case.id), STAFF))
    free = isinstance(turn.state, Idle) or (isinstance(turn.state, Asking) and turn.state.question in (MENU, QUESTION))
    state = Asking(QUESTION, tuple(option.value for option in say.options), str(case.id)) if free else turn.state
    return Outcome(state, (rate, Tell("desk.rating.low", {"code": case.code}, case.id), say))


def _closed(case: CaseBrief) -> float:
    return case.closed.timestamp() if case.closed else 0.0
