"""Which article answers a question about a child."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.handbook import Article
from handlers.search import age_of, search
from handlers.turn import Child, Person
from nlu.reading import Entity

TANTRUM = Article("tantrum", "parenting_emotion", "Mengamuk", 12, 71, ("tantrum", "ngamuk", "banting barang"))
JEALOUS = Article("cemburu", "parenting_emotion", "Cemburu", 18, 119, ("iri", "adik baru"))
EATING = Article("makan", "parenting_feeding", "Susah makan", 12, 119, ("susah makan", "dak mau makan", "gtm"))
FIRST = Article("mpasi", "parenting_feeding", "MPASI", 4, 11, ("mpasi", "mulai makan"))
ALL = (TANTRUM, JEALOUS, EATING, FIRST)


@pytest.mark.parametrize(
    ("topic", "text", "months", "best", "whole"),
    [
        ("parenting_emotion", "anak suka ngamuk", 36, "tantrum", True),
        ("parenting_emotion", "kok ngamuknyo lamo", None, "tantrum", True),
        ("parenting_emotion", "sejak punya adik baru jadi rewel", 36, "cemburu", True),
        ("parenting_feeding", "bayi kapan mulai makan", 5, "mpasi", True),
        ("parenting_feeding", "gak mau makan sama sekali", 24, "makan", True),
        ("parenting_feeding", "gtm bu", None, "makan", True),
        ("parenting_feeding", "dak mau minum susu", 24, "makan", False),  # "dak mau" alone names nothing
        ("", "anak gtm terus", None, "makan", True),
    ],
)
def test_the_best_article_is_the_one_the_words_name(
    topic: str, text: str, months: int | None, best: str, *, whole: bool
) -> None:
    found = search(ALL, topic=topic, text=text, months=months)
    assert found[0].article.id == best
    assert bool(found[0].whole) is whole


def test_the_age_rules_articles_out_and_shown_ones_are_not_given_again() -> None:
    assert [one.article for one in search(ALL, topic="parenting_feeding", text="makan", months=100)] == [EATING]
    assert search(ALL, topic="parenting_emotion", text="ngamuk", months=36, without=("tantrum", "cemburu")) == ()


def test_the_age_is_the_one_said_else_that_of_the_only_child() -> None:
    one = Person(1, 1, children=(Child(1, "Ama", date(2024, 5, 1)),))
    two = Person(1, 1, children=(Child(1, "Ama", date(2024, 5, 1)), Child(2, "Adi", date(2020, 1, 1))))
    assert age_of(one, (Entity("person_age", "3 tahun", "36"),), 2026, 11) == 36
    assert age_of(one, (), 2026, 11) == 30
    assert age_of(two, (), 2026, 11) is None
    assert age_of(Person(1, 1, children=(Child(1, "Ama"),)), (), 2026, 11) is None
