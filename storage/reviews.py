"""Who has checked which words in content/: a sign-off belongs to the words as they stood, not to the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import sqlalchemy as sa

from storage.database import Tx
from storage.tables import reviews

Item: TypeAlias = tuple[str, str]
"""The kind of a piece of content, and its id in content/."""


@dataclass(frozen=True, slots=True)
class Review:
    """Somebody put their name to these words."""

    body_hash: str
    by: str
    at: datetime


def fingerprint(*parts: str) -> str:
    """What stands for some words: other words have another one."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def everything(tx: Tx) -> Mapping[Item, tuple[Review, ...]]:
    """Every sign-off of every item, the oldest first."""
    found: dict[Item, tuple[Review, ...]] = {}
    for row in tx.execute(sa.select(reviews).order_by(reviews.c.at, reviews.c.id)):
        item = (row.kind, row.item)
        found[item] = (*found.get(item, ()), Review(row.body_hash, row.by, row.at))
    return found


def sign(tx: Tx, item: Item, body_hash: str, *, by: str, now: datetime) -> None:
    """Put a name to these words; whoever signs them again has looked at them again."""
    kind, name = item
    tx.execute(reviews.insert().values(kind=kind, item=name, body_hash=body_hash, by=by, at=now))


def take_back(tx: Tx, item: Item, body_hash: str) -> bool:
    """Unsign these words; what was signed of the item when it had other words stays. False when nobody had signed."""
    kind, name = item
    these = (reviews.c.kind == kind, reviews.c.item == name, reviews.c.body_hash == body_hash)
    return tx.execute(reviews.delete().where(*these)).rowcount > 0
