"""Finds places of the province by their official names, their short forms and, where letters went missing, likeness."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
_SHORTEST_ALIKE, _SHORTEST_BEHIND_A_CUE = 7, 6


@dataclass(frozen=True)
class Gazetteer:
    """Every way of saying a place, without blanks and hyphens, with the codes it may mean."""

    codes: dict[str, tuple[str, ...]]
    unclear: frozenset[str]
    everyday: frozenset[str]
    cues: frozenset[str]
    lookalikes: frozenset[str]
    keys: tuple[str, ...]

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
    return Gazetteer(
        codes={key: tuple(sorted(found)) for key, found in codes.items()},
        unclear=frozenset(map(squeeze, extra["unclear"])),
        everyday=frozenset(map(squeeze, extra["everyday"])),
        cues=frozenset(extra["cues"]),
        lookalikes=frozenset(map(squeeze, extra["lookalikes"])),
        keys=tuple(sorted(codes)),
    )


def squeeze(name: str) -> str:
    """A name as it is compared: small letters, nothing between them."""
    return re.sub(r"[\W_]+", "", name.lower())


def find_places(text: str, gazetteer: Gazetteer) -> Iterator[Found]:
    """Exact names first, the longest at each word, then names alike; a name without one meaning has value ""."""
    words = [(match.group().lower(), match.start(), match.end()) for match in _WORD.finditer(text)]
    free = [True] * len(words)
    for first in range(len(words)):
        for last in range(min(len(words), first + _LONGEST), first, -1):
            key = squeeze("".join(word for word, _, _ in words[first:last]))
            if all(free[first:last]) and key in gazetteer.codes and _is_meant(words, first, key, gazetteer):
                free[first:last] = [False] * (last - first)
                value = gazetteer.settle(key, _said_level(words, first))
                yield Found("place", words[first][1], words[last - 1][2], value)
                break
    for first in range(len(words)):
        for last in range(min(len(words), first + _LONGEST - 1), first, -1):
            together = text[words[first][1] : words[last - 1][2]].replace("-", " ").replace(" ", "").isalnum()
            value = _alike(words, first, last, gazetteer) if together and all(free[first:last]) else None
            if value is not None:
                free[first:last] = [False] * (last - first)
                yield Found("place", words[first][1], words[last - 1][2], value)
                break


def _is_meant(words: list[tuple[str, int, int]], first: int, key: str, gazetteer: Gazetteer) -> bool:
    return key not in gazetteer.everyday or len(words) == 1 or _has_cue(words, first, gazetteer)


def _has_cue(words: list[tuple[str, int, int]], first: int, gazetteer: Gazetteer) -> bool:
    return first > 0 and words[first - 1][0] in gazetteer.cues


def _said_level(words: list[tuple[str, int, int]], first: int) -> str:
    before = words[first - 1][0] if first else ""
    return next((level for level, said in _LEVELS.items() if before in said), "")


def _level(code: str) -> str:
    return ("provinsi", "kabkota", "kecamatan")[code.count(".")]


def _alike(words: list[tuple[str, int, int]], first: int, last: int, gazetteer: Gazetteer) -> str | None:
    """The code of the name that these words resemble; "" when two are as near; None when none is near enough."""
    said = [word for word, _, _ in words[first:last]]
    key = squeeze("".join(said))
    cued = _has_cue(words, first, gazetteer)
    if (
        len(key) < (_SHORTEST_BEHIND_A_CUE if cued else _SHORTEST_ALIKE)
        or key.isdigit()
        or any(word in gazetteer.cues for word in said)
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
