"""Fit words and choices to a door: split what is too long, number what has no buttons (pure)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels import Choice, Limits

_BREAKS = ("\n\n", "\n", ". ", "! ", "? ", " ")
_KEPT = 16 << 10
_LEAST = 4  # a part shorter than a quarter of the room is a bad place to break: try a finer break instead
_DIGITS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A choice as a row of a list. `note` is what stands below the title, "" for nothing."""

    value: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One message that fits through the door. Only the last part of a text carries the buttons, or the list."""

    words: str
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()


def fit(words: str, choices: Sequence[Choice], limits: Limits) -> tuple[Part, ...]:
    """The words and choices as messages that the door can carry, in order; none if there is nothing to say.

    Choices are buttons if they can, else a list, else numbers in the text.
    """
    listed: tuple[Row, ...] = ()
    if choices and not _buttons_fit(choices, limits):
        listed = _listed(choices, limits) if words.strip() else ()
        if not listed:
            words = f"{words}\n\n{numbered(choices)}".strip()
        choices = ()
    texts = split(words, limits.text)
    if not texts:
        return ()
    if (choices or listed) and limits.asked:
        texts = (*texts[:-1], *_ending(texts[-1], limits.asked))
    return (*map(Part, texts[:-1]), Part(texts[-1], tuple(choices), listed))


def split(words: str, room: int) -> tuple[str, ...]:
    """The words in pieces of at most `room` characters, broken at a paragraph, line, sentence or word.

    A single word longer than the room is cut. Nothing but white space at the breaks is lost.
    """
    pieces = []
    rest = words.strip()
    while len(rest) > room:
        at = _break(rest, room)
        pieces.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    if rest:
        pieces.append(rest)
    return tuple(pieces)


def numbered(choices: Sequence[Choice]) -> str:
    """The choices as lines "1. …" to be answered by typing the number."""
    return "\n".join(f"{number}. {choice.label}" for number, choice in enumerate(choices, start=1))


def picked(text: str, choices: Sequence[Choice]) -> str:
    """The value of the choice that a typed answer names by its number or whole label; "" for all else."""
    answer = text.strip().rstrip(".)").casefold()
    if answer.isascii() and answer.isdigit() and len(answer) <= _DIGITS_SHOWN:
        number = int(answer)
        return choices[number - 1].value if 1 <= number <= len(choices) else ""
    labels = {choice.label.casefold(): choice.value for choice in reversed(choices)}
    return labels.get(answer, "")


def storable(text: str) -> str:
    """The text without what no database takes: NUL (PostgreSQL) and halves of surrogate pairs (UTF-8)."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def kept(body: Any) -> str:
    """What nobody understood as ASCII for a person to look at, cut at 16 KB."""
    try:
        return json.dumps(body, default=str)[:_KEPT]
    except (RecursionError, ValueError):  # too deep, or a number too long to be written
        return "(not to be written down)"


def _buttons_fit(choices: Sequence[Choice], limits: Limits) -> bool:
    return len(choices) <= limits.buttons and all(
        0 < len(choice.label) <= limits.label and 0 < len(choice.value.encode()) <= limits.value for choice in choices
    )


def _listed(choices: Sequence[Choice], limits: Limits) -> tuple[Row, ...]:
    """The choices as rows; () if they do not fit. A label too long for a title stands below its own beginning."""
    if len(choices) > limits.rows:
        return ()
    rows = tuple(
        Row(choice.value, choice.label)
        if len(choice.label) <= limits.row
        else Row(choice.value, split(choice.label, limits.row - 1)[0] + "…", choice.label)
        for choice in choices
        if choice.label and 0 < len(choice.value.encode()) <= limits.value
    )
    fits = len(choices) == len(rows) and all(len(row.note) <= limits.note for row in rows)
    return rows if fits and len({row.title for row in rows}) == len(rows) else ()


def _ending(text: str, room: int) -> tuple[str, ...]:
    """The text in two, if need be: the last part, of at most `room` characters, begins where a reader would pause."""
    if len(text) <= room:
        return (text,)
    at = text.find("\n\n", len(text) - room - 2)
    last = text[at:].strip() if at >= 0 else split(text, room)[-1]
    return text.removesuffix(last).rstrip(), last


def _break(text: str, room: int) -> int:
    """Where to break: just after the coarsest mark that leaves a part of reasonable length."""
    window = text[: room + 1]
    for mark in _BREAKS:
        at = window.rfind(mark)
        # The mark's own punctuation stays with the part; the white space after it may overhang the room.
        end = at + len(mark.rstrip())
        if at > 0 and room // _LEAST <= end <= room:
            return end
    return room
