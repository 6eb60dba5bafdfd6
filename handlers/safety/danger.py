"""Danger: say where help is at once, open an urgent case, wake the staff, and hand the talk to a person."""

from __future__ import annotations

import re
from datetime import timedelta

from handlers.casework import cases
from handlers.effects import URGENT, Alert, Effect, Note, OpenCase, Option, Outcome, Quiet, Say, Values
from handlers.family.bereaved import near
from handlers.handbook import Handbook
from handlers.safety import hotlines, writer
from handlers.state import Answer, Answers, Confirming, Filling, Idle, WithStaff
from handlers.texts import literal
from handlers.turn import CaseBrief, Turn
from handlers.words import wording

WATCHED = frozenset(
    {"danger_child_violence", "danger_sexual_abuse", "danger_domestic_violence", "danger_trafficking", "danger_suicide"}
)
"""Dangers in which whoever is near may be whom it is about, and may read the screen."""

_PRESSING = (
    *("danger_medical", "danger_suicide", "danger_sexual_abuse", "danger_missing_person", "danger_trafficking"),
    *("danger_child_violence", "danger_domestic_violence"),
)
"""The most pressing first, as in content/danger/urgency.yml."""

_ALERT_AGAIN_AFTER = timedelta(minutes=10)
_CALM_AGAIN_AFTER = timedelta(minutes=30)
_TALK = timedelta(hours=1)
_DAY = timedelta(days=1)
_A_MOMENT = timedelta(seconds=1)
_FEW = 5  # words: so few tell on ("jangan bilang mama ya"), more tell something new
_PLEA = re.compile(r"\b(?:jangan|jgn|jan) (?:bilang|blg|kasih ?tau|kasi ?tau|cerita|ngomong|lapor)\b(?!.*\bkat[ao]\b)")
_TELLS_WHO = re.compile(r"\b(?:om|paman|kakek|datuk|guru|abang|ustad\w*|pacar|tiri|tetangga|dio?)\b")
# Whatever the list of numbers says: nobody in danger is left without one.
_ALWAYS = (("hotline_name.police", "@hotline.police"), ("hotline_name.medical", "@hotline.medical"))
_NUMBERS = {"police": "@hotline.police", "medical": "@hotline.medical"}

_TAKEN_BACK = re.compile(
    r"\b(?:cum[ae]|hany[ao]|sekedar|sekadar|itu)\s+(?:ber)?(?:kiasan|canda|becanda|candaan|gurau|main[ -]?main|"
    r"ungkapan|perumpamaan|iseng|lelucon|prank|contoh)"
    r"|\b(?:ber|be)?canda(?:an)? (?:kok|aja|saja|doang|bu|pak|kak|min)\b"
    r"|\bsalah (?:kirim|ketik|tulis|pencet)\b|\b(?:bot|kakak|kak|bu|min|kamu|anda)\w* salah paham\b"
    r"|\b(?:bukan|bkn) (?:begitu|gitu|itu|beneran|sungguhan) (?:maksud|kok|bu|pak|kak|min)"
    r"|\bmaksud (?:saya|sy|aku|ku|sayo)\b.*\b(?:bukan|cuma|hanya)\b|\bbukan (?:itu )?maksud"
    r"|\b(?:tidak|tdk|gak|ga|nggak|dak|ndak|enggak) (?:jadi|jd) (?:lapor|cerita|bu|pak|kak|min|melapor|mengadu)"
    r"|\b(?:tidak|tdk|gak|ga|nggak|dak|ndak|enggak) (?:serius|beneran)\b"
    r"|\b(?:abaikan|hapus|batalkan|cabut|tarik)\w*\b.*\b(?:tadi|laporan|cerita|pesan|barusan)"
)
_IN_A_WORD = re.compile(r"^(?:tidak jadi|tdk jadi|gak jadi|ga jadi|nggak jadi|dak jadi|ndak jadi|g jadi)\b")
_IN_EARNEST = re.compile(r"\b(?:bukan|bkn|tidak|tdk|gak|ga|nggak|dak|ndak|enggak) (?:ber|be)?canda\w*")


