"""A family's own page, kept by chatting: their name, their place, their children; each change can be undone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from handlers.effects import Effect, Lines, Option, Outcome, Say
from handlers.family.notice import agreed, ask
from handlers.handbook import Handbook
from handlers.parents import child as children
from handlers.parents.registration import FORM, born, same
from handlers.personal import AddChild, AmendChild, EndChild, Remember, ReturnChild
from handlers.safety import writer
from handlers.state import Asking, Idle
from handlers.talk.meaning import understood
from handlers.texts import literal
from handlers.turn import Child, Turn
from handlers.words import birthdays, readers, told, wording

WISH = "profile"
CHILD = "profile_child"
"""The question for a child's name and age. The text of the Asking is the name, once it is told."""

_HOME = re.compile(
    r"^(?:(?:bu|pak|maaf|eh) )*(?:(?:saya|sy|sayo|aku|kami|keluarga) )*(?:(?:saya|sekarang|skrg|sudah|udah|baru) )*"
    r"(?:tinggal|pindah|domisili|berdomisili|alamat saya|alamat|rumah saya|rumah)\b"
)
_CLASSES = ("complaint", "aid", "parenting", "danger")
_UNDO_BYTES = 60
_LONG = 200  # characters: who writes more tells something else
_LIST = Option("profile:list", "choice.profile.list")
_MORE = Option("profile:more", "choice.profile.more")


def said(turn: Turn, book: Handbook) -> Outcome | None:
    """Keep what somebody tells of themselves or their children; None when the message is about anything else."""
    state = turn.state
    if isinstance(state, Asking) and state.text:
        return None  # a question is open with their words in it: this belongs to it
    if writer.child(turn) or len(turn.message.text) > _LONG:
        return None
    asked = _asks(turn)
    if asked is not None:
        return asked
    found = _change(turn, book)
    if found is None or agreed(turn):
        return found
    return ask(turn, "profile.consent", WISH, turn.message.text.strip(), turn.reading.entities)


def keep(turn: Turn, waits: Asking) -> Outcome:
    """Do what was told before the consent was given."""
    before = replace(turn, message=replace(turn.message, text=waits.text, choice=""), state=Idle())
    before = replace(before, reading=replace(turn.reading, intent="", confidence=0.0, entities=waits.entities))
    return _change(before, None) or Outcome(Idle(), (Say("notice.yes"),))


def answered(turn: Turn, book: Handbook, state: Asking) -> Outcome | None:
    """The child we asked for: name and age together, or one after the other; None when something else is said."""
    text = turn.message.text.strip()
    if turn.message.choice or readers.unknown(turn.message) or readers.no(turn.message, turn.reading):
        return None if turn.message.choice else Outcome(Idle(), (Say("profile.later"),))
    day = children.today(turn)
    new = told.listed(text, day, freely=True)
    age = readers.child_age(turn.message, turn.reading, FORM.field("age"))
    if not new and state.text and age is not None and age.value.isdecimal():
        new = (told.One(state.text, born(int(age.value), day)),)
    if new:
        named = tuple(replace(one, name=one.name or state.text) for one in new) if len(new) == 1 else new
        found = _added(turn, named)
        return (
            found if agreed(turn) else ask(turn, "profile.consent", WISH, f"tambah anak {text}", turn.reading.entities)
        )
    short = wording.size(text) <= 3 and not wording.asks(text) and not understood(turn, book) and text[:1].isalpha()
    if not short or state.text:
        return None
    waiting = replace(state, text=text, kept=turn.now)
    return Outcome(waiting, (Say("profile.ask_age", {"child": literal(text)}),))


def pressed(turn: Turn, what: str) -> Outcome | None:  # one line a button
    """The buttons of the page: undo, the list, another child, a child to be spoken of no more."""
    step, _, rest = what.partition(":")
    match step:
        case "list":
            return Outcome(turn.state, (_list(turn),))
        case "more":
            waiting = Asking(CHILD, kept=turn.now) if isinstance(turn.state, Idle | Asking) else turn.state
            return Outcome(waiting, (Say("profile.ask_child"),))
        case "end":
            gone = children.by_id(turn, rest)
            return None if gone is None else _ended(turn, gone, "moved")
    undo = _undo(turn, step, rest)
    return None if undo is None else Outcome(turn.state, (*undo, Say("profile.undone")))


def greets(turn: Turn, book: Handbook, outcome: Outcome) -> Outcome:  # noqa: ARG001  # the router's signature
    """Somebody who has told us how to call them is greeted so."""
    form, name = turn.person.address_form, turn.person.name
    if form not in ("ibu", "bapak", "kakak") or not name:
        return outcome
    effects = tuple(
        replace(effect, key=f"profile.hello_{form}", values={**effect.values, "name": literal(name)})
        if isinstance(effect, Say) and effect.key == "greet.hello"
        else effect
        for effect in outcome.effects
    )
    return replace(outcome, effects=effects)


def _asks(turn: Turn) -> Outcome | None:
    """What is answered with a question or a list: how many children there are, a birth, a look at the page."""
    text, known = turn.message.text, turn.person.children
    number = told.count(text)
    if told.asks_list(text) or (number is not None and number == len(known)):
        return Outcome(Idle(), (_list(turn),))
    if number is not None and number < len(known):
        return Outcome(Idle(), (replace(_list(turn), key="profile.fewer"),))
    if number is not None or told.birth(text):
        key = "profile.ask_child" if number is not None else "profile.born"
        return Outcome(Asking(CHILD, kept=turn.now), (Say(key),))
    return None


