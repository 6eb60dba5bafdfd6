"""Turns text keys and values into the words a family reads; knows how dates are said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from handlers.effects import Lines, Say, Values
from handlers.templates import Templates


@dataclass(frozen=True, slots=True)
class Texts:
    """All sentences by dotted key ("complaint.ask_what"); `sentences` is what content/ says.

    `templates` are what may be said instead where the platform only takes what it has approved.
    """

    sentences: Mapping[str, str]
    templates: Templates = field(default_factory=Templates)

    def has(self, key: str) -> bool:
        """Whether there is a text with that key."""
        return key in self.sentences

    def render(self, key: str, values: Values | None = None) -> str:
        """The text with its placeholders filled.

        A value that starts with "@" is the key of another text; "@@" is a plain "@"; Lines become one line each,
        "Label: value". Raises KeyError for an unknown key or a placeholder without a value: both are mistakes of
        ours that a test must find.
        """
        filled = {name: self._value(value) for name, value in (values or {}).items()}
        return self.sentences[key].format_map(filled).strip()

    def say(self, say: Say, values: Values | None = None) -> str:
        """The whole message of a Say: its lead, if it has one, and its text, with more `values` beside its own.

        The value "salam" stands before everything: a greeting is answered whatever the message is about.
        """
        known = {**say.values, **(values or {})}
        salam = self._value(known.get("salam", ""))
        words = "\n\n".join(self.render(key, known) for key in (say.lead, say.key) if key)
        return f"{salam}\n{words}" if salam else words

    def template(self, say: Say) -> tuple[str, tuple[str, ...]]:
        """The template that stands for a Say and what fills it, ("", ()) when none does."""
        return self.templates.instead(say.key, {name: self._value(value) for name, value in say.values.items()})

    def _value(self, value: str | Lines) -> str:
        if isinstance(value, tuple):
            return "\n".join(f"{self.sentences[label].strip()}: {self._value(said)}" for label, said in value)
        if value.startswith("@@"):
            return value[1:]
        return self.sentences[value[1:]].strip() if value.startswith("@") else value


def literal(text: str) -> str:
    """A family's own words as a value, so that a leading "@" is never taken for a key."""
    return "@" + text if text.startswith("@") else text


def day(when: datetime, zone: str = "Asia/Jakarta") -> str:
    """A date as a family says it, in their zone: "Senin, 30 November 2026"."""
    return format_date(when.astimezone(ZoneInfo(zone)), "EEEE, d MMMM y", locale="id")
