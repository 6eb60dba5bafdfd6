"""Who decides about a message: danger first, then commands, then the open talk, then what the message means."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.casework import cases, status
from handlers.effects import Effect, Note, OpenCase, Outcome, Say
from handlers.form import confirming, filling, forms
from handlers.form.forms import CHANGE
from handlers.form.passing import go_on, in_passing
from handlers.handbook import Handbook
from handlers.parents import parenting, registration
from handlers.routes import AFTER, ANYWHERE, ASKED, BEFORE, FORMS, PRESSED, STORY, Reader
from handlers.routes import about as means
from handlers.safety import danger
from handlers.state import Asking, Confirming, Filling, Idle, WithStaff
from handlers.talk import menu, smalltalk
from handlers.talk.commands import command, leave_or_not, obey
from handlers.talk.handover import MENU, to_staff
from handlers.talk.meaning import two_meanings, understood
from handlers.talk.standing import settled
from handlers.talk.waiting import edited, with_staff
from handlers.turn import BLOCKED, EDITED, UNKNOWN, Turn
from handlers.words import wording
from handlers.words.labels import pressed

_SALAM = re.compile(r"^\W*(?:as+al+am|asl+m|asl?km|askum|samleku?m|as+\.? ?w(?:r|ar)|mikum\b)", re.IGNORECASE)
_THUMBS = frozenset("👍🙏❤😊🥰👌🤝💕😇")
_PLAINLY = 0.85  # a family that pressed "keluhan" is believed, unless its story plainly says otherwise


def respond(turn: Turn, book: Handbook) -> Outcome:
    """Decide on one message of a family. Total: every message gets an outcome."""
    outcome = _decide(turn, book)
    for after in AFTER:
        outcome = after(turn, book, outcome)
    first = next((at for at, effect in enumerate(outcome.effects) if isinstance(effect, Say)), None)
    if first is None or _SALAM.match(turn.message.text) is None:
        return outcome
    greeted = list(outcome.effects)
    said = greeted[first]
    assert isinstance(said, Say)
    greeted[first] = replace(said, values={**said.values, "salam": "@greet.salam"})
    return replace(outcome, effects=tuple(greeted))


def _decide(turn: Turn, book: Handbook) -> Outcome:  # noqa: C901  # the order of precedence, in one place
    message = turn.message
    if message.kind == BLOCKED:
        return Outcome(turn.state)
    if turn.reading.danger is not None and not message.choice:
        return _danger(turn, book, turn.reading.danger)
    turn = settled(pressed(turn, PRESSED), FORMS)
    if message.kind == EDITED:
        return _edited(turn, book)
    if message.kind == UNKNOWN:
        known = (Note(turn.state.case),) if isinstance(turn.state, WithStaff) else (Say("unknown.kind"),)
        return Outcome(turn.state, known if message.ref else ())  # without a ref nobody said it: news of the platform
    outcome = _read(ANYWHERE, turn, book)
    if outcome is not None:
        return outcome
    wanted = command(turn)
    if wanted:
        return obey(turn, book, wanted, FORMS)
    outcome = _pressed_anywhere(turn, book)
    if outcome is not None:
        return outcome
    match turn.state:
        case WithStaff():
            return with_staff(turn)
        case Filling(form) | Confirming(form) if form in FORMS:
            return _in_form(turn, book, turn.state)
        case Filling() | Confirming():
            return _outdated(turn, book, turn.state)
        case Asking():
            return _asked(turn, book, turn.state)
        case _:
            return _fresh(turn, book)


def _danger(turn: Turn, book: Handbook, kind: str) -> Outcome:
    state = turn.state
    half: tuple[Effect, ...] = ()
    if isinstance(state, Filling | Confirming) and state.form in FORMS:
        half = forms.unfinished(FORMS[state.form], state.answers, turn, book)
    return danger.respond(turn, book, kind, half=half)


def _edited(turn: Turn, book: Handbook) -> Outcome:
    """A changed message: staff see it, a form asks for the change, what was not understood is read again."""
    match turn.state:
        case WithStaff():
            return edited(turn)
        case Filling(form) | Confirming(form) if form in FORMS and turn.message.text:
            return go_on(turn, FORMS[form], lead="form.edited")
        case Asking(misses=misses) if misses and turn.message.text:
            return _fresh(replace(turn, state=Idle()), book)
    return Outcome(turn.state)  # the new wording is kept beside the old one


def _pressed_anywhere(turn: Turn, book: Handbook) -> Outcome | None:
    """Buttons that work in every state, because they stand under messages that come by themselves."""
    where, _, what = turn.message.choice.partition(":")
    if where not in PRESSED:
        return None
    outcome = PRESSED[where](turn, book, what)
    if outcome is None:
        return with_staff(turn) if isinstance(turn.state, WithStaff) else _late(turn, book)
    if isinstance(outcome.state, Filling | Confirming) and outcome.state.form in FORMS:
        return go_on(turn, FORMS[outcome.state.form], outcome.effects)
    return outcome


def _in_form(turn: Turn, book: Handbook, state: Filling | Confirming) -> Outcome:
    form, choice = FORMS[state.form], turn.message.choice
    if choice == "form:continue":
        return go_on(turn, form)
    if choice == "menu:staff":
        return to_staff(turn, book, form=form)
    if choice == "helped:yes":  # under an article that was given in passing
        return go_on(turn, form, lead="parenting.glad")
    if choice.startswith(("menu:", "intent:", "helped:", "article:", "also:")):
        return leave_or_not(turn, form)
    if wording.plain(turn.message.text) in ("lanjut", "lanjutkan"):
        return go_on(turn, form)
    outcome = in_passing(turn, book, form) or _other_form(turn, book, state)
    if outcome is not None:
        return outcome
    if isinstance(state, Confirming):
        return confirming.confirm(form, state, turn, book)
    if state.at == CHANGE:
        return confirming.change(form, state, turn)
    old = choice and choice != "skip" and not choice.startswith(f"{state.at}:")
    if old and not forms.corrections(form, turn, state.answers):
        return go_on(turn, form)  # a button of an earlier question, or of another form
    return filling.step(form, state, turn, book)


def _other_form(turn: Turn, book: Handbook, state: Filling | Confirming) -> Outcome | None:
    """A story told into the general form that plainly belongs to another class goes where it belongs."""
    reading, form = turn.reading, FORMS[state.form]
    told = form.fields[0].name in state.answers
    if form.refine is None or told or turn.message.choice or reading.confidence < _PLAINLY or reading.kind == form.kind:
        return None
    if reading.kind not in ("complaint", "aid", "parenting") or wording.size(turn.message.text) < STORY:
        return None
    return about(turn, book, reading.intent, turn.message.text.strip())


def _outdated(turn: Turn, book: Handbook, state: Filling | Confirming) -> Outcome:
    """A form that this release does not know: what was told goes to staff, and the talk begins anew."""
    kind = state.form.partition("_")[0]
    if not state.answers or kind not in cases.CODES or kind == "danger":
        return _fresh(replace(turn, state=Idle()), book)
    topic = state.form if "_" in state.form else f"{kind}_other"
    case = OpenCase(kind, topic, state.answers, cases.urgency(topic), book.due(kind, turn.now), complete=False)
    return menu.show(book, "form.outdated", before=(case,))


def _asked(turn: Turn, book: Handbook, state: Asking) -> Outcome:
    choice, text = turn.message.choice, turn.message.text.strip()
    answered = ASKED[state.question](turn, book, state) if state.question in ASKED else None
    if answered is not None:
        return answered
    if choice in state.options:
        told = replace(turn, reading=replace(turn.reading, entities=state.entities))
        return _chosen(told, book, choice, state)
    if state.question == menu.FILES and state.entities and not choice:
        turn = replace(turn, reading=replace(turn.reading, entities=(*turn.reading.entities, *state.entities)))
    if state.question == menu.TOPIC and not choice and wording.size(text) > 1 and not understood(turn, book):
        best = next((name for name, _ in turn.reading.ranking if name.startswith("parenting_")), "")
        told, text = menu.earlier(turn)
        return parenting.answer(told, book, topic=best, text=text)
    return _fresh(turn, book)


def _fresh(turn: Turn, book: Handbook) -> Outcome:
    message, reading = turn.message, turn.reading
    if message.choice:
        return _chosen(turn, book, message.choice, Asking(MENU))
    if not message.text.strip():
        kept = [file for file in message.files if file.kind != "sticker"]
        if kept or message.contact or message.place:
            return menu.what_is_it(turn, book)
        return menu.show(book, "menu.title", told=turn.state)
    if not wording.size(message.text):
        thumb = any(character in _THUMBS for character in message.text)
        return smalltalk.answer(turn, book, "service_thanks") if thumb else menu.miss(turn, book)
    read = _read(BEFORE, turn, book)
    if read is not None:
        return read
    asked = turn.state if isinstance(turn.state, Asking) and turn.state.question == menu.WHICH else None
    offered = asked is not None and f"intent:{reading.intent}" in asked.options
    elsewhere = asked is not None and not offered and reading.confidence < _PLAINLY
    if offered or (understood(turn, book) and not elsewhere):
        told, text = menu.earlier(turn)
        return about(told, book, reading.intent, text)
    if asked:  # not two such questions one after the other
        return menu.which_again(turn, asked) if not asked.misses else menu.miss(turn, book)
    two = two_meanings(reading, book)
    return menu.which(turn, two) if two else menu.miss(turn, book)


def _chosen(turn: Turn, book: Handbook, choice: str, state: Asking) -> Outcome:  # noqa: C901  # one line a button
    """A button outside a form; `state` keeps what the family had told before it."""
    where, _, what = choice.partition(":")
    text = state.text
    if where == "intent" and not what.startswith("danger_"):  # no button of ours names a danger
        return about(turn, book, what, text)
    if where == "article":
        return parenting.chosen(book, state, what) or _late(turn, book)
    match choice:
        case "menu:complaint" | "menu:aid":
            name = f"{what}_other" if wording.size(text) >= STORY else what
            return forms.start(FORMS[name], turn, book, text=text if name != what else "")
        case "menu:parenting" if wording.size(text) >= STORY:
            return parenting.answer(turn, book, topic="", text=text)
        case "menu:parenting":
            return Outcome(Asking(menu.TOPIC), (Say("parenting.ask"),))
        case "menu:status":
            return status.answer(turn)
        case "menu:tips":
            return registration.subscribe(turn, book)
        case "menu:staff":
            return to_staff(turn, book, text=text)
        case "also:no":
            return Outcome(Idle(), (Say("form.also_no"),))
        case "helped:yes":
            return Outcome(Idle(), (Say("parenting.glad"),))
    return _late(turn, book)


def about(turn: Turn, book: Handbook, intent: str, text: str) -> Outcome:
    """Act on an intent; `text` is the message that carried it, perhaps an earlier one."""
    return _danger(turn, book, intent) if intent.startswith("danger_") else means(turn, book, intent, text)


def _read(readers: tuple[Reader, ...], turn: Turn, book: Handbook) -> Outcome | None:
    """What the first reader says whose subject the typed words are."""
    if turn.message.choice or not turn.message.text.strip():
        return None
    return next((outcome for reader in readers if (outcome := reader(turn, book)) is not None), None)


def _late(turn: Turn, book: Handbook) -> Outcome:
    """A button that no longer fits: pressed twice, or long after its question."""
    fresh = next((c for c in turn.cases if (turn.now - c.opened).total_seconds() < 900), None)
    if turn.message.choice.startswith("confirm:") and fresh is not None:
        return Outcome(turn.state, (Say("button.filed", {"code": fresh.code}),))
    return menu.show(book, "button.late", told=turn.state)
