"""More about a matter that is open already: joined by just writing, or asked first whether it is the same."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from handlers.casework import cases, complaint
from handlers.effects import Effect, Join, Note, Option, Outcome, Say
from handlers.family import notice
from handlers.form import forms
from handlers.form.bubbles import BREATH
from handlers.handbook import Handbook
from handlers.help import aid
from handlers.state import Asking, Idle
from handlers.talk.meaning import understood
from handlers.texts import day
from handlers.turn import CaseBrief, Turn
from handlers.words import readers, wording

QUESTION, ADDED = "same", "added"
HOUR, JUST, LATELY = timedelta(hours=1), timedelta(hours=24), timedelta(days=30)

_FORMS = {**complaint.FORMS, **aid.FORMS}
_THINGS = "soal|masalah|laporan|keluhan|kasus|hal|urusan|permohonan"
_ANOTHER = re.compile(
    rf"\b(?:selain itu|satu lagi|(?:beda|lain) lagi|(?:{_THINGS}) (?:yang |yg )?(?:lain|baru|beda|berbeda)|"
    r"lapor(?:kan)? (?:juga|jg|lagi|lg))\b"
)
_BEGINS = re.compile(r"\b(?:mau|mo|mw|ingin|pengen|nak) (?:\w+ )?(?:lapor|melapor|laporkan|melaporkan|ngadu|mengadu)\b")
_SAME = re.compile(r"\b(?:sama|samo|itu juga|yang itu|yg itu|yang tadi|yg tadi|masih itu)\b")
_OTHER = re.compile(r"\b(?:beda|berbeda|lain|laen|baru|bukan)\b")
_FORGOT = re.compile(
    r"(?:(?:oh|eh|oya|o|ya|iya|iyo|maaf|aduh|bu|pak|kak|nak|min|mbak)[ ,.]+)*"
    r"(?:lupo|lupa|kelupaan|ketinggalan|tambah(?:an|in|kan)?|nambah|oya|oh iya|oh ya|satu lagi yang tadi)\b"
)
_POLITE = ("service_thanks", "service_greet")
_PERHAPS = 0.5
_SHORT = 6
_LEAST = 3
_LIKELY = 0.15


def known(turn: Turn, intent: str, text: str) -> Outcome | None:
    """What is done about a message that may belong to an open case of the writer; None when a form is begun for it.

    Within a day of the filing it simply joins that case, unless it asks or says that it is another matter. Up to
    thirty days after it, something alike is asked about before the first question.
    """
    state = turn.state
    also = isinstance(state, Asking) and state.question in (forms.ALSO, QUESTION, ADDED) and turn.message.choice
    if also or wording.size(text) < _LEAST or _ANOTHER.search(text.lower()):
        return None
    mine = _mine(turn, intent)
    fresh = _fresh(turn, intent, text)
    if fresh is not None:
        return _added(turn, fresh, intent, text)
    alike = next((case for case in mine if turn.now - case.opened <= LATELY and _alike(case, intent, turn)), None)
    return None if alike is None else _ask(turn, alike, intent, text)


def perhaps(turn: Turn, book: Handbook) -> Outcome | None:
    """Words that are half understood, soon after a filing, as more of it: better than asking which of two is meant."""
    state, text = turn.state, turn.message.text.strip()
    free = isinstance(state, Idle) or (isinstance(state, Asking) and state.question in (ADDED, notice.QUESTION))
    forgot = _FORGOT.match(text.lower()) is not None
    unclear = forgot or not understood(turn, book)
    if not free or not unclear or wording.size(text) < _LEAST or _ANOTHER.search(text.lower()):
        return None
    just = _just_filed(turn, text, forgot=forgot)
    if just is not None:
        likely = next((name for name, _ in turn.reading.ranking if name in _FORMS and "_" in name), just.topic)
        return _added(turn, just, likely, text)
    for intent in (name for name, share in turn.reading.ranking[:2] if share >= _LIKELY and name in _FORMS):
        fresh = _fresh(turn, intent, text)
        if fresh is not None:
            return _added(turn, fresh, intent, text)
    return None


def answered(turn: Turn, book: Handbook, state: Asking) -> Outcome | None:
    """What comes after the question, or after words were added; None for what is about something else."""
    said, text = wording.plain(turn.message.text), turn.message.text.strip()
    where, _, rest = turn.message.choice.partition(":")
    what, _, name = rest.partition(":")
    if where == "same":
        pass
    elif turn.message.choice:
        return None
    elif wording.size(said) <= _SHORT and (readers.no(turn.message, turn.reading) or _OTHER.search(said)):
        what, name = "no", state.options[-1].rpartition(":")[2]
    elif state.question == QUESTION and wording.size(said) <= _SHORT and _agrees(turn, said):
        what, name = "yes", state.options[0].rpartition(":")[2]
    if what == "no" and name in _FORMS:
        told = replace(turn, reading=replace(turn.reading, entities=state.entities))
        return forms.start(_FORMS[name], told, book, text=state.text)
    if what == "yes":
        case = next((one for one in turn.cases if str(one.id) == name and cases.is_open(one)), None)
        return None if case is None else _joined(turn, case)
    if (
        what
        or state.question == ADDED
        or not text
        or (understood(turn, book) and turn.reading.kind not in _kinds(state))
    ):
        return None
    told_all = f"{state.text}\n{text}"
    if state.misses:  # asked twice is enough: it is filed as a matter of its own
        own = {entity.name for entity in turn.reading.entities}
        entities = (*turn.reading.entities, *(entity for entity in state.entities if entity.name not in own))
        told = replace(turn, reading=replace(turn.reading, entities=entities))
        return forms.start(_FORMS[state.options[-1].rpartition(":")[2]], told, book, text=told_all)
    options = (Option(state.options[0], "choice.same.yes"), Option(state.options[1], "choice.same.no"))
    waiting = replace(state, text=told_all, misses=1, kept=turn.now)
    return Outcome(waiting, (Say("same.again", {}, "", options),))


def _mine(turn: Turn, intent: str) -> list[CaseBrief]:
    kind = intent.partition("_")[0]
    return [case for case in turn.cases if cases.is_open(case) and case.kind == kind and case.topic in _FORMS]


def _fresh(turn: Turn, intent: str, text: str) -> CaseBrief | None:
    """The case filed within the last day that a statement adds to."""
    if wording.asks(text) or _BEGINS.search(text.lower()):
        return None
    mine = _mine(turn, intent)
    return next((case for case in mine if turn.now - case.opened <= JUST and _may_be(case, intent, turn)), None)


def _just_filed(turn: Turn, text: str, *, forgot: bool) -> CaseBrief | None:
    """The case filed within the hour that a statement adds to, however it was understood, unless it is a child's."""
    reading = turn.reading
    polite = readers.yes(turn.message, reading) or readers.no(turn.message, reading) or reading.intent in _POLITE
    child = reading.kind == "parenting" and reading.confidence >= _PERHAPS and not forgot
    if polite or child or wording.asks(text) or _BEGINS.search(text.lower()):
        return None
    mine = (case for case in turn.cases if cases.is_open(case) and case.topic in _FORMS)
    return next((case for case in mine if turn.now - case.opened <= HOUR), None)


