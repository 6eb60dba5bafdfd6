"""Finds amounts of money, in rupiah: "200rb", "Rp 50.000", "seket ewu", and "dipotong 200", which means thousands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.found import Found
from components.numbers import ONE, SPOKEN, number

_SCALE = {
    **dict.fromkeys(("ribu", "rb", "rbu", "k", "ewu"), 1_000),
    **dict.fromkeys(("juta", "jt", "jta"), 1_000_000),
    **dict.fromkeys(("miliar", "milyar"), 1_000_000_000),
}
_WRITTEN = re.compile(
    r"""(?<![\w.,])
    (?P<rp>rp\.?\s*)?
    (?P<number>\d{1,3}(?:\.\d{3})+|\d+(?:[.,]\d{1,2})?)
    (?:\s*(?P<scale>ribu|rbu|rb|ewu|k|juta|jta|jt|miliar|milyar)(?:an)?(?:\s+(?P<half>setengah))?\b)?
    (?:,-|,00)?
    (?:\s*(?P<rupiah>rupiah|perak))?
    (?![\w/])""",
    re.IGNORECASE | re.VERBOSE,
)
_HUNDREDS = rf"(?:(?P<hundreds>{ONE})\ ?(?:ratus|ratuih|atus)|(?P<hundred>seratus|saratuih|satus))"
_SPELLED = re.compile(
    rf"""\b
    (?:{_HUNDREDS}|(?P<tens>{SPOKEN})|(?P<thousand>seribu|(?<!nuwun\ )sewu|saribu)|(?P<million>sejuta|sajuta))
    (?:\s+(?P<rest>{SPOKEN}))?
    (?(thousand)|(?(million)|\s+(?P<scale>ribu|rb|ewu|juta|jt|miliar|milyar)))
    \b""",
    re.IGNORECASE | re.VERBOSE,
)
# Most messages hold numbers in words and no amount: looking for a scale first is four times as fast.
_SPEAKS_OF_MANY = re.compile(r"ribu|rb|ewu|juta|jt|mil[iy]ar", re.IGNORECASE)
_HALF_A_MILLION = re.compile(r"\bsetengah\s+(?:juta|jt)\b", re.IGNORECASE)
_SOME = re.compile(r"\b(?:belasan|puluhan|ratusan)\s+(?:ribu|rb|juta|jt)\b", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
# Families leave "ribu" out. Only a word that is about paying right before the number, and a word after it that counts
# nothing, make it certain.
_PAID = r"""(?:(?:di|me|nge|ny|ke)?(?:potong|motong|bayar|mbayar|sunat|setor|nyetor|tebus|nebus|minta|mintak|tarik|
    pungut)(?:i|in|kan)?|sewa|tarif|iuran|uang|duit|pitih|ongkos|biaya|denda|upah|jasa)(?:nya|nyo|ny)?"""
_THEN = r"""(?=\s*(?:$|[,.;!?)\n]|(?:dari|dr|padahal|pdhl|per|sebulan|seminggu|sehari|tiap|setiap|kalau|kalo|klo|kata|
    kato|katanya|katonyo|buat|untuk|utk|biar|supaya|ke|oleh|lagi|terus|trs|alasan|alasannya|alesan|tanpa|doang|aja|saja|
    bae|pak|bu|bang|dulu|langsung|yang|yg|dan|sama|samo|dibilang|sekali|baru|dak|gak|tidak|karena|karna|krn|sampai)\b))"""
_UNDERSTOOD = re.compile(
    rf"""\b{_PAID}\s+(?:(?:cuma|jadi|jasa|admin|sebesar|lagi|masing[\s-]masing|kami|sayo|saya|sy)\s+)?
    (?:(?P<digits>[1-9]\d?[05])|{_HUNDREDS}(?:\s+(?P<rest>{SPOKEN}))?){_THEN}""",
    re.IGNORECASE | re.VERBOSE,
)


def find_money(text: str) -> Iterator[Found]:
    """Amounts in digits, amounts in words, and thousands that are only understood. Another bare number is not money."""
    yield from _written(text)
    if _SPEAKS_OF_MANY.search(text):
        yield from _spelled(text)
    yield from _understood(text)
    for match in _HALF_A_MILLION.finditer(text):
        yield Found("money", *match.span(), "500000")
    for match in _SOME.finditer(text):
        yield Found("money", *match.span())


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


def _understood(text: str) -> Iterator[Found]:
    for match in _UNDERSTOOD.finditer(text):
        start = (
            match.start("digits") if match["digits"] else match.start("hundreds" if match["hundreds"] else "hundred")
        )
        thousands = int(match["digits"]) if match["digits"] else _ones(match, "rest")
        yield Found("money", start, match.end(), str(round(thousands * 1_000)))


def _amount(match: re.Match[str]) -> int:
    if match["thousand"] or match["million"]:
        return 1_000 if match["thousand"] else 1_000_000
    return round(_ones(match, "tens", "rest") * _SCALE[match["scale"].lower()])


def _ones(match: re.Match[str], *parts: str) -> float:
    hundreds = number(match["hundreds"]) * 100 if match["hundreds"] else 100.0 if match["hundred"] else 0.0
    return hundreds + sum(number(match[part]) for part in parts if match[part])
