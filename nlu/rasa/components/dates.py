"""Finds days: settled ones as an ISO date, those that depend on today ("besok", "tanggal 5") without a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from components.found import Found

_MONTHS = (
    ("januari", "jan"),
    ("februari", "pebruari", "feb"),
    ("maret", "mar"),
    ("april", "apr"),
    ("mei",),
    ("juni", "jun"),
    ("juli", "jul"),
    ("agustus", "agust", "agu", "ags"),
    ("september", "sept", "sep"),
    ("oktober", "okt"),
    ("november", "nopember", "nov"),
    ("desember", "des"),
)
_MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
MONTH = "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True))
WEEKDAY = r"senin|senen|selasa|rabu|kamis|jumat|jum'at|jum’at|sabtu|ahad"
# In Jambi "semalam" is yesterday at any hour.
YESTERDAY = r"kemarin|kemaren|kmrn|kmren|semalam|semalem|smlm|wingi"
_LAST = r"depan|lalu|kemarin|kemaren|kmrn|ini"
_PART = r"pagi|siang|sore|malam"
_NUMBERS = re.compile(r"(?<![\d/.\-])(\d{1,2})\s?[/\-.]\s?(\d{1,2})\s?[/\-.]\s?(20\d\d|\d\d)(?![\d/.\-])")
_WORDS = re.compile(
    rf"\b(?:(?:tanggal|tgl|tngl)\s*)?(\d{{1,2}})\s*(?:bulan\s+|bln\s+)?({MONTH})\b(?:\s*(?:tahun\s*)?(20\d\d))?",
    re.IGNORECASE,
)
_UNSETTLED = re.compile(
    rf"""\b(?:
      (?:tanggal|tgl|tngl)\s*\d{{1,2}}(?!\d)
    | hari\s+ini | hari\s+minggu(?:\s+depan)?
    | (?:hari\s+)?(?:{WEEKDAY})(?:\s+(?:{_LAST}|besok))?
    | (?:besok|bsk|besuk)(?:\s+(?:{_PART}))? | lusa
    | {YESTERDAY}
    | (?:tadi|td|nanti)\s+(?:{_PART}) | (?:{_PART})\s+ini
    | (?:minggu|bulan|bln|tahun|taun|thn)\s+(?:{_LAST}) | (?:awal|akhir)\s+(?:bulan|tahun)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def find_dates(text: str) -> Iterator[Found]:
    """Days with a number and a month."""
    for match in _NUMBERS.finditer(text):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
        settled = _iso(year + 2000 if year < 100 else year, month, day)
        if settled:
            yield Found("date", *match.span(), settled)
    for match in _WORDS.finditer(text):
        if 1 <= int(match[1]) <= 31:
            month = _MONTH_NUMBER[match[2].lower()]
            yield Found("date", *match.span(), _iso(int(match[3]), month, int(match[1])) if match[3] else "")


def find_unsettled_dates(text: str) -> Iterator[Found]:
    """Days that only today's date can settle."""
    for match in _UNSETTLED.finditer(text):
        yield Found("date", *match.span())


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
