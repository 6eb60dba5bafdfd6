"""Which wishes about people's own data are near their promised moment, and which the clock grants by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

RULE = "rights"
NEAR, OVER = "near", "over"
NEAR_BEFORE = timedelta(hours=24)
BY_ITSELF_BEFORE = timedelta(hours=14)
"""Longer than any night, in which nobody is written to; what the clock must not grant, staff are told of instead."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish that waits for a decision. `guarded`: only the head decides. `told` are the occasions mentioned before."""

    id: int
    kind: str
    due: datetime
    guarded: bool
    told: Collection[str] = ()


def by_itself(wish: Wish, *, now: datetime, waking: bool) -> bool:
    """Whether the clock grants it: somebody wants to be erased, nothing speaks against it, and nobody has decided.

    `waking` is whether a family may be written to now; past the promised moment that matters no more.
    """
    soon = now >= wish.due - BY_ITSELF_BEFORE and (waking or now >= wish.due)
    return wish.kind == "erase" and not wish.guarded and soon


def warn(wish: Wish, *, now: datetime) -> str:
    """What staff are to be told now (near, over), "" for nothing: once a day before the end, then every day.

    3 x 24 hours run by the clock, at night and through holidays (UU PDP): so do these.
    """
    if now >= wish.due:
        return "" if occasion(wish, OVER, now) in wish.told else OVER
    near = now >= wish.due - NEAR_BEFORE
    return NEAR if near and occasion(wish, NEAR, now) not in wish.told else ""


def occasion(wish: Wish, which: str, now: datetime) -> str:
    """What a mention is known by; one that is over is mentioned anew each day."""
    days = (now - wish.due).days if which == OVER else 0
    return f"{wish.id}/{which}/{days}"
