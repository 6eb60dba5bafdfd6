"""Which article answers a question about a child, and for which child."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.handbook import Article, Handbook
from handlers.parents.search import age_of, search
from handlers.turn import Child
from nlu.reading import Entity

TANTRUM = Article("tantrum", "parenting_emotion", "Mengamuk", 12, 71, ("tantrum", "ngamuk", "banting barang"))
JEALOUS = Article("cemburu", "parenting_emotion", "Cemburu", 18, 119, ("iri", "adik baru"))
EATING = Article("makan", "parenting_feeding", "Susah makan", 12, 119, ("susah makan", "dak mau makan", "gtm"))
FIRST = Article("mpasi", "parenting_feeding", "MPASI", 4, 11, ("mpasi", "mulai makan"), body="Bubur kental dulu.")
BOOK = Handbook(articles=(TANTRUM, JEALOUS, EATING, FIRST))
NOVEMBER = date(2026, 11, 21)
AMA, ADI = Child(1, "Ama", date(2024, 5, 1)), Child(2, "Adi", date(2020, 1, 1))


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
        ("parenting_feeding", "buburnya encer gapapa?", None, "mpasi", False),  # only its body speaks of it
        ("parenting_emotion", "mengamuk2", None, "tantrum", False),  # the pieces of "ngamuk" are found, and the title
        ("", "anak gtm terus", None, "makan", True),
    ],
)
def test_the_best_article_is_the_one_the_words_name(
    topic: str, text: str, months: int | None, best: str, *, whole: bool
) -> None:
    found = search(BOOK, topic=topic, text=text, months=months)
    assert found[0].article.id == best
    assert found[0].score > found[1].score if len(found) > 1 else found[0].score > 0
    assert bool(found[0].whole) is whole


def test_the_age_rules_articles_out_and_shown_ones_are_not_given_again() -> None:
    assert [one.article for one in search(BOOK, topic="parenting_feeding", text="makan", months=100)] == [EATING]
    assert search(BOOK, topic="parenting_emotion", text="ngamuk", months=36, without=("tantrum", "cemburu")) == ()


def test_words_that_no_article_knows_make_none_possible() -> None:
    assert not any(one.possible for one in search(BOOK, topic="", text="xyz qqq", months=None))
    assert not any(one.possible for one in search(Handbook(), topic="", text="ngamuk", months=None))


def test_the_age_is_the_one_said_else_that_of_the_only_child() -> None:
    assert age_of((AMA,), (Entity("person_age", "3 tahun", "36"),), NOVEMBER) == 36
    assert age_of((AMA,), (), NOVEMBER) == 30
    assert age_of((Child(1, "Ama"),), (), NOVEMBER) is None
    assert age_of((), (), NOVEMBER) is None


def test_among_several_children_none_is_chosen() -> None:
    assert age_of((AMA, ADI), (), NOVEMBER) is None
    assert age_of((ADI,), (), NOVEMBER) == 82  # once the family has said which


def test_the_age_of_a_grown_up_is_not_the_childs() -> None:
    grandmother, child = Entity("person_age", "65 tahun", "780"), Entity("person_age", "7 tahun", "84")
    assert age_of((AMA,), (grandmother,), NOVEMBER) == 30
    assert age_of((), (grandmother, child), NOVEMBER) == 84
    assert age_of((), (grandmother,), NOVEMBER) is None
