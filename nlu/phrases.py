"""A small grammar of phrases in everyday spelling: said in YAML, looked for in a message.

The grammar is explained at the top of content/danger.yml. Spelling is folded on both sides first: capitals, doubled
letters, digits as letters, "di pukul", endings, abbreviations, and one typing mistake in a long word.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

MAX_CHARS = 4096
CACHED_WORDS = 8192
TYPO_FROM = 7  # shorter words have too many innocent neighbours: hilang/bilang, bunuh/butuh
STOP_COSTS = 3  # a full stop stands for this many words of distance

Span: TypeAlias = tuple[int, int]

_TOKEN = re.compile(r"[a-z]+(?:[0-9@$]+[a-z]+)*2?|[0-9]+|[.!?;]+|\n")
_RUN = re.compile(r"(.)\1+")
_LONG_RUN = re.compile(r"([a-z])\1{2,}")
_LEET = str.maketrans("013457@$", "oieastas")
# an ending, and how long the word before it must be ("makin" is not "mak" + "in")
_CLITICS = (("nya", 3), ("nyo", 3), ("ny", 3), ("ku", 3), ("mu", 3), ("lah", 3), ("kah", 3), ("in", 5), ("e", 4))
_LOOSE_PREFIXES = frozenset({"di", "me", "mem", "men", "ke", "ter", "ber", "d"})


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a phrase: what may stand there."""

    atom: int
    gap: int  # how many words may stand before it


@dataclass(frozen=True, slots=True)
class Rule:
    """Elements in this order (`within` 0), or in any order inside a window of `within` words."""

    elements: tuple[Element, ...]
    needs: frozenset[int]
    within: int = 0
    negatable: bool = True


class Text:
    """One message: its words, where each stands (full stops counted as distance), and what each can be part of."""

    def __init__(self, tokens: list[str], at: list[int], known: Callable[[str], frozenset[int]]) -> None:
        self.tokens = tokens
        self.at = at
        places: dict[str, list[Span]] = {}
        for index, token in enumerate(tokens):
            places.setdefault(token, []).append((index, index))
        self._places: dict[int, list[list[Span]]] = {}
        for token, spans in places.items():
            for atom in known(token):
                self._places.setdefault(atom, []).append(spans)
        self.present = self._places.keys()
        self._spans: dict[int, list[Span]] = {}

    def add(self, atom: int, spans: list[Span]) -> None:
        """Several words together are one of a group."""
        self._places.setdefault(atom, []).append(spans)
        self._spans.pop(atom, None)

    def spans(self, atom: int) -> list[Span]:
        """Everywhere the atom stands, in order."""
        if atom not in self._spans:
            self._spans[atom] = sorted({span for spans in self._places.get(atom, ()) for span in spans})
        return self._spans[atom]


