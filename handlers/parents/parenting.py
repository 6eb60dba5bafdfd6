"""Questions about raising a child: signs that cannot wait, the article that fits best, another, then a person."""

from __future__ import annotations

from dataclasses import replace

from handlers.casework.cases import urgency
from handlers.effects import SOON, OpenCase, Option, Outcome, Say, Values
from handlers.handbook import Article, Handbook
from handlers.parents import whom
from handlers.parents.search import Found, age_of, search
from handlers.parents.signs import heard
from handlers.safety import writer
from handlers.state import Answer, Asking, Idle, WithStaff
from handlers.talk import menu
from handlers.talk.handover import TOPIC
from handlers.talk.meaning import two_meanings, understood
from handlers.talk.opening import wish
from handlers.texts import literal
from handlers.turn import Turn
from handlers.words import readers, wording
from handlers.words.wording import size
from nlu.reading import Entity

QUESTION, LIST = "helped", "articles"
CHOICES = ("helped:yes", "helped:no", "menu:staff")
_STAFF = Option("menu:staff", "menu.staff")
_HELPED = (Option("helped:yes", "choice.helped.yes"), Option("helped:no", "choice.helped.no"), _STAFF)
_NO_ARTICLE = "parenting.no_article"
_LISTED = 3
_MOST = 2  # articles given one after the other before a person is called
NUMBERS = {"medical": "@hotline.medical", "mental": "@hotline.healing119"}
"""The telephone numbers that a warning names."""
_FRAGMENT, _SHORT = 3, 4  # words


def answer(turn: Turn, book: Handbook, *, topic: str, text: str, entities: tuple[Entity, ...] = ()) -> Outcome:
    """Give the article that the words name; when they name none, let the family choose; without any, a person.

    `topic` is an intent, or "" when only the words are known. Among articles of another topic only the best is
    offered, and only when the words name it: the reading is right about the topic more often than the words.
    """
    if writer.says_child(text):
        return _child(turn, book, topic or TOPIC, text)
    entities = whom.meant(turn, text, entities or turn.reading.entities)
    lead = _sign(turn, book, text, entities)
    asked = None if lead else whom.which(turn, book, topic, text, entities)
    if asked is not None:
        return asked
    found = _search(turn, book, topic, text, entities)
    if found and found[0].whole:
        return _give(found[0].article, (topic,), text, entities, lead=lead)
    if topic:
        elsewhere = (one for one in _search(turn, book, "", text, entities) if one.article.topic != topic)
        fitting = (*[one for one in elsewhere if one.whole][:1], *found)
        if fitting and fitting[0].possible:
            return _list(fitting, text, entities, lead=lead)
    if size(text) <= _SHORT:
        asking = Asking(menu.TOPIC, (), text, entities, kept=turn.now)
        return Outcome(asking, (_say("parenting.tell_more", lead=lead, options=(_STAFF,)),))
    return hand_over(turn, book, topic=topic or TOPIC, text=text, key=_NO_ARTICLE, lead=lead)


def told_more(turn: Turn, book: Handbook, state: Asking) -> Outcome | None:
    """More words, or the child's age, instead of a pick from the list: the article they name, the list, or a person.

    None for another matter, and for a single word.
    """
    words = size(turn.message.text)
    fragment = turn.reading.kind == "parenting" and words <= _FRAGMENT
    if turn.message.choice or words <= 1 or wish(turn.message.text) or (understood(turn, book) and not fragment):
        return None
    entities = (*turn.reading.entities, *state.entities)
    text = f"{state.text}\n{turn.message.text.strip()}"
    listed = {value.partition(":")[2] for value in state.options}
    found = tuple(one for one in _search(turn, book, "", text, entities) if one.article.id in listed)
    sign = _sign(turn, book, text, entities)
    lead = "" if sign == _sign(turn, book, state.text, state.entities) else sign
    if len(found) == 1 or (found and found[0].whole):
        return _give(found[0].article, (found[0].article.topic,), text, entities, lead=lead)
    same = {f"article:{one.article.id}" for one in found} == set(state.options[:-1])
    if found:
        return _list(found, text, entities, lead=lead or ("parenting.read" if same else ""))
    return hand_over(turn, book, topic=TOPIC, text=text, key=_NO_ARTICLE, lead=lead)


