"""Handing a case on to an agency: only with the family's yes, and every step told to them as it happens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from handlers.effects import AnswerReferral, Effect, Option, Outcome, Say, Tell, Values
from handlers.form.forms import shown
from handlers.handbook import Handbook
from handlers.help.guidance import Guide
from handlers.state import Answers
from handlers.talk.menu import STAFF
from handlers.texts import day, literal
from handlers.turn import CaseBrief, Referral, Turn
from handlers.words import readers, wording

PROPOSED, AGREED, DECLINED = "proposed", "agreed", "declined"
SENT, ACCEPTED, REFUSED, CLOSED = "sent", "accepted", "refused", "closed"
NEXT = {PROPOSED: (), AGREED: (SENT,), SENT: (ACCEPTED, REFUSED), ACCEPTED: (CLOSED,)}
"""What staff may do next; whatever is not here is settled. From proposed on only the family's answer leads further."""

DAYS = 7
"""Days after which an agency that is silent is asked again, unless the officer says otherwise."""

_MOST_WORDS = 6
_YES = re.compile(r"(?:(?:ya|iya|iyo|ok|oke|baik) )*(?:setuju|boleh|silakan|silahkan|teruskan|diteruskan)(?: \w+){0,3}")
_NO = re.compile(rf"(?:jangan|{wording.NOT} (?:setuju|boleh|usah|mau|mau lah|perlu|diteruskan))(?: \w+){{0,4}}")


@dataclass(frozen=True, slots=True)
class Step:
    """What an officer writes down about a referral: its next status, what the agency said, when to ask it again."""

    status: str
    words: str = ""
    due: datetime | None = None


def propose(case: CaseBrief, referral: int, office: str, answers: Answers, officer: str) -> tuple[Effect, ...]:
    """Ask the family whether the case may be handed on; `answers` are those the agency would be given."""
    lines = tuple((f"field.{name}", shown(answer)) for name, answer in answers.items())
    asked: Values = {"office": f"@agency.{office}", "lines": lines, "code": case.code}
    told = {"office": f"@agency.{office}", "officer": literal(officer)}
    return (
        Say("referral.ask", asked, "", _buttons(referral), case=case.id),
        Tell("desk.referral_proposed", told, case.id),
    )


def vital(case: CaseBrief, office: str, officer: str, why: str) -> tuple[Effect, ...]:
    """Hand on without asking, to save somebody: the family hears that it is done, and no name that betrays them."""
    told = {"office": f"@agency.{office}", "officer": literal(officer), "why": literal(why)}
    return (
        Say("referral.vital", case=case.id),
        Tell("desk.referral_vital", told, case.id),
    )


def step(
    case: CaseBrief, referral: Referral, taken: Step, guide: Guide, *, zone: str, aloud: bool = True
) -> tuple[Effect, ...]:
    """Tell the family and the topic what happened at the agency; not `aloud`, the officer tells the family herself."""
    due = day(taken.due, zone) if taken.due else "@status.no_date"
    values = {"office": _office(guide, referral), "code": case.code, "words": literal(taken.words), "due": due}
    key = f"referral.{taken.status}" + ("" if taken.words or taken.status == SENT else "_short")
    options = (STAFF,) if taken.status in (REFUSED, CLOSED) else ()
    if not aloud:
        return (Tell(f"desk.referral_{taken.status}", {"office": values["office"]}, case.id),)
    return (
        Say(key, values, "", options, case=case.id),
        Tell(f"desk.referral_{taken.status}", {"office": values["office"]}, case.id),
    )


def pressed(turn: Turn, book: Handbook, what: str) -> Outcome | None:
    """The family's yes or no; None once it was answered, or for a referral that is not theirs."""
    said, _, number = what.partition(":")
    asked = next((known for known in _asked(turn) if str(known.id) == number), None)
    if asked is None or said not in ("yes", "no"):
        return None
    return _answer(turn, book, asked, agreed=said == "yes")


def typed(turn: Turn, book: Handbook) -> Outcome | None:
    """A yes or no in words while one question is open; what might answer something else is asked by buttons."""
    asked, text = _asked(turn), wording.plain(turn.message.text)
    if len(asked) != 1 or wording.size(text) > _MOST_WORDS or wording.asks(text):
        return None
    if _NO.fullmatch(text):
        return _answer(turn, book, asked[0], agreed=False)
    if _YES.fullmatch(text):
        return _answer(turn, book, asked[0], agreed=True)
    bare = readers.yes(turn.message, turn.reading) or readers.no(turn.message, turn.reading)
    if not bare:
        return None
    again = Say("referral.press", {"office": _office(book.guide, asked[0])}, "", _buttons(asked[0].id))
    return Outcome(turn.state, (again,))


def _answer(turn: Turn, book: Handbook, asked: Referral, *, agreed: bool) -> Outcome:
    office = _office(book.guide, asked)
    status = AGREED if agreed else DECLINED
    effects = (
        AnswerReferral(asked.id, agreed),
        Say(f"referral.{status}", {"office": office}),
        Tell(f"desk.referral_{status}", {"office": office}, asked.case),
    )
    return Outcome(turn.state, effects)


def _asked(turn: Turn) -> list[Referral]:
    return [known for known in turn.referrals if known.status == PROPOSED]


def _buttons(referral: int) -> tuple[Option, ...]:
    return (
        Option(f"refer:yes:{referral}", "choice.refer.yes"),
        Option(f"refer:no:{referral}", "choice.refer.no"),
    )


def _office(guide: Guide, referral: Referral) -> str:
    """The name of the office; one that no longer stands in the files is "the office"."""
    return f"@agency.{referral.office}" if guide.office(referral.office) else "@referral.office"
