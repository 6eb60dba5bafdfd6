"""What a message was understood to mean: the one shape every reader of meaning returns."""

from __future__ import annotations

from dataclasses import dataclass

SOURCES = ("rasa", "keywords", "button")
CLASSES = ("complaint", "aid", "parenting", "danger", "service")


@dataclass(frozen=True, slots=True)
class Entity:
    """A piece of the message with a meaning of its own.

    `text` is as the family wrote it. `value` is the settled form, always a string:
    person_age in months ("30"), place its official code ("15.71.05", or "" when unknown or ambiguous),
    programme its short name ("PKH"), duration in days ("90", or "" when only a start is said),
    date ISO ("2026-11-20", or "" when it depends on today), money in rupiah ("200000"),
    ticket, phone (E.164) and nik as digits and letters without spaces.
    `start` and `end` are character positions in the original message.
    """

    name: str
    text: str
    value: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One primary intent with its confidence (0..1), the runners-up, the entities, and danger.

    `ranking` holds (intent, confidence), best first, at most ten. `danger` is a danger_* intent
    whenever the model or the safety words see one, whatever the primary intent is; else None.
    `doubt` is True for a danger that no safety word names for certain.
    `parts` are readings of the pieces of a message that may speak of several things, in their order and each with its
    own `text`; a message that speaks of danger has none, nor has one that is of a piece.
    """

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[Entity, ...] = ()
    danger: str | None = None
    source: str = "rasa"
    doubt: bool = False
    text: str = ""
    parts: tuple[Reading, ...] = ()

    @property
    def kind(self) -> str:
        """The class of the intent: the part of its name before the first underscore."""
        return self.intent.partition("_")[0]

    def entity(self, name: str) -> Entity | None:
        """The first entity of that name, or None."""
        return next((found for found in self.entities if found.name == name), None)
