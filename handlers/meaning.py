"""How far a reading can be acted on: surely, not at all, or as one of two meanings."""

from __future__ import annotations

from handlers import aid, complaint
from handlers.handbook import Handbook
from nlu.reading import Reading

# What a family would recognise as a choice; yes, thanks and the like are none, nor is an intent we do not know.
_SERVICE = ("case_status", "talk_to_staff", "visit", "tips_subscribe", "tips_unsubscribe", "program_info")
_CHOICES = frozenset(
    [
        *(name for name in (*complaint.FORMS, *aid.FORMS) if "_" in name),
        *(f"service_{name}" for name in (*_SERVICE, "office_info", "privacy", "help")),
    ]
)


def understood(reading: Reading, book: Handbook) -> bool:
    """Whether the best meaning is likely enough, and far enough from the next."""
    runner_up = next((share for name, share in reading.ranking if name != reading.intent), 0.0)
    return reading.confidence >= book.sure and reading.confidence - runner_up >= book.gap


def two_meanings(reading: Reading, book: Handbook) -> tuple[str, ...]:
    """The two best meanings when together they are likely enough to ask which; else none."""
    two = reading.ranking[:2]
    known = _CHOICES | {article.topic for article in book.articles}
    fit = len(two) == 2 and sum(share for _, share in two) >= book.unsure and all(name in known for name, _ in two)
    return tuple(name for name, _ in two) if fit else ()
