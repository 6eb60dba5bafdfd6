"""What a family may say in the middle of a form that is no answer: it is met, and the form goes on."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.casework import status
from handlers.effects import Effect, Option, Outcome, Say
from handlers.form import forms
from handlers.form.confirming import which_field
from handlers.form.forms import ALSO, CHANGE, Field, Form
from handlers.handbook import Handbook
from handlers.help import checklist, fees, information
from handlers.parents import parenting
from handlers.state import Answer, Confirming, Filling
from handlers.talk import opening, smalltalk
from handlers.talk.handover import to_staff
from handlers.talk.menu import STAFF
from handlers.turn import Turn
from handlers.words import readers, whereabouts, wording

_SURE = 0.7
_PLAIN = 0.9
_ANOTHER_TOPIC, _ASKED_TOPIC = 0.8, 0.6
_MARKED = re.compile(
    r"\b(?:juga|jg|jugo|sekalian|selain itu|satu lagi|lain lagi|tanya|nanya|nanyo|lapor|ngadu|gimana|gmn|bagaimana|"
    r"cemano|cak mano)\b"
)
_TOLD = ("service_office_info", "service_program_info")  # what names a place or a programme looks like these
_COURTESY = 8  # words
_HEARD = re.compile(
    r"(?:(?:oh|ooh|o|owh|oke|ok|baik|iya|ya|yo|iyo|hmm|wah) )*(?:gitu|begitu|gt|cak itu|mak itu|ngerti|paham|mengerti)"
    r"(?: (?:ya|yo|iya|toh|to|bu|pak|kak|mbak|min|nak|rupanya|ternyata|saya|sy|sayo|oke|ok|baik|deh))*"
)
_GO_ON = re.compile(
    r"(?:(?:ya|iya|iyo|yo|ok|oke|baik|boleh|mau|bisa|biso|kita|ayo|yuk) )*(?:di)?lanjut(?:kan|in|ke)?"
    r"(?: (?:aja|saja|bae|ya|yo|yang|yg|isian|isiannya|tadi|td|laporan|laporannya|pengisian|bu|pak|kak|min|"
    r"bansos|bantuan|sembako|pkh|bpnt))*"
)
_CLASSES = ("complaint", "aid", "parenting")


def in_passing(turn: Turn, book: Handbook, form: Form) -> Outcome | None:
    """Meet a question, a greeting, a wish for a person or another topic; None when the message is an answer."""
    state, text = turn.state, turn.message.text
    assert isinstance(state, Filling | Confirming)
    if turn.message.choice or turn.message.files or not wording.size(text) or readers.unknown(turn.message):
        return None
    if opening.wish(text) == "ask":
        return Outcome(state, (Say("open.ask"),))
    polite = _politely(turn)
    if polite is not None:
        return _once_more(turn, book, form, lead=polite)
    if wording.why(text):
        return go_on(turn, form, lead="form.why")
    if _GO_ON.fullmatch(wording.plain(text)):
        return go_on(turn, form)
    page = _page(turn, book, form)
    if page is not None:
        return page
    here = form.field(state.at) if isinstance(state, Filling) and state.at != CHANGE else None
    return None if _answers(turn, here) else _meant(turn, book, form, here)


def _page(turn: Turn, book: Handbook, form: Form) -> Outcome | None:
    """What content/ knows about the cost, a programme, or what to prepare; None when nothing of it is asked."""
    state = turn.state
    assert isinstance(state, Filling | Confirming)
    if fees.costs(turn.message.text):
        return go_on(turn, form, lead=fees.FREE, more=(STAFF,))
    known = information.wondered(turn, book)
    if known is not None:
        return go_on(turn, form, lead=f"programme.{known.id}", more=(STAFF,))
    if form.kind != "aid" or form.refine is not None or not checklist.asked(turn.message.text):
        return None
    page = checklist.in_passing(form.topic, state.answers, book)
    return None if page is None else go_on(turn, form, (page,), lead="form.go_on")


def _once_more(turn: Turn, book: Handbook, form: Form, *, lead: str) -> Outcome:
    """Put the open question once more after words that are none of its answers; after that it is left open."""
    state = turn.state
    if not isinstance(state, Filling) or state.at == CHANGE or form.field(state.at).needed:
        return go_on(turn, form, lead=lead)
    if state.tries:
        return forms.ask(form, {**state.answers, state.at: Answer("")}, turn, book, lead=lead)
    return go_on(replace(turn, state=replace(state, tries=1)), form, lead=lead)


def _politely(turn: Turn) -> str | None:
    """What is said first to thanks, a greeting or "oh gitu ya"; None when the message is none of these."""
    text, reading = turn.message.text, turn.reading
    short = wording.size(text) <= 4
    if wording.size(text) <= _COURTESY and readers.thanks(turn.message, reading) and not reading.entities:
        return "thanks.in_form"
    if _HEARD.fullmatch(wording.plain(text.replace(",", " "))):
        return ""
    if short and reading.intent == "service_greet" and reading.confidence >= _SURE:
        return ""
    return None


def _meant(turn: Turn, book: Handbook, form: Form, here: Field | None) -> Outcome | None:
    reading, asks = turn.reading, wording.asks(turn.message.text)
    if reading.confidence < (_PLAIN if wording.size(turn.message.text) == 1 else book.sure if asks else _SURE):
        return None
    if reading.intent == "service_talk_to_staff":
        return to_staff(turn, book, form=form)
    if information.named(turn, book) or (reading.entity("place") is not None and whereabouts.place(turn.message.text)):
        return None  # the name of a programme or of a place is an answer, whatever it sounds like
    told = reading.intent in _TOLD and not asks and reading.confidence < _PLAIN
    if reading.intent in smalltalk.INFORMATION and not told:
        return go_on(turn, form, lead=smalltalk.in_form(turn, book, reading.intent), more=(STAFF,))
    if reading.intent == "service_case_status":
        return go_on(turn, form, (status.say(turn),))
    if reading.kind in _CLASSES and reading.kind != form.kind and _another(turn, here):
        return _another_topic(turn, book, form)
    return None


def go_on(
    turn: Turn, form: Form, before: tuple[Effect, ...] = (), *, lead: str = "", more: tuple[Option, ...] = ()
) -> Outcome:
    """Say something in passing and put the open question of the form again, with `more` buttons under it."""
    state = turn.state
    assert isinstance(state, Filling | Confirming)
    if isinstance(state, Confirming):
        again = forms.read_back(form, state.answers, lead=lead)
    elif state.at == CHANGE:
        again = which_field(form, lead=lead)
    else:
        again = forms.question(form, form.field(state.at), state.answers, lead=lead)
    return Outcome(state, (*before, replace(again, options=(*again.options, *more))))


def _answers(turn: Turn, here: Field | None) -> bool:
    """Whether the message can be trusted to answer the question that is open."""
    text, reading = turn.message.text, turn.reading
    if here is None:
        return False
    if here.free:  # a story may be about anything; only a short question about the service is none
        asked = wording.asks(text) and wording.size(text) <= 8
        return not (asked and reading.kind == "service")
    if here.entity and reading.entity(here.entity) is not None:
        return True
    if wording.asks(text):
        return False
    if here.choices:
        return readers.choice(turn.message, reading, here) is not None
    return here.read in (readers.since, readers.age, readers.child_age) and (
        here.read(turn.message, reading, here) is not None
    )


def _another(turn: Turn, here: Field | None) -> bool:
    """Whether a message opens another matter, and says so; whatever does not is more of the story."""
    text = turn.message.text
    asks = wording.asks(text)
    marked = asks or _MARKED.search(text.lower()) is not None
    sure = turn.reading.confidence >= (_ASKED_TOPIC if asks else _ANOTHER_TOPIC) and wording.size(text) >= 4
    return sure and marked and not (here is not None and here.free)


def _another_topic(turn: Turn, book: Handbook, form: Form) -> Outcome:
    """Answer a question about a child at once; keep any other concern until this form is filed."""
    state, text = turn.state, turn.message.text.strip()
    assert isinstance(state, Filling | Confirming)
    if turn.reading.kind == "parenting":
        article = parenting.in_passing(turn, book, turn.reading.intent)
        if article is not None:
            return go_on(turn, form, (article,), lead="form.go_on")
    before = state.answers.get(ALSO)
    intent = before.value if before else turn.reading.intent
    told = f"{before.text}\n{text}" if before else text
    kept = replace(state, answers={**state.answers, ALSO: Answer(told, intent)})
    return go_on(replace(turn, state=kept), form, lead="form.also_kept")
