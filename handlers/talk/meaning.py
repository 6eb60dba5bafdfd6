"""How far a reading can be acted on: surely, not at all, or as one of two meanings."""

from __future__ import annotations

from handlers.casework import complaint
from handlers.handbook import Handbook
from handlers.help import aid
from handlers.turn import Turn
from handlers.words import wording
from nlu.reading import Reading

# What a family would recognise as a choice; yes, thanks and the like are none, nor is an intent we do not know.
_SERVICE = ("case_status", "talk_to_staff", "visit", "tips_subscribe", "tips_unsubscribe", "program_info")
_CHOICES = frozenset(
    [
        *(name for name in (*complaint.FORMS, *aid.FORMS) if "_" in name),
        *(f"service_{name}" for name in (*_SERVICE, "office_info", "privacy", "help")),
    ]
)

_HALF_LIKELY = 0.15  # less than this is no choice worth offering
_ONE_WORD = 0.9  # a single word says little: "saya" is no question about privacy


def understood(turn: Turn, book: Handbook) -> bool:
    """Whether the best meaning is likely enough, and far enough from the next; "saya tidak terima" is no thank-you."""
    reading = turn.reading
    if reading.intent == "service_thanks" and wording.negates(turn.message.text):
        return False
    if reading.source == "rasa" and wording.size(turn.message.text) == 1 and reading.confidence < _ONE_WORD:
        return False
    runner_up = next((share for name, share in reading.ranking if name != reading.intent), 0.0)
    return reading.confidence >= book.sure and reading.confidence - runner_up >= book.gap


def two_meanings(reading: Reading, book: Handbook) -> tuple[str, ...]:
    """The two best meanings when together they are likely enough to ask which; else none.

    A guess at danger that was not believed is never offered as a button: the other one is, with a person beside it.
    """
    two = reading.ranking[:2]
    known = _CHOICES | {article.topic for article in book.articles}
    likely = len(two) == 2 and sum(share for _, share in two) >= book.unsure
    if not likely or any(name not in known and not name.startswith("danger_") for name, _ in two):
        return ()
    return tuple(name for name, share in two if name in known and share >= _HALF_LIKELY)
