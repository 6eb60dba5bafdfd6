"""Numbers as they are said and written: "3", "1,5", "dua belas", "limo"."""

from __future__ import annotations

ONES = {
    "satu": 1,
    "sikok": 1,
    "siji": 1,
    "dua": 2,
    "duo": 2,
    "tiga": 3,
    "tigo": 3,
    "telu": 3,
    "empat": 4,
    "lima": 5,
    "limo": 5,
    "enam": 6,
    "tujuh": 7,
    "delapan": 8,
    "lapan": 8,
    "sembilan": 9,
    "sepuluh": 10,
    "sebelas": 11,
}
ONE = "|".join(sorted(ONES, key=len, reverse=True))
SPOKEN = rf"(?:{ONE})(?:\s+(?:belas|puluh(?:\s+(?:{ONE}))?))?"
NUMBER = rf"\d+(?:[.,]\d+)?|{SPOKEN}"


def number(said: str) -> float:
    """The value of a text that NUMBER matched."""
    said = said.lower().strip()
    if said[0].isdigit():
        return float(said.replace(",", "."))
    words = said.split()
    first = ONES[words[0]]
    if len(words) == 1:
        return first
    if words[1] == "belas":
        return first + 10
    return first * 10 + (ONES[words[2]] if len(words) > 2 else 0)
