"""What people may ask about their own data: see it, correct it, have a copy, have it erased, stop, take consent back.

Whoever has to wait hears the same words, whatever the reason: nobody may read from an answer that a report exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from handlers.casework.cases import is_open
from handlers.effects import Effect, Lines, Note, Option, Outcome, Say, Tell, Values
from handlers.family import privacy_words as words
from handlers.family.notice import CONSENT, agreed
from handlers.family.privacy_words import CORRECT, DOWNLOAD, ERASE, SEE, STOP, WITHDRAW
from handlers.form.forms import Form
from handlers.form.passing import go_on
from handlers.handbook import Handbook
from handlers.personal import Recall, Request, Unsubscribe, Withdraw
from handlers.state import Asking, Confirming, Filling, Idle, State, WithStaff
from handlers.talk.handover import open_case
from handlers.talk.menu import BACK, STAFF
from handlers.texts import day, literal
from handlers.turn import Address, CaseBrief, Child, Turn, Wish
from handlers.words import readers
from handlers.words.wording import corrects, size

ASKED, WRONG = "privacy", "privacy_wrong"
MIND = timedelta(hours=24)
"""How long somebody may take back the wish to be erased."""
READ = timedelta(hours=12)
"""How long the answer stays to be read before it is erased with the rest."""

_BUTTONS = {kind: Option(f"privacy:{kind}", f"privacy.button.{kind}") for kind in (SEE, CORRECT, DOWNLOAD, ERASE)}
_BUTTONS[WITHDRAW] = Option("privacy:withdraw", "privacy.button.withdraw")
_NOT = Option("privacy:not", "privacy.button.not")


def answer(turn: Turn, book: Handbook) -> Outcome:
    """Who reads this, and what may be asked about one's data; a right that is named is granted at once."""
    kind = words.asks_for(turn)
    if kind:
        return act(turn, book, kind)
    return Outcome(Idle(), (Say("info.privacy", {}, "", (_BUTTONS[SEE], _more(), STAFF, BACK)),))


def said(turn: Turn, book: Handbook) -> Outcome | None:
    """Typed words that ask for one of the rights; None for anything else, also for data that others keep."""
    kind = words.asks_for(turn)
    return act(turn, book, kind) if kind else None


def in_form(turn: Turn, book: Handbook, known: Mapping[str, Form]) -> Outcome | None:
    """The same in the middle of a form, when the message is a few words and nothing else; then the form goes on."""
    state = turn.state
    if not isinstance(state, Filling | Confirming) or state.form not in known or not words.bare(turn):
        return None
    kind = words.asks_for(turn)
    return go_on(turn, known[state.form], act(turn, book, kind).effects) if kind else None


def recalled(turn: Turn) -> Outcome | None:
    """The wish to be erased is taken back, in any state; None when nothing waits that could be."""
    wish = _waiting(turn, ERASE)
    if wish is None or not words.calls_off(turn):
        return None
    return _take_back(turn, wish)


def pressed(turn: Turn, book: Handbook, what: str) -> Outcome | None:
    """A button about one's data; None for one that nobody knows."""
    wish = _waiting(turn, ERASE)
    match what:
        case "rights":
            return _say(turn, Say("privacy.rights", {}, "", (*_BUTTONS.values(), BACK)))
        case "sure":
            return _sure(turn)
        case "yes":
            return _request(turn, book, ERASE)
        case "recall":
            return _take_back(turn, wish) if wish else _say(turn, Say("privacy.nothing_waits"))
        case "not":
            return _say(turn, Say("privacy.stays"))
        case _ if what in words.RIGHTS:
            return act(turn, book, what)
    return None


def act(turn: Turn, book: Handbook, kind: str) -> Outcome:
    """Grant a right at once, or ask what is still to be known."""
    match kind:
        case "see":
            return _see(turn, book)
        case "correct" if isinstance(turn.state, Filling | Confirming | WithStaff):
            return _say(turn, Say("privacy.correct_later"))
        case "correct":
            return Outcome(Asking(WRONG), (Say("privacy.correct_ask", {}, "", (STAFF, BACK)),))
        case "erase":
            return _erase(turn)
    return _request(turn, book, kind)


