"""What a family prepares and who decides: said after a request is filed, and again whenever its button is pressed."""

from __future__ import annotations

from handlers.effects import Option, Outcome, Say
from handlers.guidance import Help, meant, of_kind
from handlers.handbook import Handbook
from handlers.menu import STAFF
from handlers.state import Answers
from handlers.turn import Turn


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
