"""The menu, the question "which of the two?", and what is said when a message was not understood."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.casework import cases
from handlers.effects import Effect, Note, Option, Outcome, Say
from handlers.handbook import Handbook
from handlers.state import Asking, State
from handlers.talk.handover import MENU, open_case, to_staff
from handlers.turn import Turn
from handlers.words import wording
from nlu.reading import Entity

WHICH, FILES, TOPIC, TELL = "which", "files", "topic", "tell"
STAFF = Option("menu:staff", "menu.staff")
BACK = Option("menu", "choice.menu")
PERSON_OR_NOT = (STAFF.value, BACK.value)

_ALBUM = timedelta(minutes=2)  # the photos of an album come as separate messages within seconds
_JOINS = timedelta(minutes=15)


def options(book: Handbook) -> tuple[Option, ...]:
    """The buttons of the menu, in the centre's own order."""
    return tuple(Option(f"menu:{item}", f"menu.{item}") for item in book.menu)


def show(book: Handbook, key: str, *, before: tuple[Effect, ...] = (), told: State | None = None) -> Outcome:
    """Say something with the menu under it and wait for a choice.

    `told` is the state before: what was told without being understood stays with the question.
    """
    buttons = options(book)
    keeps = isinstance(told, Asking) and told.question in (MENU, WHICH, FILES)
    values = tuple(button.value for button in buttons)
    before_it = told if keeps and isinstance(told, Asking) else Asking(MENU)
    waiting = Asking(MENU, values, before_it.text, before_it.entities, kept=before_it.kept)
    return Outcome(waiting, (*before, Say(key, {}, "", buttons)))


def which(turn: Turn, intents: tuple[str, ...]) -> Outcome:
    """Two meanings lie close together: let the family say which, so that nothing has to be typed again."""
    buttons = (*(Option(f"intent:{intent}", f"intent.{intent}") for intent in intents), STAFF)
    values = tuple(button.value for button in buttons)
    turn, text = earlier(turn)
    waiting = Asking(WHICH, values, text, turn.reading.entities, misses(turn.state), turn.now)
    return Outcome(waiting, (Say("which.ask", {}, "", buttons),))


def which_again(turn: Turn, state: Asking) -> Outcome:
    """The family tells on where a choice was asked for: their words are kept, and the choice stays open."""
    buttons = tuple(Option(value, _which_label(value)) for value in state.options)
    told, text = earlier(turn)
    waiting = replace(state, text=text, entities=told.reading.entities, misses=state.misses + 1, kept=turn.now)
    return Outcome(waiting, (Say("which.again", {}, "", buttons),))


def _which_label(value: str) -> str:
    where, _, what = value.partition(":")
    return f"intent.{what}" if where == "intent" else STAFF.key


def miss(turn: Turn, book: Handbook) -> Outcome:
    """Not understood: first the menu, the second time a person is offered, the third time one is called.

    Words of a family whose case is open go to that case meanwhile: a person will understand them.
    """
    count = misses(turn.state) + 1
    turn, text = earlier(turn)
    if count >= 3:
        return to_staff(turn, book, text=text, key="miss.third")
    buttons = options(book) if count == 1 else (STAFF, BACK)
    waiting = Asking(MENU, tuple(button.value for button in buttons), text, turn.reading.entities, count, turn.now)
    case = open_case(turn) if wording.size(turn.message.text) > 1 else None
    if case is not None and count == 1:
        return Outcome(waiting, (Note(case.id), Say("miss.noted", {"code": case.code}, "", buttons)))
    note: tuple[Effect, ...] = (Note(case.id),) if case is not None else ()
    if case is None:  # and where somebody may be looking on, without a word about it
        note = tuple(Note(hidden.id) for hidden in turn.hidden[:1] if cases.is_open(hidden))
    return Outcome(waiting, (*note, Say("miss.first" if count == 1 else "miss.second", {}, "", buttons)))


def what_is_it(turn: Turn, book: Handbook) -> Outcome:
    """A photo, voice note, card or location came with no words.

    It joins the case that is open; without one, ask once what it is about. A second voice note means that this
    person would rather talk than type: a person is called.
    """
    message, state, case = turn.message, turn.state, open_case(turn)
    before = state if isinstance(state, Asking) and state.question == FILES else None
    album = before is not None and before.kept is not None and turn.now - before.kept < _ALBUM
    voice = any(file.kind in ("voice", "audio") for file in message.files)
    if voice and before is not None and case is None:
        return to_staff(turn, book, text=before.text)
    entities = before.entities if before else ()
    if message.place is not None:
        spot = f"{message.place.latitude:.5f},{message.place.longitude:.5f}"
        entities = (Entity("place", message.place.label, spot),)
    buttons = options(book) if case is None else (STAFF, BACK)
    values = tuple(button.value for button in buttons)
    waiting = Asking(FILES, values, before.text if before else "", entities, kept=turn.now)
    note = (Note(case.id),) if case is not None else ()
    if album:
        return Outcome(waiting, note)
    if case is not None:
        return Outcome(waiting, (*note, Say("files.joined", {"code": case.code}, "", buttons)))
    return Outcome(waiting, (Say("files.voice" if voice else "files.what", {}, "", buttons),))


def earlier(turn: Turn) -> tuple[Turn, str]:
    """The turn with what was told a moment ago and not understood: its entities, and all the words together."""
    state, text = turn.state, turn.message.text.strip()
    if (
        not isinstance(state, Asking)
        or state.question not in (MENU, WHICH, TOPIC, TELL)
        or turn.message.choice
        or not state.text
    ):
        return turn, text
    if state.kept is None or turn.now - state.kept > _JOINS:
        return turn, text
    own = {entity.name for entity in turn.reading.entities}
    entities = (*turn.reading.entities, *(entity for entity in state.entities if entity.name not in own))
    return replace(turn, reading=replace(turn.reading, entities=entities)), f"{state.text}\n{text}"


def misses(state: State) -> int:
    """How many messages in a row were not understood."""
    return getattr(state, "misses", 0)
