"""What is known of a programme, with its date; asked in so many words or by a name the model hears."""

from __future__ import annotations

import re

from handlers.effects import Option, Outcome, Say
from handlers.handbook import Handbook
from handlers.help import checklist
from handlers.help.guidance import Programme, names
from handlers.state import Idle
from handlers.talk.menu import BACK, STAFF
from handlers.turn import Turn
from handlers.words import wording

_MOST_WORDS, _NAME = 9, 3
_WHAT = re.compile(r"\b(?:itu|tu) ap[ao]\b|\bap[ao] (?:itu|tu|sih)\b|\bsyarat(?:nya|nyo|2|-syarat(?:nya)?)?\b")


def text(turn: Turn, book: Handbook, intent: str) -> str | None:
    """The key of the page about what is asked; None when nothing is known by that name."""
    known = asked(turn, book) if intent == "service_program_info" else None
    return f"programme.{known.id}" if known else None


def asked(turn: Turn, book: Handbook) -> Programme | None:
    """The programme that is asked about: the one that is named, else the one the model heard."""
    told = turn.message.text
    entity = turn.reading.entity("programme")
    heard = entity.value if entity else ""
    named = [known for known in book.guide.programmes if known.words and names(told, known.words)]
    if named:
        return next((known for known in named if known.entity and known.entity == heard), named[0])
    return next((known for known in book.guide.programmes if heard and known.entity == heard), None)


def buttons(known: Programme, book: Handbook) -> tuple[Option, ...]:
    """The ways on from a page: what to prepare, asking for that help, and a person."""
    found = book.guide.help(known.help)
    if found is None:
        return (STAFF, BACK)
    wish = Option(f"intent:{found.intent}", "choice.apply")
    return (checklist.button(found.id, key="choice.prepare"), wish, STAFF)


def wondered(turn: Turn, book: Handbook) -> Programme | None:
    """The programme of a question what it is, or what it takes; the words are plain whatever was heard."""
    said = wording.plain(turn.message.text)
    return asked(turn, book) if wording.size(said) <= _MOST_WORDS and _WHAT.search(said) else None


def named(turn: Turn, book: Handbook) -> bool:
    """Whether the words are the name of a programme and hardly more: an answer, and no question about it."""
    text = turn.message.text
    short = wording.size(text) <= _NAME and not wording.asks(text)
    return short and (turn.reading.entity("programme") is not None or asked(turn, book) is not None)


def typed(turn: Turn, book: Handbook) -> Outcome | None:
    """The page about the programme that is asked about in so many words."""
    known = wondered(turn, book)
    return answer(known, book) if known else None


def answer(known: Programme, book: Handbook) -> Outcome:
    """The page of a programme with the ways on."""
    return Outcome(Idle(), (Say(f"programme.{known.id}", {}, "", buttons(known, book)),))
