"""The short notice of who reads what: said once, after somebody has been helped; and the consent, kept as a proof."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from handlers.casework.cases import is_open
from handlers.effects import Effect, OpenCase, Option, Outcome, Say
from handlers.family.bereaved import near
from handlers.handbook import Handbook
from handlers.personal import Consent, Remember, Unsubscribe, Withdraw
from handlers.safety import writer
from handlers.state import Asking, Confirming, Filling, Idle, WithStaff
from handlers.turn import MESSAGE, Turn
from handlers.words import readers
from nlu.reading import Entity

VERSION = "2026-11b"
"""Goes up whenever notice.short or notice.more says something else than before: who agreed is then asked again."""

QUESTION = "consent"
WISH = "wish"
"""The entity that names, in the state, what waits for the consent."""

_YES, _NO, _MORE = (Option(f"notice:{what}", f"choice.notice.{what}") for what in ("yes", "no", "more"))
CONSENT = (_YES, _NO)
_AFTER_WORDS = ("parenting.glad", "thanks.reply", "feedback.kept", "info.", "office.", "programme.", "status.")

_CHILD = re.compile(
    r"\b(?:anak|bayi|balita|budak|bocah|putra|putri|si kecil)(?:nya|ku|nyo)?(?! (?:muda|buah|tetangga))\b"
)

Resume: TypeAlias = Callable[[Turn, Asking], Outcome]
"""Does what waited for the consent."""


def after(turn: Turn, book: Handbook, outcome: Outcome) -> Outcome:  # noqa: ARG001  # one signature
    """Add the notice at the first good moment, once: never beside danger, a child's words or an open question."""
    if not _good_moment(turn, outcome):
        return outcome
    shown = Remember("notice", VERSION)
    key = "notice.short_child" if _of_a_child(turn, outcome) else "notice.short"
    return replace(outcome, effects=(*outcome.effects, shown, Say(key, {}, "", (_YES, _NO, _MORE))))


def agreed(turn: Turn) -> bool:
    """Whether what a family decides to have kept may be kept: they agreed to what the notice says today."""
    return turn.person.consent == VERSION


def ask(turn: Turn, key: str, wish: str, text: str = "", entities: tuple[Entity, ...] = ()) -> Outcome:
    """Ask for the consent that a wish needs; what was told waits for the answer."""
    waits = (Entity(WISH, wish), *entities)
    waiting = Asking(QUESTION, (_YES.value, _NO.value, _MORE.value), text, waits, kept=turn.now)
    return Outcome(waiting, (Remember("notice", VERSION), Say(key, {}, "", (_YES, _NO, _MORE))))


def pressed(turn: Turn, what: str, resume: Mapping[str, Resume]) -> Outcome | None:
    """The buttons of the notice, also long after it was shown."""
    if what == "more":
        return Outcome(turn.state, (Say("notice.more", {}, "", (_YES, _NO)),))
    return _settle(turn, resume, yes=what == "yes", how="button") if what in ("yes", "no") else None


def answered(turn: Turn, resume: Mapping[str, Resume]) -> Outcome | None:
    """A typed yes or no to the question; None for anything else: nothing is kept, and the talk goes on."""
    if readers.yes(turn.message, turn.reading):
        return _settle(turn, resume, yes=True, how="words")
    return _settle(turn, resume, yes=False, how="words") if readers.no(turn.message, turn.reading) else None


def _settle(turn: Turn, resume: Mapping[str, Resume], *, yes: bool, how: str) -> Outcome:
    state = turn.state
    waits = state if isinstance(state, Asking) and state.question == QUESTION else None
    wish = next((entity.text for entity in waits.entities if entity.name == WISH), "") if waits else ""
    if not yes:
        back: tuple[Effect, ...] = (Withdraw(),) if turn.person.consent else ()
        stop = tuple(Unsubscribe(topic) for topic in turn.person.subscriptions) if turn.person.consent else ()
        return Outcome(Idle() if waits else state, (*back, *stop, Say("notice.no_wish" if wish else "notice.no")))
    proof: tuple[Effect, ...] = () if agreed(turn) else (Consent(VERSION, how), Remember("notice", VERSION))
    if waits is None or wish not in resume:
        return Outcome(Idle() if waits else state, (*proof, Say("notice.yes")))
    person = replace(turn.person, consent=VERSION, notice=VERSION)
    done = resume[wish](replace(turn, person=person), waits)
    return replace(done, effects=(*proof, *done.effects))


def _good_moment(turn: Turn, outcome: Outcome) -> bool:
    """After a case was opened, or at the end of a talk that has begun before; with nothing else to be answered."""
    says = [effect.key for effect in outcome.effects if isinstance(effect, Say)]
    opened = [effect for effect in outcome.effects if isinstance(effect, OpenCase)]
    if turn.message.kind != MESSAGE or turn.person.notice == VERSION or not says or _grave(turn, opened):
        return False
    if not isinstance(outcome.state, Idle | WithStaff) or any(key.startswith("info.privacy") for key in says):
        return False
    return bool(opened) or (turn.state != Idle() and says[-1].startswith(_AFTER_WORDS))


def _of_a_child(turn: Turn, outcome: Outcome) -> bool:
    """Whether a child of theirs was spoken of: only then is it named in what may be kept."""
    reading = turn.reading
    if turn.person.children or reading.kind == "parenting" or reading.intent.startswith("service_tips"):
        return True
    answers = [answer for case in outcome.effects if isinstance(case, OpenCase) for answer in case.answers.values()]
    if isinstance(turn.state, Filling | Confirming):
        answers += turn.state.answers.values()
    told = (turn.message.text, *(answer.text for answer in answers))
    return any(answer.value == "child" for answer in answers) or any(_CHILD.search(text.lower()) for text in told)


def _grave(turn: Turn, opened: list[OpenCase]) -> bool:
    """Danger, a loss, or a child who writes: none is ever asked for anything."""
    if near(turn) or turn.reading.danger is not None or any(case.kind == "danger" for case in opened):
        return True
    if any(case.kind == "danger" and is_open(case) for case in (*turn.cases, *turn.hidden)):
        return True
    told = [answer.text for case in opened for answer in case.answers.values()]
    if isinstance(turn.state, Filling | Confirming):
        told += [answer.text for answer in turn.state.answers.values()]
    return any(writer.says_child(text) for text in (turn.message.text, *told))
