"""Staff, how they come in, what they did, what they changed or signed in the words."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index

from storage.columns import Words, flag, text, to, when, whenever
from storage.tables.base import table

staff = table(
    "staff",
    Column("name", Words, nullable=False),
    Column("telegram", sa.BigInteger, unique=True),
    Column("role", Words, nullable=False),
    flag("active"),
    when("created_at"),
    sa.CheckConstraint("role IN ('admin', 'head', 'officer')", name="role"),
)

sign_in_links = table(
    "sign_in_links",
    to("staff", "staff"),
    Column("hash", Words, nullable=False, unique=True),
    when("expires_at"),
    whenever("used_at"),
    Index("ix_sign_in_links_staff", "staff"),
)

sessions = table(
    "sessions",
    to("staff", "staff"),
    Column("hash", Words, nullable=False, unique=True),
    Column("csrf", Words, nullable=False),
    when("created_at"),
    when("expires_at"),
    Index("ix_sessions_staff", "staff"),
    Index("ix_sessions_expires_at", "expires_at"),
)

text_edits = table(
    "text_edits",
    Column("key", Words, nullable=False),
    Column("text", Words, nullable=False),
    to("staff", "staff"),
    when("at"),
    Index("ix_text_edits_key", "key", "id"),
)

audit = table(
    "audit",
    to("staff", "staff", optional=True),
    Column("action", Words, nullable=False),
    text("subject"),
    when("at"),
    Index("ix_audit_at", "at"),
    Index("ix_audit_staff", "staff"),
)

reviews = table(
    "reviews",
    Column("kind", Words, nullable=False),  # faq, tips, warnings, hotlines or agencies
    Column("item", Words, nullable=False),  # its id in content/
    Column("body_hash", Words, nullable=False),  # of the words that were signed: changed words are unsigned again
    Column("by", Words, nullable=False),
    when("at"),
    Index("ix_reviews_item", "kind", "item"),
)
