"""While a person has the talk: everything is passed on to the case, and the bot says only what must be said."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from handlers.casework.cases import is_open
from handlers.effects import Alert, Effect, Note, Option, Outcome, Say, Tell
from handlers.family.bereaved import near
from handlers.handbook import Handbook
from handlers.safety import writer
from handlers.safety.danger import WATCHED
from handlers.state import WithStaff
from handlers.texts import day, literal
from handlers.turn import CaseBrief, Turn
from handlers.words.wording import size

_TELL_AGAIN_AFTER = timedelta(minutes=30)
_DAYS = timedelta(days=2)
_PLAIN = 0.6
_ELSEWHERE = frozenset({"complaint", "aid", "parenting", "service"})
_SAYS_LITTLE = frozenset({"service_affirm", "service_deny", "service_out_of_scope", "service_cancel"})
_SHORT = 12  # words
_MACHINE = r"(?:robot|bot|mesin|komputer|ai|otomatis)"
_PERSON = r"(?:orang(?:nya)?|manusia|org|petugas(?:nya)?|admin(?:nya)?|beneran|asli)"
_OR = r"(?:apa|apo|atau|ato|apakah|bukan|ya|yo)"
_READS = r"(?:m?e?m?baca|bales|balas|membalas|jawab|menjawab|liat|lihat)\w*"
_WHO = re.compile(
    rf"\b{_MACHINE} {_OR} (?:\w+ )?{_PERSON}\b|\b{_PERSON} {_OR} (?:\w+ )?{_MACHINE}\b"
    rf"|\b(?:ini|kamu|anda|kakak|kak|lawan bicara) (?:\w+ )?{_MACHINE}\b"
    rf"|\b(?:yang|yg) {_READS}(?: \w+)? siapa\b|\bsiapa (?:yang |yg |sih )*{_READS}\b|^ini siapa\b"
)
_TELL = re.compile(
    r"(?:(?:kak|bu|pak|min|aku|saya|sy|sayo|mau|mo|boleh|bole|bisa|pengen|ingin|izin) )*(?:ber)?(?:cerita|crita|curhat)"
    r"(?: (?:boleh|bole|bisa|gak|ga|g|nggak|dak|ya|kak|bu|pak|sedikit|dikit|dulu|dong))*"
)
_TALK = r"(?:ngobrol|bicara|ngomong|cerita|cakap|becakap|chat|dijawab|dibalas)\w*"
_WANTS = re.compile(
    rf"\b(?:mau|mo|pengen|pingin|ingin|bisa|biso|boleh|minta|nak) (?:\w+ ){{0,2}}?{_TALK} (?:\w+ ){{0,2}}?"
    r"(?:sama|dengan|dgn|samo|ke) (?:orang|org|manusia|petugas)\w*"
    r"|\b(?:kapan|kpn) (?:dibalas|dijawab|dibales|petugas\w*)\b|\bkok (?:belum|lama)\b"
)


def with_staff(turn: Turn) -> Outcome:
    """Pass the message on; until somebody has taken the case, say now and then that it arrived.

    Who asks whether a person is there, or for one, is answered at once.
    """
    state = turn.state
    assert isinstance(state, WithStaff)
    if turn.message.choice:
        return Outcome(state, (Say("staff.with_you", {}, "", (Option("menu", "choice.menu"),)),))
    effects: tuple[Effect, ...] = (Note(state.case),)
    case = next((known for known in turn.cases if known.id == state.case), None)
    if case is None or case.officer:
        return Outcome(state, effects)
    key = _asked(turn.message.text)
    answered = case.kind == "danger" and state.told == state.since  # our question was answered
    silent = state.told is not None and turn.now - state.told < _TELL_AGAIN_AFTER and not answered
    if silent and not key:
        return Outcome(state, effects)
    say = _promise(turn, case, key) if key else _passed_on(turn, case, answered=answered)
    return Outcome(replace(state, told=turn.now), (*effects, say))


def edited(turn: Turn) -> Outcome:
    """An earlier message was changed: staff see the new wording, the bot has nothing to say about it."""
    state = turn.state
    assert isinstance(state, WithStaff)
    text = turn.message.text.strip()
    told = (Tell("desk.family_edited", {"text": literal(text)}, state.case),) if text else ()
    return Outcome(state, told)


def given_up(turn: Turn) -> CaseBrief | None:
    """The danger nobody has taken for days, when the family plainly writes of something else now; else None."""
    state, reading = turn.state, turn.reading
    if not isinstance(state, WithStaff) or turn.message.choice or reading.danger is not None:
        return None
    case = next((known for known in turn.cases if known.id == state.case and is_open(known)), None)
    waited = turn.now - max(state.since, state.told or state.since)
    if case is None or case.kind != "danger" or case.officer or waited < _DAYS:
        return None
    plain = reading.kind in _ELSEWHERE and reading.intent not in _SAYS_LITTLE and reading.confidence >= _PLAIN
    return case if plain else None


def elsewhere(turn: Turn, book: Handbook, outcome: Outcome) -> Outcome:  # noqa: ARG001  # the router's signature
    """Staff hear that the family writes of something else, and that their danger still waits for somebody."""
    case = given_up(turn)
    if case is None:
        return outcome
    return replace(outcome, effects=(*outcome.effects, Alert("desk.elsewhere", {"code": case.code}, case.id)))


def _asked(text: str) -> str:
    """What somebody who waits asks: "who" reads this, for a "person", to be heard ("tell"); "" for anything else."""
    said = " ".join(re.findall(r"\w+", text.lower()))
    if size(said) > _SHORT:
        return ""
    if _TELL.fullmatch(said):
        return "tell"
    return "who" if _WHO.search(said) else "person" if _WANTS.search(said) else ""


def _promise(turn: Turn, case: CaseBrief, key: str) -> Say:
    """A person reads this, and by when they answer."""
    if key == "tell":
        return Say(writer.key(case, "staff.tell"))
    if case.kind != "danger" and case.due is not None and case.due > turn.now:
        return Say(writer.key(case, f"staff.{key}_by"), {"by": day(case.due, turn.person.zone)})
    return Say(writer.key(case, f"staff.{key}_now"))


def _passed_on(turn: Turn, case: CaseBrief, *, answered: bool) -> Say:
    values = {"code": case.code}
    if near(turn):
        return Say("loss.read")
    if answered:
        key = "danger.read" if case.topic in WATCHED else "danger.read_on"
    elif case.kind != "danger" and case.due is not None and case.due > turn.now:
        key, values["by"] = "staff.passed_on", day(case.due, turn.person.zone)
    else:
        key = "staff.passed_on_now"
    return Say(writer.key(case, key), values, "", (Option("menu", "choice.menu"),))
