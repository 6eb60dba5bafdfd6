"""A small grammar of phrases in everyday spelling: said in YAML, looked for in a message.

The grammar is explained in content/danger/urgency.yml, the folding of the spelling in nlu/lexicon.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from nlu.lexicon import Lexicon

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a phrase: what may stand there."""

    atom: int
    gap: int  # how many words may stand before it


@dataclass(frozen=True, slots=True, eq=False)
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
        self.found: dict[Rule, list[Span]] = {}

    def add(self, atom: int, spans: list[Span]) -> None:
        """Several words together are one of a group."""
        self._places.setdefault(atom, []).append(spans)
        self._spans.pop(atom, None)

    def spans(self, atom: int) -> list[Span]:
        """Everywhere the atom stands, in order."""
        if atom not in self._spans:
            self._spans[atom] = sorted({span for spans in self._places.get(atom, ()) for span in spans})
        return self._spans[atom]


class Sieve:
    """Many rules, of which a text is only held against those whose rarest element it has."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        common = Counter(atom for rule in rules for atom in rule.needs)
        self._by_rarest: dict[int, list[Rule]] = {}
        for rule in rules:
            self._by_rarest.setdefault(min(rule.needs, key=lambda atom: (common[atom], atom)), []).append(rule)

    def possible(self, read: Text) -> Iterator[Rule]:
        """The rules that may hold."""
        for atom in self._by_rarest.keys() & read.present:
            yield from self._by_rarest[atom]


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
        self._lexicon = Lexicon(abbreviations, not_typos)
        self._groups: dict[str, int] = {}
        self._anonymous: dict[str, int] = {}
        self._compounds: list[tuple[int, Rule]] = []
        self._atoms = 0
        for name, members in groups.items():
            self._group(name, members)

    def seal(self) -> None:
        """No phrase comes after this; texts may be read."""
        self._lexicon.seal()

    def read(self, text: str) -> Text:
        """The words of the first 4,096 characters and the groups they make."""
        tokens, at = self._lexicon.tokens(text)
        read = Text(tokens, at, self._lexicon.known)
        for atom, rule in self._compounds:
            if rule.needs <= read.present and (found := spans(rule, read)):
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
        else:
            self._lexicon.add(word, atom)

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


def _rule(elements: list[Element], *, within: int = 0, negatable: bool = True) -> Rule:
    needs = frozenset(element.atom for element in elements)
    return Rule(tuple(elements), needs, within=within, negatable=negatable)


def spans(rule: Rule, read: Text) -> list[Span]:
    """Where the elements stand one after another."""
    if not rule.needs <= read.present:
        return []
    return [
        (first[0], last)
        for first in read.spans(rule.elements[0].atom)
        for last in _ends(rule.elements[1:], first[1], read)
    ]


def found(rule: Rule, read: Text) -> list[Span]:
    """The same, remembered for a rule that is asked for again and again."""
    if rule not in read.found:
        read.found[rule] = spans(rule, read)
    return read.found[rule]


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


def near(core: Span, others: list[Span], within: int, read: Text) -> bool:
    """Whether one of `others` stands in the core or at most `within` words from it."""
    return any(
        read.at[start] - read.at[core[1]] <= within and read.at[core[0]] - read.at[end] <= within
        for start, end in others
    )
