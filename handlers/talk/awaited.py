"""What a family writes only so that it may be written to: what waited for it is the answer, and no more is said."""

from __future__ import annotations

from typing import Final

from handlers.effects import Outcome
from handlers.handbook import Handbook
from handlers.talk.meaning import understood
from handlers.turn import Turn
from handlers.words import wording

_MERE: Final = frozenset({"service_affirm", "service_greet", "service_thanks"})
_SHORT: Final = 3  # words; "ada kabar apa" asks for nothing else
_NEWS: Final = frozenset({"baca", "buka", "kabar", "kabarnya", "pesan", "pesannya", "balas", "lihat"})


def read(turn: Turn, book: Handbook) -> Outcome | None:
    """Silence, when news has waited for them to write and they wrote just that."""
    message = turn.message
    if not turn.awaits or message.choice or message.files or message.place or message.contact:
        return None
    intent = turn.reading.intent
    mere = intent in _MERE or bool(_NEWS & set(wording.plain(message.text).split()))
    short = wording.size(message.text) <= _SHORT
    return Outcome(turn.state) if short and (mere or not understood(turn, book)) else None
