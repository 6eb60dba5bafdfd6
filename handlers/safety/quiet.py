"""The silent way out of a talk about danger, and back: "menu" hides it, "buka" opens what was held meanwhile."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.casework import cases
from handlers.effects import Alert, Effect, Note, Outcome, Quiet, Say, Tell
from handlers.handbook import Handbook
from handlers.safety.danger import WATCHED
from handlers.state import Confirming, Filling, Idle, WithStaff
from handlers.talk import menu
from handlers.turn import CaseBrief, Turn
from handlers.words import wording
from handlers.words.wording import plain

_SHORT = 20  # words
_CALL = r"(?:di |me|men|nge|n)?(?:[tn]ele?[pf]u?on|telpun|tlpn?|telp|call|hubungi|hub|video ?call|vc)\w*"
_NEVER = r"(?:jangan|jgn|jan|jangn|(?:tidak|tdk|gak|ga|nggak|dak) (?:usah|boleh|bisa|biso))"
_NO_CALL = re.compile(rf"\b{_NEVER} (?:\w+ ){{0,2}}?(?:di)?{_CALL}\b")
_PHONE = r"(?:hp|hape|handphone|ponsel|wa|whatsapp|telegram|chat|cet|pesan)(?:nya|ku|nyo)?"
_LOOKS = (
    r"(?:di ?)?(?:cek|ngecek|periksa|meriksa|baca|lihat|liat|pegang|megang|pake|pakai|buka|bukak|sadap|pantau)(?:in|i)?"
)
_SOMEBODY = (
    r"(?:suami|laki|bapak|ayah|papa|mama|ibu|mamak|pacar|mertua|ipar|abang|kakak|om|paman|majikan|bos|dia|dio|orang)\w*"
)
_READ_BY = re.compile(
    rf"\b{_PHONE}\b(?: \w+){{0,3}}? {_LOOKS}\b(?: \w+){{0,2}}? {_SOMEBODY}\b"
    rf"|\b{_SOMEBODY}\b(?: \w+){{0,3}}? {_LOOKS}\b(?: \w+){{0,2}}? {_PHONE}\b"
)
_OPEN = frozenset({"buka", "/buka", "buka pesan", "buka pesannya", "bukak", "bukak pesan"})


def hide(turn: Turn, book: Handbook) -> Outcome | None:
    """Leave a talk about danger so that nothing on the screen speaks of it; None when there is none.

    The menu that is shown is any menu, without the button for staff: whoever looks over the shoulder learns nothing.
    """
    seen = tuple(case for case in turn.cases if watched(case))
    if not seen and not any(watched(case) for case in turn.hidden):
        return None
    before = tuple(effect for case in seen for effect in (Quiet(case.id), Tell("desk.hidden", {}, case.id)))
    outcome = menu.show(book, "menu.title", before=before)
    return replace(outcome, effects=tuple(_without_staff(effect) for effect in outcome.effects))


def opened(turn: Turn, book: Handbook) -> Outcome | None:  # noqa: ARG001  # a reader's signature
    """Show what staff wrote meanwhile to whoever types "buka", and go on; None when nothing is hidden."""
    if not turn.hidden or plain(turn.message.text) not in _OPEN:
        return None
    shown = tuple(
        effect for case in turn.hidden for effect in (Quiet(case.id, quiet=False), Tell("desk.shown", {}, case.id))
    )
    going = next((case for case in turn.hidden if cases.is_open(case)), None)
    state = turn.state
    if not isinstance(state, Filling | Confirming):
        state = WithStaff(going.id, turn.now, told=turn.now) if going else Idle()
    return Outcome(state, (Say("quiet.opened"), *shown))


def not_by_phone(turn: Turn, book: Handbook) -> Outcome | None:  # noqa: ARG001  # a reader's signature
    """Promise not to call whoever asks for it, and tell staff; None without a case that is open.

    When somebody looks into the phone, nothing of a danger is shown on it unasked from now on.
    """
    said = " ".join(re.findall(r"\w+", turn.message.text.lower()))
    calls, read = _NO_CALL.search(said) is not None, _READ_BY.search(said) is not None
    case = next((known for known in (*turn.cases, *turn.hidden) if watched(known)), None)
    case = case or next((known for known in turn.cases if cases.is_open(known)), None)
    if case is None or wording.size(said) > _SHORT or not (calls or (read and watched(case))):
        return None
    quiet: tuple[Effect, ...] = (Quiet(case.id),) if read and watched(case) and not case.quiet else ()
    told = Alert if case.kind == "danger" else Tell
    effects = (Note(case.id), told("desk.no_call" if calls else "desk.phone_read", {"code": case.code}, case.id))
    return Outcome(turn.state, (*effects, Say("quiet.no_call" if calls else "quiet.careful"), *quiet))


def watched(case: CaseBrief) -> bool:
    """Whether a case is open about a danger whose doer may read the screen."""
    return case.topic in WATCHED and cases.is_open(case)


def _without_staff(effect: Effect) -> Effect:
    if not isinstance(effect, Say):
        return effect
    return replace(effect, options=tuple(option for option in effect.options if option != menu.STAFF))
