"""Ranks articles by how well their words fit a question: BM25, with everything about the articles worked out once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.words import folding

if TYPE_CHECKING:
    from handlers.handbook import Article

_KEYWORD, _TITLE, _BODY = 3, 2, 1
_K1, _B = 1.2, 0.75  # the usual values (Robertson and Zaragoza 2009); others rank our questions no better
_PIECE = 0.2  # of a word's weight
_WHOLE = 0.6  # of the rarity of a keyword's words, when all of them were said


@dataclass(frozen=True, slots=True)
class Known:
    """What the ranking knows of one article: what each term adds to its score, and its keywords with their rarity."""

    adds: Mapping[str, float]
    keywords: tuple[tuple[frozenset[str], float], ...]


@dataclass(frozen=True, slots=True)
class Score:
    """How well an article fits: the sum, and whether all words of one of its keywords were said."""

    sum: float
    whole: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """The articles by id, ready to be compared with questions."""

    known: Mapping[str, Known]

    def scores(self, question: str) -> dict[str, Score]:
        """How well each article fits the question, by id."""
        said, terms = folding.said(question), set(folding.terms(question))
        return {name: _score(known, said, terms) for name, known in self.known.items()}


def build(articles: Iterable[Article]) -> Ranking:
    """Count the words of all articles; how rare a word is among them decides how much it tells."""
    pages = {article.id: _counted(article) for article in articles}
    keywords = {article.id: article.words for article in articles}
    many = len(pages)
    in_pages = Counter(term for counts in pages.values() for term in counts)
    rarity = {term: math.log(1 + (many - found + 0.5) / (found + 0.5)) for term, found in in_pages.items()}
    mean = sum(counts.total() for counts in pages.values()) / many if many else 1.0
    return Ranking({name: _known(counts, keywords[name], rarity, mean) for name, counts in pages.items()})


def _score(known: Known, said: frozenset[str], terms: set[str]) -> Score:
    rarity = max((rarity for words, rarity in known.keywords if words <= said), default=None)
    adds = sum(known.adds.get(term, 0.0) for term in terms)
    return Score(adds + _WHOLE * (rarity or 0.0), rarity is not None)


def _counted(article: Article) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text, weight in (*((word, _KEYWORD) for word in article.words), (article.title, _TITLE), (article.body, _BODY)):
        for term in folding.terms(text):
            counts[term] += weight
    return counts


def _known(counts: Counter[str], keywords: tuple[str, ...], rarity: Mapping[str, float], mean: float) -> Known:
    length = _K1 * (1 - _B + _B * counts.total() / mean)
    adds = {
        term: rarity[term] * count * (_K1 + 1) / (count + length) * (_PIECE if term[0] == folding.PIECE else 1)
        for term, count in counts.items()
    }
    return Known(adds, tuple((folding.keyword(words), _rarity(words, rarity)) for words in keywords))


def _rarity(words: str, rarity: Mapping[str, float]) -> float:
    return sum(rarity[term] for term in set(folding.terms(words)) if term[0] != folding.PIECE)
