"""Finds days: settled ones as an ISO date, others ("besok", "2 bulan lalu") without a value; and since when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from components.found import Found
from components.numbers import NUMBER, ONE

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
# Short forms, and "mei", are too much like other words to stand alone.
_FULL_MONTH = "|".join(name for names in _MONTHS for name in names if len(name) > 3 and name not in ("agust", "sept"))
_TITLE = "nama|namanya|namonyo|bernama|bu|ibu|pak|bapak|mbak|kak|mas|bang|si|bunda|adik|adek"
_WEEKDAY = r"senin|senen|selasa|rabu|kamis|jumat|jum'at|jum’at|sabtu|ahad"
# In Jambi "semalam" is yesterday at any hour.
_YESTERDAY = r"kemarin|kemaren|kemarn|kmarin|kmaren|kmrin|kmrn|kmren|semalam|semalem|samalam|smlm|wingi"
_DAYTIME = r"pagi|siang|sore|malam|malem|mlm|subuh|magrib|maghrib|isya|zuhur|dzuhur|ashar|asar|sahur"
_LAST = r"depan|lalu|kemarin|kemaren|kmrn|ini|ngarep|patang|ko|iko|niki"
_PART = r"pagi|siang|sore|malam|malem|mlm|subuh"
_SPAN_UNIT = r"tahun|taun|thn|th|bulan|buln|bln|bl|sasi|wulan|minggu|mgg|pekan|hari|hri|hr|dino|malam"
_NUMBERS = re.compile(r"(?<![\d/.\-])(\d{1,2})\s?[/\-.]\s?(\d{1,2})\s?[/\-.]\s?(20\d\d|\d\d)(?![\d/.\-])")
_WORDS = re.compile(
    rf"\b(?:(?:tanggal|tgl|tngl)\s*)?(\d{{1,2}})\s*(?:bulan\s+|bln\s+)?({MONTH})\b(?:\s*(?:tahun\s*)?(20\d\d))?",
    re.IGNORECASE,
)
# "2 bulan yang lalu" says a day, not how long something has lasted
_AGO = re.compile(
    rf"""(?<![\w.,])(?:(?:{NUMBER}|beberapa)\s*(?:{_SPAN_UNIT})|s[ea]?(?:tahun|taun|bulan|minggu))(?:an)?
    \s+(?:(?:yang|yg|nan|sing)\s+)?(?:lalu|silam|kepungkur|lampau)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_UNSETTLED = re.compile(
    rf"""\b(?:
      (?:tanggal|tgl|tngl)\s*(?:\d{{1,2}}(?!\d)|(?:{ONE}))
    | hari\s+ini | (?:hari|malam|malem|mlm)\s+minggu(?:\s+depan)? | minggu\s+(?:{_PART})
    | (?:hari\s+)?(?:{_WEEKDAY})(?:\s+(?:{_LAST}|besok|{_PART}))?
    | (?:besok|bsk|besuk|bisuak|sesuk)(?:\s+(?:{_PART}))? | lusa
    | mau\s+(?:esuk|isuk|bengi)
    | {_YESTERDAY} | patang(?!\s+(?:{_SPAN_UNIT}|puluh|atus|ewu))
    | (?:tadi|td|nanti)\s+(?:{_PART}) | (?:{_PART})\s+(?:ini|tadi|td|ko)
    | (?:minggu|mgg|pekan|bulan|bln|wulan|sasi|tahun|taun|thn|th)\s+(?:{_LAST}) | (?:awal|akhir)\s+(?:bulan|tahun)
    | (?:bulan|bln)\s+(?:{MONTH})(?:\s+(?:tahun\s+)?20\d\d)? | (?:tahun|taun|thn|th)\s+(?:19|20)\d\d(?!\d)
    | (?:{_FULL_MONTH})(?:\s+20\d\d)?
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NAMED = re.compile(rf"\b(?:{_TITLE})\s+$", re.IGNORECASE)

_EVENT = (
    r"meninggal|ninggal|wafat|lahir|menikah|nikah|cerai|bercerai|pindah|phk|keguguran|melahirkan|hamil|sakit|pergi|"
    r"berangkat|banjir|kebakaran|libur|puasa|takbiran|corona|covid|pandemi|merantau|semester\s+lalu|ganti\s+tahun"
)
_SINCE = re.compile(
    rf"""\b(?:
      (?:sejak|sedari|dari|mulai|semenjak|dr)\s+(?:
        (?:tanggal|tgl)\s+\d{{1,2}}(?:\s+(?:{MONTH}))?
      | (?:bulan\s+|bln\s+)?(?:{MONTH})(?:\s+20\d\d)?
      | (?:(?:tahun|taun|thn|th)\s+)?20\d\d
      | (?:tahun|taun|thn|th|bulan|bln|minggu|mgg)\s+(?:lalu|kemarin|kemaren|kmrn)
      | (?:bulan|bln)\s+(?:\d{{1,2}}|puasa)
      | {_YESTERDAY}(?:\s+(?:{_DAYTIME}))? | tadi(?:\s+(?:{_DAYTIME}))? | (?:{_DAYTIME})(?:\s+(?:tadi|td))?
      | jam\s+\d{{1,2}} | lebaran | puasa
      | lahir | kecil | dulu | awal\s+(?:tahun|bulan) | (?:hari\s+)?(?:{_WEEKDAY}) | covid | corona | pandemi
      )
    | (?:sejak|semenjak|wiwit)\s+(?:[^\W\d_]+\s+){{0,3}}?(?:{_EVENT}) | wiwit\s+(?:isuk|bengi|wingi|cilik)
    )\b(?!\s+(?:sampai|sampe|hingga|ke)\b)""",
    re.IGNORECASE | re.VERBOSE,
)


def find_dates(text: str) -> Iterator[Found]:
    """Days with a number and a month, and days so long ago."""
    for match in _NUMBERS.finditer(text):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
        settled = _iso(year + 2000 if year < 100 else year, month, day)
        if settled:
            yield Found("date", *match.span(), settled)
    for match in _WORDS.finditer(text):
        if 1 <= int(match[1]) <= 31:
            month = _MONTH_NUMBER[match[2].lower()]
            yield Found("date", *match.span(), _iso(int(match[3]), month, int(match[1])) if match[3] else "")
    for match in _AGO.finditer(text):
        yield Found("date", *match.span())


def find_unsettled_dates(text: str) -> Iterator[Found]:
    """Days that only today's date can settle; a month's name may also be a person's ("bu Juli")."""
    for match in _UNSETTLED.finditer(text):
        a_name = match.group().lower() in _FULL_MONTH.split("|") and _NAMED.search(text[: match.start()])
        if not a_name:
            yield Found("date", *match.span())


def find_starts(text: str) -> Iterator[Found]:
    """Durations of which only the beginning is said ("sejak januari")."""
    for match in _SINCE.finditer(text):
        yield Found("duration", *match.span())


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
