"""What a handler may decide to do. Effects carry text keys and values; sentences live in content/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from handlers.personal import Personal
from handlers.state import Answers, State
from handlers.turn import Address, File

ROUTINE, SOON, URGENT = "routine", "soon", "urgent"

ANONYMOUS, CONFIDENTIAL, BOTH = "anonymous", "confidential", "both"
SECRECIES = ("", ANONYMOUS, CONFIDENTIAL, BOTH)
"""Who may know: staff do not see who wrote · only the case's officer and the head read it · both at once."""

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
    {code} and {due} of the case opened in the same outcome are filled in by whoever writes it down, and {link} of an
    OfferLink in it.
    `lead` is the key of a text that goes before it in the same message, with the same values.
    `case` sends it to whoever opened that case instead, where the case came from. `to` sends it to that address
    instead: another phone of the same person, or of somebody about to be linked.
    """

    key: str
    values: Values = field(default_factory=dict)
    lead: str = ""
    options: tuple[Option, ...] = ()
    case: int | None = None
    urgent: bool = False
    to: Address = ""


@dataclass(frozen=True, slots=True)
class Relay:
    """Carry an officer's own words (and files) to whoever opened a case, where the case came from."""

    case: int
    text: str
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Open a case of `kind` about `topic` (an intent). `due` is the promised moment, UTC.

    Messages of the last day that belong to no case yet join it. `complete` is False for a form given up half way.
    `secrecy` is one of SECRECIES. `classification` is the class SP4N-LAPOR! gives a complaint.
    `next_step` (a short word that texts know) is what staff do next, by `next_due` (UTC).
    """

    kind: str
    topic: str
    answers: Answers = field(default_factory=dict)
    urgency: str = ROUTINE
    due: datetime | None = None
    complete: bool = True
    secrecy: str = ""
    classification: str = ""
    next_step: str = ""
    next_due: datetime | None = None


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
class Join:
    """Give a case what was written here in the last day and belongs to none yet, and show it in its topic."""

    case: int


@dataclass(frozen=True, slots=True)
class Move:
    """Move a case to another status (see handlers.cases); `officer` is set when somebody takes it or is given it.

    `officer_id` says who that is when it is not who decides. A case that is done has its topic closed.
    """

    case: int
    status: str
    officer: str = ""
    officer_id: int = 0


@dataclass(frozen=True, slots=True)
class AnswerVisit:
    """Keep what the family said about a planned visit: ok or move."""

    visit: int
    answer: str


@dataclass(frozen=True, slots=True)
class Rest:
    """Put the conversations of whoever opened a case into a state, at every door of theirs: an act of staff.

    A form that is half filled at another door than the case's is left alone: nothing that was told is lost. Only the
    doors that were waiting for staff are given back to the bot.
    """

    case: int
    state: State


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep a case secret in one of the ways of SECRECIES (None: the one opened in the same outcome)."""

    secrecy: str
    case: int | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """Show nothing of a case on the family's screen unasked from now on, or show it again: they may be watched."""

    case: int
    quiet: bool = True


@dataclass(frozen=True, slots=True)
class Promise:
    """Promise the next step of a case: a short word that texts know, and by when (UTC). "" ends the promise."""

    case: int
    step: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """Keep how content the family is with a closed case: 3 content, 2 so-so, 1 not content."""

    case: int
    value: int


@dataclass(frozen=True, slots=True)
class Classify:
    """Put a complaint into another class of SP4N-LAPOR! for a reason; `due` (UTC) is when its next step then ends."""

    case: int
    classification: str
    due: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Extend:
    """Give the promised step of a case until a later moment (UTC), for a reason. Of an untaken case also the answer."""

    case: int
    due: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerReferral:
    """Keep whether the family agrees that a case is handed on to an agency."""

    referral: int
    agreed: bool


Effect: TypeAlias = (
    Say
    | Relay
    | OpenCase
    | Tell
    | Alert
    | Note
    | Join
    | Move
    | AnswerVisit
    | Rest
    | Keep
    | Quiet
    | Promise
    | Rate
    | Classify
    | Extend
    | AnswerReferral
    | Personal
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The decision on one turn: the state to wait in, and what to do, in order, all or nothing."""

    state: State
    effects: tuple[Effect, ...] = ()
