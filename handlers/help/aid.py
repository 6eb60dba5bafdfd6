"""Requests for help: what is needed and what its kind has to know, filed as a BTN case. Never a promise of money."""

from __future__ import annotations

from dataclasses import replace

from handlers.casework.cases import urgency
from handlers.casework.complaint import PLACE, PLAIN, WHAT
from handlers.effects import SOON, OpenCase, Option, Outcome, Say
from handlers.form.forms import Form
from handlers.handbook import Handbook
from handlers.help import checklist
from handlers.help.aid_fields import AGE, BY_KIND, CHILD, FOR_WHOM
from handlers.state import Answers, Filling, Idle
from handlers.texts import literal
from handlers.turn import Turn
from nlu.reading import Reading

__all__ = ["AGE", "FORMS", "FOR_WHOM", "children_offered", "finish", "refine"]

_OFFERED = 4  # children as buttons
_LONGEST = 40  # bytes of a name in a button


def finish(form: Form, answers: Answers, turn: Turn, book: Handbook) -> Outcome:
    """File the request; say its number, by when somebody answers, then what to prepare and who decides."""
    how = SOON if _cannot_wait(answers) else urgency(form.topic)
    case = OpenCase("aid", form.topic, answers, how, book.due("aid", turn.now))
    return Outcome(Idle(), (case, Say("aid.done", {"kept": ""}), *checklist.after(form.topic, answers, book)))


def refine(reading: Reading) -> Form:
    """The form that fits what is told into the general one; the general one itself while nothing is plain."""
    best, share = next((one for one in reading.ranking if one[0] in FORMS), ("", 0.0))
    return FORMS[best if share >= PLAIN else "aid"]


def children_offered(turn: Turn, book: Handbook, outcome: Outcome) -> Outcome:  # noqa: ARG001  # the router's signature
    """Where a request asks for which child, those the family has told of stand there as buttons."""
    state, children = outcome.state, turn.person.children
    asked = isinstance(state, Filling) and state.at == CHILD.name and state.form in FORMS
    named = [child.name for child in children if child.name and len(child.name.encode()) <= _LONGEST][:_OFFERED]
    if not asked or not named:
        return outcome
    buttons = tuple(Option(f"{CHILD.name}:{name}", "choice.as_is", {"name": literal(name)}) for name in named)
    effects = tuple(
        replace(effect, options=(*buttons, *effect.options))
        if isinstance(effect, Say) and effect.key == f"aid.ask_{CHILD.name}"
        else effect
        for effect in outcome.effects
    )
    return replace(outcome, effects=effects)


def _cannot_wait(answers: Answers) -> bool:
    """A child without anybody, a house burnt down, an old person alone: whatever kind of request it came as."""
    alone = any(name in answers and answers[name].value == "alone" for name in ("with_whom", "lives_with"))
    return alone or ("baby" in answers and answers["baby"].value in ("baby", "pregnant"))


FORMS: dict[str, Form] = {
    **{f"aid_{kind}": Form(f"aid_{kind}", 2, "aid", fields, finish) for kind, fields in BY_KIND.items()},
    "aid": Form("aid", 2, "aid", (WHAT, FOR_WHOM, PLACE), finish, refine=refine),
}
