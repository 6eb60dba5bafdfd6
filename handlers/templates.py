"""What may be said where only a text that the platform has approved may go: which one, and what fills its blanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NEWS = "kabar_baru"
"""The template that says no more than that something waits to be read."""

_MOST = 200  # characters of one value; more would be a text of its own


@dataclass(frozen=True, slots=True)
class Template:
    """A text that the platform approves beforehand, with numbered blanks: {{1}}, {{2}}.

    `values` name what fills them, in order; `example` shows the platform what that may look like, `otherwise` fills
    them where nothing may be told. `texts` are the keys it stands for. It is read on a locked screen: no name, no kind
    of case, no word of danger.
    """

    id: str
    body: str
    category: str = "utility"
    language: str = "id"
    values: tuple[str, ...] = ()
    example: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Templates:
    """All templates; `patient` are the texts that may wait until the family writes again, without any word of it."""

    known: tuple[Template, ...] = ()
    patient: frozenset[str] = frozenset()

    def instead(self, key: str, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
        """The template that stands for a text and what fills it; ("", ()) when none does or a value is missing."""
        for template in self.known:
            if key in template.texts and all(values.get(name, "").strip() for name in template.values):
                return template.id, tuple(plain(values[name]) for name in template.values)
        return "", ()

    def words(self, name: str, values: Sequence[str]) -> str:
        """A template as the family reads it; "" for one that nobody knows."""
        body = next((template.body for template in self.known if template.id == name), "")
        for number, value in enumerate(values, 1):
            body = body.replace(f"{{{{{number}}}}}", value)
        return body

    def news(self, code: str = "", kind: str = "", *, hidden: bool = False) -> tuple[str, tuple[str, ...]]:
        """The template that says that something waits, and what fills it; ("", ()) when there is none.

        `code` and `kind` are those of the case it is about, "" for none; `hidden` is True for a secret or quiet one.
        The number goes without its letters, which tell the kind; a case of danger or a hidden one is not mentioned.
        """
        found = next((template for template in self.known if template.id == NEWS), None)
        if found is None:
            return "", ()
        told = bool(code) and kind != "danger" and not hidden
        return NEWS, (code.partition("-")[2],) if told else found.otherwise


def plain(value: str) -> str:
    """A value as the platform takes it: on one line, without runs of spaces (it refuses both)."""
    return " ".join(value.split())[:_MOST]