def _change(turn: Turn, book: Handbook | None) -> Outcome | None:
    """A change that the words tell plainly, and the line that says what was understood."""
    text, known, day = turn.message.text, turn.person.children, children.today(turn)
    gone = told.gone(text, known)
    if gone is not None:
        return _ended(turn, *gone)
    mended = told.amended(text, known, day) or birthdays.turned(text, known, day)
    if mended is not None:
        return _amended(turn, *mended)
    new = told.listed(text, day)
    elsewhere = book is not None and turn.reading.kind in _CLASSES and understood(turn, book)
    if new and not (elsewhere and len(new) == 1 and not told.wished(text)):
        return _added(turn, new)
    if elsewhere:
        return None
    who = told.myself(text)
    return _called(turn, *who) if who is not None else _home(turn)


def _added(turn: Turn, new: tuple[told.One, ...]) -> Outcome:
    effects: list[Effect] = []
    for one in new:
        effects += same(turn, one.name, one.born)
    day = children.today(turn)
    lines: Lines = tuple(("field.child", children.shown(Child(0, one.name, one.born), day)) for one in new)
    only = len(new) == 1 and len(effects) == 1 and isinstance(effects[0], AddChild)
    back = _button(f"drop:{new[0].born:%Y-%m}:{new[0].name}") if only else ()
    return Outcome(Idle(), (*effects, Say("profile.added", {"lines": lines}, "", (*back, _LIST))))


def _amended(turn: Turn, child: Child, one: told.One) -> Outcome:
    effect = AmendChild(
        child.id, one.name if one.name != child.name else None, one.born if one.born != child.born else None
    )
    shown = children.shown(Child(child.id, one.name, one.born), children.today(turn))
    back = _button(f"was:{child.id}:{child.born or ''}:{child.name}")
    return Outcome(Idle(), (effect, Say("profile.amended", {"child": shown}, "", (*back, _LIST))))


def _ended(turn: Turn, child: Child, why: str) -> Outcome:
    shown = children.shown(child, children.today(turn)) or "@choice.child.unknown"
    state = turn.state if turn.message.choice else Idle()
    return Outcome(
        state, (EndChild(child.id, why), Say("profile.ended", {"child": shown}, "", _button(f"back:{child.id}")))
    )


def _called(turn: Turn, form: str, name: str) -> Outcome:
    was = turn.person
    effects = (*((Remember("name", name),) if name else ()), *((Remember("address_form", form),) if form else ()))
    how = form or was.address_form
    key = f"profile.called_{how}" if how in ("ibu", "bapak", "kakak") else "profile.called"
    back = _button(f"name:{was.address_form}:{was.name}")
    return Outcome(Idle(), (*effects, Say(key, {"name": literal(name)}, "", back)))


def _home(turn: Turn) -> Outcome | None:
    place = turn.reading.entity("place")
    plain = wording.plain(turn.message.text)
    if place is None or not place.value or wording.size(plain) > 8 or not _HOME.match(plain) or wording.asks(plain):
        return None
    back = _button(f"place:{turn.person.place}")
    values = {"place": literal(place.text)}
    return Outcome(Idle(), (Remember("place", place.value), Say("profile.home", values, "", back)))


def _list(turn: Turn) -> Say:
    day = children.today(turn)
    known = turn.person.children
    if not known:
        return Say("profile.nobody", {}, "", (_MORE,))
    lines: Lines = tuple(("field.child", children.shown(child, day) or "@choice.child.unknown") for child in known)
    buttons = tuple(
        replace(
            children.button(child, f"profile:end:{child.id}", day), key="choice.profile.end", values={"child": shown}
        )
        for child, (_, shown) in zip(known, lines, strict=True)
    )
    return Say("profile.children", {"lines": lines}, "", (_MORE, *buttons))


def _button(undo: str) -> tuple[Option, ...]:
    """The button that takes a change back, as long as what was before fits into it."""
    value = f"profile:{undo}"
    return (Option(value, "choice.profile.undo"),) if len(value.encode()) <= _UNDO_BYTES else ()


def _undo(turn: Turn, step: str, rest: str) -> tuple[Effect, ...] | None:
    """What takes a change back; None when there is nothing left to take back."""
    first, _, second = rest.partition(":")
    match step:
        case "drop":
            new = (c for c in turn.person.children if c.name == second and c.born and f"{c.born:%Y-%m}" == first)
            last = max(new, key=lambda child: child.id, default=None)
            return None if last is None else (EndChild(last.id, "mistake"),)
        case "was":
            when, _, name = second.partition(":")
            known = children.by_id(turn, first)
            return None if known is None else (AmendChild(known.id, name, date.fromisoformat(when) if when else None),)
        case "back" if rest.isdecimal() and children.by_id(turn, rest) is None:
            return (ReturnChild(int(rest)),)
        case "name":
            return (Remember("address_form", first), Remember("name", second))
        case "place":
            return (Remember("place", rest),)
    return None
