"""A case in which the family has long not replied: asked whether to go on, and closed if nobody answers that either."""

from __future__ import annotations

import re
from datetime import datetime

from handlers.casework.cases import DONE, is_open
from handlers.casework.deadlines import ANSWER
from handlers.casework.status import reopening
from handlers.effects import Effect, Move, Note, Option, Outcome, Promise, Rest, Say, Tell
from handlers.handbook import Handbook
from handlers.state import Asking, Idle, State
from handlers.talk.menu import BACK, STAFF
from handlers.texts import day
from handlers.turn import CaseBrief, Turn
from handlers.words import readers, wording

QUESTION = "still"
"""Is it still needed? The text of the Asking is the id of the case."""

_FILLER = (
    r"(?:saya|sy|sayo|aku|kami|ya|iya|iyo|bu|pak|kak|mbak|min|tolong|dong|kok|itu|ini|laporan\w*|lagi|dulu|makasih|"
    r"terima|kasih|maaf)"
)
_GO_ON = re.compile(
    rf"(?:{_FILLER} )*(?:masih(?: (?:perlu|butuh|mau|minta|ditunggu|nunggu|menunggu|lanjut))?|perlu|butuh|"
    rf"(?:di)?lanjut(?:kan|in)?|terus(?:kan)?|jangan ditutup|belum (?:selesai|beres|kelar))(?: {_FILLER})*"
)
_ENOUGH = re.compile(
    rf"(?:{_FILLER} )*(?:(?:sudah|udah|sdh) (?:selesai|beres|kelar|cukup|cair|{wording.NOT} perlu)|"
    rf"cukup|selesai|tutup(?: (?:saja|aja|bae))?|{wording.NOT} (?:perlu|usah|butuh)(?: lagi)?)(?: {_FILLER})*"
)


def ask(case: CaseBrief, until: datetime, zone: str) -> tuple[Effect, ...]:
    """Ask whether to go on, and say when the case is closed without an answer; staff hear of it."""
    options = (Option(f"still:{case.id}:yes", "choice.still.yes"), Option(f"still:{case.id}:no", "choice.still.no"))
    values = {"code": case.code, "until": day(until, zone)}
    waiting = Asking(QUESTION, tuple(option.value for option in options), str(case.id))
    say = Say("closing.ask", values, "", options, case=case.id)
    return Rest(case.id, waiting), say, Tell("desk.closing.asked", values, case.id)


def close(case: CaseBrief) -> tuple[Effect, ...]:
    """Nobody answered that either: close it, and say how it is opened again."""
    say = Say("closing.closed", {"code": case.code}, "", (*reopening(case.id), BACK), case=case.id)
    told = Tell("desk.closing.closed", {"code": case.code}, case.id)
    return Rest(case.id, Idle()), say, told, Move(case.id, DONE, case.officer)


def pressed(turn: Turn, book: Handbook, what: str) -> Outcome | None:
    """An answer by button; None for a case that is not the writer's, or is closed meanwhile."""
    number, _, answer = what.partition(":")
    case = next((known for known in turn.cases if str(known.id) == number and is_open(known)), None)
    if case is None or answer not in ("yes", "no"):
        return None
    return _go_on(turn, book, case) if answer == "yes" else _enough(turn, case)


def answered(turn: Turn, book: Handbook, state: Asking) -> Outcome | None:
    """A typed answer, also one of a few words ("masih bu", "sudah beres"); None for anything else."""
    if turn.message.choice:
        return None
    said = wording.plain(re.sub(r"[,.!]", " ", turn.message.text))
    said = " ".join(said.split())
    if _ENOUGH.fullmatch(said) or readers.no(turn.message, turn.reading):
        return pressed(turn, book, f"{state.text}:no")
    if _GO_ON.fullmatch(said) or readers.yes(turn.message, turn.reading):
        return pressed(turn, book, f"{state.text}:yes")
    return None


def _go_on(turn: Turn, book: Handbook, case: CaseBrief) -> Outcome:
    by = book.due(case.kind, turn.now)
    said = Say("closing.goes_on", {"code": case.code, "by": day(by, turn.person.zone)}, "", (STAFF, BACK))
    told = Tell("desk.closing.still", {"code": case.code}, case.id)
    return Outcome(_after(turn), (Note(case.id), Promise(case.id, ANSWER, by), told, said))


def _enough(turn: Turn, case: CaseBrief) -> Outcome:
    said = Say("closing.enough", {"code": case.code}, "", (*reopening(case.id), BACK))
    told = Tell("desk.closing.enough", {"code": case.code}, case.id)
    return Outcome(_after(turn), (Note(case.id), said, told, Move(case.id, DONE, case.officer)))


def _after(turn: Turn) -> State:
    """A form, or a talk with staff, stays as it is."""
    return Idle() if isinstance(turn.state, Asking) else turn.state
