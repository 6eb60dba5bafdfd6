"""The record of what was said, both ways, with its attachments; what a case is read back from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from handlers.orders import Choice
from handlers.turn import EDITED, Address, Button, File, Incoming
from nlu.reading import Reading
from storage.database import Tx, insert_new
from storage.tables import attachments, messages

IN, OUT = "in", "out"
RECEIVED, QUEUED, HELD, SENT, FAILED = "received", "queued", "held", "sent", "failed"
WAITING, DELIVERED, READ, DROPPED = "waiting", "delivered", "read", "dropped"
"""HELD is kept from a screen that may be watched, WAITING until they write again; DROPPED is never sent any more."""
A_DAY = timedelta(hours=24)
A_WEEK = timedelta(days=7)
_LAST = 6  # messages of ours that somebody still sees without scrolling far


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a message; `sha256` names the stored bytes, "" until fetched; `refused` is why they never will be."""

    id: int
    file: File
    sha256: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of the record. `direction` is in (from the family) or out; `author` an officer or "" for the bot.

    `hidden` names what was left out of it because nobody may see who wrote: place, contact.
    """

    id: int
    at: datetime
    direction: str
    text: str
    status: str
    author: str = ""
    address: Address = ""
    choice: str = ""
    choices: tuple[Choice, ...] = ()
    place: dict[str, Any] | None = None
    contact: dict[str, str] | None = None
    edits: tuple[dict[str, str], ...] = ()
    files: tuple[Attachment, ...] = ()
    case: int | None = None
    hidden: tuple[str, ...] = ()


def received(tx: Tx, message: Incoming, reading: Reading, *, person: int, now: datetime) -> int | None:
    """Write an incoming message down and return its id; None for one that says nothing at all."""
    if message.kind == EDITED and message.ref:
        before = _replace(tx, message, now=now)
        if before is not None:
            return before
    said = (message.text, message.choice, message.files, message.place, message.contact, message.raw)
    if not any(said):
        return None
    new = insert_new(
        tx,
        messages,
        {
            "key": message.id,
            "address": message.sender,
            "person": person,
            "direction": IN,
            "kind": message.kind,
            "status": RECEIVED,
            "author": message.author,
            "text": message.text,
            "choice": message.choice,
            "choices": [],
            "place": asdict(message.place) if message.place else None,
            "contact": asdict(message.contact) if message.contact else None,
            "reading": _gist(reading),
            "edits": [],
            "ref": message.ref,
            "refs": [],
            "raw": message.raw,
            "at": message.at,
        },
    )
    if new is not None:
        attach(tx, new, message.files)
    return new


def queued(  # noqa: PLR0913 - what a message is made of
    tx: Tx,
    *,
    key: str,
    address: Address,
    person: int | None,
    text: str,
    now: datetime,
    text_key: str = "",
    choices: Sequence[Choice] = (),
    files: Sequence[File] = (),
    case: int | None = None,
    author: str = "",
) -> int | None:
    """Write down a message that is about to be sent and return its id; None when the key is already there."""
    new = insert_new(
        tx,
        messages,
        {
            "key": key,
            "address": address,
            "person": person,
            "case": case,
            "direction": OUT,
            "kind": "message",
            "status": QUEUED,
            "author": author,
            "text_key": text_key,
            "text": text,
            "choices": [asdict(choice) for choice in choices],
            "edits": [],
            "refs": [],
            "at": now,
        },
    )
    if new is not None:
        attach(tx, new, files)
    return new


def attach(tx: Tx, message: int, files: Iterable[File]) -> None:
    """Add files to a message; their bytes are fetched later."""
    rows = [{"message": message, **asdict(file)} for file in files]
    if rows:
        tx.execute(attachments.insert(), rows)


def join(tx: Tx, address: Address, case: int, *, now: datetime) -> tuple[Entry, ...]:
    """Give a case the messages of the last day in this conversation that have none; returns the family's own."""
    loose = sa.and_(messages.c.address == address, messages.c.at > now - A_DAY, messages.c.case.is_(None))
    ids = tx.scalars(sa.select(messages.c.id).where(loose)).all()
    if not ids:
        return ()
    tx.execute(messages.update().where(loose).values(case=case))
    return _entries(tx, sa.and_(messages.c.id.in_(ids), messages.c.direction == IN))


def loose(tx: Tx, address: Address, *, now: datetime) -> tuple[str, ...]:
    """The kinds of the files that `join` would bring to a case, oldest first."""
    found = (
        sa.select(attachments.c.kind)
        .join(messages, messages.c.id == attachments.c.message)
        .where(messages.c.address == address, messages.c.at > now - A_DAY, messages.c.case.is_(None))
        .where(messages.c.direction == IN)
        .order_by(attachments.c.id)
    )
    return tuple(tx.scalars(found))


