"""The words that phrases are made of, told apart however they are spelled in a message.

Spelling is folded on both sides: capitals, doubled letters, digits as letters, "di pukul", endings, abbreviations, the
sounds of Jambi Malay and Minang, and one slip of the finger in a long word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

MAX_CHARS = 4096
CACHED_WORDS = 8192
TYPO_FROM = 7  # shorter words have too many innocent neighbours: hilang/bilang, bunuh/butuh
DIALECT_FROM = 5
STOP_COSTS = 3  # a full stop stands for this many words of distance

_TOKEN = re.compile(r"[a-z]+(?:[0-9@$]+[a-z]+)*2?|[0-9]+|[.!?;]+|\n")
_RUN = re.compile(r"(.)\1+")
_LONG_RUN = re.compile(r"([a-z])\1{2,}")
_LEET = str.maketrans("013457@$", "oieastas")
# an ending, and how long the word before it must be ("makin" is not "mak" + "in")
_CLITICS = (("nya", 3), ("nyo", 3), ("ny", 3), ("ku", 3), ("mu", 3), ("lah", 3), ("kah", 3), ("in", 5), ("e", 4))
_LOOSE_PREFIXES = frozenset({"di", "me", "mem", "men", "ke", "ter", "ber", "d"})
# dipakso, tesesat, bedarah; manangis, dibunuah, ditariak
_DIALECTS = tuple(
    (re.compile(spoken), written)
    for spoken, written in (
        (r"o$", "a"),
        (r"^te(?=[^r])", "ter"),
        (r"^be(?=[^r])", "ber"),
        (r"^ma(?=n|m|l|r)", "me"),
        (r"^ba(?=[^r])", "ber"),
        (r"uah$", "uh"),
        (r"iak$", "ik"),
        (r"uang$", "ung"),
    )
)
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = frozenset(
    frozenset(pair) for row in (*_KEYS, *map("".join, zip(*_KEYS, strict=False))) for pair in pairwise(row)
)


class Lexicon:
    """Which atoms a word can be part of. An atom is a number that stands for "one of these words".

    First every word is made known, then `seal`, then texts are read.
    """

    def __init__(self, abbreviations: Mapping[str, str], not_typos: Iterable[str]) -> None:
        self._words: dict[str, set[int]] = {}
        self._prefixes: dict[str, set[int]] = {}
        self._ranges: list[tuple[int, int, int]] = []
        self._short = {
            squeeze(str(short)): tuple(squeeze(word) for word in str(full).split())
            for short, full in abbreviations.items()
        }
        self._innocent = {squeeze(word) for word in not_typos}
        self._buckets: dict[tuple[str, int], list[str]] = {}
        self._lengths: list[int] = []
        # everyday words come again and again; the bound keeps a flood of nonsense from growing it
        self._settle = lru_cache(maxsize=CACHED_WORDS)(self._settle_word)
        self.known = lru_cache(maxsize=CACHED_WORDS)(self._look_up)

    def add(self, word: str, atom: int) -> None:
        """A word, a beginning ("pukul*") or a range of numbers ("#7-17")."""
        if word.startswith("#"):
            low, _, high = word[1:].partition("-")
            self._ranges.append((int(low), int(high), atom))
        elif word.endswith("*"):
            self._prefixes.setdefault(squeeze(word[:-1]), set()).add(atom)
        else:
            self._words.setdefault(squeeze(word), set()).add(atom)

    def seal(self) -> None:
        """No word comes after this."""
        for word in {*self._words, *self._prefixes}:
            if len(word) >= TYPO_FROM - 1:
                self._buckets.setdefault((word[0], len(word)), []).append(word)
        self._lengths = sorted({len(prefix) for prefix in self._prefixes})

    def tokens(self, text: str) -> tuple[list[str], list[int]]:
        """The folded words of the first 4,096 characters and where each stands, full stops counted as distance."""
        plain = unicodedata.normalize("NFKC", text[:MAX_CHARS]).lower()
        plain = _LONG_RUN.sub(r"\1", plain.replace("\u200b", "").replace("'", ""))
        tokens: list[str] = []
        at: list[int] = []
        place = 0
        loose = ""
        for raw in _TOKEN.findall(plain):
            if not raw[0].isalnum():
                # an ellipsis is breath, not an end
                place += 0 if len(raw) > 1 and raw[0] == "." else STOP_COSTS if raw != "\n" else 1
                loose = ""
                continue
            for word in self._settle(raw):
                if loose and self._exact(loose + word):
                    tokens[-1] = loose + word
                else:
                    tokens.append(word)
                    at.append(place)
                    place += 1
                loose = word if word in _LOOSE_PREFIXES else ""
        return tokens, at

    def _settle_word(self, raw: str) -> tuple[str, ...]:
        """The folded word or words that one written word stands for."""
        if raw.isdigit():
            return (raw[:6],)
        if raw[-1] == "2":
            raw = raw[:-1]
        if not raw.isalpha():
            raw = re.sub(r"2(?=nya|an|in|ku|nyo)", "", raw).translate(_LEET)
        word = squeeze(raw)
        if word in self._short:
            return self._short[word]
        if word not in self._words:
            for stem in _stems(raw):
                if stem in self._short or stem in self._words:
                    return self._short.get(stem, (stem,))
        return (word,)

    def _look_up(self, token: str) -> frozenset[int]:
        atoms = self._exact(token).union(*(self._exact(stem) for stem in _stems(token)))
        if not atoms and len(token) >= DIALECT_FROM:
            atoms = atoms.union(*(self._exact(written) for written in _written(token)))
        return self._mistyped(token) if not atoms and len(token) >= TYPO_FROM else atoms

    def _exact(self, token: str) -> frozenset[int]:
        if token.isdigit():
            number = int(token)
            return frozenset(atom for low, high, atom in self._ranges if low <= number <= high)
        atoms = set(self._words.get(token, ()))
        for length in self._lengths:
            if length > len(token):
                break
            atoms |= self._prefixes.get(token[:length], set())
        return frozenset(atoms)

    def _mistyped(self, token: str) -> frozenset[int]:
        if token in self._innocent:
            return frozenset()
        for length in (len(token), len(token) - 1, len(token) + 1):
            bucket = self._buckets.get((token[0], length))
            close = bucket and process.extractOne(token, bucket, scorer=OSA.distance, score_cutoff=1)
            if close and _is_slip(token, close[0]):
                return self._exact(close[0])
        return frozenset()


def _stems(word: str) -> Iterator[str]:
    for clitic, shortest in _CLITICS:
        if word.endswith(clitic):
            stem = squeeze(word.removesuffix(clitic))
            if len(stem) >= shortest:
                yield stem


def squeeze(word: str) -> str:
    """Lower case with doubled letters written once, on both sides of every comparison."""
    return _RUN.sub(r"\1", word.lower()) if not word.isdigit() else word


def _written(word: str) -> Iterator[str]:
    """How a word of Jambi Malay or Minang is written in Indonesian, if it is one."""
    for stem in (word, *_stems(word)):
        for spoken, written in _DIALECTS:
            if spoken.search(stem):
                yield squeeze(spoken.sub(written, stem))


def _is_slip(typed: str, meant: str) -> bool:
    """Whether a finger could have slipped: a letter left out, put in, swapped, or the key beside; else another word."""
    if len(typed) != len(meant) or sorted(typed) == sorted(meant):
        return True
    wrong = next(frozenset(pair) for pair in zip(typed, meant, strict=True) if pair[0] != pair[1])
    return wrong in _NEIGHBOURS
