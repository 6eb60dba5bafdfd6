"""The one shape of a field found in a message, and the rule for two that overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """An entity: its name, where it stands in the original text, and its settled value ("" when unsettled)."""

    name: str
    start: int
    end: int
    value: str = ""


def without_overlaps(found: Iterable[Found]) -> list[Found]:
    """In order of the text. Of two that overlap the earlier in `found` stays: the surest finders speak first."""
    kept: list[Found] = []
    for one in found:
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
