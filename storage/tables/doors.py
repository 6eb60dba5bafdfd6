"""The doors as their platforms see them: whether they carry, what they cost, which templates they know."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index

from storage.columns import Words, flag, text, to, when, whenever
from storage.tables.base import table

doors = table(
    "doors",
    Column("door", Words, nullable=False, unique=True),
    Column("state", Words, nullable=False),
    text("code"),  # the platform's, of the outage
    text("reason"),
    flag("urgent"),  # whether the outage stops urgent orders too
    flag("silent"),  # known from a report only: that an order was taken proves nothing, that one arrived does
    whenever("since"),
    whenever("until"),  # nothing is tried before
    text("quality"),  # of the number, in the platform's words
    text("tier"),  # of how many new contacts it may write to
    when("at"),
    sa.CheckConstraint("state IN ('ok', 'outage')", name="state"),
)

door_months = table(
    "door_months",
    Column("door", Words, nullable=False),
    Column("month", Words, nullable=False),  # 2026-11
    Column("service", sa.Integer, nullable=False, server_default="0"),  # free words that arrived
    Column("templates", sa.Integer, nullable=False, server_default="0"),  # templates that arrived
    whenever("warned_at"),  # when staff were told that the free ones are nearly used up
    sa.UniqueConstraint("door", "month"),
)

openings = table(  # a template sent to somebody who had not written for so long that nothing else may go
    "openings",
    Column("address", Words, nullable=False),
    Column("template", Words, nullable=False),
    to("message", "messages", on_delete="SET NULL", optional=True),
    when("at"),
    Index("ix_openings_at", "at"),
    Index("ix_openings_address", "address", "at"),
    Index("ix_openings_message", "message"),
)

templates = table(  # as the platform knows them
    "templates",
    Column("name", Words, nullable=False),
    Column("language", Words, nullable=False),
    text("category"),
    text("status"),  # APPROVED, PENDING, REJECTED, PAUSED, DISABLED
    text("reason"),
    text("quality"),
    text("body_hash"),
    when("synced_at"),
    sa.UniqueConstraint("name", "language"),
)
