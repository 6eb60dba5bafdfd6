"""What a family prepares and who decides: said after a request is filed, and again whenever its button is pressed."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.effects import Option, Outcome, Say
from handlers.handbook import Handbook
from handlers.help.guidance import Help, meant, of_kind
from handlers.state import Answers
from handlers.talk.menu import STAFF
from handlers.turn import Turn
from handlers.words import wording

_SHORT = 9
_ASKED = re.compile(
    r"\b(?:(?:di|ny|me?ny)?(?:siap|iap)(?:kan|in|ke)|syarat(?:nya|nyo)?|persyaratan(?:nya)?|berkas(?:nya|nyo)?|"
    r"(?:di|mem|nge)?bawa)\b"
)


def asked(text: str) -> bool:
    """Whether the words ask what has to be prepared or brought: "apo bae yang nak disiapkan"."""
    return wording.asks(text) and wording.size(text) <= _SHORT and _ASKED.search(text.lower()) is not None


def in_passing(intent: str, answers: Answers, book: Handbook) -> Say | None:
    """The checklist in the middle of a request, without its buttons; None when none fits."""
    known = meant(book.guide, intent, answers)
    return None if known is None else replace(_said(known, book), options=())


def after(intent: str, answers: Answers, book: Handbook) -> tuple[Say, ...]:
    """The checklist that fits what was asked for, with the others of its kind as buttons; nothing when none does."""
    known = meant(book.guide, intent, answers)
    return () if known is None else (_said(known, book),)


def pressed(turn: Turn, book: Handbook, name: str) -> Outcome | None:
    """The checklist behind a button; None for one that no longer stands in the files."""
    known = book.guide.help(name)
    return None if known is None else Outcome(turn.state, (_said(known, book),))


def button(name: str, *, key: str = "") -> Option:
    """The button of a checklist, called by its name or by another text."""
    return Option(f"help:{name}", key or f"help_name.{name}")


def _said(known: Help, book: Handbook) -> Say:
    others = (button(other.id) for other in of_kind(book.guide, known.intent) if other.id != known.id)
    return Say("aid.checklist", {"name": f"@help_name.{known.id}", "help": f"@help.{known.id}"}, "", (*others, STAFF))
