"""Who a broadcast goes to, and when to each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.hours import WAKING, Window, next_open


@dataclass(frozen=True, slots=True)
class Listener:
    """A person who may be written to, with the topics they asked for; `busy` as for tips."""

    person: int
    zone: str
    topics: frozenset[str]
    busy: bool = False


def audience(listeners: Iterable[Listener], topic: str) -> tuple[Listener, ...]:
    """Those who asked for the topic and are not in the middle of something grave, in a settled order."""
    asked = (listener for listener in listeners if topic in listener.topics and not listener.busy)
    return tuple(sorted(asked, key=lambda listener: listener.person))


def spread(
    listeners: Iterable[Listener], *, start: datetime, a_minute: int, waking: Window = WAKING
) -> tuple[tuple[Listener, datetime], ...]:
    """Each listener with the moment (UTC) to write to them: so many a minute, never at night."""
    pause = timedelta(minutes=1) / a_minute
    return tuple(
        (listener, next_open(start + number * pause, listener.zone, waking))
        for number, listener in enumerate(listeners)
    )
