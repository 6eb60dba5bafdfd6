"""Where a case stands, told to whoever asks; to a stranger only the status, and never about danger."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from handlers.casework.cases import NEW, OPEN
from handlers.casework.deadlines import STEPS
from handlers.effects import Lines, Option, Outcome, Say
from handlers.handbook import Handbook
from handlers.state import Idle, State
from handlers.talk.handover import reopen
from handlers.talk.menu import BACK, STAFF
from handlers.texts import day
from handlers.turn import CaseBrief, Turn
from handlers.words import wording

_NEW = Option("menu:complaint", "menu.complaint")
_WORDS = 14
_CODE = re.compile(r"\b[a-z]{3}-\d{4}-\d{6}\b")
_LISTED = 5
_LATELY = timedelta(days=7)  # so soon after the closing a "belum selesai" means that case, whatever else is open
_DONE = r"(?:selesai|slesai|beres|kelar|klar|tuntas|rampung|diselesaikan)"
_FILLER = (
    r"(?:ini|itu|kok|loh|lah|ya|yo|bu|ibu|pak|kak|min|maaf|tapi|tp|masih|msh|sebenarnya|ternyata|menurut|saya|sy|sayo|"
    r"aku|kami|juga|jg|sama|sekali|nian|sih|urusannya|masalahnya|kasusnya|laporannya)"
)
_GOES_ON = (
    r"(?:belum|blm|masih|msh|tapi|tp|karena|krn|karno|soalnya|sampai|sampe|tidak|tdk|gak|ga|nggak|dak|uang\w*|duit\w*|"
    r"bantuan\w*|dana\w*|petugas\w*|kartu\w*) .*"
)
_UNFINISHED = re.compile(rf"(?:{_FILLER} )*{wording.NOT} (?:juga )?{_DONE}(?: {_FILLER})*(?: {_GOES_ON})?")
_THING = r"(?:laporan|kasus|pengaduan|aduan|keluhan|permohonan|permintaan|masalah|urusan)"
_ABOUT_IT = re.compile(rf"\b{_THING}(?:nya|nyo|ku)?\b(?: \w+){{0,4}}? {wording.NOT} (?:juga )?{_DONE}\b")


def answer(turn: Turn, state: State | None = None) -> Outcome:
    """Answer by the number in the message, else by what the family has open."""
    waiting = Idle() if state is None else state
    return Outcome(waiting, (say(turn),))


def pressed(turn: Turn, code: str) -> Outcome | None:
    """A number picked from the list; None when it is not (or no longer) the family's."""
    case = next((known for known in turn.cases if known.code == code), None)
    return None if case is None else Outcome(turn.state, (_whole(case, turn),))


def say(turn: Turn) -> Say:
    """What is said to somebody who asks."""
    if turn.asked is not None or turn.reading.entity("ticket") is not None:
        mine = turn.asked is not None and turn.asked.person == turn.person.id
        if turn.asked is None or (turn.asked.kind == "danger" and not mine):
            return Say("status.not_found", {}, "", (STAFF,))
        if mine:
            return _whole(turn.asked, turn)
        return Say("status.stranger", {"code": turn.asked.code, "status": f"@status.line.{turn.asked.status}"})
    cases = [case for case in turn.cases if case.status in OPEN] or list(turn.cases[:1])
    if not cases:
        return Say("status.none", {}, "", (STAFF, BACK))
    if len(cases) == 1:
        return _whole(cases[0], turn)
    lines: Lines = tuple((f"status.line.{case.status}", case.code) for case in cases[:_LISTED])
    options = tuple(Option(f"status:{case.code}", "choice.as_is", {"name": case.code}) for case in cases[:_LISTED])
    return Say("status.many", {"lines": lines}, "", options)


def unfinished(turn: Turn, book: Handbook) -> Outcome | None:
    """Somebody writes that a closed case is not finished: it is opened again; None when they say something else.

    Which one: the number in the message, else the one closed last, unless that is a week ago and another is open.
    """
    said = _CODE.sub(" laporan ", turn.message.text.lower())
    said = wording.plain(" ".join(re.sub(r"[,.!?]", " ", said).split()))
    if wording.size(said) > _WORDS or not (_UNFINISHED.fullmatch(said) or _ABOUT_IT.search(said)):
        return None
    if turn.asked is not None:
        mine = turn.asked.person == turn.person.id and turn.asked.status not in OPEN
        return reopen(turn, str(turn.asked.id), book) if mine else None
    closed = [case for case in turn.cases if case.closed is not None]
    last = max(closed, key=lambda case: case.closed or case.opened, default=None)
    if last is None or last.closed is None:
        return None
    other = any(case.status in OPEN for case in turn.cases)
    return None if other and turn.now - last.closed > _LATELY else reopen(turn, str(last.id), book)


def pressed_reopen(turn: Turn, book: Handbook, what: str) -> Outcome | None:
    """The button under a closed case; long afterwards a new report is offered that may name the old one."""
    return reopen(turn, what, book) or Outcome(turn.state, (Say("status.too_late", {}, "", (_NEW, STAFF)),))


def reopening(case: int) -> tuple[Option, ...]:
    """The button with which a family says that a closed case is not finished."""
    return (Option(f"reopen:{case}", "choice.reopen"),)


def _whole(case: CaseBrief, turn: Turn) -> Say:
    """Where the case stands and, before it, where it was handed on to."""
    said, handed = _one(case, turn), next((one for one in turn.referrals if one.case == case.id), None)
    if handed is None:
        return said
    where = {"office": f"@agency.{handed.office}"}
    return replace(said, values={**said.values, **where}, lead=f"referral.stands.{handed.status}")


def _one(case: CaseBrief, turn: Turn) -> Say:
    zone, now = turn.person.zone, turn.now
    due = day(case.due, zone) if case.due is not None else "@status.no_date"
    values = {"code": case.code, "due": due, "opened": day(case.opened, zone)}
    if case.status not in OPEN:
        return Say(f"status.{case.status}", values, "", (*reopening(case.id), STAFF))
    if case.status == NEW:
        late = case.due is not None and now > case.due and case.kind != "danger"
        return Say("status.new_late", values, "", (STAFF,)) if late else Say("status.new", values)
    if case.next_step not in STEPS or case.next_due is None or case.kind == "danger":
        return Say("status.taken", values)
    values |= {"step": f"@status.step.{case.next_step}", "by": day(case.next_due, zone)}
    late = now > case.next_due
    return Say("status.taken_late", values, "", (STAFF,)) if late else Say("status.taken_next", values)