def asked(turn: Turn, book: Handbook, state: Asking) -> Outcome | None:
    """A typed yes or no to one of the two questions before somebody is erased; None for anything else."""
    if turn.message.choice:
        return None
    if readers.no(turn.message, turn.reading) or words.backs_out(turn) or words.calls_off(turn):
        return _say(turn, Say("privacy.stays"))
    first = "privacy:sure" in state.options
    if words.asks_when(turn) == ERASE:
        question = _erase(turn) if first else _sure(turn)
        told = Say("privacy.erase_when", moment(due(turn.now, book), turn.person.zone))
        return replace(question, effects=(told, *question.effects))
    if not readers.yes(turn.message, turn.reading):
        return None
    return _sure(turn) if first else _request(turn, book, ERASE)


def when(turn: Turn) -> Outcome | None:
    """By when something is done that was asked about one's data; None when nothing waits, or it is not asked."""
    kind = words.asks_when(turn)
    wish = (_waiting(turn, kind) or next(iter(turn.wishes), None)) if kind else None
    return None if wish is None else _say(turn, _still(turn, wish))


def what_for(turn: Turn) -> Outcome | None:
    """What the data are used for, asked where they were spoken of a moment ago; None for any other words."""
    near = any(button.value.startswith(("privacy:", "notice:")) for row in turn.shown[:2] for button in row)
    if not words.asks_what_for(turn, near=near):
        return None
    options = () if agreed(turn) else CONSENT
    return _say(turn, Say("notice.more", {}, "", options))


def corrected(turn: Turn, book: Handbook, state: Asking) -> Outcome | None:  # noqa: ARG001  # one signature
    """What is wrong and how it is right: their words go to staff, and into the case that is open."""
    text = turn.message.text.strip()
    if turn.message.choice or not text or (size(text) <= 1 and not corrects(text)):
        return None
    return _request(turn, book, CORRECT, detail=text)


def due(now: datetime, book: Handbook) -> datetime:
    """By when a wish about one's data is answered, UTC: 3 x 24 hours by the clock, through every holiday (UU PDP)."""
    return now + timedelta(hours=book.rights_hours)


def erased_from(received: datetime, decided: datetime) -> datetime:
    """From when somebody who asked for it is erased: not before they could think it over and read the answer."""
    return max(received + MIND, decided + READ)


def moment(when: datetime, zone: str) -> dict[str, str]:
    """A promised moment for a text: {due} and {hour}."""
    return {"due": day(when, zone), "hour": f"{when.astimezone(ZoneInfo(zone)):%H.%M}"}


def decided(kind: str, *, granted: bool, to: Address, when: Values, link: str = "") -> Say:
    """What the family hears of a decision. Granted in part sounds as granted does, and a refusal names no ground."""
    if not granted:
        return Say("privacy.refused", to=to)
    match kind:
        case "download" if link:
            return Say("privacy.copy_ready", {"link": link}, to=to)
        case "download":
            return Say("privacy.copy_by_officer", to=to)
        case "erase":
            return Say("privacy.erase_granted", when, to=to)
        case "correct":
            return Say("privacy.corrected", to=to)
    return Say("privacy.settled", to=to)


def _see(turn: Turn, book: Handbook) -> Outcome:
    person = turn.person
    form = f"@privacy.form.{person.address_form}" if person.address_form else "@privacy.none"
    lines: Lines = (
        ("privacy.line.name", literal(person.name) or "@privacy.none"),
        ("privacy.line.form", form),
        ("privacy.line.place", "@privacy.kept" if person.place else "@privacy.none"),
        ("privacy.line.children", literal(", ".join(map(_child, person.children))) or "@privacy.none"),
        ("privacy.line.tips", "@privacy.yes" if person.subscriptions else "@privacy.no"),
        ("privacy.line.consent", "@privacy.yes" if person.consent else "@privacy.no"),
        ("privacy.line.open", _codes(turn, still=True)),
        ("privacy.line.closed", _codes(turn, still=False)),
    )
    note = Request(SEE, due(turn.now, book))
    say = Say("privacy.see", {"lines": lines}, "", (_BUTTONS[CORRECT], _BUTTONS[DOWNLOAD], _BUTTONS[ERASE], BACK))
    return _say(turn, say, before=(note,))


