"""Who answers what: the tables the router reads. A new handler adds a line here and nothing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from handlers.casework import closing, complaint, rating, same, secrecy, secrecy_kept, status
from handlers.effects import Outcome
from handlers.family import home, link, loss, mourning, notice, privacy, profile, visits
from handlers.form import evidence, forms, halves
from handlers.form.forms import Form
from handlers.handbook import Handbook
from handlers.help import aid, checklist, fees, information, referral
from handlers.parents import parenting, registration, warned, whom
from handlers.safety import danger, quiet
from handlers.state import Asking, Idle
from handlers.talk import awaited, concerns, menu, opening, silence, smalltalk, waiting
from handlers.talk.handover import to_staff
from handlers.talk.meaning import understood
from handlers.turn import Turn
from handlers.words import wording
from nlu.reading import Entity

Reader: TypeAlias = Callable[[Turn, Handbook], Outcome | None]
"""Reads the words themselves; None when they are not about its subject."""

Press: TypeAlias = Callable[[Turn, Handbook, str], Outcome | None]
"""Answers a button; it is given what stands behind the colon. None for a button that no longer fits."""

Meaning: TypeAlias = Callable[[Turn, Handbook, str, str], Outcome]
"""Acts on an intent; it is given the intent and the text that carried it, perhaps of an earlier message."""

Reply: TypeAlias = Callable[[Turn, Handbook, Asking], Outcome | None]
"""Takes what comes after a question outside a form; None for what is no answer to it."""

After: TypeAlias = Callable[[Turn, Handbook, Outcome], Outcome]
"""Has the last word on an outcome: adds to it, or gives it back as it is."""

FORMS: Mapping[str, Form] = {**complaint.FORMS, **aid.FORMS, **registration.FORMS}

STORY = 5
"""Fewer words than this about "something else" are a wish to tell, not yet the story."""


def _by_number(turn: Turn, book: Handbook) -> Outcome | None:
    asked = turn.asked is not None and (wording.size(turn.message.text) <= 5 or not understood(turn, book))
    return status.answer(turn) if asked else None


def _form(turn: Turn, book: Handbook, intent: str, text: str) -> Outcome:
    joined = same.known(turn, intent, text)
    if joined is not None:
        return joined
    if intent in ("complaint_other", "aid_other") and wording.size(text) < STORY:
        return forms.start(FORMS[intent.partition("_")[0]], turn, book)
    return forms.start(FORMS[intent], turn, book, text=text)


def _parenting(turn: Turn, book: Handbook, topic: str, text: str, entities: tuple[Entity, ...]) -> Outcome:
    return parenting.answer(turn, book, topic=topic, text=text, entities=entities)


def _another_day(turn: Turn, book: Handbook, state: Asking) -> Outcome | None:  # noqa: ARG001  # one signature
    told = state.text.isdecimal() and not turn.message.choice
    return visits.another_day(int(state.text)) if told else None


def _after_article(turn: Turn, book: Handbook, state: Asking) -> Outcome | None:
    if turn.message.choice == "menu:staff":
        return parenting.to_person(turn, book, state)
    told = profile.said(replace(turn, state=Idle()), book) if turn.message.text else None
    return told or parenting.answered(turn, book, state)


def _after_articles(turn: Turn, book: Handbook, state: Asking) -> Outcome | None:
    if turn.message.choice == "menu:staff":
        return parenting.to_person(turn, book, state)
    return parenting.told_more(turn, book, state)


def _corrected(turn: Turn, book: Handbook, state: Asking) -> Outcome | None:
    told = profile.said(replace(turn, state=Idle()), book) if turn.message.text else None
    return told or privacy.corrected(turn, book, state)


ANYWHERE: tuple[Reader, ...] = (
    quiet.opened,
    quiet.not_by_phone,
    danger.retracted,
    lambda turn, book: concerns.said(turn, book, about),
    lambda turn, book: loss.said(turn, book, FORMS),
    mourning.burial_meanwhile,
    lambda turn, _: privacy.recalled(turn),
    lambda turn, _: privacy.when(turn),
    lambda turn, book: privacy.in_form(turn, book, FORMS),
    lambda turn, book: secrecy.said(turn, book, FORMS),
    lambda turn, book: link.in_form(turn, book, FORMS),
    lambda turn, book: concerns.in_form(turn, book, FORMS, about),
)
"""Asked in this order about typed words in every state, right after danger: also within a form and with staff."""

BEFORE: tuple[Reader, ...] = (
    awaited.read,
    lambda turn, _: visits.said(turn),
    referral.typed,
    lambda turn, book: halves.resumed(turn, book, FORMS),
    status.unfinished,
    rating.typed,
    _by_number,
    lambda turn, _: privacy.what_for(turn),
    mourning.burial,
    mourning.gently,
    lambda turn, book: concerns.begun(turn, book, about),
    profile.said,
    link.said,
    privacy.said,
    fees.free,
    information.typed,
    opening.opened,
    same.perhaps,
)
"""Asked in this order about typed words outside a form, before a fresh meaning is acted on."""

AFTER: tuple[After, ...] = (
    evidence.counted,
    aid.children_offered,
    profile.greets,
    whom.for_whom,
    warned.first,
    loss.beside,
    mourning.softly,
    waiting.elsewhere,
    concerns.kept,
    notice.after,
    secrecy_kept.after,
    home.after,
)
"""Asked in this order about every outcome, before a greeting is answered: what is said beside it once."""

CONSENTED: Mapping[str, notice.Resume] = {
    registration.TIPS: registration.keep,
    profile.WISH: profile.keep,
    link.WISH: link.keep,
}
"""By what waited for the consent: who goes on with it."""

PRESSED: Mapping[str, Press] = {
    "notice": lambda turn, _, what: notice.pressed(turn, what, CONSENTED),
    "whom": lambda turn, book, what: whom.pressed(turn, book, what, _parenting),
    "profile": lambda turn, _, what: profile.pressed(turn, what),
    "link": lambda turn, _, what: link.pressed(turn, what),
    "loss": lambda turn, _, what: loss.pressed(turn, what),
    "visit": lambda turn, _, __: visits.pressed(turn, turn.message.choice),
    "reopen": status.pressed_reopen,
    "rate": lambda turn, _, what: rating.pressed(turn, what),
    "still": closing.pressed,
    "status": lambda turn, _, what: status.pressed(turn, what),
    "help": checklist.pressed,
    "refer": referral.pressed,
    "wait": lambda turn, _, what: silence.wait(turn, what),
    "privacy": privacy.pressed,
    "hide": lambda turn, book, what: secrecy.pressed(turn, book, what, FORMS),
    "concern": lambda turn, book, what: concerns.pressed(turn, book, what, about),
}
"""By what stands before the colon: buttons that work in every state, because they stand under messages that come by
themselves. In a form the open question is asked again afterwards."""

ASKED: Mapping[str, Reply] = {
    notice.QUESTION: lambda turn, _, __: notice.answered(turn, CONSENTED),
    visits.DAY: _another_day,
    loss.QUESTION: lambda turn, _, state: loss.answered(turn, state),
    profile.CHILD: profile.answered,
    link.QUESTION: link.answered,
    link.PARTING: link.answered,
    whom.QUESTION: lambda turn, book, state: whom.said(turn, book, state, _parenting),
    parenting.QUESTION: _after_article,
    menu.TELL: opening.listening,
    forms.ALSO: lambda turn, book, state: concerns.more(turn, book, state, about),
    parenting.LIST: _after_articles,
    rating.QUESTION: rating.told,
    closing.QUESTION: closing.answered,
    same.QUESTION: same.answered,
    same.ADDED: same.answered,
    privacy.ASKED: privacy.asked,
    privacy.WRONG: _corrected,
}
"""By the name of an Asking's question: who is given the next message, before anybody else is."""

