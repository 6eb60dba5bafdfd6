"""Whether an order may go now, must wait, must go as a template, or should never go (pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.channels import Limits, Order, WindowShut
from handlers.templates import NEWS
from storage.chance import Chance
from storage.doors import OUTAGE


@dataclass(frozen=True, slots=True)
class Wait:
    """Not before that moment (UTC), for a reason in one short word."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Never, for a reason in one short word."""

    why: str


@dataclass(frozen=True, slots=True)
class Probe:
    """Nobody knows whether the outage is over: one order may try, the others wait for it."""

    order: Order


def decide(
    order: Order, chance: Chance, limits: Limits, *, urgent: bool, now: datetime
) -> Order | Probe | Wait | Drop | WindowShut:
    """What to do with an order: the order as the door shall send it, with its template only if it must go as one."""
    if chance.unwanted:
        return Drop(chance.unwanted)
    shut = limits.window is not None and (chance.heard is None or now - chance.heard >= limits.window)
    told = replace(order, last_heard_at=chance.heard)
    if not shut:
        if order.template == NEWS:
            return Drop("overtaken")  # they have written meanwhile: what it was about is on its way itself
        told = replace(told, template="", template_values=())
    elif not chance.approved:
        return WindowShut("window")
    elif chance.crowded is not None and not urgent:
        return Wait(chance.crowded, "crowded")
    standing = chance.standing
    if not standing.out or (urgent and not standing.urgent):
        return told
    assert standing.until is not None
    return Wait(standing.until, OUTAGE) if now < standing.until else Probe(told)
