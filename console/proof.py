"""What the family of a case agreed to, in the words of the page."""

from __future__ import annotations

from console.desk import Desk
from storage.casefile import Case
from storage.clearance import NAMELESS
from storage.database import Tx
from storage.proofs import proofs


def lines(desk: Desk, tx: Tx, case: Case) -> list[str] | None:
    """One line for each consent, the newest first; None where nobody may see whose case it is."""
    if case.secrecy in NAMELESS:
        return None
    say, moment = desk.pages.say, desk.pages.moment
    told = []
    for proof in proofs(tx, case.person):
        values = {"version": proof.version, "at": moment(proof.at), "how": say(f"proof.how.{proof.how}")}
        if proof.withdrawn is None:
            told.append(say("proof.agreed", **values))
        else:
            told.append(say("proof.withdrawn", **values, until=moment(proof.withdrawn)))
    return told
