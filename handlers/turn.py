"""What a handler is given: one message, what it means, who wrote it and where the talk stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from handlers.state import Answers, Idle, State
from nlu.reading import Reading

Address: TypeAlias = str
"""Where somebody is reached: "telegram:12345", "telegram:-10077/42" (a staff topic), "whatsapp:<id>", "web:<id>"."""

MESSAGE, EDITED, BLOCKED, UNKNOWN = "message", "edited", "blocked", "unknown"
REPORT, MOVED = "report", "moved"


@dataclass(frozen=True, slots=True)
class File:
    """Something sent along. `ref` names it at its door ("telegram:<file id>"); size in bytes, 0 when unsaid."""

    kind: str  # photo | voice | audio | video | document | sticker
    ref: str
    name: str = ""
    media_type: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A location sent from the phone, in degrees (WGS 84)."""

    latitude: float
    longitude: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact card sent from the phone."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that came in at a door.

    `id` is the inbox key, unique for ever. `sender` is the conversation it belongs to, `author` the account that
    wrote it (they differ in a staff group). `choice` is the value of a pressed button. `replies_to` is the door's
    reference of one of *our* messages that this one answers, "" otherwise. `ref` is this message's own reference at
    its door. `kind` is message, edited (the text replaces an earlier message with the same `ref`), blocked (the
    person shut the door to us), unknown (kept in `raw`, as JSON, for a person to look at), report (what became of our
    message `ref`: `report` is sent, delivered, read or "failed:<code of the platform>") or moved (the same person
    writes as `moved_to` from now on). `at` is UTC.
    """

    id: str
    sender: Address
    at: datetime
    kind: str = MESSAGE
    author: Address = ""
    name: str = ""
    text: str = ""
    choice: str = ""
    files: tuple[File, ...] = ()
    place: Place | None = None
    contact: Contact | None = None
    replies_to: str = ""
    ref: str = ""
    raw: str = ""
    report: str = ""
    moved_to: Address = ""


@dataclass(frozen=True, slots=True)
class Child:
    """A child of the family, known by whatever name the family gave; `born` is the first day of the birth month."""

    id: int
    name: str
    born: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Who is writing. `zone` is an IANA time zone; `subscriptions` the topics they asked for ("tips").

    `address_form` is how they want to be called ("", ibu, bapak, kakak), `place` the official code of where the family
    lives, `notice` the version of the notice they were last shown. `children` are those the family still speaks of.
    """

    id: int
    family: int
    name: str = ""
    consent: str = ""  # version of the notice they agreed to, "" when not (yet) given
    language: str = "id"
    zone: str = "Asia/Jakarta"
    children: tuple[Child, ...] = ()
    subscriptions: tuple[str, ...] = ()
    address_form: str = ""
    place: str = ""
    notice: str = ""

    @property
    def noticed(self) -> bool:
        """Whether they have been shown any notice."""
        return bool(self.notice)


@dataclass(frozen=True, slots=True)
class CaseBrief:
    """What a conversation needs to know of a case. Moments are UTC; `officer` is "" until taken.

    `person` opened it; `officer_id` is who looks after it, 0 for nobody known by more than a name. `secrecy` is one of
    handlers.effects.SECRECIES; `programme` and `place` are the settled answers of that name. `next_step` is what comes
    next, by `next_due`. `rating` is 0 until the family said how content they are. `writer` is "child" for a
    case that a child told. `half` are the answers of a form given up half way, until somebody takes it.
    """

    id: int
    code: str
    kind: str  # complaint | aid | parenting | danger
    topic: str  # the intent that opened it
    status: str
    opened: datetime
    due: datetime | None = None
    officer: str = ""
    person: int = 0
    officer_id: int = 0
    secrecy: str = ""
    programme: str = ""
    place: str = ""
    classification: str = ""
    next_step: str = ""
    next_due: datetime | None = None
    closed: datetime | None = None
    rating: int = 0
    quiet: bool = False
    reopened: int = 0
    writer: str = ""
    half: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """A home visit that is planned. `at` is UTC."""

    id: int
    case: int
    at: datetime
    answer: str = ""  # "" | ok | move


@dataclass(frozen=True, slots=True)
class Referral:
    """A case that staff want to hand on to an agency, or have. `office` is an id of content/agencies.yml.

    `status` is proposed, agreed, declined, sent, accepted, refused or closed.
    """

    id: int
    case: int
    office: str
    status: str


JOINED, LOCKED = "joined", "locked"


@dataclass(frozen=True, slots=True)
class FamilyLink:
    """An offer to join two phones in one family. `own` is True on the phone that made it.

    `address` is the other phone: for who made the offer, who claimed it ("" as long as nobody has); for who typed the
    code, who made it. `stands` is "" for an offer that holds, JOINED for a code of one's own family, LOCKED when this
    person typed too many wrong ones and none is read.
    """

    id: int
    own: bool
    address: Address = ""
    name: str = ""
    stands: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button as the family sees it: what it sends back, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish about their own data that is not settled yet: what kind (see handlers.personal.Request), and by when."""

    id: int
    kind: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything a decision may use.

    `cases` are the writer's own, newest first: open ones and those closed lately; those of other people in the family
    are nobody else's business. Those whose screen may be watched stand in `hidden` instead: nobody speaks of them.
    `mourning` is when they wrote that a child of theirs has died, within the last sixty days, UTC.
    `ahead` is how many families called for a person and wait already. `asked` is the case whose number stands in
    the message, whoever's it is. `visits` are the family's coming ones, soonest first. `referrals` are of the
    writer's cases and not settled. `link` is the offer whose code stands in the message, else the writer's own
    newest that still holds or that they claimed, and `kin` the names of the other people in the family; both only
    when the message may be about them. `loose` are the kinds of the files of the last day that belong to no case
    yet, while a form is being filled. `shown` are the buttons under our last messages, newest first; those that
    came at once stand together.
    """

    now: datetime
    message: Incoming
    reading: Reading
    person: Person
    state: State = field(default_factory=Idle)
    cases: tuple[CaseBrief, ...] = ()
    asked: CaseBrief | None = None
    visits: tuple[Visit, ...] = ()
    referrals: tuple[Referral, ...] = ()
    link: FamilyLink | None = None
    wishes: tuple[Wish, ...] = ()
    hidden: tuple[CaseBrief, ...] = ()
    loose: tuple[str, ...] = ()
    ahead: int = 0
    kin: tuple[str, ...] = ()
    mourning: datetime | None = None
    awaits: int = 0
    shown: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class StaffTurn:
    """A message from the staff group: who wrote it, and the case of the topic it stands in (None: no case's topic).

    `officer_id` is the id of who wrote it, 0 when only the name is known.
    """

    now: datetime
    message: Incoming
    officer: str
    case: CaseBrief | None = None
    officer_id: int = 0
