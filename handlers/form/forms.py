"""Forms as data: how one is opened, what is asked next, how it ends. A field already said is not asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from handlers.casework.cases import CODES, urgency
from handlers.casework.secrecy_words import settled, without
from handlers.effects import Effect, Lines, OpenCase, Option, Outcome, Say
from handlers.handbook import Handbook
from handlers.state import Answer, Answers, Asking, Confirming, Filling, Idle
from handlers.texts import literal
from handlers.turn import Turn
from handlers.words import readers, wording
from handlers.words.readers import Reader
from nlu.reading import Reading

CHANGE = "change"
"""The pseudo-field a family is at while they say which field has to be changed."""

LEAVE = "leave"
"""The pseudo-field a family is at while they are asked whether to go on with the form at all."""

ALSO = "also"
"""The answer under which a second concern, told in the middle of a form, is kept; its value is the intent."""

_ALBUM = timedelta(minutes=2)  # the photos of an album come as separate messages within seconds
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Field:
    """One question. Its text is "<kind>.ask_<name>".

    `choices` become buttons (values; labels are "choice.<name>.<value>", or the value itself when it is in capitals);
    `spoken` are words that mean a choice; `told` are patterns by which a story tells of one; `closed` are the choices
    that a plain yes and a plain no mean. `entity` fills it from any message. `called` are words by which a family
    names the field itself. `needed` may not be skipped. A `free` field takes any words, even those that would mean
    something else outside the form. `hears` reads the answer out of any message, whatever was asked.
    """

    name: str
    read: Reader
    choices: tuple[str, ...] = ()
    spoken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entity: str = ""
    called: tuple[str, ...] = ()
    needed: bool = False
    free: bool = False
    told: Mapping[str, str] = field(default_factory=dict)
    closed: tuple[str, ...] = ()
    hears: Callable[[str], Answer | None] | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """What has to be known before something can be done about an intent.

    `kind` is the class of the case and the prefix of the form's texts. `refine` chooses the real form once the first
    field is told (a form reached by a button knows only its class). `confirm` reads everything back first.
    """

    name: str
    version: int
    kind: str
    fields: tuple[Field, ...]
    done: Callable[[Form, Answers, Turn, Handbook], Outcome]
    confirm: bool = True
    refine: Callable[[Reading], Form] | None = None

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        return {known.name: known for known in self.fields}[name]

    @property
    def topic(self) -> str:
        """The intent a case of this form is about."""
        return self.name if "_" in self.name else f"{self.name}_other"


def start(form: Form, turn: Turn, book: Handbook, *, text: str = "", lead: str = "") -> Outcome:
    """Open a form with what the message already says; `text` is the family's story, if the message told one."""
    answers: Answers = {}
    if text and form.fields[0].free:
        answers[form.fields[0].name] = Answer(text)
    answers |= heard(form, turn.reading, answers, text=text)
    return ask(form, answers, turn, book, lead=lead or (f"{form.kind}.heard" if answers else f"{form.kind}.start"))


def ask(form: Form, answers: Answers, turn: Turn, book: Handbook, *, lead: str = "") -> Outcome:
    """Ask for the next missing field; with none missing, read everything back or finish."""
    since = turn.now if turn.message.files else None
    answers = _told(form, answers) | answers
    missing = next((known for known in form.fields if known.name not in answers), None)
    if missing is not None:
        waiting = Filling(form.name, missing.name, answers, kept=since)
        return Outcome(waiting, (question(form, missing, answers, lead=lead),))
    if form.confirm:
        said = lead if lead in ("form.corrected", "form.added") else ""  # the story is read back: no second thanks
        return Outcome(Confirming(form.name, answers, kept=since), (read_back(form, answers, lead=said),))
    return finish(form, answers, turn, book)


def finish(form: Form, answers: Answers, turn: Turn, book: Handbook) -> Outcome:
    """File the form; a second concern told meanwhile is offered next, so that it need not be told again."""
    outcome = form.done(form, answers, turn, book)
    also = answers.get(ALSO)
    if also is None:
        return outcome
    options = (Option(f"intent:{also.value}", "choice.also.yes"), Option("also:no", "choice.also.no"))
    waiting = Asking(ALSO, tuple(option.value for option in options), also.text)
    return Outcome(waiting, (*outcome.effects, Say("form.also", {"text": shown(also)}, "", options)))


def unfinished(form: Form, answers: Answers, turn: Turn, book: Handbook) -> tuple[Effect, ...]:
    """The case that is opened of a form given up half way; none when nothing was told or nothing is ever filed."""
    if form.kind not in CODES or not without(answers):
        return ()
    due = book.due(form.kind, turn.now)
    return (settled(OpenCase(form.kind, form.topic, answers, urgency(form.topic), due, complete=False)),)


def cancel(form: Form) -> Outcome:
    """Leave the form; what was written stays in the record."""
    return Outcome(Idle(), (Say("form.cancelled", {"what": f"@{form.kind}.name"}),))


