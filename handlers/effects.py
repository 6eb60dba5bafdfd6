"""What a handler may decide to do. Effects carry text keys and values; sentences live in content/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from handlers.state import Answers, State
from handlers.turn import File

ROUTINE, SOON, URGENT = "routine", "soon", "urgent"

Lines: TypeAlias = tuple[tuple[str, str], ...]
"""A short list to be read back: (key of the label, value) for each line."""

Values: TypeAlias = Mapping[str, str | Lines]
"""What fills the placeholders of a text."""


@dataclass(frozen=True, slots=True)
class Option:
    """A button: what it sends back when pressed, and the key (with values) of its label."""

    value: str
    key: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Say:
    """Say something to the family, at the door they wrote from.

    `values` fill the placeholders of the text. A value starting with "@" is the key of another text.
    {code} and {due} of the case opened in the same outcome are filled in by whoever writes it down.
    `lead` is the key of a text that goes before it in the same message, with the same values.
    `case` sends it to the family of that case instead, at the address they were last heard from.
    """

    key: str
    values: Values = field(default_factory=dict)
    lead: str = ""
    options: tuple[Option, ...] = ()
    case: int | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Relay:
    """Carry an officer's own words (and files) to the family of a case, at the door they were last heard from."""

    case: int
    text: str
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Open a case of `kind` about `topic` (an intent). `due` is the promised moment, UTC.

    Messages of the last day that belong to no case yet join it. `complete` is False for a form given up half way.
    """

    kind: str
    topic: str
    answers: Answers = field(default_factory=dict)
    urgency: str = ROUTINE
    due: datetime | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell staff something in the topic of a case.

    None means the case opened in the same outcome or, when none was, the general topic.
    """

    key: str
    values: Values = field(default_factory=dict)
    case: int | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """Wake staff: the general topic of the staff group, with sound, naming the case's code and kind only."""

    key: str
    values: Values = field(default_factory=dict)
    case: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Add the present message to a case (None: the one opened in the same outcome) and show it in its topic."""

    case: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Move a case to another status (see handlers.cases); `officer` is set when somebody takes it.

    A case that is done has its topic closed.
    """

    case: int
    status: str
    officer: str = ""


@dataclass(frozen=True, slots=True)
class AnswerVisit:
    """Keep what the family said about a planned visit: ok or move."""

    visit: int
    answer: str


@dataclass(frozen=True, slots=True)
class Rest:
    """Put the conversations of a case's family into a state: what a staff action does to the family's talk."""

    case: int
    state: State


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep a fact about the person: one of name, place (official code), zone, consent (version of the notice)."""

    what: str
    value: str


@dataclass(frozen=True, slots=True)
class AddChild:
    """Keep a child; `born` is the first day of the birth month."""

    name: str
    born: date | None = None


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Send this topic ("tips") from now on."""

    topic: str


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Stop sending this topic; "" stops everything the clock sends."""

    topic: str = ""


Effect: TypeAlias = (
    Say
    | Relay
    | OpenCase
    | Tell
    | Alert
    | Note
    | Move
    | AnswerVisit
    | Rest
    | Remember
    | AddChild
    | Subscribe
    | Unsubscribe
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The decision on one turn: the state to wait in, and what to do, in order, all or nothing."""

    state: State
    effects: tuple[Effect, ...] = ()
