"""The end of a form: everything is read back; yes files it, a correction changes it, more words are added."""

from __future__ import annotations

from dataclasses import replace

from handlers.effects import Option, Outcome, Say
from handlers.form.bubbles import just_told
from handlers.form.forms import CHANGE, Form, add, cancel, corrections, finish, heard, kept, question, read_back
from handlers.form.sharper import sharper
from handlers.handbook import Handbook
from handlers.state import Answer, Answers, Confirming, Filling
from handlers.turn import Turn
from handlers.words import readers, wording

_SHORT, _FEW = 6, 4  # words


def confirm(form: Form, state: Confirming, turn: Turn, book: Handbook) -> Outcome:
    """Take one message as the answer to "is this right?"."""
    message, said = turn.message, wording.plain(turn.message.text)
    if message.choice == "confirm:yes" or said == "1" or readers.yes(message, turn.reading):
        return finish(form, state.answers, turn, book)
    if said == "3":
        return cancel(form)
    changed = _change(form, state.answers, turn, named=wording.corrects(said) or wording.size(said) == 1)
    if changed is not None:
        return changed
    if message.choice == "confirm:no" or said == "2" or readers.no(message, turn.reading):
        return Outcome(Filling(form.name, CHANGE, state.answers), (which_field(form),))
    if message.files or message.contact or message.place:
        told = add(form, state.answers, message.text) if form.fields[0].free else state.answers
        return kept(replace(state, answers=told), turn, read_back(form, told))
    if readers.unknown(message):
        return Outcome(state, (read_back(form, state.answers),))
    better = sharper(form, turn, state.answers)
    if better and wording.size(message.text) <= _FEW:  # an answer put right, no more of the story
        put_right = {**state.answers, **better}
        return Outcome(replace(state, answers=put_right), (read_back(form, put_right, lead="form.corrected"),))
    if wording.size(message.text) and not said.isdecimal() and form.fields[0].free:
        state = replace(state, answers={**state.answers, **better})
        answers = add(form, state.answers, message.text)
        answers = heard(form, turn.reading, _said(answers), text=message.text) | _said(answers)
        full = {known.name: answers.get(known.name, state.answers.get(known.name)) for known in form.fields}
        answers = {**state.answers, **{name: answer for name, answer in full.items() if answer is not None}}
        quiet = just_told(state.added, turn.now)
        waiting = replace(state, answers=answers, added=state.added if quiet else turn.now)
        return Outcome(waiting, () if quiet else (read_back(form, answers, lead="form.added"),))
    return Outcome(state, (read_back(form, state.answers),))


def change(form: Form, state: Filling, turn: Turn) -> Outcome:
    """Take one message as the answer to "which part has to be changed?"."""
    message, said = turn.message, wording.plain(turn.message.text)
    picked = int(said) - 1 if said.isdecimal() and len(said) <= 2 else -1
    if 0 <= picked < len(form.fields):
        return _ask_anew(form, form.fields[picked].name, state.answers)
    changed = _change(form, state.answers, turn, named=True)
    if changed is not None:
        return changed
    if message.choice.startswith("confirm:yes") or readers.yes(message, turn.reading):
        return Outcome(Confirming(form.name, state.answers), (read_back(form, state.answers),))
    if message.files or message.contact or message.place:
        return kept(state, turn, which_field(form))
    if wording.size(message.text) <= _SHORT and not state.tries:
        return Outcome(replace(state, tries=1), (which_field(form, lead="form.again"),))
    answers = add(form, state.answers, message.text) if form.fields[0].free else state.answers
    return Outcome(Confirming(form.name, answers), (read_back(form, answers, lead="form.added"),))


def which_field(form: Form, *, lead: str = "") -> Say:
    """Ask what has to be changed."""
    options = tuple(Option(f"change:{known.name}", f"field.{known.name}") for known in form.fields)
    return Say("form.which_field", {}, lead, (*options, Option("cancel", "choice.cancel")))


def _change(form: Form, answers: Answers, turn: Turn, *, named: bool) -> Outcome | None:
    """A field named by button or by word, or changed outright; None when the message does neither."""
    where, _, name = turn.message.choice.partition(":")
    if where == "change" and any(known.name == name for known in form.fields):
        return _ask_anew(form, name, answers)
    mended = corrections(form, turn, answers) or _chosen_again(form, answers, turn)
    if mended:
        full = {**answers, **mended}
        return Outcome(Confirming(form.name, full), (read_back(form, full, lead="form.corrected"),))
    said = wording.plain(turn.message.text)
    if not named or turn.message.choice or wording.size(said) > _SHORT:
        return None
    spoken = {word.removesuffix("nya").removesuffix("nyo") for word in said.split()}
    called = next((known.name for known in form.fields if spoken & set(known.called)), "")
    if not called:
        return None
    here = form.field(called)
    said_anew = here.read(turn.message, turn.reading, here) if turn.reading.entity(here.entity) else None
    if said_anew is None:
        return _ask_anew(form, called, answers)
    full = {**answers, called: said_anew}
    return Outcome(Confirming(form.name, full), (read_back(form, full, lead="form.corrected"),))


def _chosen_again(form: Form, answers: Answers, turn: Turn) -> Answers:
    """A choice named by itself ("saya sendiri") where another had been understood; the district of a village."""
    if turn.message.choice or turn.message.text.strip().isdecimal() or wording.size(turn.message.text) > 3:
        return {}
    spot, before = turn.reading.entity("place"), answers.get("place")
    if spot is not None and before is not None and before.text and not before.value:
        return {"place": Answer(f"{before.text}, {spot.text}", spot.value)}
    named = {known.name: readers.choice(turn.message, turn.reading, known) for known in form.fields if known.choices}
    said = {name: answer for name, answer in named.items() if answer is not None}
    changed = {name for name, answer in said.items() if name in answers and answers[name].value != answer.value}
    return said if len(said) == len(changed) == 1 else {}


def _ask_anew(form: Form, name: str, answers: Answers) -> Outcome:
    """Ask for one field again; the old answer stands until there is a new one."""
    return Outcome(Filling(form.name, name, answers), (question(form, form.field(name), answers),))


def _said(answers: Answers) -> Answers:
    """The answers without those that were skipped: what is told later may fill them."""
    return {name: answer for name, answer in answers.items() if answer.text or answer.value}
