"""A sign in a child that cannot wait is answered first, whatever else the message was taken for."""

from __future__ import annotations

import re

from handlers.effects import Outcome, Say
from handlers.handbook import Handbook
from handlers.parents.parenting import NUMBERS
from handlers.parents.search import age_of
from handlers.parents.signs import heard
from handlers.turn import MESSAGE, Turn

_KINDS = ("aid", "complaint")
_SMALL = re.compile(r"\b(?:bayi|baby|balita|baru lahir)(?:nya|ku|nyo)?\b")
_CHILD = re.compile(r"\b(?:anak|budak|bocah|cucu|dedek|adek|ponakan)(?:nya|ku|nyo)?\b")
_BY_AGE = frozenset({"aid_health"})  # here "anak saya sesak" is enough; elsewhere the age must be told


def first(turn: Turn, book: Handbook, outcome: Outcome) -> Outcome:
    """Say the warning before the rest, where a request or a complaint names a child's age and a sign."""
    reading, text = turn.reading, turn.message.text
    says = [effect for effect in outcome.effects if isinstance(effect, Say)]
    quiet = turn.message.kind != MESSAGE or turn.message.choice or reading.danger is not None or not says
    if quiet or reading.kind not in _KINDS or any(_warns(say) for say in says):
        return outcome
    months = age_of((), reading.entities, turn.now.date())
    said = text.lower()
    young = months is not None or _SMALL.search(said) is not None
    if not young and not (reading.intent in _BY_AGE and _CHILD.search(said)):
        return outcome
    sign = heard(book.signs, text, months)
    if sign is None:
        return outcome
    at = outcome.effects.index(says[0])
    warning = Say(f"warning.{sign.id}", NUMBERS)
    return Outcome(outcome.state, (*outcome.effects[:at], warning, *outcome.effects[at:]))


def _warns(say: Say) -> bool:
    return any(key.startswith("warning.") for key in (say.key, say.lead))
