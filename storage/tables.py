"""Every table there is; the migrations build exactly these."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from storage.columns import Id, Json, Words, flag, text, to, when, whenever

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)


def _table(name: str, *parts: sa.schema.SchemaItem) -> Table:
    # An id is never used twice, also not after its row is purged: cursors and orders of work depend on it.
    return Table(name, metadata, Column("id", Id, primary_key=True), *parts, sqlite_autoincrement=True)


def _queue(name: str, *more: sa.schema.SchemaItem) -> Table:
    # finished_at is empty as long as a row waits or is worked on: the two small indexes over those rows are
    # all that a claim reads, however many rows are done.
    unfinished, finished = sa.text("finished_at IS NULL"), sa.text("finished_at IS NOT NULL")
    failed = sa.text("status = 'failed'")
    return _table(
        name,
        Column("key", Words, nullable=False, unique=True),
        Column("lane", Words, nullable=False),
        Column("rank", sa.SmallInteger, nullable=False),
        Column("status", Words, nullable=False),
        when("due"),
        Column("tries", sa.Integer, nullable=False),
        text("error"),
        Column("payload", Json, nullable=False),
        when("created_at"),
        whenever("claimed_at"),
        whenever("finished_at"),
        *more,
        sa.CheckConstraint("status IN ('waiting', 'working', 'done', 'failed')", name="status"),
        Index(f"ix_{name}_next", "rank", "id", sqlite_where=unfinished, postgresql_where=unfinished),
        Index(f"ix_{name}_lane", "lane", "id", sqlite_where=unfinished, postgresql_where=unfinished),
        Index(f"ix_{name}_finished", "finished_at", sqlite_where=finished, postgresql_where=finished),
        Index(f"ix_{name}_failed", "id", sqlite_where=failed, postgresql_where=failed),
    )


families = _table("families", text("place"), when("created_at"))

people = _table(
    "people",
    to("family", "families"),
    text("name"),
    text("consent"),
    whenever("consent_at"),
    text("language"),
    text("zone"),
    whenever("stopped_at"),  # they asked that nothing be sent to them unasked
    when("created_at"),
    Index("ix_people_family", "family"),
)

addresses = _table(
    "addresses",
    Column("address", Words, nullable=False, unique=True),
    to("person", "people"),
    text("state"),
    text("state_name"),
    when("state_at"),
    when("last_heard_at"),
    whenever("unreachable_at"),
    when("created_at"),
    Index("ix_addresses_person", "person"),
    Index("ix_addresses_state", "state_name", "state_at"),
)

children = _table(
    "children",
    to("family", "families"),
    text("name"),
    Column("born", sa.Date),
    when("created_at"),
    Index("ix_children_family", "family"),
)

subscriptions = _table(
    "subscriptions",
    to("person", "people"),
    Column("topic", Words, nullable=False),
    when("since"),
    whenever("ended_at"),
    sa.UniqueConstraint("person", "topic"),
    Index("ix_subscriptions_topic", "topic", "person"),
)

agencies = _table(
    "agencies",
    Column("name", Words, nullable=False, unique=True),
    text("kind"),
    text("place"),
    text("contact"),
    flag("active"),
)

cases = _table(
    "cases",
    Column("code", Words, nullable=False, unique=True),
    Column("origin", Words, nullable=False, unique=True),  # the inbox key that opened it
    to("family", "families"),
    to("person", "people"),
    text("address"),  # the conversation that opened it
    Column("kind", Words, nullable=False),
    Column("intent", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("urgency", Words, nullable=False),
    Column("standing", sa.SmallInteger, nullable=False),  # 0 open and urgent, 1 soon, 2 routine, 3 closed
    text("summary"),
    Column("answers", Json, nullable=False),
    flag("complete"),
    text("officer"),
    whenever("due"),
    when("opened_at"),
    whenever("taken_at"),
    whenever("closed_at"),
    text("desk"),  # the staff group that was asked to open a topic for it
    text("title"),  # the name of that topic
    text("topic"),  # its address, once it is open
    Index("ix_cases_family", "family", "id"),
    Index("ix_cases_standing", "standing", "id"),
    Index("ix_cases_due", "standing", "due"),
    Index("ix_cases_topic", "topic"),
    Index("ix_cases_desk", "desk"),
)

case_events = _table(
    "case_events",
    to("case", "cases"),
    when("at"),
    Column("what", Words, nullable=False),
    text("by"),
    Column("detail", Json, nullable=False),
    Index("ix_case_events_case", "case", "id"),
)

referrals = _table(
    "referrals",
    to("case", "cases"),
    to("agency", "agencies"),
    Column("status", Words, nullable=False),
    text("note"),
    text("by"),
    when("at"),
    Index("ix_referrals_case", "case"),
    Index("ix_referrals_agency", "agency"),
)

visits = _table(
    "visits",
    to("family", "families"),
    to("person", "people"),
    to("case", "cases", optional=True),
    when("at"),
    Column("status", Words, nullable=False),
    text("answer"),  # what the family said about it: ok or move
    whenever("answered_at"),
    text("officer"),
    text("place"),
    text("note"),
    when("created_at"),
    Index("ix_visits_at", "status", "at"),
    Index("ix_visits_family", "family"),
    Index("ix_visits_case", "case"),
)

messages = _table(
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
    Index("ix_messages_case", "case", "id"),
    Index("ix_messages_person", "person", "id"),
    Index("ix_messages_at", "at"),
)

attachments = _table(
    "attachments",
    to("message", "messages", on_delete="CASCADE"),
    Column("kind", Words, nullable=False),
    Column("ref", Words, nullable=False),
    text("name"),
    text("media_type"),
    Column("size", sa.BigInteger, nullable=False),
    text("sha256"),  # the name of the stored bytes, "" until they are fetched
    whenever("stored_at"),
    Index("ix_attachments_message", "message"),
    Index("ix_attachments_sha256", "sha256"),
)

inbox = _queue("inbox")
outbox = _queue(
    "outbox",
    Column("do", Words, nullable=False),
    to("message", "messages", on_delete="SET NULL", optional=True),
    to("case", "cases", optional=True),
    Index("ix_outbox_message", "message"),
    Index("ix_outbox_case", "case"),
)

deliveries = _table(
    "deliveries",
    Column("rule", Words, nullable=False),
    to("person", "people"),
    Column("occasion", Words, nullable=False),
    Column("key", Words, nullable=False),  # of the text that was sent
    when("at"),
    sa.UniqueConstraint("rule", "person", "occasion"),
    Index("ix_deliveries_person", "person", "rule", "at"),
)

broadcasts = _table(
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

staff = _table(
    "staff",
    Column("name", Words, nullable=False),
    Column("telegram", sa.BigInteger, unique=True),
    Column("role", Words, nullable=False),
    flag("active"),
    when("created_at"),
    sa.CheckConstraint("role IN ('admin', 'head', 'officer')", name="role"),
)

sign_in_links = _table(
    "sign_in_links",
    to("staff", "staff"),
    Column("hash", Words, nullable=False, unique=True),
    when("expires_at"),
    whenever("used_at"),
    Index("ix_sign_in_links_staff", "staff"),
)

sessions = _table(
    "sessions",
    to("staff", "staff"),
    Column("hash", Words, nullable=False, unique=True),
    Column("csrf", Words, nullable=False),
    when("created_at"),
    when("expires_at"),
    Index("ix_sessions_staff", "staff"),
    Index("ix_sessions_expires_at", "expires_at"),
)

text_edits = _table(
    "text_edits",
    Column("key", Words, nullable=False),
    Column("text", Words, nullable=False),
    to("staff", "staff"),
    when("at"),
    Index("ix_text_edits_key", "key", "id"),
)

audit = _table(
    "audit",
    to("staff", "staff", optional=True),
    Column("action", Words, nullable=False),
    text("subject"),
    when("at"),
    Index("ix_audit_at", "at"),
    Index("ix_audit_staff", "staff"),
)

counters = Table(
    "counters",
    metadata,
    Column("kind", Words, primary_key=True),
    Column("year", sa.Integer, primary_key=True),
    Column("last", sa.Integer, nullable=False),
)
