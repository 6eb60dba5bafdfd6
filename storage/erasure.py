"""Erases a person who asked: first what belongs to no case, a case's words once it is closed, then the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import access, queue
from storage.database import Tx
from storage.messages import OUT, QUEUED
from storage.tables import (
    addresses,
    aliases,
    attachments,
    case_events,
    cases,
    children,
    consents,
    deliveries,
    families,
    inbox,
    link_tries,
    links,
    messages,
    openings,
    outbox,
    people,
    referrals,
    requests,
    subscriptions,
    visits,
)

OPEN = ("new", "taken")
_BLANK: dict[str, Any] = {
    "text": "",
    "choice": "",
    "choices": [],
    "place": None,
    "contact": None,
    "reading": None,
    "edits": [],
    "raw": "",
    "author": "",
}


_SENDING = sa.and_(messages.c.direction == OUT, messages.c.status == QUEUED)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done: nothing is `left`, or cases that stay for now; `codes` lost their words, `files` are the names."""

    left: bool
    codes: tuple[str, ...] = ()
    files: frozenset[str] = frozenset()


def erase(tx: Tx, person: int, *, before: datetime, keep_guarded: bool, now: datetime) -> Erased:
    """Erase what a person told us up to `before`. Harmless to repeat, and repeated until nothing is left.

    Cases that are open stay whole until they are closed. `keep_guarded` keeps those of danger and those kept secret,
    and with them the name and the way to reach the person. Consents stay: they have to be proved (UU PDP art. 24).
    """
    owned = sa.and_(cases.c.person == person, cases.c.opened_at <= before)
    guarded = sa.or_(cases.c.kind == "danger", cases.c.secrecy != "")
    still = cases.c.status.in_(OPEN)
    stays = sa.or_(still, guarded) if keep_guarded else still
    over = tx.execute(sa.select(cases.c.id, cases.c.code, cases.c.origin).where(owned, sa.not_(stays))).all()
    names = _forget_talk(tx, person, before) | _blank_cases(tx, person, [row.id for row in over])
    codes = tuple(row.code for row in over if not row.origin.startswith("erased:"))
    _blank_queues(tx, person, [row.id for row in over], before)
    _forget_where(tx, person, before, now=now)
    tx.execute(link_tries.delete().where(link_tries.c.person == person))
    tx.execute(links.delete().where(sa.or_(links.c.person == person, links.c.claimed_by == person)))
    rest = tx.execute(sa.select(sa.func.count()).select_from(cases).where(owned, still)).scalar_one()
    kept = keep_guarded and tx.execute(sa.select(cases.c.id).where(owned, guarded).limit(1)).first() is not None
    sending = sa.and_(messages.c.person == person, messages.c.case.is_(None), _SENDING)
    left = bool(rest) or tx.execute(sa.select(messages.c.id).where(sending).limit(1)).first() is not None
    left = left or _on_its_way(tx, person, [row.id for row in over], before)
    if not left and not kept:
        _bury(tx, person, before, now=now)
    if not left:
        access.audit(tx, staff=None, action="own_data.erased", subject=f"person {person}", now=now)
    return Erased(left, codes, names)


def _on_its_way(tx: Tx, person: int, over: Sequence[int], before: datetime) -> bool:
    """Whether words of a closed case wait to be carried out, to the person or to staff: they are blanked once sent."""
    where = sa.select(addresses.c.address).where(addresses.c.person == person)
    mine = sa.or_(outbox.c.lane.in_(where), outbox.c.case.in_(over))
    waiting = sa.select(outbox.c.id).where(mine, outbox.c.finished_at.is_(None), outbox.c.created_at <= before)
    return tx.execute(waiting.limit(1)).first() is not None


def _forget_talk(tx: Tx, person: int, before: datetime) -> frozenset[str]:
    """Delete what was said outside of cases; what is still on its way out goes the next time."""
    loose = sa.and_(messages.c.person == person, messages.c.case.is_(None), messages.c.at <= before, sa.not_(_SENDING))
    old = tx.scalars(sa.select(messages.c.id).where(loose)).all()
    names = frozenset(tx.scalars(sa.select(attachments.c.sha256).where(attachments.c.message.in_(old))))
    tx.execute(messages.delete().where(messages.c.id.in_(old)))
    return names