class Phrasebook:
    """All phrases that are looked for together. First every phrase is made, then texts are read.

    Raises ValueError, naming the entry, when a phrase has a mistake.
    """

    def __init__(
        self,
        *,
        abbreviations: Mapping[str, str],
        groups: Mapping[str, Sequence[str]],
        not_typos: Iterable[str] = (),
    ) -> None:
        self._words: dict[str, set[int]] = {}
        self._prefixes: dict[str, set[int]] = {}
        self._ranges: list[tuple[int, int, int]] = []
        self._groups: dict[str, int] = {}
        self._anonymous: dict[str, int] = {}
        self._compounds: list[tuple[int, Rule]] = []
        self._atoms = 0
        self._short = {
            squeeze(str(short)): tuple(squeeze(word) for word in str(full).split())
            for short, full in abbreviations.items()
        }
        self._innocent = {squeeze(word) for word in not_typos}
        self._buckets: dict[tuple[str, int], list[str]] = {}
        self._lengths: list[int] = []
        # everyday words come again and again; the bound keeps a flood of nonsense from growing it
        self._settle = lru_cache(maxsize=CACHED_WORDS)(self._settle_word)
        self._known = lru_cache(maxsize=CACHED_WORDS)(self._look_up)
        for name, members in groups.items():
            self._group(name, members)

    def seal(self) -> None:
        """No phrase comes after this; texts may be read."""
        for word in {*self._words, *self._prefixes}:
            if len(word) >= TYPO_FROM - 1:
                self._buckets.setdefault((word[0], len(word)), []).append(word)
        self._lengths = sorted({len(prefix) for prefix in self._prefixes})

    def read(self, text: str) -> Text:
        """The words of the first 4,096 characters and the groups they make."""
        tokens, at = self._tokens(text)
        read = Text(tokens, at, self._known)
        for atom, rule in self._compounds:
            found = spans(rule, read)
            if found:
                read.add(atom, found)
        return read

    def _atom(self) -> int:
        self._atoms += 1
        return self._atoms

    def _group(self, name: str, members: Sequence[str]) -> None:
        atom = self._groups[name] = self._atom()
        for member in members:
            self._member(atom, member)

    def _member(self, atom: int, word: str) -> None:
        words = word if word.startswith("<") else word.replace("_", " ")
        if " " in words or word.startswith("<"):
            self._compounds.append((atom, self.phrase(words)))
        elif word.startswith("#"):
            low, _, high = word[1:].partition("-")
            self._ranges.append((int(low), int(high), atom))
        elif word.endswith("*"):
            self._prefixes.setdefault(squeeze(word[:-1]), set()).add(atom)
        else:
            self._words.setdefault(squeeze(word), set()).add(atom)

    def phrase(self, phrase: str, *, negatable: bool = True) -> Rule:
        """A rule whose elements stand in this order, such as "<child> ~3 hilang". Raises ValueError."""
        elements: list[Element] = []
        gap = 0
        for part in phrase.split():
            if part.startswith("~"):
                gap = int(part[1:])
                continue
            elements.append(Element(self._element(part, phrase), gap))
            gap = 0
        if not elements:
            raise ValueError(f"phrases: nothing in the phrase {phrase!r}")
        return _rule(elements, negatable=negatable)

    def _element(self, part: str, phrase: str) -> int:
        if part.startswith("<") and "|" not in part:
            if part[1:-1] not in self._groups:
                raise ValueError(f"phrases: no group {part} (in {phrase!r})")
            return self._groups[part[1:-1]]
        if part not in self._anonymous:
            atom = self._anonymous[part] = self._atom()
            for word in part.split("|"):
                self._member(atom, word)
        return self._anonymous[part]

    def window(self, pair: str) -> Rule:
        """A rule whose elements stand close in any order, such as "5: <child> <hurt>". Raises ValueError."""
        within, _, parts = pair.partition(":")
        names = parts.split()
        if not within.isdigit() or len(names) < 2:
            raise ValueError(f"phrases: {pair!r} should read like '5: <child> <hurt>'")
        return _rule([Element(self._element(part, pair), 0) for part in names], within=int(within))

    def _tokens(self, text: str) -> tuple[list[str], list[int]]:
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
            if close:
                return self._exact(close[0])
        return frozenset()


def _rule(elements: list[Element], *, within: int = 0, negatable: bool = True) -> Rule:
    needs = frozenset(element.atom for element in elements)
    return Rule(tuple(elements), needs, within=within, negatable=negatable)


def _stems(word: str) -> Iterator[str]:
    for clitic, shortest in _CLITICS:
        if word.endswith(clitic):
            stem = squeeze(word.removesuffix(clitic))
            if len(stem) >= shortest:
                yield stem


def squeeze(word: str) -> str:
    """Lower case with doubled letters written once, on both sides of every comparison."""
    return _RUN.sub(r"\1", word.lower()) if not word.isdigit() else word


def spans(rule: Rule, read: Text) -> list[Span]:
    """Where the elements stand one after another."""
    if not rule.needs <= read.present:
        return []
    return [
        (first[0], last)
        for first in read.spans(rule.elements[0].atom)
        for last in _ends(rule.elements[1:], first[1], read)
    ]


def _ends(rest: tuple[Element, ...], last: int, read: Text) -> Iterator[int]:
    if not rest:
        yield last
        return
    spans = read.spans(rest[0].atom)
    for start, end in spans[bisect_left(spans, (last + 1, 0)) :]:
        if read.at[start] - read.at[last] - 1 > rest[0].gap:
            return
        yield from _ends(rest[1:], end, read)


def cores(rule: Rule, read: Text) -> list[Span]:
    """The spans that carry the meaning of each place where the rule holds."""
    if not rule.within:
        return spans(rule, read)
    if not rule.needs <= read.present:
        return []
    core = read.spans(rule.elements[-1].atom)
    others = [read.spans(element.atom) for element in rule.elements[:-1]]
    return [span for span in core if all(_close(span, other, rule.within, read) for other in others)]


def _close(core: Span, others: list[Span], within: int, read: Text) -> bool:
    middle = bisect_left(others, core)
    for start, end in others[max(0, middle - 3) : middle + 3]:
        if end < core[0] and read.at[core[0]] - read.at[end] <= within:
            return True
        if start > core[1] and read.at[start] - read.at[core[1]] <= within:
            return True
    return False
