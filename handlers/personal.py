"""The effects by which people decide about themselves: name, consent, children, links, data, what they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep a fact about the person, "" to forget it.

    One of name, address_form (ibu, bapak, kakak), place (official code), zone, notice (version they were shown).
    """

    what: str
    value: str


@dataclass(frozen=True, slots=True)
class Consent:
    """The person agrees to a version of the notice; `how` is button or words. Every consent is kept as a proof."""

    version: str
    how: str = "button"


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The person takes their consent back. What was agreed to before stays on record with this moment."""


@dataclass(frozen=True, slots=True)
class AddChild:
    """Keep a child; `born` is the first day of the birth month."""

    name: str
    born: date | None = None


@dataclass(frozen=True, slots=True)
class AmendChild:
    """Correct a child of the family; None leaves that part as it is."""

    child: int
    name: str | None = None
    born: date | None = None


@dataclass(frozen=True, slots=True)
class EndChild:
    """Speak of a child no more; `why` is loss, moved or mistake. The row stays, for nobody to send anything about."""

    child: int
    why: str


@dataclass(frozen=True, slots=True)
class ReturnChild:
    """A child was ended by a misunderstanding: speak of it again."""

    child: int


@dataclass(frozen=True, slots=True)
class Mourn:
    """Keep that the person wrote of the death of a child of theirs; `over` when that was a misunderstanding."""

    over: bool = False


@dataclass(frozen=True, slots=True)
class OfferLink:
    """Make a code of six digits, good for 30 minutes, with which another phone can join this family ({link})."""


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """This phone typed a code. `link` is the offer it names, None for a wrong one: five of those, and none is read."""

    link: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Answer an offer. True joins who claimed it to the family of who made it, and only they may say so.

    False ends it, from either of the two phones.
    """

    link: int
    agreed: bool


@dataclass(frozen=True, slots=True)
class Unlink:
    """This person leaves the family for one of their own, with their cases and visits and a copy of the children."""


@dataclass(frozen=True, slots=True)
class Request:
    """Keep a wish about the person's own data (UU PDP): see, correct, download, erase, stop or withdraw.

    `due` is the promised moment, UTC. `detail` are their words about it.
    """

    kind: str
    due: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Recall:
    """Take back a wish about the person's own data before anything was done about it."""

    request: int


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Send this topic ("tips") from now on."""

    topic: str


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Stop sending this topic; "" stops everything the clock sends."""

    topic: str = ""


Personal: TypeAlias = (
    Remember
    | Consent
    | Withdraw
    | AddChild
    | AmendChild
    | EndChild
    | ReturnChild
    | Mourn
    | OfferLink
    | ClaimLink
    | Link
    | Unlink
    | Request
    | Recall
    | Subscribe
    | Unsubscribe
)
"""What people decide about themselves."""
