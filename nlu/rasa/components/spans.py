"""Finds lengths of time; tells an age ("anak saya 3 tahun", in months) from a duration ("sudah 3 bulan", in days)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.dates import MONTH, WEEKDAY, YESTERDAY
from components.found import Found
from components.numbers import NUMBER, number

_UNITS = {
    "tahun": r"tahun|tahon|taun|thn|thun|th",
    "bulan": r"bulan|buln|bln|bl",
    "minggu": r"minggu|mnggu|mggu|mgg|pekan",
    "hari": r"hari|hri|hr",
}
_DAYS = {"tahun": 365, "bulan": 30, "minggu": 7, "hari": 1}
_MONTHS_PER = {"tahun": 12.0, "bulan": 1.0, "minggu": 7 / 30, "hari": 1 / 30}
_UNIT = "|".join(f"(?P<{name}>{written})" for name, written in _UNITS.items())
_ANY_UNIT = "|".join(_UNITS.values())
# "3 bulan", "3bln", "2-3 minggu", "2 tahun setengah", "1 tahun 4 bulan", "seminggu"
_SPAN = re.compile(
    rf"""(?<![\w.,])(?:
      (?P<number>{NUMBER})(?:\s*(?:-|–|sampai|s/d|atau)\s*(?:{NUMBER}))?
      (?P<half_before>\s+setengah)?\s*
      (?:{_UNIT})(?:an)?(?![^\W_])
      (?P<half>\s+(?:setengah|stengah|stgh))?
      (?:\s+(?P<months>\d{{1,2}})\s*(?:{_UNITS["bulan"]})\b)?
    | se(?P<single>tahun|taun|bulan|minggu|hari)\b(?P<single_half>\s+setengah)?
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_HOURS = re.compile(rf"(?<![\w.,])(?:{NUMBER}|setengah)\s*(?:jam|menit|mnt)(?:an)?\b(?!\s*\d)", re.IGNORECASE)
_VAGUE = re.compile(
    r"""\b(?:
      ber(?:tahun|bulan|minggu|hari)-?\s?(?:tahun|bulan|minggu|hari|2)
    | beberapa\s+(?:tahun|thn|bulan|bln|minggu|hari)(?:\s+(?:ini|terakhir))?
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SINCE = re.compile(
    rf"""\b(?:sejak|sedari|dari|mulai|semenjak|dr)\s+(?:
      (?:tanggal|tgl)\s+\d{{1,2}}(?:\s+(?:{MONTH}))?
    | (?:bulan\s+|bln\s+)?(?:{MONTH})(?:\s+20\d\d)?
    | (?:(?:tahun|taun|thn|th)\s+)?20\d\d
    | (?:tahun|taun|thn|th|bulan|bln|minggu|mgg)\s+(?:lalu|kemarin|kemaren|kmrn)
    | (?:bulan|bln)\s+(?:\d{{1,2}}|puasa)
    | {YESTERDAY} | tadi(?:\s+\w+)? | pagi | subuh | jam\s+\d{{1,2}} | lebaran | puasa
    | lahir | kecil | dulu | awal\s+(?:tahun|bulan) | (?:hari\s+)?(?:{WEEKDAY}) | covid | pandemi
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)

# What stands before or after a span and says which it is.
_AGE_WORD = r"umurku|umurnya|umurny|umurnyo|umur|berumur|umr|usiaku|usianya|usiany|usia|berusia"
_FILLER = r"dia|saya|sy|sayo|aku|anak|sekarang|baru|sudah|udah|sdh|lah|masih|kurang\ lebih|sekitar|:|="
_BEFORE_AGE = re.compile(rf"(?:^|\W)(?:{_AGE_WORD})\s*(?:(?:{_FILLER})\s*){{0,2}}$", re.IGNORECASE)
_BARE_AGE = re.compile(
    rf"(?:^|\W)(?:{_AGE_WORD})\s*(?:(?:{_FILLER})\s*){{0,2}}(?P<years>\d{{1,2}})(?!\s*[\d\-/.]?\d|\s*(?:{_ANY_UNIT})\b)",
    re.IGNORECASE,
)
_CHILD = (
    r"anak|ank|anakku|anaknya|anakny|anaknyo|bayi|bayinya|balita|baby|cucu|cucunya|adik|adek|ponakan|keponakan|budak|"
    r"putra|putri|kakak|kakaknya|si kecil|dedek|bocah|remaja|gadis|bujang"
)
_BEFORE_CHILD = re.compile(rf"(?:^|\W)(?:{_CHILD})(?P<between>(?:[\s,(]+[^\W\d_]+){{0,4}})[\s,(]*$", re.IGNORECASE)
# A grown person, or the writer: only many years are an age, and not what has been going on for so long.
_GROWN = (
    r"saya|sy|sayo|aku|awak|mak|emak|mamak|mbah|datuk|nyai|ayah|bapak|bpk|ibu|suami|istri|perempuan|laki|"
    r"cewek|cowok|siswa|murid|santri|kembar|sulung|bungsu|nenek|kakek|pertama|kedua|orang|mertua|tante|paman|bibi"
)
_BEFORE_GROWN = re.compile(rf"(?:^|\W)(?:{_GROWN})(?:nya|nyo|ku)?[\s,(]*$", re.IGNORECASE)
_ALREADY = re.compile(
    r"\b(?:sudah|sdh|udah|udh|dah|selama|sejak|dari|hampir|tiap|setiap|lebih|wis|lah)\b", re.IGNORECASE
)
# "sudah 3 tahun belum bisa bicara" is about a child of three; "sudah 3 tahun belum cair" is not.
_AFTER_LATE = re.compile(
    r"""\s*,?\s*(?:kok|tapi|tp|masih|msh|belum|blm|blom|gak|ga|tidak|tdk)\s+(?:belum\s+|blm\s+)?
    (?:bisa|lancar|jalan|bicara|ngomong|ngompol|mau\ makan|jelas|tumbuh|duduk|merangkak|disapih|nyusu|asi|
    pake\ pampers|minta\ gendong|digendong)""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER_PAST = re.compile(
    r"\s*(?:yang|yg)?\s*(?:lalu|lewat|kemarin|kmrn|lagi|terakhir|ini|belakangan|ke depan|berturut|sekali)\b",
    re.IGNORECASE,
)
_AFTER_LASTING = re.compile(
    r"""\s*(?:lebih\s+)?
    (?:belum|blm|tidak|tdk|gak|ga|dak|kerja|nunggu|menunggu|menikah|nikah|jadi|tinggal|jualan|antri)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# "200 ribu sebulan", "gaji sebulan", "sehari sekali": a rate, not a time that passed.
_RATE_BEFORE = re.compile(
    r"(?:\d|ribu|rb|ratus|puluh|juta|jt|kali|x|per|tiap|setiap|uang|gaji|pip|jatah|berapa)\s*$", re.IGNORECASE
)
_RATE_AFTER = re.compile(
    rf"\s*(?:cuma|paling|dapat|dapet|hanya)?\s*(?:rp|\d|kali|sekali|sekali|hari|(?:{NUMBER})\s+(?:ribu|kali|ratus))",
    re.IGNORECASE,
)


def find_spans(text: str) -> Iterator[Found]:
    """Starts ("sejak januari", no value), ages, durations; hours are a duration of 0 days."""
    for match in _SINCE.finditer(text):
        yield Found("duration", *match.span())
    for match in _SPAN.finditer(text):
        if not (match["single"] and _is_a_rate(text, match)):
            yield _age_or_duration(text, match)
    for match in _BARE_AGE.finditer(text):
        yield Found("person_age", *match.span("years"), str(int(match["years"]) * 12))
    for match in _HOURS.finditer(text):
        yield Found("duration", *match.span(), "0")
    for match in _VAGUE.finditer(text):
        yield Found("duration", *match.span())


def _age_or_duration(text: str, match: re.Match[str]) -> Found:
    unit = (match["single"] or next(name for name in _UNITS if match[name])).lower().replace("taun", "tahun")
    count = 1.0 if match["single"] else number(match["number"])
    count += 0.5 if match["half"] or match["half_before"] or match["single_half"] else 0
    if _tells_an_age(text, match, unit, count):
        return Found("person_age", *match.span(), str(int(count * _MONTHS_PER[unit] + int(match["months"] or 0))))
    return Found("duration", *match.span(), str(int(count * _DAYS[unit]) + int(match["months"] or 0) * 30))


def _tells_an_age(text: str, match: re.Match[str], unit: str, count: float) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if _BEFORE_AGE.search(before):
        return True
    if _AFTER_PAST.match(after) or match["single"]:
        return False
    child = _BEFORE_CHILD.search(before)
    if child is None:
        grown = unit == "tahun" and count >= 8 and _BEFORE_GROWN.search(before)
        return bool(grown) and not _AFTER_LASTING.match(after)
    if unit == "hari":
        return False
    return not _ALREADY.search(child["between"]) or bool(_AFTER_LATE.match(after))


def _is_a_rate(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    return bool(_RATE_BEFORE.search(before) or _RATE_AFTER.match(after))
