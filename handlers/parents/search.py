"""Finds the article that fits a question about a child, by the words of the question and the age of the child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.handbook import Article, Handbook
from handlers.turn import Child
from nlu.reading import Entity

_LEAST = 1.0  # under this only scraps of words agree; the lowest that was of use to a family's question had 1.3
_NEAR = 7.0  # about one rare keyword in common
_GROWN = 18 * 12


@dataclass(frozen=True, slots=True)
class Found:
    """An article and how well it fits: its score, and whether the `whole` of one of its keywords was said."""

    article: Article
    whole: bool
    score: float

    @property
    def possible(self) -> bool:
        """Whether it may be offered among others."""
        return self.whole or self.score >= _LEAST

    @property
    def near(self) -> bool:
        """Whether it may be given although the family did not pick it."""
        return self.whole or self.score >= _NEAR


def search(
    book: Handbook,
    *,
    topic: str,
    text: str,
    months: int | None,
    without: tuple[str, ...] = (),
) -> tuple[Found, ...]:
    """The articles of a topic ("" for any) that suit the age, best first; those never heard of come last."""
    scores = book.ranking.scores(text)
    found = [
        Found(article, scores[article.id].whole, scores[article.id].sum)
        for article in book.articles
        if topic in ("", article.topic)
        and article.id not in without
        and (months is None or article.from_months <= months <= article.to_months)
    ]
    return tuple(sorted(found, key=lambda one: -one.score))


def age_of(children: tuple[Child, ...], entities: tuple[Entity, ...], today: date) -> int | None:
    """The child's age in months: as said, else of the only one of `children`; None when neither is known.

    An age of 18 years or more is a grown-up's ("saya neneknya, 65 tahun"). Among several children none is chosen
    here: ask whom it is about, and give that child alone.
    """
    ages = (int(entity.value) for entity in entities if entity.name == "person_age" and entity.value.isdecimal())
    said = next((age for age in ages if age < _GROWN), None)
    if said is not None or len(children) != 1 or children[0].born is None:
        return said
    born = children[0].born
    return (today.year - born.year) * 12 + today.month - born.month