def respond(turn: Turn, book: Handbook, kind: str, *, half: tuple[Effect, ...] = ()) -> Outcome:
    """What is decided on a message in which `kind` (a danger_* intent) was seen, whatever else it says.

    `half` files a form that the family was in the middle of, as a case of its own.
    """
    spoken_with = _spoken_with(turn)
    if spoken_with is not None and turn.reading.doubt:
        return Outcome(turn.state, (Note(spoken_with.id), _more(spoken_with, kind), *half))
    known = next((case for case in _open(turn) if case.topic == kind), None)
    if known is not None:
        return _again(turn, known, half)
    cared_for = _cared_for(turn)
    if cared_for is not None and kind in WATCHED:
        return Outcome(turn.state, (Note(cared_for.id), _more(cared_for, kind), *half))
    goes_on = _goes_on(turn, kind)
    if goes_on is not None:
        return _joined(turn, book, goes_on, kind, half)
    effects: list[Effect] = [
        Say(_key(turn, kind), _values(turn, book, kind), "loss.beside" if near(turn) else "", urgent=True),
        OpenCase("danger", kind, _answers(turn), URGENT, book.due("danger", turn.now)),
        Alert("desk.alert", {"topic": f"@intent.{kind}"}),
        *half,
    ]
    if isinstance(turn.state, WithStaff) and turn.state.case:
        effects.append(Note(turn.state.case))
    return Outcome(WithStaff(0, turn.now, told=turn.now), tuple(effects))


def retracted(turn: Turn, book: Handbook) -> Outcome | None:  # noqa: ARG001  # a reader's signature
    """Believe "cuma kiasan" kindly and tell staff. Nothing is closed, because it may be written under force."""
    case = next(iter(_open(turn)), None)
    if case is None or not retracts(turn.message.text):
        return None
    free = not isinstance(turn.state, Filling | Confirming)
    if isinstance(turn.state, WithStaff) and turn.state.case != case.id:
        return None
    alert = Alert("desk.retracted", {"code": literal(case.code)}, case=case.id)
    if case.quiet:
        say = Say("quiet.noted")
    else:
        say = Say(writer.key(case, "danger.retracted"), {}, "", (Option("menu", "choice.menu"),) if free else ())
    return Outcome(Idle() if free else turn.state, (Note(case.id), say, alert))


def retracts(text: str) -> bool:
    """Whether the words take back what was said before."""
    said = " ".join(re.sub(r"[^\w\s-]", " ", text.lower()).split())
    said = _IN_EARNEST.sub("", said)
    return _TAKEN_BACK.search(said) is not None or _IN_A_WORD.search(said) is not None


def _open(turn: Turn) -> tuple[CaseBrief, ...]:
    """The open danger cases, the hidden ones too."""
    return tuple(case for case in (*turn.cases, *turn.hidden) if case.kind == "danger" and cases.is_open(case))


def _cared_for(turn: Turn) -> CaseBrief | None:
    """The danger case about which an officer is talking with the family: nobody talks over her, on a watched screen."""
    of = turn.state.case if isinstance(turn.state, WithStaff) else 0
    return next((case for case in _open(turn) if case.id == of and case.officer and case.topic in WATCHED), None)


def _spoken_with(turn: Turn) -> CaseBrief | None:
    """The case, whatever it is about, about which an officer talks with the family: she hears a doubt, they do not."""
    of = turn.state.case if isinstance(turn.state, WithStaff) else 0
    return next((case for case in (*turn.cases, *turn.hidden) if case.id == of and case.officer), None)


def _goes_on(turn: Turn, kind: str) -> CaseBrief | None:
    """The danger of the last hour that a weaker kind, or one that is only doubted, is told on of; None without one."""
    if kind not in WATCHED:
        return None
    for case in _open(turn):
        talk = turn.state if isinstance(turn.state, WithStaff) and turn.state.case == case.id else None
        last = max(case.opened, (talk.told or talk.since) if talk else case.opened)
        weaker = case.topic in WATCHED and _PRESSING.index(kind) > _PRESSING.index(case.topic)
        if turn.now - last <= _TALK and (weaker or turn.reading.doubt or _pleads(turn)):
            return case
    return None


