"""Loads what is known of help, programmes and offices from content/, and checks that every name in it is known."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from handlers.help.guidance import Fact, Guide, Help, Office, Programme, dated

T = TypeVar("T")
Build = Callable[[type[Any], Any, str, Path], Any]

_CERTAINTIES = ("A", "B", "C", "?")


def guide(
    folder: Path, *, mapping: Callable[[Path], Mapping[str, Any]], build: Build, fail: Callable[[str], Exception]
) -> Guide:
    """The guide of a content folder; `mapping` reads a file, `build` makes and checks an entry, `fail` names a mistake.

    Raises what `fail` makes.
    """
    path = folder / "agencies.yml"
    found = mapping(path)
    checked = str(found.get("checked", ""))
    offices = tuple(build(Office, one, f"offices[{n}]", path) for n, one in enumerate(found.get("offices", ()), 1))
    helps = tuple(
        replace(build(Help, one, f"aid.{intent}[{n}]", path), intent=intent, checked=checked)
        for intent, ones in found.get("aid", {}).items()
        for n, one in enumerate(ones, 1)
    )
    programmes = _listed(Programme, "programmes", folder / "programmes.yml", mapping=mapping, build=build)
    facts = _listed(Fact, "facts", folder / "office.yml", mapping=mapping, build=build)
    known = Guide(offices, helps, programmes, facts)
    for wrong in _mistakes(known):
        raise fail(wrong)
    return known


def _listed(
    kind: type[T], name: str, path: Path, *, mapping: Callable[[Path], Mapping[str, Any]], build: Build
) -> tuple[T, ...]:
    found = mapping(path)
    checked = str(found.get("checked", ""))
    return tuple(
        replace(build(kind, one, f"{name}[{n}]", path), checked=checked) for n, one in enumerate(found.get(name, ()), 1)
    )


def _mistakes(known: Guide) -> Iterator[str]:
    yield from _unknown_names(known)
    entries: tuple[Help | Programme | Fact, ...] = (*known.helps, *known.programmes, *known.facts)
    for entry in entries:
        if entry.certainty not in _CERTAINTIES:
            yield f"content/: certainty of {entry.id} must be one of {', '.join(_CERTAINTIES)}"
        if entry.source_date and not _a_date(entry.source_date):
            yield f"content/: {entry.id} has the date {entry.source_date!r}; write 2026, 2026-02 or 2026-02-18"
        if not _a_date(entry.checked):
            yield f"content/: the day on which {entry.id} was checked is missing"


def _unknown_names(known: Guide) -> Iterator[str]:
    offices = {office.id for office in known.offices} | {""}
    ids = [one.id for one in known.helps]
    agencies, programmes = "content/agencies.yml", "content/programmes.yml"
    for one in known.helps:
        if ids.count(one.id) > 1:
            yield f"{agencies}: {one.id} stands there twice"
        for office in {one.decides, *one.through} - offices:
            yield f"{agencies}: {one.id} names an office {office!r} that is not listed"
    for programme in known.programmes:
        if programme.decides not in offices:
            yield f"{programmes}: {programme.id} names an office {programme.decides!r} that is not listed"
        if programme.help not in {*ids, ""}:
            yield f"{programmes}: {programme.id} names a help {programme.help!r} that is not listed"


def _a_date(said: str) -> bool:
    try:
        return len(said) in (4, 7, 10) and said[:4].isdecimal() and bool(dated(said))
    except ValueError:
        return False


def places(table: str) -> dict[str, str]:
    """The name of every place in the text of places.csv, as the text "place.<code>"."""
    return {f"place.{row['code']}": row["name"] for row in csv.DictReader(table.splitlines())}
