"""What every tick is made of: the world it works with, its pace, and batches in a transaction each."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from handlers.handbook import Handbook
from handlers.texts import Texts
from handlers.turn import Address
from scheduler.tips import SATURDAY, Tip, Weekly
from storage import retention
from storage.chance import Plan
from storage.database import Database, Tx, in_turn

Batch = Callable[[Tx, int], tuple[int | None, int]]
"""Works on the rows with an id above the given one; returns the last id, None at the end, and how much it did."""

BATCH = 50
PAUSE = 0.15  # seconds; SQLite's one write lock has no queue, so between batches it is left to families' messages
# WhatsApp may bring a message again for seven days: its row must still be there to be known by.
NO_LIMITS = Plan()
KEPT = retention.Rules(queue=timedelta(days=14))


@dataclass(frozen=True, slots=True)
class Tick:
    """Something the clock wakes every so many seconds; `run` takes the moment and returns how much it did."""

    name: str
    every: int
    run: Callable[[datetime], int]


@dataclass(frozen=True, slots=True)
class World:
    """What the ticks work with.

    `shelf` are the tips in the order they are sent, `desk` the staff group or "", `files` the folder of stored files.
    `plan` is what the doors allow the clock, `free_messages` are those WhatsApp carries for nothing in a month, 0 when
    its door is closed.
    """

    database: Database
    texts: Texts
    book: Handbook
    shelf: tuple[Tip, ...] = ()
    desk: Address = ""
    weekly: Weekly = SATURDAY
    files: Path = Path("data/files")
    kept: retention.Rules = KEPT
    free_messages: int = 0
    plan: Plan = NO_LIMITS


class Do(Protocol):
    """Does what is due at a moment and returns how much it did."""

    def __call__(self, world: World, *, now: datetime) -> int:
        """Do it."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a tick does every so many seconds, before it is given a world."""

    name: str
    every: int
    do: Do

    def tick(self, world: World) -> Tick:
        """The tick in this world."""
        return Tick(self.name, self.every, lambda now: self.do(world, now=now))


def through(database: Database, name: str, batch: Batch) -> int:
    """Work through batches by id, each in a transaction of its own."""
    after: int | None = 0
    did = 0
    while after is not None:
        with database.begin() as tx:
            in_turn(tx, f"clock:{name}")  # a second clock waits and then finds it done
            after, count = batch(tx, after)
        did += count
        if after is not None:
            time.sleep(PAUSE)
    return did
