"""How a talk begins: a wish to ask, to report or to tell with nothing told yet, and hearing somebody out."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.casework import complaint
from handlers.effects import Outcome, Say
from handlers.form import forms
from handlers.form.bubbles import BREATH
from handlers.handbook import Handbook
from handlers.parents.search import age_of
from handlers.parents.signs import heard
from handlers.state import Asking
from handlers.talk import menu
from handlers.talk.handover import MENU, to_staff
from handlers.talk.meaning import understood
from handlers.turn import Turn
from handlers.words import wording

_CALL = "bu|ibu|buk|pak|bapak|kak|kakak|min|mimin|mbak|mas|bang|abang|om|tante|dek|nak"
_HELLO = "halo|hallo|hai|hi|permisi|assalamualaikum|asalamualaikum|aslm|ass|selamat|pagi|siang|sore|malam|maaf|p|eh|oh"
_WISH = "saya|sy|sya|sayo|aku|ak|mau|mo|mw|ingin|pengen|pingin|nak|boleh|bole|bisa|biso|izin|ijin|numpang|cuma"
_NO = "gak|ga|g|gk|nggak|dak|ndak"
_END = (
    f"deh|lagi|dong|donk|dulu|ya|yo|yaa|nih|ni|lah|aja|saja|bae|sesuatu|sedikit|dikit|sebentar|bentar|{_NO}|boleh|bisa"
)
_ASK = "tanya|nanya|nanyak|nanyo|tanyo|bertanya|tanya tanya|tanya2|nanya2|nanya nanya|konsultasi|konsul"
_TELL = "cerita|crita|certa|bercerita|curhat|ngobrol|ngomong"
_REPORT = "lapor|ngelapor|melapor|melaporkan|ngadu|mengadu|komplain|protes|buat laporan|bikin laporan|ngeluh"
_OPENINGS = {
    key: re.compile(rf"(?:(?:{_HELLO}|{_CALL}) )*(?:(?:{_WISH}) )*(?:{verb})(?: (?:{_END}|{_CALL}))*")
    for key, verb in (("ask", _ASK), ("tell", _TELL), ("report", _REPORT))
}
_SECRET = re.compile(
    r"\b(?:jangan|jgn|jan) (?:bilang|blg|ngomong|kasih ?ta\w+|kasi ?ta\w+|cerita|sebar\w*|disebar\w*|bocor\w*)\b"
)
_SHORT = 8
_PLAIN = 0.85
_PATIENCE = 2


def wish(text: str) -> str:
    """What somebody wants who has told nothing yet: ask, tell, report, secret; "" when the words say more."""
    if wording.size(text) <= _SHORT and _SECRET.search(text.lower()):
        return "secret"
    said = " ".join(re.sub(r"[,.!?]", " ", wording.plain(text)).split())
    return next((name for name, pattern in _OPENINGS.items() if pattern.fullmatch(said)), "")


def opened(turn: Turn, book: Handbook) -> Outcome | None:
    """Let somebody go on who only says that they want to ask, tell or report; None when they say more."""
    begins, state = wish(turn.message.text), turn.state
    if begins == "report":
        return forms.start(complaint.FORMS["complaint"], turn, book)
    if begins in ("tell", "secret"):
        text = state.text if isinstance(state, Asking) and state.question == menu.TELL else ""
        return Outcome(Asking(menu.TELL, (menu.STAFF.value,), text, kept=turn.now), (Say(f"open.{begins}"),))
    waiting = replace(state, misses=0) if isinstance(state, Asking) and state.question == MENU else Asking(MENU)
    return Outcome(waiting, (Say(f"open.{begins}"),)) if begins else None


def listening(turn: Turn, book: Handbook, state: Asking) -> Outcome | None:
    """Hear somebody out who said that they want to tell something; None once it is plain what it is about, or urgent.

    The first messages are met with a word, those of the next seconds in silence; the third word is a person's.
    """
    text = turn.message.text
    if (
        turn.message.choice
        or not wording.size(text)
        or wish(text)
        or (turn.reading.confidence >= _PLAIN and understood(turn, book))
        or heard(book.signs, text, age_of((), turn.reading.entities, turn.now.date())) is not None
    ):
        return None
    told, joined = menu.earlier(turn)
    kept = replace(state, text=joined, entities=told.reading.entities)
    if state.misses and state.kept is not None and turn.now - state.kept < BREATH:
        return Outcome(kept)
    if state.misses >= _PATIENCE:
        return to_staff(turn, book, text=joined)
    waiting = replace(kept, misses=state.misses + 1, kept=turn.now)
    return Outcome(waiting, (Say("open.listen", {}, "", (menu.STAFF,)),))
