"""Numbers as they are said and written, in Indonesian, Jambi Malay, Javanese and Minang: "1,5", "limo", "selikur"."""

from __future__ import annotations

_SAID = {
    1: "satu sikok siji ciek setunggal",
    2: "dua duo loro rong kalih",
    3: "tiga tigo telu telung",
    4: "empat ampat ampek papat patang sekawan",
    5: "lima limo limang gangsal",
    6: "enam anam enem nem",
    7: "tujuh tujuah pitu pitung",
    8: "delapan lapan salapan wolu wolung",
    9: "sembilan sambilan songo sanga sangang",
    10: "sepuluh sapuluh sapuluah sedasa sedoso",
    11: "sebelas sabaleh sewelas",
    12: "rolas",
    13: "telulas",
    14: "patbelas",
    15: "limolas",
    16: "nembelas",
    17: "pitulas",
    18: "wolulas",
    19: "songolas",
    20: "rongpuluh",
    21: "selikur",
    22: "rolikur",
    23: "telulikur",
    24: "patlikur",
    25: "selawe",
    50: "seket",
    60: "sewidak suwidak",
}
ONES = {word: value for value, words in _SAID.items() for word in words.split()}
ONE = "|".join(sorted(ONES, key=len, reverse=True))
_TEEN = r"belas|baleh|welas"
_TENS = r"puluh|puluah|puloh"
SPOKEN = rf"(?:{ONE})(?:\s*(?:(?:{_TEEN})|(?:{_TENS})(?:an|\s+(?:{ONE}))?)(?![^\W_]))?"
NUMBER = rf"\d+(?:[.,]\d+)?|{SPOKEN}"


def number(said: str) -> float:
    """The value of a text that NUMBER matched."""
    said = said.lower().strip()
    if said[0].isdigit():
        return float(said.replace(",", "."))
    if said in ONES:
        return ONES[said]
    first = next(word for word in ONE.split("|") if said.startswith(word))
    rest = said.removeprefix(first).split()
    if rest[0] in _TEEN.split("|"):
        return ONES[first] + 10
    return ONES[first] * 10 + (ONES[rest[1]] if len(rest) > 1 else 0)
