"""Finds amounts of money, in rupiah: "200rb", "Rp 50.000", "satu juta dua ratus ribu"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.found import Found
from components.numbers import ONE, SPOKEN, number

_SCALE = {"ribu": 1_000, "rb": 1_000, "rbu": 1_000, "k": 1_000, "juta": 1_000_000, "jt": 1_000_000, "jta": 1_000_000}
_WRITTEN = re.compile(
    r"""(?<![\w.,])
    (?P<rp>rp\.?\s*)?
    (?P<number>\d{1,3}(?:\.\d{3})+|\d+(?:[.,]\d{1,2})?)
    (?:\s*(?P<scale>ribu|rbu|rb|k|juta|jta|jt)(?:an)?(?:\s+(?P<half>setengah))?\b)?
    (?:,-|,00)?
    (?:\s*(?P<rupiah>rupiah|perak))?
    (?![\w/])""",
    re.IGNORECASE | re.VERBOSE,
)
_SPELLED = re.compile(
    rf"""\b
    (?:(?P<hundreds>{ONE})\ ratus|(?P<hundred>seratus)|(?P<tens>{SPOKEN})|(?P<thousand>seribu)|(?P<million>sejuta))
    (?:\s+(?P<rest>{SPOKEN}))?
    (?(thousand)|(?(million)|\s+(?P<scale>ribu|rb|juta|jt)))
    \b""",
    re.IGNORECASE | re.VERBOSE,
)
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")


def find_money(text: str) -> Iterator[Found]:
    """Amounts in digits, then amounts in words. A bare number is not money."""
    yield from _written(text)
    yield from _spelled(text)


def _written(text: str) -> Iterator[Found]:
    for match in _WRITTEN.finditer(text):
        grouped = _GROUPED.fullmatch(match["number"])
        if not (match["rp"] or match["scale"] or match["rupiah"] or grouped):
            continue
        amount = float(match["number"].replace(".", "") if grouped else match["number"].replace(",", "."))
        scale = _SCALE[match["scale"].lower()] if match["scale"] else 1
        yield Found("money", *match.span(), str(round((amount + (0.5 if match["half"] else 0)) * scale)))


def _spelled(text: str) -> Iterator[Found]:
    last: Found | None = None
    for match in _SPELLED.finditer(text):
        start, amount = match.start(), _amount(match)
        if last and text[last.end : start].isspace() and amount < 1_000_000 <= int(last.value):
            start, amount = last.start, amount + int(last.value)  # "satu juta" + "dua ratus ribu"
        elif last:
            yield last
        last = Found("money", start, match.end(), str(amount))
    if last:
        yield last


def _amount(match: re.Match[str]) -> int:
    if match["thousand"] or match["million"]:
        return 1_000 if match["thousand"] else 1_000_000
    ones = number(match["hundreds"]) * 100 if match["hundreds"] else 100.0 if match["hundred"] else 0.0
    ones += sum(number(match[part]) for part in ("tens", "rest") if match[part])
    return round(ones * _SCALE[match["scale"].lower()])
