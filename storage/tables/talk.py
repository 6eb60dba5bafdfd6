"""What was said and what waits to be read or sent: the record and the two queues."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index

from storage.columns import Json, Words, text, to, when, whenever
from storage.tables.base import queue, table

_SENT = sa.text("direction = 'out' AND ref <> ''")

messages = table(
    "messages",
    Column("key", Words, nullable=False, unique=True),  # the inbox or outbox key
    Column("address", Words, nullable=False),
    to("person", "people", optional=True),
    to("case", "cases", optional=True),
    Column("direction", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("status", Words, nullable=False),
    text("error"),
    text("author"),
    text("text_key"),
    text("text"),
    text("choice"),
    Column("choices", Json, nullable=False),
    Column("place", Json),
    Column("contact", Json),
    Column("reading", Json),
    Column("edits", Json, nullable=False),
    text("ref"),  # the door's own name for it
    Column("refs", Json, nullable=False),
    text("raw"),
    when("at"),
    sa.CheckConstraint("direction IN ('in', 'out')", name="direction"),
    Index("ix_messages_address", "address", "at"),
    Index("ix_messages_ref", "address", "ref"),
    Index(
        "ix_messages_sent", "ref", sqlite_where=_SENT, postgresql_where=_SENT
    ),  # for reports, which name nothing else
    Index("ix_messages_case", "case", "id"),
    Index("ix_messages_person", "person", "id"),
    Index("ix_messages_at", "at"),
)

attachments = table(
    "attachments",
    to("message", "messages", on_delete="CASCADE"),
    Column("kind", Words, nullable=False),
    Column("ref", Words, nullable=False),
    text("name"),
    text("media_type"),
    Column("size", sa.BigInteger, nullable=False),
    text("sha256"),  # the name of the stored bytes, "" until they are fetched
    whenever("stored_at"),
    text("refused"),  # why the bytes will never be here, in a machine word
    Index("ix_attachments_message", "message"),
    Index("ix_attachments_ref", "ref"),
    Index("ix_attachments_sha256", "sha256"),
)

inbox = queue("inbox")

_PUT_ASIDE = sa.text("status = 'held'")

outbox = queue(
    "outbox",
    Column("do", Words, nullable=False),
    to("message", "messages", on_delete="SET NULL", optional=True),
    to("case", "cases", optional=True),
    Index("ix_outbox_message", "message"),
    Index("ix_outbox_case", "case"),
    Index("ix_outbox_held", "lane", "id", sqlite_where=_PUT_ASIDE, postgresql_where=_PUT_ASIDE),
    held=True,  # until the person writes again: such a row is in nobody's way, finished_at says since when
)