def heard(form: Form, reading: Reading, known: Answers, *, text: str = "") -> Answers:
    """What the message says about fields that are not known yet, from its entities and its relatives."""
    found: Answers = {}
    for place in form.fields:
        if place.name in known:
            continue
        entity = reading.entity(place.entity) if place.entity else None
        if entity is None and place.entity == "duration":
            entity = reading.entity("date")
        if entity is not None and entity.name == "place" and entity.text:
            found[place.name] = readers.recognised(entity, text)
        elif entity is not None:
            settled = (entity.value if place.choices else entity.text) or entity.text
            found[place.name] = Answer(settled, entity.value, "" if settled else "kept.location")
        elif place.hears is not None and (told := place.hears(text)) is not None:
            found[place.name] = told
        elif place.told and (said := readers.told(text, place)) is not None:
            found[place.name] = said
        elif place.spoken and not place.told and (relative := readers.related(text, place)) is not None:
            found[place.name] = relative
    return found


def _told(form: Form, answers: Answers) -> Answers:
    """What the story says by now about the fields that know it by a pattern."""
    story = answers.get(form.fields[0].name, Answer("")).text
    open_yet = (known for known in form.fields if known.told and known.name not in answers)
    return {known.name: said for known in open_yet if (said := readers.told(story, known)) is not None}


def corrections(form: Form, turn: Turn, answers: Answers) -> Answers:
    """Answers that the message takes back and replaces: "eh bukan telanaipura tapi jelutung", or an old button."""
    pressed, _, value = turn.message.choice.partition(":")
    for known in form.fields:
        if pressed == known.name and known.name in answers and value in known.choices:
            return {known.name: readers.chosen(known, value)}
    text = plain_once(turn.message.text)
    if turn.message.choice or not wording.corrects(text):
        return {}
    mended: Answers = {}
    for known in form.fields:
        names = {known.entity, "date"} if known.entity == "duration" else {known.entity}
        for entity in turn.reading.entities if known.name in answers else ():
            before = answers[known.name]
            same = entity.text.lower() == before.text.lower() or (entity.value and entity.value == before.value)
            if entity.name in names and not same and f"bukan {entity.text.lower()}" not in text:
                settled = (entity.value if known.choices else entity.text) or entity.text
                mended[known.name] = Answer(settled, entity.value)
    return mended


def add(form: Form, answers: Answers, text: str) -> Answers:
    """The answers with some more words in the story."""
    first = form.fields[0].name
    before = answers.get(first, Answer(""))
    told = "\n".join(part for part in (before.text, text.strip()) if part)
    return {**answers, first: replace(before, text=told, label="" if told else before.label)}


def kept(state: Filling | Confirming, turn: Turn, again: Say) -> Outcome:
    """A file came in the middle of a form: it is kept, and said so once for a whole album.

    Who answers by voice is told that only a person can listen, and is offered one.
    """
    waiting = replace(state, kept=turn.now)
    if any(file.kind in ("voice", "audio") for file in turn.message.files):
        options = (*again.options, Option("menu:staff", "menu.staff"))
        return Outcome(waiting, (replace(again, lead="form.kept_voice", options=options),))
    if state.kept is not None and turn.now - state.kept < _ALBUM:
        return Outcome(waiting)
    return Outcome(waiting, (replace(again, lead="form.kept_file"),))


def question(form: Form, here: Field, answers: Answers, *, lead: str = "") -> Say:
    """The text and the buttons that ask for one field."""
    options = tuple(Option(f"{here.name}:{value}", *_label(here, value)) for value in here.choices)
    if not here.needed:
        options += (Option("skip", "choice.skip"),)
    told = lines(form, answers, skip=form.fields[0].name)
    return Say(f"{form.kind}.ask_{here.name}", {"lines": told}, lead, options)


def read_back(form: Form, answers: Answers, *, lead: str = "") -> Say:
    """Everything that was understood, with yes, change and cancel."""
    options = (
        Option("confirm:yes", "choice.confirm.yes"),
        Option("confirm:no", "choice.confirm.no"),
        Option("cancel", "choice.cancel"),
    )
    return Say(f"{form.kind}.confirm", {"lines": lines(form, answers)}, lead, options)


def lines(form: Form, answers: Answers, *, skip: str = "") -> Lines:
    """The answers in the form's order, ready to be read back."""
    named = (known.name for known in form.fields if known.name in answers and known.name != skip)
    return tuple((f"field.{name}", shown(answers[name])) for name in named)


def shown(answer: Answer) -> str:
    """An answer as a value for a text: its label, the family's words (cut at 300 characters), or "not said"."""
    if answer.label:
        return f"@{answer.label}"
    if not answer.text:
        return "@field.not_said"
    return literal(answer.text if len(answer.text) <= _SHOWN else answer.text[: _SHOWN - 1].rstrip() + "…")


def plain_once(text: str) -> str:
    """The text in lower case with single blanks."""
    return " ".join(text.lower().split())


def _label(here: Field, value: str) -> tuple[str, dict[str, str | Lines]]:
    if value == value.upper():
        return "choice.as_is", {"name": value}
    return f"choice.{here.name}.{value}", {}
