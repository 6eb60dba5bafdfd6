"""For which child a question is asked: by its name, else by button; the answer says for whom it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from handlers.effects import Option, Outcome, Say
from handlers.handbook import Handbook
from handlers.parents import child as children
from handlers.parents.search import search
from handlers.state import Asking
from handlers.turn import Child, Turn
from nlu.reading import Entity

QUESTION = "child"
"""Both the question and the entity that remembers its answer: the id of a child, "0" for one we do not know."""

_AGE, _TOPIC, _NOBODY = "person_age", "topic", "0"
_OTHER = Option("whom:0", "choice.child.other")
_SWITCH = Option("whom:which", "choice.child.other")
_SHOWN = "parenting.article"

Answer: TypeAlias = Callable[[Turn, Handbook, str, str, tuple[Entity, ...]], Outcome]
"""Answers a question: topic, text and what is known of it."""


def meant(turn: Turn, text: str, entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """What is known of a question, with the child whose name stands in it; a child chosen before stays chosen."""
    if any(entity.name in (QUESTION, _AGE) for entity in entities):
        return entities
    named = children.named(turn.person.children, text)
    return entities if named is None else (*entities, *_as_entities(turn, named))


def which(turn: Turn, book: Handbook, topic: str, text: str, entities: tuple[Entity, ...]) -> Outcome | None:
    """Ask which child is meant, where there are several and it makes a difference; None when it is known or all one."""
    if any(entity.name in (QUESTION, _AGE) for entity in entities) or len(turn.person.children) < 2:
        return None
    day = children.today(turn)
    best = set()
    for child in turn.person.children:
        found = search(book, topic=topic, text=text, months=children.months(child, day))
        best.add(found[0].article.id if found and found[0].possible else "")
    return _ask(turn, (*entities, Entity(_TOPIC, topic)), text) if len(best) > 1 else None


def pressed(turn: Turn, book: Handbook, what: str, answer: Answer) -> Outcome | None:
    """A child picked, another one wanted, or none of them; None when no question waits for it any more."""
    state = turn.state
    if not isinstance(state, Asking) or not state.text or not any(e.name in (QUESTION, _TOPIC) for e in state.entities):
        return None
    if what == "which":
        topic = state.options[0] if state.options else ""
        left = tuple(entity for entity in state.entities if entity.name not in (QUESTION, _AGE, _TOPIC))
        return _ask(turn, (*left, Entity(_TOPIC, topic)), state.text)
    chosen = children.by_id(turn, what)
    return None if chosen is None and what != _NOBODY else _go_on(turn, book, state, chosen, answer)


def said(turn: Turn, book: Handbook, state: Asking, answer: Answer) -> Outcome | None:
    """A name or an age typed instead of a button; None for other words."""
    named = children.named(turn.person.children, turn.message.text)
    age = turn.reading.entity(_AGE)
    if turn.message.choice or (named is None and age is None):
        return None
    if age is None:
        return _go_on(turn, book, state, named, answer)
    told = replace(state, entities=(*state.entities, age))
    return _go_on(turn, book, told, named, answer)


def for_whom(turn: Turn, book: Handbook, outcome: Outcome) -> Outcome:  # noqa: ARG001  # the router's signature
    """Where an answer was fitted to a child we know, it says so; with several, another is a button away."""
    state = outcome.state
    if not isinstance(state, Asking):
        return outcome
    known = next((entity.value for entity in state.entities if entity.name == QUESTION), "")
    only = len(turn.person.children) == 1 and not any(entity.name == _AGE for entity in state.entities)
    child = turn.person.children[0] if only and not known else children.by_id(turn, known)
    if child is None or child.born is None:
        return outcome
    key, values = children.called(child.name, children.months(child, children.today(turn)))
    more = () if only else (_SWITCH,)
    effects = tuple(
        replace(effect, lead=effect.lead or key, values={**values, **effect.values}, options=(*effect.options, *more))
        if isinstance(effect, Say) and effect.key == _SHOWN
        else effect
        for effect in outcome.effects
    )
    return replace(outcome, effects=effects)


def _ask(turn: Turn, entities: tuple[Entity, ...], text: str) -> Outcome:
    day = children.today(turn)
    buttons = (*(children.button(child, f"whom:{child.id}", day) for child in turn.person.children), _OTHER)
    waiting = Asking(QUESTION, tuple(button.value for button in buttons), text, entities, kept=turn.now)
    return Outcome(waiting, (Say("child.which", {}, "", buttons),))


def _go_on(turn: Turn, book: Handbook, state: Asking, chosen: Child | None, answer: Answer) -> Outcome:
    topic = next((entity.text for entity in state.entities if entity.name == _TOPIC), "")
    left = tuple(entity for entity in state.entities if entity.name not in (_TOPIC, QUESTION))
    fixed = _as_entities(turn, chosen) if chosen is not None else (Entity(QUESTION, "", _NOBODY),)
    aged = any(entity.name == _AGE for entity in left)
    return answer(turn, book, topic, state.text, (*left, *(fixed[:1] if aged else fixed)))


def _as_entities(turn: Turn, child: Child) -> tuple[Entity, ...]:
    age = children.months(child, children.today(turn))
    who = Entity(QUESTION, child.name, str(child.id))
    return (who,) if age is None else (who, Entity(_AGE, child.name, str(max(age, 0))))