ABOUT: Mapping[str, Meaning] = {
    **dict.fromkeys(FORMS.keys() - {"complaint", "aid", "tips"}, _form),
    "parenting": lambda turn, book, intent, text: parenting.answer(turn, book, topic=intent, text=text),
    complaint.FEEDBACK: lambda turn, book, _, text: complaint.feedback(turn, book, text),
    "service_case_status": lambda turn, _, __, ___: status.answer(turn),
    "service_talk_to_staff": lambda turn, book, _, text: to_staff(turn, book, text=text),
    "service_visit": lambda turn, book, _, __: visits.answer(turn, book),
    "service_tips_subscribe": lambda turn, book, _, __: registration.subscribe(turn, book),
    "service_tips_unsubscribe": lambda turn, _, __, ___: registration.unsubscribe(turn),
    "service_privacy": lambda turn, book, _, __: privacy.answer(turn, book),
}
"""By intent, or by the class of intents that has one handler for all. What is not here is smalltalk's, or a miss."""


def about(turn: Turn, book: Handbook, intent: str, text: str) -> Outcome:
    """Act on an intent that is no danger; `text` is the message that carried it, perhaps an earlier one."""
    meaning = ABOUT.get(intent) or ABOUT.get(intent.partition("_")[0])
    if meaning is not None:
        return meaning(turn, book, intent, text)
    return smalltalk.answer(turn, book, intent) if smalltalk.knows(intent) else menu.miss(turn, book)
