"""The pieces of a message that plain patterns can find: numbers, times, money, programmes, places."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz, process

from nlu.reading import Entity

MAX_CHARS = 4096
ALIKE = 88.0
"""How like a place's name a misspelt word must be behind a cue such as "kecamatan" (0 to 100)."""

_ONES = {
    "satu": 1, "dua": 2, "duo": 2, "tiga": 3, "tigo": 3, "empat": 4, "lima": 5, "limo": 5, "enam": 6,
    "tujuh": 7, "delapan": 8, "sembilan": 9, "sepuluh": 10, "sebelas": 11,
}  # fmt: skip
_COUNT = rf"\d+(?:[.,]\d)?|{'|'.join(_ONES)}"
_MONTHS = {"tahun": 12.0, "bulan": 1.0, "minggu": 7 / 30, "hari": 1 / 30}
_DAYS = {"tahun": 365, "bulan": 30, "minggu": 7, "hari": 1}
_UNITS = {"tahun": "tahun|thn|taun|th", "bulan": "bulan|bln|bl", "minggu": "minggu|mgg|mggu", "hari": "hari|hr|hri"}
_UNIT = "|".join(f"(?P<{unit}>{written})" for unit, written in _UNITS.items())
_SPAN = re.compile(
    rf"(?<![\w.,])(?:(?P<count>{_COUNT})\s*(?:{_UNIT})(?:an)?(?!\w)(?P<half>\s+setengah)?"
    rf"|se(?P<one>tahun|bulan|minggu|hari)\b)",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?:sejak|dari|mulai|dr)\s+(?:bulan\s+|bln\s+|tahun\s+)?(?:januari|februari|maret|april|mei|juni|juli|agustus"
    r"|september|oktober|november|desember|kemarin|kmrn|semalam|lebaran|puasa|(?:minggu|bulan|tahun)\s+(?:lalu|kemarin))\b",
    re.IGNORECASE,
)
_AGE_BEFORE = re.compile(r"\b(?:umur|umurnya|berumur|usia|usianya|berusia|umr)\s*(?:\w+\s+)?$", re.IGNORECASE)
_PERSON_BEFORE = re.compile(
    r"\b(?:anak|ank|anakku|anaknya|bayi|balita|cucu|adik|adek|keponakan|ponakan|putra|putri|budak|si kecil)"
    r"(?:\s+(?:saya|sy|sayo|aku|kami|laki|perempuan|baru|masih|yang|yg|ke\s?\d|laki-laki|ini)){0,3}\s*,?\s*\(?$",
    re.IGNORECASE,
)
_TICKET = re.compile(r"\b(ADU|BTN|ASH|DRT)[\s\-_./:#]{0,3}(20\d\d)[\s\-_./:#]{0,3}(\d{1,6})(?!\d)", re.IGNORECASE)
_NIK = re.compile(r"(?<!\d)(?:\d{16}|(?:\d{4}[ .\-]){3}\d{4}|\d{6}[ .\-]\d{6}[ .\-]\d{4})(?!\d)")
_PHONE = re.compile(r"(?<![\d+])(?:(?:\+|00)?62[\s\-.]?|0)(?:8(?:[\s\-.]?\d){8,11}|74\d(?:[\s\-.]?\d){5,8})(?!\d)")
_MONEY = re.compile(
    r"(?<![\w.,])(?P<rp>rp\.?\s*)?(?P<sum>\d{1,3}(?:\.\d{3})+|\d+(?:[.,]\d{1,2})?)"
    r"(?:\s*(?P<scale>ribu|rbu|rb|k|juta|jta|jt)(?:an)?\b)?(?:\s*(?P<rupiah>rupiah|perak))?(?![\w/])",
    re.IGNORECASE,
)
_MONEY_SAID = re.compile(
    rf"\b(?:(?P<hundreds>{'|'.join(_ONES)}|se)\s*ratus\s+)?(?:(?P<tens>{'|'.join(_ONES)})\s+puluh\s+)?"
    rf"(?P<ones>{'|'.join(_ONES)})?\s*(?P<scale>ribu|juta)\b",
    re.IGNORECASE,
)
_SCALE = {"r": 1_000, "k": 1_000, "j": 1_000_000}
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def codes(text: str) -> Iterator[Entity]:
    """Tickets, identity numbers and telephone numbers."""
    for match in _TICKET.finditer(text):
        yield _entity("ticket", match, f"{match[1].upper()}-{match[2]}-{int(match[3]):06d}")
    for match in _NIK.finditer(text):
        yield _entity("nik", match, re.sub(r"\D", "", match[0]))
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        yield _entity("phone", match, "+62" + re.sub(r"^(?:0062|62|0)", "", digits))