def _erase(turn: Turn) -> Outcome:
    wish = _waiting(turn, ERASE)
    if wish is not None:
        return _say(turn, _still(turn, wish))
    options = (Option("privacy:sure", "privacy.button.go_on"), _NOT)
    return _ask(turn, Say("privacy.erase_what", {}, "", options), options)


def _sure(turn: Turn) -> Outcome:
    options = (Option("privacy:yes", "privacy.button.yes"), _NOT)
    return _ask(turn, Say("privacy.erase_sure", {}, "", options), options)


def _request(turn: Turn, book: Handbook, kind: str, *, detail: str = "") -> Outcome:
    wish = _waiting(turn, kind)
    if wish is not None and not detail:
        return _say(turn, _still(turn, wish))
    by = due(turn.now, book)
    when = moment(by, turn.person.zone)
    at_once: tuple[Effect, ...] = ()
    if kind == WITHDRAW:
        at_once = (Withdraw(), Unsubscribe())
    elif kind == STOP:
        at_once = (Unsubscribe(),)
    case = open_case(turn) if kind == CORRECT else None
    note: tuple[Effect, ...] = (Note(case.id),) if case is not None else ()
    told = Tell("desk.rights_new", {"what": f"@desk.right.{kind}", **when})
    return _say(turn, _received(kind, when), before=(*at_once, *note, Request(kind, by, detail), told))


def _received(kind: str, when: Values) -> Say:
    if kind == ERASE:
        return Say("privacy.waits_erase", when, "", (Option("privacy:recall", "privacy.button.recall"), BACK))
    lead = {WITHDRAW: "privacy.withdrawn", STOP: "privacy.stopped"}.get(kind, "")
    return Say("privacy.waits", when, lead, (BACK,))


def _still(turn: Turn, wish: Wish) -> Say:
    options = (Option("privacy:recall", "privacy.button.recall"),) if wish.kind == ERASE else ()
    return Say("privacy.still_waits", moment(wish.due, turn.person.zone), "", (*options, STAFF, BACK))


def _take_back(turn: Turn, wish: Wish) -> Outcome:
    return _say(turn, Say("privacy.stays"), before=(Recall(wish.id),))


def _waiting(turn: Turn, kind: str) -> Wish | None:
    return next((wish for wish in turn.wishes if wish.kind == kind), None)


def _codes(turn: Turn, *, still: bool) -> str:
    # For everybody alike: whoever holds the phone may be whom such a report is about.
    shown = [case for case in turn.cases if is_open(case) is still and not _hidden(case)]
    return ", ".join(case.code for case in shown) or "@privacy.none"


def _hidden(case: CaseBrief) -> bool:
    return case.kind == "danger" or bool(case.secrecy) or case.quiet


def _child(child: Child) -> str:
    born = format_date(child.born, "MMMM y", locale="id") if child.born else ""
    return " ".join(part for part in (child.name or "–", f"({born})" if born else "") if part)


def _more() -> Option:
    return Option("privacy:rights", "privacy.button.rights")


def _ask(turn: Turn, say: Say, options: tuple[Option, ...]) -> Outcome:
    if isinstance(turn.state, Filling | Confirming | WithStaff):
        return Outcome(turn.state, (say,))
    return Outcome(Asking(ASKED, tuple(option.value for option in options)), (say,))


def _say(turn: Turn, say: Say, *, before: tuple[Effect, ...] = ()) -> Outcome:
    """Say it and leave a form, or the talk with staff, as it is."""
    keeps = isinstance(turn.state, Filling | Confirming | WithStaff)
    state: State = turn.state if keeps else Idle()
    return Outcome(state, (*before, say))