def _ask(turn: Turn, case: CaseBrief, intent: str, text: str) -> Outcome:
    options = (
        Option(f"same:yes:{case.id}", "choice.same.yes"),
        Option(f"same:no:{intent}", "choice.same.no"),
    )
    values = {"code": case.code, "about": f"@intent.{case.topic}", "opened": day(case.opened, turn.person.zone)}
    waiting = Asking(QUESTION, tuple(option.value for option in options), text, turn.reading.entities, kept=turn.now)
    return Outcome(waiting, (Say("same.ask", values, "", options),))


def _added(turn: Turn, case: CaseBrief, intent: str, text: str) -> Outcome:
    """The words go to the case at once; the family hears so, but not after each of several short messages."""
    state = turn.state
    effect: Effect = Join(case.id) if turn.message.choice else Note(case.id)
    option = Option(f"same:no:{intent}", "choice.same.other")
    again = isinstance(state, Asking) and state.question == ADDED
    told = f"{state.text}\n{text}" if isinstance(state, Asking) and again else text
    waiting = Asking(ADDED, (option.value,), told, turn.reading.entities, kept=turn.now)
    if isinstance(state, Asking) and again and state.kept is not None and turn.now - state.kept < BREATH:
        return Outcome(waiting, (effect,))
    return Outcome(waiting, (effect, Say("same.added", {"code": case.code}, "", (option,))))


def _joined(turn: Turn, case: CaseBrief) -> Outcome:
    due = day(case.due, turn.person.zone) if case.due is not None and case.due > turn.now else ""
    say = Say("same.joined_by" if due and not case.officer else "same.added", {"code": case.code, "due": due})
    return Outcome(Asking(ADDED, (), kept=turn.now), (Join(case.id), say))


def _alike(case: CaseBrief, intent: str, turn: Turn) -> bool:
    """Whether a case is about the same thing: the same subject, or the same programme or place of a complaint."""
    if not _may_be(case, intent, turn):
        return False
    programme, place = _said(turn, "programme"), _said(turn, "place")
    same = (programme and programme == case.programme) or (place and place == case.place)
    if case.kind == "complaint":
        return bool(same) or (case.topic == intent and not intent.endswith("_other"))
    return case.topic == intent and not intent.endswith("_other")


def _may_be(case: CaseBrief, intent: str, turn: Turn) -> bool:
    """Whether nothing says that it is another matter: another programme, or another kind of help."""
    programme = _said(turn, "programme")
    if programme and case.programme and programme != case.programme:
        return False
    return case.kind == "complaint" or case.topic == intent


def _said(turn: Turn, name: str) -> str:
    entity = turn.reading.entity(name)
    return entity.value if entity is not None else ""


def _agrees(turn: Turn, said: str) -> bool:
    return readers.yes(turn.message, turn.reading) or _SAME.search(said) is not None


def _kinds(state: Asking) -> tuple[str, ...]:
    return (state.options[-1].rpartition(":")[2].partition("_")[0], "")