def quantities(text: str) -> Iterator[Entity]:
    """Money in rupiah, ages in months, durations in days ("" when only a start is said)."""
    for match in _MONEY.finditer(text):
        grouped = "." in match["sum"] and len(match["sum"].rpartition(".")[2]) == 3
        if match["rp"] or match["scale"] or match["rupiah"] or grouped:
            amount = float(match["sum"].replace(".", "") if grouped else match["sum"].replace(",", "."))
            yield _entity("money", match, str(round(amount * _SCALE.get((match["scale"] or "x")[0].lower(), 1))))
    for match in _MONEY_SAID.finditer(text):
        said = {part: _ONES.get((match[part] or "").lower(), 0) for part in ("hundreds", "tens", "ones")}
        hundreds = 1 if (match["hundreds"] or "").lower() == "se" else said["hundreds"]
        amount = hundreds * 100 + said["tens"] * 10 + said["ones"]
        if amount:
            yield _entity("money", match, str(amount * _SCALE[match["scale"][0].lower()]))
    for match in _SPAN.finditer(text):
        yield _age_or_duration(text, match)
    for match in _SINCE.finditer(text):
        yield _entity("duration", match, "")


def _age_or_duration(text: str, match: re.Match[str]) -> Entity:
    unit = match["one"].lower() if match["one"] else _unit(match)
    count = 1.0 if match["one"] else _number(match["count"])
    count += 0.5 if match["half"] else 0.0
    before = text[max(0, match.start() - 60) : match.start()]
    if _AGE_BEFORE.search(before) or (unit != "hari" and _PERSON_BEFORE.search(before)):
        return _entity("person_age", match, str(int(count * _MONTHS[unit])))
    return _entity("duration", match, str(int(count * _DAYS[unit])))


def _unit(match: re.Match[str]) -> str:
    return next(unit for unit in _UNITS if match[unit])


def _number(said: str) -> float:
    return float(_ONES[said.lower()]) if said.lower() in _ONES else float(said.replace(",", "."))


def _entity(name: str, match: re.Match[str], value: str) -> Entity:
    return Entity(name, match[0].strip(), value, match.start(), match.start() + len(match[0].rstrip()))


class Names:
    """Programmes and places by every way of saying them, longest first, each with its value.

    `guarded` names are everyday words too and count only behind one of `cues`; behind a cue a name of seven letters or
    more may also be misspelt (`fuzzy`). A value "" says that the name is known and means more than one thing.
    """

    def __init__(
        self,
        entity: str,
        names: Mapping[str, str],
        *,
        guarded: Iterable[str] = (),
        cues: Iterable[str] = (),
        fuzzy: bool = False,
    ) -> None:
        self._entity = entity
        self._values = {_key(name): value for name, value in names.items()}
        self._guarded = {_key(name) for name in guarded}
        self._cues = frozenset(cues)
        self._long = [key for key in self._values if len(key) >= 7] if fuzzy else []
        self._most = max((len(name.split()) for name in names), default=0)

    def find(self, text: str) -> Iterator[Entity]:
        """Every name in the text, left to right, none inside another."""
        words = list(_WORD.finditer(text))
        index = 0
        while index < len(words):
            found = self._at(text, words, index)
            if found:
                yield found[0]
            index += found[1] if found else 1

    def _at(self, text: str, words: Sequence[re.Match[str]], index: int) -> tuple[Entity, int] | None:
        cued = index > 0 and words[index - 1][0].lower() in self._cues
        longest = min(self._most, len(words) - index)
        keys = {size: _key("".join(word[0] for word in words[index : index + size])) for size in range(longest, 0, -1)}
        for size, key in keys.items():
            value = self._values.get(key)
            if value is not None and (cued or key not in self._guarded):
                return self._named(text, words, index, size, value), size
        if cued:
            for size, key in keys.items():
                close = process.extractOne(key, self._long, scorer=fuzz.ratio, score_cutoff=ALIKE)
                if close:
                    return self._named(text, words, index, size, self._values[close[0]]), size
        return None

    def _named(self, text: str, words: Sequence[re.Match[str]], index: int, size: int, value: str) -> Entity:
        start, end = words[index].start(), words[index + size - 1].end()
        return Entity(self._entity, text[start:end], value, start, end)


def read_places(rows: str) -> dict[str, str]:
    """Names and codes from the text of content/places.csv; a district named like its regency gives way to it."""
    names: dict[str, str] = {}
    for row in csv.DictReader(line for line in rows.splitlines() if not line.startswith("#")):
        name = row["name"]
        if row["level"] == "kabkota":
            names[name] = row["code"]
            name = name.removeprefix("Kabupaten ").removeprefix("Kota ")
        known = names.get(name, row["code"])
        names[name] = known if row["code"].startswith(known) else ""
    return names


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
