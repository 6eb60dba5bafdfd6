"""Everything with a meaning of its own in a message: codes, places, programmes and quantities, each with its value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from components.codes import find_codes
from components.dates import find_dates, find_unsettled_dates
from components.found import Found, without_overlaps
from components.gazetteer import Gazetteer, find_places, read_gazetteer
from components.money import find_money
from components.spans import find_spans

HERE = Path(__file__).parent
_BETWEEN = re.compile(r"[\s,]*(?P<kecamatan>(?:kec|kecamatan)\b\.?\s*)?", re.IGNORECASE)
_KECAMATAN = 2  # full stops in its code


@dataclass(frozen=True)
class Programmes:
    """The ways of saying a programme, longest first, and which of them need a cue before them."""

    pattern: re.Pattern[str]
    short: dict[str, str]
    strict: frozenset[str]
    cues: frozenset[str]


@dataclass(frozen=True)
class Fields:
    """What the finders need to know: places and programmes."""

    places: Gazetteer
    programmes: Programmes


def read_fields(folder: Path = HERE) -> Fields:
    """The data beside this file, read once."""
    return Fields(read_gazetteer(folder), read_programmes(folder / "programmes.yml"))


def read_programmes(path: Path) -> Programmes:
    """The programmes of that file."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    short = {said: name for name, ways in raw["names"].items() for said in ways}
    ways = "|".join(re.escape(said).replace(r"\ ", r"\s+") for said in sorted(short, key=len, reverse=True))
    return Programmes(
        re.compile(rf"(?<![^\W_])(?:{ways})(?=(?:nya|nyo|ny)?(?![^\W_]))", re.IGNORECASE),
        short,
        frozenset(raw["strict"]),
        frozenset(raw["cues"]),
    )


def find_fields(text: str, fields: Fields) -> list[Found]:
    """The fields of the message in order; none overlaps another."""
    found = without_overlaps(
        [
            *find_codes(text),
            *_programmes(text, fields.programmes),
            *find_money(text),
            *find_dates(text),
            *find_spans(text),
            *find_unsettled_dates(text),
            *find_places(text, fields.places),
        ]
    )
    return _without_vaguer_places(_with_villages_joined(text, found))


def _programmes(text: str, programmes: Programmes) -> Iterator[Found]:
    for match in programmes.pattern.finditer(text):
        said = " ".join(match.group().lower().split())
        if said in programmes.strict and not match.group().isupper():
            before = re.findall(r"[^\W_]+", text[: match.start()].lower())
            if not before or before[-1] not in programmes.cues:
                continue
        yield Found("programme", *match.span(), programmes.short[said])


def _with_villages_joined(text: str, found: list[Found]) -> list[Found]:
    """A village with its kecamatan right behind it is one place: the words of both, the code of the kecamatan."""
    joined: list[Found] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and one.value and last.name == one.name == "place" and _goes_on(text, last, one):
            joined[-1] = Found("place", last.start, one.end, one.value)
        else:
            joined.append(one)
    return joined


def _goes_on(text: str, village: Found, wider: Found) -> bool:
    between = _BETWEEN.fullmatch(text[village.end : wider.start])
    unsettled = village.value in ("", wider.value)
    return bool(between) and wider.value.count(".") == _KECAMATAN and (unsettled or bool(between["kecamatan"]))


def _without_vaguer_places(found: list[Found]) -> list[Found]:
    """A place that is unsettled, or holds another one said too, adds nothing: the narrower one stands for both."""
    settled = [one.value for one in found if one.name == "place" and one.value]

    def is_vaguer(one: Found) -> bool:
        return one.name == "place" and any(code != one.value and code.startswith(one.value) for code in settled)

    return [one for one in found if not is_vaguer(one)]
