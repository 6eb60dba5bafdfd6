"""Two phones of one family: a code offered on the one, typed on the other, agreed to on the first; and parted again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handlers.casework.cases import is_open
from handlers.effects import Effect, Option, Outcome, Say, Tell
from handlers.family import link_words as words
from handlers.family.notice import agreed, ask
from handlers.form.forms import Form
from handlers.form.passing import go_on
from handlers.handbook import Handbook
from handlers.personal import ClaimLink, Link, OfferLink, Unlink
from handlers.safety import writer
from handlers.state import Asking, Confirming, Filling, Idle, State
from handlers.talk.menu import BACK, STAFF
from handlers.texts import literal
from handlers.turn import JOINED, LOCKED, FamilyLink, Incoming, Turn
from handlers.words import readers

QUESTION, PARTING = "link", "link_part"
"""A code was given, and a yes may come for who typed it · are the phones to be parted?"""

WISH = "link"
"""What waits for the consent: a code of our own, or one that was typed."""

_STOP = Option("link:stop", "choice.link.stop")
_PART, _STAY = Option("link:part", "choice.link.part"), Option("link:stay", "choice.link.stay")
_LONGEST_NAME = 40


def about(message: Incoming, state: State) -> bool:
    """Whether a message may be about two phones: only then is it looked up which there are."""
    asked = isinstance(state, Asking) and state.question in (QUESTION, PARTING)
    return asked or message.choice.startswith("link:") or words.about(message.text)


def said(turn: Turn, book: Handbook) -> Outcome | None:  # noqa: ARG001  # the router's signature
    """Words about a second phone, and nothing else in them; None when the message is about anything else."""
    text = turn.message.text
    if writer.child(turn):
        return None
    if words.code(text):
        return _typed(turn)
    link = turn.link
    claimed = link is not None and link.own and bool(link.address)
    if claimed and words.agrees(text):
        return pressed(turn, "yes")
    match words.wish(text):
        case words.JOIN:
            return _offer(turn) if agreed(turn) else ask(turn, "link.consent", WISH, text.strip())
        case words.LEAVE:
            return _part_or_not(turn)
        case words.STOP:
            return pressed(turn, "stop")
        case words.WHO:
            say = Say("link.who", {"names": _names(turn)}, "", (_PART, BACK)) if turn.kin else _nobody()
            return Outcome(Idle(), (say,))
    return None


def in_form(turn: Turn, book: Handbook, known: Mapping[str, Form]) -> Outcome | None:  # noqa: ARG001  # one signature
    """The same in the middle of a form: it has to wait until the form is sent, and a code is good that long."""
    state, text = turn.state, turn.message.text
    if not isinstance(state, Filling | Confirming) or state.form not in known:
        return None
    named = words.wish(text) == words.JOIN or (words.code(text) and not text.strip()[:1].isdecimal())
    return go_on(turn, known[state.form], (Say("link.later"),)) if named else None


def keep(turn: Turn, waits: Asking) -> Outcome:
    """Go on with what waited for the consent."""
    before = replace(turn, message=replace(turn.message, text=waits.text, choice=""), state=Idle())
    return _typed(before) if words.code(waits.text) else _offer(before)


def pressed(turn: Turn, what: str) -> Outcome | None:
    """A button about two phones; None for one that nobody knows."""
    link = turn.link
    step, _, number = what.partition(":")
    held = link if link is not None and number in ("", str(link.id)) else None
    match step:
        case "yes" | "no":
            if held is None or not held.own or not held.address:
                return _say(turn, Say("link.late", {}, "", (BACK,)))
            return _joined(turn, held) if step == "yes" else _ended(turn, held)
        case "stop":
            return _ended(turn, held) if held is not None else _say(turn, Say("link.nothing", {}, "", (BACK,)))
        case "part":
            return _parted(turn)
        case "stay":
            return _say(turn, Say("link.stays"))
    return None


def answered(turn: Turn, book: Handbook, state: Asking) -> Outcome | None:  # noqa: ARG001  # one signature
    """A typed yes or no to one of the two questions; None for anything else."""
    if turn.message.choice:
        return None
    yes, no = readers.yes(turn.message, turn.reading), readers.no(turn.message, turn.reading)
    if not (yes or no):
        return None
    if state.question == PARTING:
        return pressed(turn, "part" if yes else "stay")
    if turn.link is None or turn.link.address:
        return pressed(turn, "yes" if yes else "no")
    return Outcome(state, (Say("link.not_yet"),)) if yes else pressed(turn, "stop")


def _offer(turn: Turn) -> Outcome:
    lead = "link.more" if turn.kin else ""
    say = Say("link.offer", {"names": _names(turn)}, lead, (_STOP,))
    waiting = Asking(QUESTION, (_STOP.value,), kept=turn.now)
    return Outcome(waiting, (OfferLink(), *_staff(turn, "desk.link.asked"), say))


def _typed(turn: Turn) -> Outcome:
    """A code: whether it can be used is told, but never why a wrong one is wrong."""
    link = turn.link
    if link is None:
        return _say(turn, Say("link.wrong", {}, "", (STAFF, BACK)), before=(ClaimLink(),))
    if link.stands == LOCKED:
        return _say(turn, Say("link.locked", {}, "", (STAFF, BACK)))
    if link.stands == JOINED:
        return _say(turn, Say("link.already", {"names": _names(turn)}, "", (_PART, BACK)))
    if link.own:
        return _say(turn, Say("link.own", {}, "", (_STOP,)))
    if not agreed(turn):
        return ask(turn, "link.consent_other", WISH, turn.message.text.strip())
    answers = (Option(f"link:yes:{link.id}", "choice.link.yes"), Option(f"link:no:{link.id}", "choice.link.no"))
    question = Say("link.question", {"name": _called(turn.person.name)}, "", answers, to=link.address)
    told = Say("link.asked", {}, "", (_STOP,))
    return _say(turn, told, before=(ClaimLink(link.id), *_staff(turn, "desk.link.asked")), after=(question,))


def _joined(turn: Turn, link: FamilyLink) -> Outcome:
    here = Say("link.joined", {"name": _called(link.name)}, "", (BACK,))
    there = Say("link.joined_other", {"name": _called(turn.person.name)}, "", (BACK,), to=link.address)
    before = (Link(link.id, agreed=True), *_staff(turn, "desk.link.joined"))
    return _say(turn, here, before=before, after=(there,))


def _ended(turn: Turn, link: FamilyLink) -> Outcome:
    """The offer ends, from whichever of the two phones; the other one hears of it when it waits or was asked."""
    key = "link.refused" if link.own and link.address else "link.stopped"
    told = (Say("link.refused_other" if link.own else "link.stopped_other", to=link.address),) if link.address else ()
    return _say(turn, Say(key, {}, "", (BACK,)), before=(Link(link.id, agreed=False),), after=told)


def _part_or_not(turn: Turn) -> Outcome:
    if not turn.kin:
        return _ended(turn, turn.link) if turn.link is not None else _say(turn, _nobody())
    say = Say("link.part", {"names": _names(turn)}, "", (_PART, _STAY))
    return Outcome(Asking(PARTING, (_PART.value, _STAY.value), kept=turn.now), (say,))


def _parted(turn: Turn) -> Outcome:
    """The other phone is told nothing: whoever parts may have to hide it."""
    if not turn.kin:
        return _say(turn, _nobody())
    return _say(turn, Say("link.parted", {}, "", (BACK,)), before=(Unlink(), *_staff(turn, "desk.link.parted")))


def _nobody() -> Say:
    return Say("link.nobody", {}, "", (BACK,))


def _staff(turn: Turn, key: str) -> tuple[Effect, ...]:
    """Staff of an open danger case hear of it in its topic; on the screen everything is as for anybody else."""
    grave = (case for case in (*turn.cases, *turn.hidden) if case.kind == "danger" and is_open(case))
    return tuple(Tell(key, {}, case.id) for case in grave)


def _called(name: str) -> str:
    return literal(name.strip()[:_LONGEST_NAME]) or "@link.unnamed"


def _names(turn: Turn) -> str:
    named = [name.strip()[:_LONGEST_NAME] for name in turn.kin if name.strip()]
    return literal(", ".join(named)) or "@link.unnamed"


def _say(turn: Turn, say: Say, *, before: tuple[Effect, ...] = (), after: tuple[Effect, ...] = ()) -> Outcome:
    """Say it, and leave a form or a talk with staff as it is."""
    state: State = Idle() if isinstance(turn.state, Asking) else turn.state
    return Outcome(state, (*before, say, *after))
