"""The bridge to the handlers: a message becomes a Turn, an Outcome becomes rows; all of it or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from handlers.effects import Alert, Effect, Outcome, Say
from handlers.family.link import about as about_links
from handlers.state import Confirming, Filling, WithStaff
from handlers.talk.office import MANY
from handlers.texts import Texts
from handlers.turn import (
    BLOCKED,
    EDITED,
    MESSAGE,
    REPORT,
    UNKNOWN,
    Address,
    CaseBrief,
    Contact,
    File,
    Incoming,
    Place,
    StaffTurn,
    Turn,
)
from nlu.reading import Reading
from storage import cases, clearance, links, messages, mourning, people, queue, referrals, requests, visits, window
from storage.database import Tx, in_turn
from storage.tables import inbox
from storage.writing import Writing

_CODE = re.compile(r"[A-Za-z]{3}-\d{4}-\d{6}")
_THEIRS = (MESSAGE, EDITED, UNKNOWN)  # what shows that somebody is there


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written: the ids of the cases opened, in order."""

    cases: tuple[int, ...] = ()


def accept(tx: Tx, message: Incoming, *, now: datetime) -> bool:
    """Put a message into the inbox; False when it is already there. Once committed it cannot be lost."""
    in_turn(tx, message.sender)
    payload = {**asdict(message), "at": message.at.isoformat()}
    # Reports go by themselves: what we do not know of a message of ours must not keep the family waiting.
    lane = f"{message.sender}~{message.ref}" if message.kind == REPORT else message.sender
    return queue.put(tx, inbox, key=message.id, lane=lane, payload=payload, now=now)


def incoming(payload: dict[str, Any]) -> Incoming:
    """The message that `accept` stored."""
    body = dict(payload)
    body["at"] = datetime.fromisoformat(body["at"])
    body["files"] = tuple(File(**file) for file in body["files"])
    body["place"] = Place(**body["place"]) if body["place"] else None
    body["contact"] = Contact(**body["contact"]) if body["contact"] else None
    return Incoming(**body)


def load(tx: Tx, message: Incoming, reading: Reading, *, now: datetime) -> Turn:
    """Everything a decision on this message may use; a new conversation gets a person and a family.

    The conversation is held until the transaction ends, so that staff cannot move it at the same time. The number
    of queries does not depend on history.
    """
    counts = message.kind in _THEIRS
    talk = people.hear(tx, message.sender, name=message.name, now=now, counts=counts, written=message.at)
    message = replace(message, sender=talk.address)  # they may have moved since
    known = cases.of_person(tx, talk.person.id, now=now)
    return Turn(
        now=now,
        message=message,
        reading=reading,
        person=talk.person,
        state=talk.state,
        cases=tuple(case for case in known if not case.quiet),
        asked=_asked(tx, message, reading),
        visits=visits.coming(tx, talk.person.family, now=now, person=talk.person.id),
        referrals=referrals.open_of(tx, talk.person.id),
        link=links.known(tx, message, talk.person, talk.state, now=now),
        kin=links.kin(tx, talk.person) if about_links(message, talk.state) else (),
        loose=messages.loose(tx, message.sender, now=now) if isinstance(talk.state, Filling | Confirming) else (),
        wishes=requests.open_of(tx, talk.person.id, now=now),
        hidden=tuple(case for case in known if case.quiet),
        ahead=cases.ahead(tx, most=MANY),
        awaits=talk.awaits,
        mourning=mourning.since(tx, talk.person.id, now=now),
        shown=messages.buttons(tx, message.sender, now=now),
    )


def load_staff(tx: Tx, message: Incoming, *, officer: str, now: datetime, officer_id: int = 0) -> StaffTurn:
    """Everything a decision on a message from the staff group may use; a confidential case is none of the group's."""
    case = cases.by_topic(tx, message.sender)
    case = None if case is not None and clearance.guarded(case) else case
    return StaffTurn(now=now, message=message, officer=officer, case=case, officer_id=officer_id)


def apply(tx: Tx, turn: Turn, outcome: Outcome, *, texts: Texts, desk: Address, now: datetime) -> Applied:
    """Write down a decision on a family's message: the message, the new state, and every effect in order."""
    message = turn.message
    if message.kind == BLOCKED:
        people.shut(tx, message.sender, now=now)
    written = messages.received(tx, message, turn.reading, person=turn.person.id, now=now)
    writing = Writing(tx, texts, now=now, message=message, desk=desk, person=turn.person, written=written)
    opened = writing.open_cases(outcome.effects)
    state = outcome.state
    if isinstance(state, WithStaff) and not state.case and opened:
        state = replace(state, case=opened[0])
    people.rest(tx, message.sender, state, now=now)
    writing.carry_out(outcome.effects)
    if message.kind in _THEIRS:
        urgent = any(isinstance(one, Alert) or (isinstance(one, Say) and one.urgent) for one in outcome.effects)
        window.release(tx, message.sender, turn.person.id, urgent=urgent, now=now)
    return Applied(opened)


def apply_staff(
    tx: Tx, turn: StaffTurn, effects: Sequence[Effect], *, texts: Texts, desk: Address, now: datetime
) -> None:
    """Write down a decision of staff, from a topic or from the console (whose message has no sender)."""
    writing = Writing(
        tx, texts, now=now, message=turn.message, desk=desk, officer=turn.officer, officer_id=turn.officer_id
    )
    writing.carry_out(effects)


def _asked(tx: Tx, message: Incoming, reading: Reading) -> CaseBrief | None:
    entity = reading.entity("ticket")
    found = _CODE.search(entity.value or entity.text if entity else message.text)
    return cases.by_code(tx, found.group()) if found else None