def buttons(tx: Tx, address: Address, *, now: datetime) -> tuple[tuple[Button, ...], ...]:
    """The buttons under our last messages of a conversation, newest first; those written at once stand together."""
    found = (
        sa.select(messages.c.at, messages.c.choices)
        .where(messages.c.address == address, messages.c.at > now - A_WEEK, messages.c.at <= now)
        .where(messages.c.direction == OUT, messages.c.status.not_in((HELD, WAITING, DROPPED)))
        .order_by(messages.c.at.desc(), messages.c.id.desc())
        .limit(_LAST)
    )
    together: dict[datetime, list[Button]] = {}
    for row in tx.execute(found):
        together.setdefault(row.at, []).extend(Button(**choice) for choice in row.choices)
    return tuple(map(tuple, together.values()))


def link(tx: Tx, message: int, case: int) -> Entry:
    """Give a message to a case and return it."""
    tx.execute(messages.update().where(messages.c.id == message).values(case=case))
    return _entries(tx, messages.c.id == message)[0]


def transcript(tx: Tx, case: int) -> tuple[Entry, ...]:
    """A case's messages with their files, oldest first."""
    return _entries(tx, messages.c.case == case)


def conversation(tx: Tx, address: Address, *, after: int = 0, limit: int = 100) -> tuple[Entry, ...]:
    """What was said in a conversation beyond the message `after`, oldest first, without what is held back."""
    shown = sa.and_(messages.c.address == address, messages.c.id > after, messages.c.status.not_in((HELD, WAITING)))
    return _entries(tx, shown, limit=limit, by_id=True)


def held(tx: Tx, case: int) -> tuple[Entry, ...]:
    """What is held back from the family of a case, oldest first."""
    return _entries(tx, sa.and_(messages.c.case == case, messages.c.status == HELD), by_id=True)


def shown(entry: Entry) -> str:
    """What a message says, for a desk that shows only text: its words, a place's degrees, a contact's number."""
    parts = [entry.text]
    if entry.place:
        parts.append(f"{entry.place['label']} {entry.place['latitude']}, {entry.place['longitude']}".strip())
    if entry.contact:
        parts.append(f"{entry.contact['name']} {entry.contact['phone']}".strip())
    return "\n".join(part for part in parts if part)


def _replace(tx: Tx, message: Incoming, *, now: datetime) -> int | None:
    same = sa.and_(messages.c.address == message.sender, messages.c.ref == message.ref, messages.c.direction == IN)
    old = tx.execute(sa.select(messages).where(same).order_by(messages.c.id).limit(1)).first()
    if old is None:
        return None
    edits = [*old.edits, {"text": old.text, "until": now.isoformat()}]
    tx.execute(messages.update().where(messages.c.id == old.id).values(text=message.text, edits=edits))
    known = set(tx.scalars(sa.select(attachments.c.ref).where(attachments.c.message == old.id)))
    attach(tx, old.id, [file for file in message.files if file.ref not in known])
    number: int = old.id
    return number


def _gist(reading: Reading) -> dict[str, Any]:
    return {
        "intent": reading.intent,
        "confidence": round(reading.confidence, 4),
        "danger": reading.danger,
        "source": reading.source,
    }


def _entries(
    tx: Tx, which: sa.ColumnElement[bool], *, limit: int | None = None, by_id: bool = False
) -> tuple[Entry, ...]:
    order = (messages.c.id,) if by_id else (messages.c.at, messages.c.id)
    rows = tx.execute(sa.select(messages).where(which).order_by(*order).limit(limit)).all()
    files: dict[int, list[Attachment]] = {row.id: [] for row in rows}
    for row in tx.execute(
        sa.select(attachments).where(attachments.c.message.in_(list(files))).order_by(attachments.c.id)
    ):
        sent = File(row.kind, row.ref, row.name, row.media_type, row.size)
        files[row.message].append(Attachment(row.id, sent, row.sha256, row.refused))
    return tuple(
        Entry(
            id=row.id,
            at=row.at,
            direction=row.direction,
            text=row.text,
            status=row.status,
            author=row.author if row.direction == OUT else "",
            address=row.address,
            choice=row.choice,
            choices=tuple(Choice(**choice) for choice in row.choices),
            place=row.place,
            contact=row.contact,
            edits=tuple(row.edits),
            files=tuple(files[row.id]),
            case=row.case,
        )
        for row in rows
    )
