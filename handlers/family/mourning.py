"""The first days after the loss of a child: what is written goes gently to a person, and nothing is asked."""

from __future__ import annotations

import re

from handlers.effects import SOON, Alert, Effect, Note, OpenCase, Outcome, Say, Tell
from handlers.family import privacy_words as rights
from handlers.family.bereaved import near
from handlers.handbook import Handbook
from handlers.state import Answer, Confirming, Filling, WithStaff
from handlers.talk import opening
from handlers.talk.commands import command
from handlers.talk.handover import TOPIC, open_case, to_staff
from handlers.talk.meaning import understood
from handlers.turn import MESSAGE, Turn
from handlers.words import told
from handlers.words.wording import asks, size

_WISH = 4  # words: fewer name a thing ("demam berdarah") rather than ask for it
_SERVICES = frozenset(
    f"service_{name}"
    for name in (
        *("case_status", "talk_to_staff", "visit", "tips_subscribe", "tips_unsubscribe", "privacy", "office_info"),
        *("program_info", "thanks"),
    )
)
_REQUEST = re.compile(
    r"\b(?:minta|mintak|mohon|tolong|tlg|lapor\w*|melapor\w*|ngadu|mengadu|gimana|gmn|bagaimana|cara\w*|syarat\w*|urus|"
    r"ngurus|mengurus|butuh|perlu|bantuan|bansos|dibantu|belum cair|dipotong|dipungut|pungli|daftar)\b"
)
_BURIAL = re.compile(
    r"\b(?:pemakaman|makamkan|memakamkan|dimakamkan|biaya makam|penguburan|menguburkan|ngubur\w*|dikubur\w*|kafan|"
    r"jenazah|jenasah|mayat|mayit|(?:uang|dana|santunan|bantuan|biaya) (?:kematian|duka))(?:nya|nyo)?\b"
)
_HELP = re.compile(
    r"\b(?:bantu\w*|dibantu|santunan|biaya\w*|dana|duit|uang|gratis|bayar\w*|ambulans?|mobil|minta|urus|ngurus|gimana|"
    r"gmn|bagaimana|cara)\b"
)
_LONG = 25  # words
# What is said to somebody whose words were not understood, or who was taken for a newcomer.
_COLD = (
    "miss.",
    "which.",
    "files.",
    "scope.",
    "greet.",
    "menu.",
    "open.",
    "cancel.",
    "unknown.",
    "parenting.",
    "same.",
)


def gently(turn: Turn, book: Handbook) -> Outcome | None:
    """Words of the first days go to a person, unless they plainly ask for something."""
    return _to_person(turn, book) if near(turn) and not _asks_for_something(turn, book) else None


def softly(turn: Turn, book: Handbook, outcome: Outcome) -> Outcome:
    """The same for what was met with a menu, or was not understood after all."""
    typed = turn.message.kind == MESSAGE and not turn.message.choice and not command(turn)
    if not typed or not near(turn) or isinstance(turn.state, Filling | Confirming | WithStaff):
        return outcome
    cold = any(isinstance(effect, Say) and effect.key.startswith(_COLD) for effect in outcome.effects)
    return _to_person(turn, book) if cold and not _asks_for_something(turn, book) else outcome


def burial(turn: Turn, book: Handbook) -> Outcome | None:
    """A question about help with a burial is a person's to answer, today; None for anything else."""
    if not _about_burial(turn, book):
        return None
    return to_staff(turn, book, text=turn.message.text.strip(), key="loss.burial")


def burial_meanwhile(turn: Turn, book: Handbook) -> Outcome | None:
    """The same while a person is waited for: it cannot wait its turn, so staff are called again."""
    state = turn.state
    case = next((one for one in turn.cases if isinstance(state, WithStaff) and one.id == state.case), None)
    if case is None or case.officer or not _about_burial(turn, book):
        return None
    alert = Alert("desk.wants_person_again", {"code": case.code}, case.id)
    return Outcome(state, (Note(case.id), alert, Say("loss.burial_told")))


def _about_burial(turn: Turn, book: Handbook) -> bool:
    said = " ".join(re.findall(r"\w+", turn.message.text.lower()))
    complains = turn.reading.kind == "complaint" and understood(turn, book)
    return not complains and size(said) <= _LONG and bool(_BURIAL.search(said) and _HELP.search(said))


def _asks_for_something(turn: Turn, book: Handbook) -> bool:
    reading, text = turn.reading, turn.message.text.lower()
    if rights.asks_for(turn) or told.wished(turn.message.text) or told.asks_list(turn.message.text):
        return True
    if not understood(turn, book):
        return False
    if reading.kind == "service":
        return reading.intent in _SERVICES
    return size(text) >= _WISH and (_REQUEST.search(text) is not None or asks(text))


def _to_person(turn: Turn, book: Handbook) -> Outcome:
    known, text = open_case(turn), turn.message.text.strip()
    say = Say("loss.listen" if opening.wish(text) == "tell" else "loss.read")
    if known is not None:
        return Outcome(WithStaff(known.id, turn.now, told=turn.now), (Note(known.id), say))
    case = OpenCase(
        "parenting",
        TOPIC,
        {"what": Answer(text)} if text else {},
        SOON,
        book.due("parenting", turn.now),
    )
    effects: tuple[Effect, ...] = (case, Tell("desk.loss"), say)
    return Outcome(WithStaff(0, turn.now, told=turn.now), effects)
