"""What staff write down about a referral in a script: an office to ask about, or what the agency did with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.effects import Effect
from handlers.help import referral
from handlers.state import Answer
from handlers.turn import Referral

if TYPE_CHECKING:
    from tests.conversations.world import World

GIVEN = {"what": Answer("mau urus akta")}


def hand(world: World, what: str) -> tuple[Effect, ...]:
    """Propose "disdukcapil", or take a step: "sent", "accepted kata mereka", "refused alasan", "closed hasil"."""
    status, _, words = what.partition(" ")
    case = world.cases[0]
    if status not in (referral.SENT, referral.ACCEPTED, referral.REFUSED, referral.CLOSED):
        number = len(world.referrals) + 1
        world.referrals = (Referral(number, case.id, what, referral.PROPOSED), *world.referrals)
        return referral.propose(case, number, what, GIVEN, "Bu Petugas")
    known = world.referrals[0]
    assert status in referral.NEXT.get(known.status, ()), f"a referral that is {known.status} cannot become {status}"
    moved = replace(known, status=status)
    settled = status in (referral.REFUSED, referral.CLOSED)
    world.referrals = world.referrals[1:] if settled else (moved, *world.referrals[1:])
    due = world.now + timedelta(days=referral.DAYS) if status == referral.SENT else None
    return referral.step(case, moved, referral.Step(status, words, due), world.book.guide, zone=world.person.zone)
