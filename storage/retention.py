"""How long things are kept: finished queue rows for days, talk that led to nothing for months, cases for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from storage import queue, window
from storage.database import Tx
from storage.files import forget
from storage.tables import attachments, inbox, link_tries, links, messages, openings, outbox, sessions, sign_in_links


@dataclass(frozen=True, slots=True)
class Rules:
    """How long each kind of thing is kept after its last use."""

    queue: timedelta = timedelta(days=7)
    talk: timedelta = timedelta(days=180)  # messages that belong to no case
    sign_in: timedelta = timedelta(days=30)  # and the codes that join two phones


def purge(tx: Tx, rules: Rules, *, now: datetime, files: Path, most: int = 1000) -> Mapping[str, int]:
    """Delete what is past its time, at most so many messages at once; returns how many rows of each table went."""
    loose = sa.and_(messages.c.at < now - rules.talk, messages.c.case.is_(None))
    old = tx.scalars(sa.select(messages.c.id).where(loose).order_by(messages.c.at).limit(most)).all()
    named = sa.select(attachments.c.sha256).where(attachments.c.message.in_(old))
    names = frozenset(tx.scalars(named))
    over = now - rules.sign_in
    offered = links.delete().where(links.c.expires_at < over)
    window.expire(tx, before=now - rules.talk)
    gone = {
        "inbox": queue.purge(tx, inbox, before=now - rules.queue),
        "outbox": queue.purge(tx, outbox, before=now - rules.queue),
        "messages": tx.execute(messages.delete().where(messages.c.id.in_(old))).rowcount,
        "sessions": tx.execute(sessions.delete().where(sessions.c.expires_at < over)).rowcount,
        "links": tx.execute(offered).rowcount,
        "link_tries": tx.execute(link_tries.delete().where(link_tries.c.at < over)).rowcount,
        "openings": tx.execute(openings.delete().where(openings.c.at < over)).rowcount,
        "sign_in_links": tx.execute(sign_in_links.delete().where(sign_in_links.c.expires_at < over)).rowcount,
    }
    return {**gone, "files": forget(tx, files, names)}