def _blank_cases(tx: Tx, person: int, over: Sequence[int]) -> frozenset[str]:
    """Take every word out of closed cases; kind, subject, class and moments stay to be counted."""
    theirs = messages.c.case.in_(over)
    said = sa.select(messages.c.id).where(theirs)
    names = frozenset(tx.scalars(sa.select(attachments.c.sha256).where(attachments.c.message.in_(said))))
    tx.execute(attachments.delete().where(attachments.c.message.in_(said)))
    tx.execute(messages.update().where(theirs).values(**_BLANK))
    own = cases.c.id.in_(over)
    blank = {"summary": "", "answers": [], "outcome": "", "address": ""}
    tx.execute(cases.update().where(own, cases.c.person == person).values(**blank))
    noted = case_events.c.what.not_in(("opened", "status"))
    tx.execute(case_events.update().where(case_events.c.case.in_(over), noted).values(detail={}))
    tx.execute(visits.update().where(visits.c.case.in_(over)).values(place="", note=""))
    empty = {"note": "", "answer": "", "outcome": "", "handed_on": []}
    tx.execute(referrals.update().where(referrals.c.case.in_(over)).values(**empty))
    # An inbox key of the web page names the session.
    tx.execute(cases.update().where(own, cases.c.person == person).values(origin=_erased(cases.c.id)))
    return names


def _forget_where(tx: Tx, person: int, before: datetime, *, now: datetime) -> None:
    """Empty what a conversation that has rested since then was left in the middle of: half a form, an open question."""
    rested = sa.and_(addresses.c.person == person, addresses.c.state_at <= before)
    free = addresses.c.state_name.in_(("Filling", "Confirming", "Asking"))
    tx.execute(addresses.update().where(rested, free).values(state="", state_name="Idle", state_at=now))


def _erased(number: sa.ColumnElement[int]) -> sa.ColumnElement[str]:
    """A key that says nothing and stays unique."""
    return sa.literal("erased:").concat(sa.cast(number, sa.Text))


def _blank_queues(tx: Tx, person: int, over: Sequence[int], before: datetime) -> None:
    """Empty the finished rows of both queues; the rows stay until they are purged, to be known by."""
    where = sa.select(addresses.c.address).where(addresses.c.person == person)
    for table in (inbox, outbox):
        mine: sa.ColumnElement[bool] = sa.and_(table.c.lane.in_(where), table.c.created_at <= before)
        if table is outbox:
            mine = sa.or_(mine, outbox.c.case.in_(over))
        ended = sa.and_(table.c.finished_at.is_not(None), table.c.status.in_((queue.DONE, queue.FAILED)))
        tx.execute(table.update().where(mine, ended).values(payload={}))
    # What waits for a window to open would be sent to whoever writes from there next.
    kept = sa.select(messages.c.id).where(messages.c.case.is_not(None), messages.c.case.not_in(over))
    aside = sa.and_(outbox.c.lane.in_(where), outbox.c.created_at <= before, outbox.c.status == queue.HELD)
    ours = sa.or_(outbox.c.message.is_(None), outbox.c.message.not_in(kept))
    tx.execute(outbox.update().where(aside, ours).values(payload={}, status=queue.FAILED, error="erased"))


def _bury(tx: Tx, person: int, before: datetime, *, now: datetime) -> None:
    """Leave an empty row of the person; whoever writes from that address again is somebody new, unless they did."""
    back = sa.and_(messages.c.person == person, messages.c.direction == "in", messages.c.at > before)
    again = tx.execute(sa.select(messages.c.id).where(back, messages.c.case.is_(None)).limit(1)).first() is not None
    family = tx.execute(sa.select(people.c.family).where(people.c.id == person)).scalar_one()
    alone = tx.execute(sa.select(people.c.id).where(people.c.family == family, people.c.id != person)).first() is None
    nobody = {"name": "", "consent": "", "consent_at": None, "address_form": "", "notice": "", "noticed_at": None}
    tx.execute(people.update().where(people.c.id == person).values(**nobody, stopped_at=now))
    for table in (subscriptions, deliveries):
        tx.execute(table.delete().where(table.c.person == person))
    tx.execute(consents.update().where(consents.c.person == person).values(message_key=""))
    if alone:
        tx.execute(children.delete().where(children.c.family == family))
        tx.execute(families.update().where(families.c.id == family).values(place=""))
    theirs = sa.and_(messages.c.person == person, messages.c.case.is_not(None))
    gone = {"key": _erased(messages.c.id), "address": f"erased:{person}", "ref": "", "refs": []}
    tx.execute(messages.update().where(theirs).values(**gone))
    asked = {"key": _erased(requests.c.id), "detail": ""}
    tx.execute(requests.update().where(requests.c.person == person).values(**asked))
    if again:
        tx.execute(people.update().where(people.c.id == person).values(stopped_at=None))
        return
    where = sa.select(addresses.c.address).where(addresses.c.person == person)
    tx.execute(aliases.delete().where(sa.or_(aliases.c.address.in_(where), aliases.c.moved_to.in_(where))))
    tx.execute(openings.delete().where(openings.c.address.in_(where)))
    for table in (inbox, outbox):  # nobody looks at them again, and a lane is an address
        tx.execute(table.delete().where(table.c.lane.in_(where), table.c.status == queue.FAILED))
        tx.execute(table.update().where(table.c.lane.in_(where)).values(lane=f"erased:{person}"))
    tx.execute(addresses.delete().where(addresses.c.person == person))
