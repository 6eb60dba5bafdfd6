"""Questions about raising a child: the article that fits best, then another, then a person (an ASH case)."""

from __future__ import annotations

from handlers.cases import urgency
from handlers.effects import OpenCase, Option, Outcome, Say
from handlers.handbook import Article, Handbook
from handlers.handover import TOPIC
from handlers.search import Found, age_of, search
from handlers.state import Answer, Asking, Idle, WithStaff
from handlers.texts import literal
from handlers.turn import Turn
from nlu.reading import Entity

QUESTION, LIST = "helped", "articles"
CHOICES = ("helped:yes", "helped:no", "menu:staff")
_STAFF = Option("menu:staff", "menu.staff")
_LISTED = 3


def answer(turn: Turn, book: Handbook, *, topic: str, text: str, entities: tuple[Entity, ...] = ()) -> Outcome:
    """Give the article that the words name; when they name none, let the family choose; without any, a person.

    `topic` is an intent, or "" when only the words are known.
    """
    entities = entities or turn.reading.entities
    found = _search(turn, book, topic, text, entities)
    if found and found[0].whole:
        return _give(found[0].article, (topic,), text, entities)
    if topic and found:
        return _list(found, text, entities)
    return hand_over(turn, book, topic=topic or TOPIC, text=text, key="parenting.no_article")


def helped(turn: Turn, book: Handbook, state: Asking, *, yes: bool, more: str = "") -> Outcome:
    """After an article: thank; or the next that fits, with what was said since; or, when none is left, a person."""
    topic, *shown = state.options
    if yes:
        return Outcome(Idle(), (Say("parenting.glad"),))
    text = "\n".join(part for part in (state.text, more) if part)
    found = _search(turn, book, topic, text, state.entities, shown=tuple(shown))
    if not found or not (found[0].whole or found[0].parts):
        return hand_over(turn, book, topic=topic or TOPIC, text=text, key="parenting.handed_over")
    return _give(found[0].article, state.options, text, state.entities, lead="parenting.another")


def chosen(book: Handbook, state: Asking, number: str) -> Outcome | None:
    """An article picked from the list; None when there is no such article any more."""
    article = next((known for known in book.articles if known.id == number), None)
    return None if article is None else _give(article, (article.topic,), state.text, state.entities)


def to_person(turn: Turn, book: Handbook, state: Asking) -> Outcome:
    """A person was wanted rather than an article: the question goes along, under its own topic."""
    of = {article.id: article.topic for article in book.articles}
    first = state.options[0] if state.options else ""
    topic = first if state.question == QUESTION else of.get(first.partition(":")[2], "")
    return hand_over(turn, book, topic=topic or TOPIC, text=state.text, key="parenting.handed_over")


def in_passing(turn: Turn, book: Handbook, topic: str) -> Say | None:
    """The article for a question in the middle of a form; None when the words name none."""
    found = _search(turn, book, topic, turn.message.text, turn.reading.entities)
    if not found or not found[0].whole:
        return None
    return Say("parenting.in_passing", {"article": f"@faq.{found[0].article.id}"})


def hand_over(turn: Turn, book: Handbook, *, topic: str, text: str, key: str) -> Outcome:
    """Open an ASH case with the question, so that a person answers it."""
    case = OpenCase("parenting", topic, {"what": Answer(text)}, urgency(topic), book.due("parenting", turn.now))
    return Outcome(WithStaff(0, turn.now, told=turn.now), (case, Say(key)))


def _give(
    article: Article, before: tuple[str, ...], text: str, entities: tuple[Entity, ...], *, lead: str = ""
) -> Outcome:
    options = (
        Option("helped:yes", "choice.helped.yes"),
        Option("helped:no", "choice.helped.no"),
        _STAFF,
    )
    asking = Asking(QUESTION, (*before, article.id), text, entities)
    return Outcome(asking, (Say("parenting.article", {"article": f"@faq.{article.id}"}, lead, options),))


def _list(found: tuple[Found, ...], text: str, entities: tuple[Entity, ...]) -> Outcome:
    articles = [one.article for one in found[:_LISTED]]
    options = (*(Option(f"article:{a.id}", "choice.as_is", {"name": literal(a.title)}) for a in articles), _STAFF)
    asking = Asking(LIST, tuple(option.value for option in options), text, entities)
    return Outcome(asking, (Say("parenting.which", {}, "", options),))


def _search(
    turn: Turn, book: Handbook, topic: str, text: str, entities: tuple[Entity, ...], *, shown: tuple[str, ...] = ()
) -> tuple[Found, ...]:
    months = age_of(turn.person, entities, turn.now.year, turn.now.month)
    return search(book.articles, topic=topic, text=text, months=months, without=shown)
