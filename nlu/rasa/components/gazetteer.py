"""Finds places of the province by official name, short form and likeness, and villages by what announces them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from components.found import Found

HERE = Path(__file__).parent
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LEVELS = {"provinsi": ("provinsi", "prov"), "kabkota": ("kabupaten", "kab", "kota"), "kecamatan": ("kecamatan", "kec")}
_LONGEST = 4
# Chosen on our own examples: one lost or doubled letter in eight still counts, "pelayanan" does not become Pelayangan.
_ALIKE = 87.0
_ALIKE_BEHIND_A_CUE = 83.0
# Families write the same few thousand words; looking them up again was a third of a parse.
_REMEMBERED = 50_000
_SHORTEST_ALIKE, _SHORTEST_BEHIND_A_CUE = 7, 6
# "di pangkal duri" names a village, "di tengah" (one in Pelayangan) need not.
_SHORTEST_VILLAGE = 9
_BUNGO = "15.08"
_VERB = re.compile(r"(?:me|di|ber|ter|ke|nge?)[a-z]{4,}|dak$|tak$|lah?$|ado$|ada$|banjir$|rusak$")
_SHORTENED = 3  # letters: "kec. jelutung" goes on behind the full stop


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the message, how it is compared (squeezed once, not for every window), and the word it goes on from."""

    text: str
    start: int
    end: int
    key: str
    low: str
    before: str
    joined: bool


@dataclass(frozen=True, eq=False)
class Villages:
    """Names of villages with the codes of their kecamatan, and the words that announce one."""

    known: dict[str, str]
    official: dict[str, dict[str, tuple[str, ...]]]
    cues: dict[str, str]
    begins: frozenset[str]
    no_names: frozenset[str]

    def settle(self, kind: str, key: str) -> str:
        """The kecamatan of the only village of that kind and name; "" when there is none, or several."""
        codes = self.official["desa" if kind == "dusun" else kind].get(key, ())
        sure = len(codes) == 1 and (kind != "dusun" or codes[0].startswith(_BUNGO))
        return codes[0] if sure else ""

    def has(self, key: str) -> bool:
        """Whether a village of that name exists at all."""
        return key not in self.no_names and any(key in names for names in self.official.values())


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Every way of saying a place, without blanks and hyphens, with the codes it may mean."""

    codes: dict[str, tuple[str, ...]]
    unclear: frozenset[str]
    everyday: frozenset[str]
    cues: frozenset[str]
    lookalikes: frozenset[str]
    keys: tuple[str, ...]
    elsewhere: frozenset[str]
    villages: Villages
    names: frozenset[str]

    def settle(self, key: str, level: str = "") -> str:
        """The code of that name: the only one, or the widest that holds all the others; else ""."""
        if key in self.unclear and not level:
            return ""
        codes = [code for code in self.codes[key] if not level or _level(code) == level] or list(self.codes[key])
        widest = min(codes, key=len, default="")
        return widest if all(code.startswith(widest) for code in codes) else ""


def read_gazetteer(folder: Path = HERE) -> Gazetteer:
    """Names and codes of gazetteer.csv with the short forms of places.yml."""
    extra = yaml.safe_load((folder / "places.yml").read_text(encoding="utf-8"))
    codes: dict[str, set[str]] = {}
    with (folder / "gazetteer.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            names = {row["name"]}
            if row["level"] == "kabkota":  # "Kota Baru" is a kecamatan and never just "Baru"
                names.add(row["name"].removeprefix("Kabupaten ").removeprefix("Kota "))
            for name in names:
                codes.setdefault(squeeze(name), set()).add(row["code"])
    for code, names in extra["short"].items():
        for name in names:
            codes.setdefault(squeeze(name), set()).add(code)
    for name in extra["unclear"]:
        codes.setdefault(squeeze(name), set())
    villages = _villages(extra)
    return Gazetteer(
        codes={key: tuple(sorted(found)) for key, found in codes.items()},
        unclear=frozenset(map(squeeze, extra["unclear"])),
        everyday=frozenset(map(squeeze, extra["everyday"])),
        cues=frozenset(extra["cues"]),
        lookalikes=frozenset(map(squeeze, extra["lookalikes"])),
        keys=tuple(sorted(codes)),
        elsewhere=frozenset(extra["elsewhere"]),
        villages=villages,
        names=frozenset(codes).union(villages.known, *villages.official.values()),
    )


def _villages(extra: dict[str, Any]) -> Villages:
    official: dict[str, dict[str, tuple[str, ...]]] = {"desa": {}, "kelurahan": {}}
    for kind, names_of in official.items():
        for code, names in extra[kind].items():
            for name in map(squeeze, names):
                names_of[name] = (*names_of.get(name, ()), code)
    return Villages(
        known={squeeze(name): code for code, names in extra["known"].items() for name in names},
        official=official,
        cues={cue: kind for kind, cues in extra["village_cues"].items() for cue in cues},
        begins=frozenset(extra["begins"]),
        no_names=frozenset(map(squeeze, extra["no_names"])),
    )


def squeeze(name: str) -> str:
    """A name as it is compared: small letters, nothing between them."""
    return re.sub(r"[\W_]+", "", name.lower())


def find_places(text: str, gazetteer: Gazetteer) -> Iterator[Found]:
    """Exact names first, the longest at each word, then names alike; a name without one meaning has value ""."""
    words = list(_words(text))
    free = [True] * len(words)
    for first in range(len(words)):
        keys = list(accumulate(word.key for word in words[first : first + _LONGEST]))
        for last in range(first + len(keys), first, -1):
            key = keys[last - first - 1]
            value = _exact(words, first, last, key, gazetteer) if key in gazetteer.names else None
            if value is not None and all(free[first:last]):
                free[first:last] = [False] * (last - first)
                if words[first].before not in gazetteer.elsewhere:
                    yield Found("place", words[first].start, words[last - 1].end, value)
                break
        else:
            last = _unlisted(text, words, first, gazetteer.villages) if free[first] else first
            if last > first:
                free[first:last] = [False] * (last - first)
                yield Found("place", words[first].start, words[last - 1].end)
    for first in range(len(words)):
        for last in range(_together(words, free, first), first, -1):
            value = _alike(words, first, last, gazetteer)
            if value is not None:
                free[first:last] = [False] * (last - first)
                yield Found("place", words[first].start, words[last - 1].end, value)
                break


def _words(text: str) -> Iterator[_Word]:
    before, end = "", 0
    for match in _WORD.finditer(text):
        between, low = text[end : match.start()], match.group().lower()
        joined = not between.strip(" -")
        goes_on = not between.strip() or (between.strip() == "." and len(before) <= _SHORTENED)
        key = low if low.isalnum() else squeeze(low)
        yield _Word(match.group(), *match.span(), key, low, before if goes_on else "", joined)
        before, end = low, match.end()


def _exact(words: list[_Word], first: int, last: int, key: str, gazetteer: Gazetteer) -> str | None:
    """The code of the name that these words are; None when they are none, or mean something else here."""
    before = words[first].before
    kind = gazetteer.villages.cues.get(before)
    if kind and gazetteer.villages.has(key):
        return gazetteer.villages.settle(kind, key) or gazetteer.villages.known.get(key, "")
    if key in gazetteer.codes and _is_meant(words, first, last, key, gazetteer):
        return gazetteer.settle(key, _said_level(before))
    if _begins_another(words, last, gazetteer):
        return None
    if key in gazetteer.villages.known and _is_meant(words, first, last, key, gazetteer):
        return gazetteer.villages.known[key]
    told = last - first > 1 and len(key) >= _SHORTEST_VILLAGE and before in gazetteer.cues
    return "" if told and gazetteer.villages.has(key) else None


def _begins_another(words: list[_Word], last: int, gazetteer: Gazetteer) -> bool:
    """Whether the last word belongs to a longer name: "simpang rimbo bujang" is a crossing in Rimbo Bujang."""
    return any("".join(word.key for word in words[last - 1 : end]) in gazetteer.codes for end in (last + 1, last + 2))


def _unlisted(text: str, words: list[_Word], first: int, villages: Villages) -> int:
    """Where a village's name ends that is in no list but announced ("desa Suka Anu"); `first` when it is no name."""
    if words[first].before not in villages.cues or text.isupper():
        return first
    if words[first].text[0].islower() and words[first].low in villages.begins:
        after = words[first + 1] if first + 1 < len(words) else None
        named = after and after.before and after.key not in villages.no_names and not _VERB.match(after.low)
        return first + 2 if named else first
    last = first
    for word in words[first : first + _LONGEST - 1]:
        if not word.before or not word.text[0].isupper() or word.key in villages.no_names:
            break
        last += 1
    return last


