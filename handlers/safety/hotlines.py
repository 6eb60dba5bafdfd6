"""Numbers a family may be given: which of them for what, the place's own first, and when they were last checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date

from handlers.effects import Lines
from handlers.state import Confirming, Filling
from handlers.turn import Turn

NATIONAL = "nasional"
MOST = 4


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number a family may be given; the first of `numbers` is the one a text shows. `area` "nasional" or a code.

    `checked` is the day (ISO) somebody last looked at the source. Its texts are "hotline.<id>" (the number) and
    "hotline_name.<id>".
    """

    id: str
    name: str
    how: str
    numbers: tuple[str, ...]
    what_for: str
    hours: str
    area: str
    intents: tuple[str, ...]
    checked: str
    source: str
    certainty: str
    source_date: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a text shows of them: a line each, and the day the oldest of them was checked ("21 November 2026")."""

    lines: Lines = field(default=())
    checked: str = ""


def numbers(known: Sequence[Hotline], intent: str, place: str) -> Numbers:
    """The numbers for a danger at a place (an official code, "" when unknown): the place's own first, at most four.

    A number of another place is never shown: where nobody answers, minutes are lost.
    """
    fitting = [line for line in known if intent in line.intents]
    near = [line for line in fitting if line.area != NATIONAL and within(place, line.area)]
    shown = (near[:1] + [line for line in fitting if line.area == NATIONAL])[:MOST]
    if not shown:
        return Numbers()
    oldest = min(date.fromisoformat(line.checked) for line in shown)
    lines = tuple((f"hotline_name.{line.id}", f"@hotline.{line.id}") for line in shown)
    return Numbers(lines, format_date(oldest, "d MMMM y", locale="id"))


def within(place: str, area: str) -> bool:
    """Whether a place lies in an area, both as codes with dots ("15.71.03" in "15.71")."""
    return place == area or place.startswith(f"{area}.")


def place_of(turn: Turn) -> str:
    """The code of the place as far as it is known: said now, in the form that is open, of a case before, or of home."""
    said = turn.reading.entity("place")
    if said is not None and said.value:
        return said.value
    if isinstance(turn.state, Filling | Confirming) and "place" in turn.state.answers:
        told = turn.state.answers["place"].value
        if told:
            return told
    return next((case.place for case in turn.cases if case.place), turn.person.place)