def answered(turn: Turn, book: Handbook, state: Asking) -> Outcome | None:
    """Whether it helped, said in any way; a "not" means no, after other unclear words it is asked again."""
    choice, reading, text = turn.message.choice, turn.reading, turn.message.text.strip()
    if choice == "helped:yes" or readers.yes(turn.message, reading) or readers.thanks(turn.message, reading):
        return helped(turn, book, state, yes=True)
    if choice == "helped:no" or readers.no(turn.message, reading):
        return helped(turn, book, state, yes=False)
    unclear = not understood(turn, book) and not two_meanings(reading, book)
    again = unclear or reading.intent == state.options[0]
    if choice or not again or size(text) <= 1 or wish(text):
        return None
    return helped(turn, book, state, yes=False, more=text, plainly=wording.still(text))


def helped(turn: Turn, book: Handbook, state: Asking, *, yes: bool, more: str = "", plainly: bool = True) -> Outcome:
    """After an article: thank; or the next that fits, with what was said since; or, when none is left, a person.

    `plainly` is False for words that only tell on: before a person is called, it is asked whether that is wanted.
    """
    topic, *shown = state.options
    if yes:
        return Outcome(Idle(), (Say("parenting.glad"),))
    text = "\n".join(part for part in (state.text, more) if part)
    lead = _sign(turn, book, more, state.entities) if more else ""
    found = _search(turn, book, topic, text, state.entities, shown=tuple(shown))
    if not plainly and not (found and found[0].whole):
        return Outcome(replace(state, text=text), (_say("parenting.more", lead=lead, options=_HELPED),))
    if not found or not found[0].near or len(shown) >= _MOST:
        return hand_over(turn, book, topic=topic or TOPIC, text=text, key="parenting.handed_over", lead=lead)
    return _give(found[0].article, state.options, text, state.entities, lead=lead or "parenting.another")


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
    text, entities = turn.message.text, turn.reading.entities
    found = _search(turn, book, topic, text, entities)
    if not found or not found[0].whole:
        return None
    values = {"article": f"@faq.{found[0].article.id}"}
    return _say("parenting.in_passing", values, lead=_sign(turn, book, text, entities))


def hand_over(turn: Turn, book: Handbook, *, topic: str, text: str, key: str, lead: str = "") -> Outcome:
    """Open an ASH case with the question, so that a person answers it."""
    case = OpenCase("parenting", topic, {"what": Answer(text)}, urgency(topic), book.due("parenting", turn.now))
    return Outcome(WithStaff(0, turn.now, told=turn.now), (case, _say(key, lead=lead)))


def _child(turn: Turn, book: Handbook, topic: str, text: str) -> Outcome:
    """A child who asks for themselves is answered by a person, not with what parents read."""
    told = {"what": Answer(text), "writer": Answer("", writer.CHILD, "choice.writer.child")}
    case = OpenCase("parenting", topic, told, SOON, book.due("parenting", turn.now))
    say = _say("parenting.child", lead=_sign(turn, book, text, turn.reading.entities))
    return Outcome(WithStaff(0, turn.now, told=turn.now), (case, say))


def _give(
    article: Article, before: tuple[str, ...], text: str, entities: tuple[Entity, ...], *, lead: str = ""
) -> Outcome:
    asking = Asking(QUESTION, (*before, article.id), text, entities)
    values = {"article": f"@faq.{article.id}"}
    return Outcome(asking, (_say("parenting.article", values, lead=lead, options=_HELPED),))


def _list(found: tuple[Found, ...], text: str, entities: tuple[Entity, ...], *, lead: str = "") -> Outcome:
    articles = [one.article for one in found[:_LISTED]]
    options = (*(Option(f"article:{a.id}", "choice.as_is", {"name": literal(a.title)}) for a in articles), _STAFF)
    asking = Asking(LIST, tuple(option.value for option in options), text, entities)
    return Outcome(asking, (_say("parenting.which", lead=lead, options=options),))


def _say(key: str, values: Values | None = None, *, lead: str = "", options: tuple[Option, ...] = ()) -> Say:
    """A Say whose lead may be a warning: those name telephone numbers."""
    numbers = NUMBERS if lead.startswith("warning.") else {}
    return Say(key, {**(values or {}), **numbers}, lead, options)


def _sign(turn: Turn, book: Handbook, text: str, entities: tuple[Entity, ...]) -> str:
    """The key of the warning that goes before everything else; "" when no sign is heard."""
    sign = heard(book.signs, text, _months(turn, entities))
    return f"warning.{sign.id}" if sign else ""


def _months(turn: Turn, entities: tuple[Entity, ...]) -> int | None:
    return age_of(turn.person.children, entities, turn.now.date())


def _search(
    turn: Turn, book: Handbook, topic: str, text: str, entities: tuple[Entity, ...], *, shown: tuple[str, ...] = ()
) -> tuple[Found, ...]:
    return search(book, topic=topic, text=text, months=_months(turn, entities), without=shown)