def _is_meant(words: list[_Word], first: int, last: int, key: str, gazetteer: Gazetteer) -> bool:
    return key not in gazetteer.everyday or last - first == len(words) or _has_cue(words, first, gazetteer)


def _has_cue(words: list[_Word], first: int, gazetteer: Gazetteer) -> bool:
    return words[first].before in gazetteer.cues


def _said_level(before: str) -> str:
    return next((level for level, said in _LEVELS.items() if before in said), "")


def _level(code: str) -> str:
    return ("provinsi", "kabkota", "kecamatan")[code.count(".")]


def _together(words: list[_Word], free: list[bool], first: int) -> int:
    """Where the words end that may be one name with the first: free, and with nothing but a blank between them."""
    last = first
    while last < min(len(words), first + _LONGEST - 1) and free[last] and (last == first or words[last].joined):
        last += 1
    return last


def _alike(words: list[_Word], first: int, last: int, gazetteer: Gazetteer) -> str | None:
    """The code of the name that these words resemble; "" when two are as near; None when none is near enough."""
    said = words[first:last]
    key = "".join(word.key for word in said)
    if len(key) < _SHORTEST_BEHIND_A_CUE or words[first].before in gazetteer.elsewhere:
        return None
    if not gazetteer.cues.isdisjoint(word.low for word in said):
        return None
    return _likeliest(key, gazetteer, cued=_has_cue(words, first, gazetteer))


@lru_cache(_REMEMBERED)
def _likeliest(key: str, gazetteer: Gazetteer, *, cued: bool) -> str | None:
    if (
        len(key) < (_SHORTEST_BEHIND_A_CUE if cued else _SHORTEST_ALIKE)
        or key.isdigit()
        or gazetteer.villages.has(key)
        or (key in gazetteer.everyday and not cued)
        or any(_resembles(key, word) for word in gazetteer.lookalikes)
    ):
        return None
    near = process.extract(
        key, gazetteer.keys, scorer=fuzz.ratio, limit=3, score_cutoff=_ALIKE_BEHIND_A_CUE if cued else _ALIKE
    )
    near = [(name, score) for name, score, _ in near if name[0] == key[0] and name not in gazetteer.everyday]
    if not near:
        return None
    best = {gazetteer.settle(name) for name, score in near if near[0][1] - score < 3}
    return best.pop() if len(best) == 1 else ""


def _resembles(key: str, word: str) -> bool:
    return key == word or (len(word) >= 6 and key.startswith(word))