def _pleads(turn: Turn) -> bool:
    """A few words that only ask us to keep it to ourselves; not those that somebody else made them keep."""
    said = wording.plain(turn.message.text)
    few = wording.size(said) <= _FEW
    return few and _PLEA.search(said) is not None and _TELLS_WHO.search(said) is None


def _joined(turn: Turn, book: Handbook, case: CaseBrief, kind: str, half: tuple[Effect, ...]) -> Outcome:
    """More of the same story: staff hear the other kind; what is plainly told is met with its own words, once."""
    state = turn.state
    talk = state if isinstance(state, WithStaff) and state.case == case.id else None
    effects: list[Effect] = [Note(case.id), _more(case, kind, "desk.alert_other")]
    if not turn.reading.doubt and wording.size(turn.message.text) > _FEW:
        values = {**_values(turn, book, kind), "code": literal(case.code)}
        key = f"danger.{kind.removeprefix('danger_')}"
        effects.append(Say(f"{key}_child" if _child(turn) else key, values, urgent=True))
        if case.quiet:
            effects.append(Quiet(case.id, quiet=False))
    elif case.quiet:
        return Outcome(state, (*effects, *half))
    elif talk is None or talk.told is None or talk.told == talk.since or turn.now - talk.told >= _CALM_AGAIN_AFTER:
        effects.append(Say(writer.key(case, "danger.read"), {}, "", (Option("menu", "choice.menu"),)))
    else:
        return Outcome(state, (*effects, *half))
    since = talk.since if talk else turn.now - _A_MOMENT  # no question of ours is open
    return Outcome(WithStaff(case.id, since, told=turn.now), (*effects, *half))


def _more(case: CaseBrief, kind: str, key: str = "desk.alert_more") -> Alert:
    return Alert(key, {"code": literal(case.code), "topic": f"@intent.{kind}"}, case=case.id)


def _child(turn: Turn) -> bool:
    """Whether a child writes: their words say so, or those of the last day did."""
    told = [case for case in _open(turn) if turn.now - case.opened <= _DAY]
    return writer.child(turn) or any(case.writer == writer.CHILD for case in told)


def _key(turn: Turn, kind: str) -> str:
    key = f"danger.{kind.removeprefix('danger_')}"
    return f"{key}_child" if _child(turn) else key


def _values(turn: Turn, book: Handbook, kind: str) -> Values:
    found = hotlines.numbers(book.hotlines, kind, hotlines.place_of(turn))
    return {"numbers": (*found.lines, ("danger.checked", found.checked)) if found.lines else _ALWAYS}


def _answers(turn: Turn) -> Answers:
    text = turn.message.text.strip()
    answers: Answers = {"what": Answer(text)} if text else {}
    if _child(turn):
        answers["writer"] = Answer("", writer.CHILD, "choice.writer.child")
    place = turn.reading.entity("place")
    if place is not None:
        answers["place"] = Answer(place.text, place.value)
    elif isinstance(turn.state, Filling | Confirming) and "place" in turn.state.answers:
        answers["place"] = turn.state.answers["place"]
    return answers


def _again(turn: Turn, case: CaseBrief, half: tuple[Effect, ...]) -> Outcome:
    state = turn.state
    told = state.told if isinstance(state, WithStaff) and state.case == case.id else None
    effects: list[Effect] = [Note(case.id)]
    if told is None or turn.now - told >= _ALERT_AGAIN_AFTER:
        effects.append(Say(writer.key(case, "danger.again"), {**_NUMBERS, "code": literal(case.code)}, urgent=True))
        effects.append(Alert("desk.alert_again", {"code": literal(case.code)}, case=case.id))
        told = turn.now
    if case.quiet:  # whoever writes of it again does so in a moment of their own
        effects.append(Quiet(case.id, quiet=False))
    return Outcome(WithStaff(case.id, turn.now, told=told), (*effects, *half))
