"""What the clock has sent and must know: deliveries, broadcasts, the days the office is closed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index

from storage.columns import Json, Words, flag, text, to, when, whenever
from storage.tables.base import table

deliveries = table(
    "deliveries",
    Column("rule", Words, nullable=False),
    to("person", "people"),
    Column("occasion", Words, nullable=False),
    Column("key", Words, nullable=False),  # of the text that was sent
    when("at"),
    sa.UniqueConstraint("rule", "person", "occasion"),
    Index("ix_deliveries_person", "person", "rule", "at"),
)

broadcasts = table(
    "broadcasts",
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("audience", Json, nullable=False),
    Column("status", Words, nullable=False),
    text("by"),
    when("created_at"),
    whenever("due"),
    whenever("finished_at"),
    Index("ix_broadcasts_due", "status", "due"),
)

closed_days = table(  # beside what the calendar of the country says
    "closed_days",
    Column("day", sa.Date, nullable=False, unique=True),
    flag("closed"),  # False: the office works although the calendar says that it does not
    text("reason"),
    text("by"),
    when("at"),
)
