"""After the loss of a child: its tips stop at once, gently; which child is asked by button, and only when unclear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handlers.effects import Effect, Note, Option, Outcome, Say, Tell
from handlers.family.bereaved import Heard, heard
from handlers.form import forms
from handlers.form.forms import Form
from handlers.handbook import Handbook
from handlers.parents import child as children
from handlers.parents.registration import TIPS
from handlers.personal import EndChild, Mourn, ReturnChild, Subscribe, Unsubscribe
from handlers.state import Asking, Confirming, Filling, Idle, WithStaff
from handlers.talk.handover import open_case
from handlers.talk.meaning import understood
from handlers.talk.menu import STAFF
from handlers.talk.waiting import with_staff
from handlers.turn import Child, Turn
from handlers.words import readers, wording

WHY = "loss"
QUESTION = "loss"
_STORY = 6  # words: a shorter message tells the loss and nothing to go on with
_NAME = 4  # words
_CLASSES = ("complaint", "aid", "parenting")


def said(turn: Turn, book: Handbook, known: Mapping[str, Form]) -> Outcome | None:
    """Meet the news that a child has died, in whatever state the talk is; None for any other words."""
    news = _heard(turn)
    if news is None:
        return None
    who = _who(turn, news)
    ended = (*_end(turn, who), *(() if news.long_ago else (Mourn(),)))
    if isinstance(turn.state, WithStaff):
        return _with_staff(turn, turn.state, ended)
    case = open_case(turn)
    effects = (*ended, Note(case.id), Tell("desk.loss", {}, case.id)) if case is not None else ended
    if isinstance(turn.state, Filling | Confirming) and turn.state.form in known:
        return _in_form(turn, book, known[turn.state.form], effects)
    if _unclear(turn, news, who):
        asked = _which(turn)
        return Outcome(Asking(QUESTION, tuple(option.value for option in asked.options)), (*effects, asked))
    return _sorry(turn, book, effects, _undo(turn, who))


def beside(turn: Turn, book: Handbook, outcome: Outcome) -> Outcome:  # noqa: ARG001  # one signature
    """In danger only the danger is spoken of; but no tip must reach this family about a child that has died."""
    news = _heard(turn) if turn.reading.danger is not None and not turn.message.choice else None
    if news is None:
        return outcome
    mourns = () if news.long_ago else (Mourn(),)
    return replace(outcome, effects=(*outcome.effects, *_end(turn, _who(turn, news)), *mourns))


def pressed(turn: Turn, what: str) -> Outcome | None:
    """Which child it is ("child:3:1", "none:0:1"), or that we misunderstood ("not:3:1"); None for a button long past.

    The last figure says whether tips came before: for the other children they go on.
    """
    step, number, tips = (*what.split(":"), "", "")[:3]
    had = tips == "1" and TIPS not in turn.person.subscriptions
    lost = children.by_id(turn, number)
    state = Idle() if isinstance(turn.state, Asking) and turn.state.question == QUESTION else turn.state
    again: tuple[Effect, ...] = (Subscribe(TIPS),) if had else ()
    if step == "not":
        back = (ReturnChild(int(number)),) if number not in ("", "0") and lost is None and number.isdecimal() else ()
        return Outcome(state, (*back, *again, Mourn(over=True), Say("loss.undone")))
    if step == "none":
        return Outcome(state, (Say("loss.sorry" if tips == "0" else "loss.sorry_tips", {}, "", (STAFF,)),))
    if lost is None:
        return None
    if len(turn.person.children) == 1:
        again = ()
    key = "loss.sorry_others" if again else "loss.sorry_tips" if tips == "1" else "loss.sorry"
    return Outcome(state, (EndChild(lost.id, WHY), *again, Say(key, {}, "", (STAFF, *_undo(turn, lost)))))


def answered(turn: Turn, state: Asking) -> Outcome | None:
    """Which child it is, typed; who would rather not say is left in peace. None for anything else."""
    which = next((value for value in state.options if value.startswith("loss:child:")), "")
    if turn.message.choice or not which:
        return None
    had = which.rpartition(":")[2]
    named = children.named(turn.person.children, turn.message.text)
    if named is not None and wording.size(turn.message.text) <= _NAME:
        told = pressed(turn, f"child:{named.id}:{had}")
    elif readers.no(turn.message, turn.reading) or readers.unknown(turn.message):
        told = pressed(turn, f"none:0:{had}")
    else:
        return None
    return told


def _with_staff(turn: Turn, state: WithStaff, ended: tuple[Effect, ...]) -> Outcome:
    """Until an officer has the talk somebody has to say a word for a loss; afterwards it is hers to say."""
    outcome = with_staff(turn)
    case = next((known for known in turn.cases if known.id == state.case), None)
    told = (*ended, Tell("desk.loss", {}, state.case))
    if case is None or case.officer:
        return replace(outcome, effects=(*told, *outcome.effects))
    stopped = any(isinstance(effect, Unsubscribe) for effect in ended)
    say = Say("loss.with_staff_tips" if stopped else "loss.with_staff")
    return Outcome(replace(state, told=turn.now), (*told, Note(case.id), say))


def _heard(turn: Turn) -> Heard | None:
    news = heard(turn.message.text, turn.person.children)
    if news is None or not news.long_ago or news.child is not None:
        return news
    return None if TIPS not in turn.person.subscriptions and turn.reading.kind in _CLASSES else news


def _who(turn: Turn, news: Heard) -> Child | None:
    """The child that has died: the one named, or the only one there is."""
    only = turn.person.children[0] if len(turn.person.children) == 1 else None
    return news.child or (None if news.unborn or news.long_ago else only)


def _unclear(turn: Turn, news: Heard, who: Child | None) -> bool:
    return who is None and not news.unborn and bool(turn.person.children)


def _end(turn: Turn, who: Child | None) -> tuple[Effect, ...]:
    """Speak of the child no more. With no child left, or as long as it is unclear which, nothing at all is sent."""
    stop = (Unsubscribe(TIPS),) if TIPS in turn.person.subscriptions else ()
    if who is None:
        return stop
    left = len(turn.person.children) > 1
    return (EndChild(who.id, WHY), *(() if left else stop))


def _which(turn: Turn) -> Say:
    had = int(TIPS in turn.person.subscriptions)
    day = children.today(turn)
    buttons = [children.button(child, f"loss:child:{child.id}:{had}", day) for child in turn.person.children]
    other = Option(f"loss:none:0:{had}", "choice.loss.other")
    return Say(
        "loss.which_tips" if had else "loss.which",
        {},
        "",
        (*buttons, other, Option(f"loss:not:0:{had}", "choice.loss.not")),
    )


def _undo(turn: Turn, who: Child | None) -> tuple[Option, ...]:
    """A way out of a misunderstanding, where something was changed by it."""
    had = int(TIPS in turn.person.subscriptions)
    changed = who is not None or had
    return (Option(f"loss:not:{who.id if who else 0}:{had}", "choice.loss.not"),) if changed else ()


def _sorry(turn: Turn, book: Handbook, effects: tuple[Effect, ...], undo: tuple[Option, ...]) -> Outcome:
    """Words for a loss; what else the message is about waits under a button, and nothing has to be told again."""
    reading, text = turn.reading, turn.message.text.strip()
    stopped = any(isinstance(effect, Unsubscribe) for effect in effects)
    others = TIPS in turn.person.subscriptions and not stopped
    key = "loss.sorry_others" if others else "loss.sorry_tips" if stopped else "loss.sorry"
    if reading.kind not in _CLASSES or not understood(turn, book) or wording.size(text) < _STORY:
        return Outcome(Idle(), (*effects, Say(key, {}, "", (STAFF, *undo))))
    on = Option(f"intent:{reading.intent}", "choice.loss.on")
    waiting = Asking(QUESTION, (on.value, STAFF.value), text, reading.entities)
    return Outcome(waiting, (*effects, Say(key, {}, "", (on, STAFF, *undo))))


def _in_form(turn: Turn, book: Handbook, form: Form, effects: tuple[Effect, ...]) -> Outcome:
    """Nothing is asked of somebody who has just told this; the words join the form, which waits."""
    state = turn.state
    assert isinstance(state, Filling | Confirming)
    if form.name == TIPS:
        return _sorry(turn, book, effects, ())
    waiting = forms.ask(form, forms.add(form, state.answers, turn.message.text), turn, book).state
    options = (Option("form:continue", "choice.form.continue"), STAFF)
    return Outcome(waiting, (*effects, Say("loss.in_form", {"what": f"@{form.kind}.name"}, "", options)))
