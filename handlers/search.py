"""Finds the article that fits a question about a child, by the words of the question and the age of the child."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.handbook import Article
from handlers.turn import Person
from nlu.reading import Entity

_WORD = re.compile(r"\w+")
_NOT = frozenset("tidak tdk dak idak gak ga gk nggak ngga enggak engga ndak tak".split())  # noqa: SIM905
_TRIFLES = frozenset("anak anaknya suka terus sama yang mau sudah kalau main orang lagi saya susah".split())  # noqa: SIM905
_TELLING = 4  # shorter words say little by themselves
_SUFFIXES = ("nya", "nyo", "ku", "an", "in")


@dataclass(frozen=True, slots=True)
class Found:
    """An article and how well it fits: `whole` keywords that were said, and single `parts` of others."""

    article: Article
    whole: int
    parts: int


def search(
    articles: tuple[Article, ...],
    *,
    topic: str,
    text: str,
    months: int | None,
    without: tuple[str, ...] = (),
) -> tuple[Found, ...]:
    """The articles of a topic ("" for any) that suit the age, best first; those never heard of come last."""
    said = _words(text)
    fitting = (
        article
        for article in articles
        if topic in ("", article.topic)
        and article.id not in without
        and (months is None or article.from_months <= months <= article.to_months)
    )
    found = [_fit(article, said) for article in fitting]
    return tuple(sorted(found, key=lambda one: (-one.whole, -one.parts)))


def age_of(person: Person, entities: tuple[Entity, ...], year: int, month: int) -> int | None:
    """The child's age in months: as said, else of the only child we know; None when neither is known."""
    said = next((int(e.value) for e in entities if e.name == "person_age" and e.value.isdecimal()), None)
    if said is not None or len(person.children) != 1 or person.children[0].born is None:
        return said
    born = person.children[0].born
    return (year - born.year) * 12 + month - born.month


def _fit(article: Article, said: frozenset[str]) -> Found:
    whole = parts = 0
    for keyword in article.words:
        wanted = _words(keyword)
        if wanted <= said:
            whole += len(wanted)
        else:
            parts += sum(len(word) >= _TELLING and word not in _TRIFLES for word in wanted & said)
    return Found(article, whole, parts)


def _words(text: str) -> frozenset[str]:
    """The words of a text with one word for every "not", each also without its ending ("demamnya", "ngamuknya")."""
    words = {"dak" if word in _NOT else word for word in _WORD.findall(text.lower())}
    bare = {
        word.removesuffix(ending)
        for word in words
        for ending in _SUFFIXES
        if word.endswith(ending) and len(word) - len(ending) >= _TELLING
    }
    return frozenset(words | bare)
