"""What is known of help, programmes and offices, each with its date; and how a page of it is put together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from handlers.state import Answers

UNSURE = ("?",)
WEAK = ("C",)
_MONTH = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True, slots=True)
class Office:
    """A kind of office; its name is the text "agency.<id>"."""

    id: str
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Help:
    """What a family prepares for one kind of help, and who decides on it. Its page is the text "help.<id>".

    `intent` is the kind of request it belongs to. It is meant when one of `fits` ("<field>:<value>") was answered or
    one of `words` told; a help with neither is meant when no other is. `decides` and `through` are ids of offices.
    `certainty` is A official, B press, C one weak source, "?" nothing found. Dates are ISO, whole or cut short.
    """

    id: str
    name: str
    decides: str
    through: tuple[str, ...]
    say: str
    prepare: tuple[str, ...]
    certainty: str
    source: str
    source_date: str
    warning: str = ""
    staff: str = ""
    fits: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    intent: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """What is known of a programme a family may ask about. Its page is the text "programme.<id>".

    `entity` is the short name the model gives it, `words` are others it goes by; `help` is the id of a Help.
    """

    id: str
    name: str
    say: str
    decides: str
    certainty: str
    source: str
    source_date: str
    entity: str = ""
    words: tuple[str, ...] = ()
    help: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known (or not) of the centre's own office."""

    id: str
    say: str
    certainty: str
    source: str
    source_date: str
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """All of it, in the order of the files."""

    offices: tuple[Office, ...] = ()
    helps: tuple[Help, ...] = ()
    programmes: tuple[Programme, ...] = ()
    facts: tuple[Fact, ...] = ()

    def help(self, name: str) -> Help | None:
        """The help of that id."""
        return next((known for known in self.helps if known.id == name), None)

    def office(self, name: str) -> Office | None:
        """The office of that id."""
        return next((known for known in self.offices if known.id == name), None)


def of_kind(guide: Guide, intent: str) -> tuple[Help, ...]:
    """Every help of one kind of request."""
    return tuple(known for known in guide.helps if known.intent == intent)


def meant(guide: Guide, intent: str, answers: Answers) -> Help | None:
    """The help that fits what was answered; else what was told; else the first that fits everybody of this kind."""
    helps = of_kind(guide, intent)
    given = {f"{name}:{said.value}" for name, said in answers.items() if said.value}
    told = "\n".join(said.text for said in answers.values()).lower()
    for known in helps:
        if given & set(known.fits):
            return known
    for known in helps:
        if known.words and names(told, known.words):
            return known
    return next((known for known in helps if not known.fits and not known.words), next(iter(helps), None))


def names(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of these words or phrases stands in the text, whole; "-nya" and the like may hang on it."""
    return any(re.search(rf"\b{re.escape(word)}(?:nya|nyo|ku)?\b", text.lower()) for word in words)


def dated(said: str) -> str:
    """A date of a source as a family says it: "18 Februari 2026", "Februari 2026", "2026"."""
    if _MONTH.fullmatch(said):
        return format_date(date.fromisoformat(f"{said}-01"), "MMMM y", locale="id")
    return said if len(said) <= 4 else format_date(date.fromisoformat(said), "d MMMM y", locale="id")


def pages(guide: Guide, words: Mapping[str, str]) -> dict[str, str]:
    """Every page as a text of its own; `words` are the sentences "guide.…" it is put together with."""
    found: dict[str, str] = {}
    for office in guide.offices:
        found[f"agency.{office.id}"] = office.name
    for known in guide.helps:
        found[f"help_name.{known.id}"] = known.name
        found[f"help.{known.id}"] = _help(known, guide, words)
    for programme in guide.programmes:
        lines = (programme.say, _decides(programme.decides, guide, words), _when(programme, words))
        found[f"programme.{programme.id}"] = "\n".join(line for line in lines if line)
    if guide.facts:
        told = (f"{fact.say} {_when(fact, words)}".strip() for fact in guide.facts)
        found["office.info"] = "\n".join((*told, words["guide.office"]))
    return found


def _help(known: Help, guide: Guide, words: Mapping[str, str]) -> str:
    things = (words["guide.prepare"], *(f"• {thing}" for thing in known.prepare)) if known.prepare else ()
    lines = (known.say, *things, known.warning, _decides(known.decides, guide, words), _when(known, words))
    return "\n".join(line for line in lines if line)


def _decides(office: str, guide: Guide, words: Mapping[str, str]) -> str:
    known = guide.office(office)
    return words["guide.decides"].format(office=known.name) if known else ""


def _when(known: Help | Programme | Fact, words: Mapping[str, str]) -> str:
    """How sure it is and of when: the date of the source, else of the day we looked."""
    if known.certainty in UNSURE:
        return words["guide.unsure"].format(date=dated(known.checked))
    if known.source_date:
        key, day = "guide.dated_weak" if known.certainty in WEAK else "guide.dated", known.source_date
    else:
        key, day = "guide.checked_weak" if known.certainty in WEAK else "guide.checked", known.checked
    return words[key].format(date=dated(day))
