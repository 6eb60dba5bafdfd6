"""How often a question that a family would type leads to an article that answers it.

Every second question (TUNED) was looked at while the search was made, the others never: both are held to the floors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from handlers.handbook import Handbook
from handlers.parents.search import Found, search
from storage.content import load

HERE = Path(__file__).parent
BOOK = Handbook(articles=load(HERE.parents[1] / "content").articles)


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    months: int | None
    topic: str
    articles: frozenset[str]


def _questions() -> tuple[Question, ...]:
    rows = (line.split("\t") for line in (HERE / "questions.tsv").read_text(encoding="utf-8").splitlines()[1:])
    return tuple(
        Question(text, int(months) if months else None, topic, frozenset(articles.split(",")))
        for text, months, topic, articles, _ in rows
    )


QUESTIONS = _questions()
TUNED, HELD_OUT = QUESTIONS[0::2], QUESTIONS[1::2]


def _found(question: Question, *, topic: bool = True) -> tuple[Found, ...]:
    return search(BOOK, topic=question.topic if topic else "", text=question.text, months=question.months)


def _hits(questions: Sequence[Question], within: int, *, topic: bool = True) -> float:
    """The share of questions, in percent, with an article that answers it among the first ones."""
    first: Callable[[Question], set[str]] = lambda q: {one.article.id for one in _found(q, topic=topic)[:within]}  # noqa: E731
    return 100 * sum(bool(first(question) & question.articles) for question in questions) / len(questions)


def test_there_are_enough_questions_and_every_one_can_be_answered() -> None:
    assert len(QUESTIONS) >= 200
    for question in QUESTIONS:
        suits = {one.article.id for one in search(BOOK, topic="", text="", months=question.months)}
        assert question.articles & suits, question
    of_each = [sum(question.topic == topic for question in QUESTIONS) for topic in {a.topic for a in BOOK.articles}]
    assert min(of_each) >= 15


@pytest.mark.parametrize(("questions", "first", "third"), [(TUNED, 88, 96), (HELD_OUT, 80, 93)])
def test_the_first_article_mostly_answers_and_one_of_three_nearly_always(
    questions: Sequence[Question], first: float, third: float
) -> None:
    assert _hits(questions, 1) >= first
    assert _hits(questions, 3) >= third


@pytest.mark.parametrize(("questions", "first", "third"), [(TUNED, 74, 90), (HELD_OUT, 68, 82)])
def test_without_a_topic_the_words_still_lead_to_the_article(
    questions: Sequence[Question], first: float, third: float
) -> None:
    assert _hits(questions, 1, topic=False) >= first
    assert _hits(questions, 3, topic=False) >= third


@pytest.mark.parametrize("questions", [TUNED, HELD_OUT])
def test_what_is_given_without_a_list_answers_the_question(questions: Sequence[Question]) -> None:
    given = [(question, _found(question)[0]) for question in questions if _found(question)[0].whole]
    right = sum(found.article.id in question.articles for question, found in given)
    assert len(given) >= len(questions) / 2
    assert right / len(given) >= 0.9
