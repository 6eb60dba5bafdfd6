"""Which child of the family is meant: how one is called, by name, by button; answers and tips say for whom they are."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

from babel.units import format_unit

from handlers.effects import Option, Values
from handlers.texts import literal
from handlers.turn import Child, Turn

_LABEL = 20  # characters of a name on a button


def today(turn: Turn) -> date:
    """The day it is where the family lives."""
    return turn.now.astimezone(ZoneInfo(turn.person.zone)).date()


def months(child: Child, day: date) -> int | None:
    """The age in months, by the month of birth; None when that is unknown, negative before birth."""
    return None if child.born is None else (day.year - child.born.year) * 12 + day.month - child.born.month


def aged(age: int) -> str:
    """An age in months as a family says it: "5 bulan", "3 tahun"."""
    unit, number = ("month", max(age, 0)) if age < 24 else ("year", age // 12)
    return format_unit(number, f"duration-{unit}", locale="id")


def shown(child: Child, day: date) -> str:
    """A child in a list, as a value for a text: "Ama, 3 tahun", or what of the two is known."""
    age = months(child, day)
    return literal(", ".join(part for part in (child.name, "" if age is None else aged(age)) if part))


def called(name: str, age: int | None) -> tuple[str, Values]:
    """The key and the values of the line that says for whom something is; "" when neither name nor age is known."""
    if name:
        return "child.for", {"child": literal(name)}
    return ("", {}) if age is None else ("child.for_age", {"age": aged(age)})


def button(child: Child, value: str, day: date) -> Option:
    """The button for one child."""
    age = months(child, day)
    if child.name and age is not None:
        return Option(value, "choice.child.both", {"name": literal(child.name[:_LABEL]), "age": aged(age)})
    if child.name:
        return Option(value, "choice.as_is", {"name": literal(child.name[:_LABEL])})
    return (
        Option(value, "choice.child.unknown") if age is None else Option(value, "choice.child.age", {"age": aged(age)})
    )


def by_id(turn: Turn, number: str) -> Child | None:
    """The child whom the family still speaks of with this id, as a button writes it."""
    return next((child for child in turn.person.children if str(child.id) == number), None)


def named(children: tuple[Child, ...], text: str) -> Child | None:
    """The child whose name stands in the words, when it is exactly one."""
    said = _bare(text)
    found = [child for child in children if child.name and re.search(rf"\b{_bare(child.name)}(?:nya|nyo)?\b", said)]
    return found[0] if len(found) == 1 else None


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
