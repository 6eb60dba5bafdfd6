"""Write what came in at a door into the inbox; only then may it be acknowledged."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from bot.channels import Incoming
from bot.log import event
from handlers.turn import UNKNOWN
from storage import turns
from storage.database import Database

_RAW_KEPT = 16 << 10  # characters


class NotStored(Exception):
    """The database takes nothing now. Do not acknowledge; let the platform come again."""


def take_in(database: Database, messages: Iterable[Incoming], *, now: datetime) -> int:
    """Commit the messages to the inbox and return how many were new. Raises NotStored.

    A message that a healthy database refuses is kept as `unknown`, as plain ASCII: it would otherwise be sent
    again for ever and hold up whatever comes after it.
    """
    messages = tuple(messages)
    try:
        return _accept(database, messages, now=now)
    except Exception as error:
        event("intake.trouble", level=logging.WARNING, error=error)
        if not database.ready():
            raise NotStored from error
    try:
        return _accept(database, map(_opaque, messages), now=now)
    except Exception as error:
        raise NotStored from error


def _accept(database: Database, messages: Iterable[Incoming], *, now: datetime) -> int:
    with database.begin() as tx:
        return sum([turns.accept(tx, message, now=now) for message in messages])


def _opaque(message: Incoming) -> Incoming:
    raw = json.dumps(asdict(message), default=str)[:_RAW_KEPT]
    return Incoming(id=message.id, sender=message.sender, at=message.at, kind=UNKNOWN, ref=message.ref, raw=raw)
