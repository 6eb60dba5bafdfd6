"""What the service costs: nothing. Asked in many words, most often by those who were once made to pay."""

from __future__ import annotations

import re

from handlers.effects import Outcome, Say
from handlers.handbook import Handbook
from handlers.state import Asking, Idle
from handlers.talk.menu import BACK, STAFF
from handlers.turn import Turn

FREE = "office.free"

_CALLS = "bu|ibu|buk|pak|bapak|kak|mbak|mas|bang|min|nak|dek|ya|yo|yaa|sih|nih|ni|tu"
_NOT = "dak|idak|gak|ga|gk|tidak|tdk|nggak|ngga|ndak|tak"
_COSTS = re.compile(
    rf"(?:(?:{_CALLS}|{_NOT}|maaf|ini|itu|apakah|apa|apo|layanan(?:nya|nyo)?|lapor(?:nya)?|ngadu|daftar(?:nya|nyo)?|"
    r"ngurus(?:nya|nyo)?|semua(?:nya|nyo)?|nanti|kena|harus|perlu|mesti|wajib|pake|pakai|ada|ado|kalau|kalo|berapa|brp|"
    r"petugas(?:nya|nyo)?|konsultasi(?:nya)?|di sini|disini|chat) )*"
    r"(?:(?:ber)?bayar(?:an)?|biaya|dipungut(?: biaya)?|gratis|ongkos|tarif|uang administrasi)(?:nya|nyo)?"
    rf"(?: (?:{_CALLS}|{_NOT}|apa|apo|berapa|brp|kan|kah|ini|itu|layanannya|di sini|disini|ke sini|kesini|"
    r"lewat sini|lapor|kalau|kalo|semua|"
    r"minta tolong|minta bantuan|tanya|daftar|ngadu|cerita))*"
)
_WONDERS = re.compile(
    r"\?|\b(?:apa|apo|apakah|berapa|brp|kan|kah|kena|harus|perlu|mesti)\b|"
    rf"\b(?:bayar|biaya|gratis|ongkos|tarif)\w* (?:\w+ )*(?:{_NOT})\b"
)


def costs(text: str) -> bool:
    """Whether the words ask what the service costs, and nothing else: "bayar dak nak?", "gratis kan?"."""
    said = " ".join(re.sub(r"[,.!?]", " ", text.lower()).split())
    return _COSTS.fullmatch(said) is not None and _WONDERS.search(text.lower()) is not None


def free(turn: Turn, book: Handbook) -> Outcome | None:  # noqa: ARG001  # the router's signature
    """That nothing is to be paid; None when nobody asked."""
    if not costs(turn.message.text):
        return None
    state = turn.state if isinstance(turn.state, Asking) else Idle()
    return Outcome(state, (Say(FREE, {}, "", (STAFF, BACK)),))
