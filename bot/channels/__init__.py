"""The page to read to add a door: what every channel can do, and how it says that something went wrong.

A door is one file with one class that satisfies `Channel`. It knows its platform and nothing of ours but these
types. `authentic` and `read` are pure; `send` and `fetch` are the only places that touch the network.
The shared test in tests/bot/channels/contract.py is subclassed by each door's own test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from handlers.orders import Choice, Order
from handlers.turn import Address, File, Incoming

__all__ = [
    "Address",
    "Channel",
    "Choice",
    "File",
    "Incoming",
    "Limits",
    "Moved",
    "Order",
    "Outage",
    "Receipt",
    "Refused",
    "SendFailed",
    "TopicGone",
    "TryAgain",
    "Unreachable",
    "WindowShut",
]


@dataclass(frozen=True, slots=True)
class Limits:
    """What fits through a door. Lengths in characters; 0 buttons means they are numbered in the text.

    `per_second` paces the whole door, `per_chat_seconds` is the least time between two messages to one person,
    `per_group_minute` the most messages a minute into one staff group. Where there are fewer buttons than choices, a
    list of `rows` may do, each with a title (`row`) and perhaps a `note` below it; `asked` is the room for words that
    have buttons or a list below them, 0 for as much as `text`. `window` is how long after they were last heard a
    person may be sent free words; None for ever.
    """

    text: int
    caption: int
    buttons: int
    label: int
    value: int  # longest button value, in bytes
    per_second: float
    per_chat_seconds: float
    per_group_minute: int = 0
    rows: int = 0
    row: int = 0
    note: int = 0
    asked: int = 0
    window: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform said on taking a message: its own reference(s) for it, and the topic if one was opened."""

    refs: tuple[str, ...] = ()
    topic: Address = ""


class SendFailed(Exception):
    """A door could not carry out an order. Subclasses say what to do about it."""


class TryAgain(SendFailed):
    """Their trouble or the network's: the same order may go through later. `after` is in seconds."""

    def __init__(self, after: float, code: str = "") -> None:
        """Remember how long to wait and a short machine-readable code for the log."""
        super().__init__(f"try again after {after:g} s ({code})")
        self.after = after
        self.code = code


class Unreachable(SendFailed):
    """This person cannot be reached at this address any more (blocked, deactivated, gone)."""


class TopicGone(SendFailed):
    """The staff topic does not exist any more: open a new one and post again."""


class Moved(SendFailed):
    """The chat lives at another address from now on (a Telegram group that became a supergroup)."""

    def __init__(self, to: Address) -> None:
        """Remember the new address."""
        super().__init__("the chat has moved")
        self.to = to


class Refused(SendFailed):
    """The platform will never take this order. `ours` tells whether the fault is in what we sent or configured."""

    def __init__(self, code: str, reason: str, *, ours: bool) -> None:
        """Remember the platform's code, a reason an operator can act on, and whose fault it is."""
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason
        self.ours = ours


class WindowShut(SendFailed):
    """The person has not written for so long that only a template may go, and the order names none that may."""


class Outage(SendFailed):
    """The whole door carries nothing until somebody mends it: no money, no right, too many complaints of spam.

    `after` is in seconds. `urgent` tells whether even urgent orders are refused meanwhile.
    """

    def __init__(self, after: float, code: str, reason: str, *, urgent: bool) -> None:
        """Remember when to look again, the platform's code and what an operator must do."""
        super().__init__(f"{code}: {reason}")
        self.after = after
        self.code = code
        self.reason = reason
        self.urgent = urgent


class Channel(Protocol):
    """A door. `name` is the part of an address before the colon."""

    name: str
    limits: Limits

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the platform itself sent this request (secret header or signature; constant time)."""
        ...

    def read(self, body: Any, *, now: datetime) -> tuple[Incoming, ...]:
        """The messages in one decoded request body. Pure; never raises: what it does not know comes as `unknown`."""
        ...

    async def send(self, order: Order) -> Receipt:
        """Carry out one order, split to the door's limits. Raises a SendFailed."""
        ...

    async def fetch(self, file: File) -> bytes:
        """The content of a file that came in at this door. Raises a SendFailed."""
        ...
