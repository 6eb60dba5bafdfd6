"""The first tables: queues, families and people, messages, cases, what the clock sends, staff."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
UNFINISHED = sa.text("finished_at IS NULL")
FINISHED = sa.text("finished_at IS NOT NULL")
FAILED = sa.text("status = 'failed'")


def upgrade() -> None:
    people()
    cases()
    messages()
    queues()
    clock()
    staff()


def people() -> None:
    op.create_table(
        "families",
        sa.Column("id", ID, primary_key=True),
        sa.Column("place", sa.Text(), nullable=False, server_default=""),
        sa.Column("created_at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "people",
        sa.Column("id", ID, primary_key=True),
        sa.Column("family", ID, sa.ForeignKey("families.id"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, server_default=""),
        sa.Column("consent", sa.Text(), nullable=False, server_default=""),
        sa.Column("consent_at", MOMENT),
        sa.Column("language", sa.Text(), nullable=False, server_default=""),
        sa.Column("zone", sa.Text(), nullable=False, server_default=""),
        sa.Column("stopped_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_people_family", "people", ["family"])
    op.create_table(
        "addresses",
        sa.Column("id", ID, primary_key=True),
        sa.Column("address", sa.Text(), nullable=False, unique=True),
        sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, server_default=""),
        sa.Column("state_name", sa.Text(), nullable=False, server_default=""),
        sa.Column("state_at", MOMENT, nullable=False),
        sa.Column("last_heard_at", MOMENT, nullable=False),
        sa.Column("unreachable_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_addresses_person", "addresses", ["person"])
    op.create_index("ix_addresses_state", "addresses", ["state_name", "state_at"])
    op.create_table(
        "children",
        sa.Column("id", ID, primary_key=True),
        sa.Column("family", ID, sa.ForeignKey("families.id"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, server_default=""),
        sa.Column("born", sa.Date()),
        sa.Column("created_at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_children_family", "children", ["family"])
    op.create_table(
        "subscriptions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.UniqueConstraint("person", "topic"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_subscriptions_topic", "subscriptions", ["topic", "person"])


def cases() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False, unique=True),
        sa.Column("kind", sa.Text(), nullable=False, server_default=""),
        sa.Column("place", sa.Text(), nullable=False, server_default=""),
        sa.Column("contact", sa.Text(), nullable=False, server_default=""),
        sa.Column("active", sa.Boolean(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "cases",
        sa.Column("id", ID, primary_key=True),
        sa.Column("code", sa.Text(), nullable=False, unique=True),
        sa.Column("origin", sa.Text(), nullable=False, unique=True),
        sa.Column("family", ID, sa.ForeignKey("families.id"), nullable=False),
        sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("address", sa.Text(), nullable=False, server_default=""),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False, server_default=""),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False, server_default=""),
        sa.Column("due", MOMENT),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("taken_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("desk", sa.Text(), nullable=False, server_default=""),
        sa.Column("title", sa.Text(), nullable=False, server_default=""),
        sa.Column("topic", sa.Text(), nullable=False, server_default=""),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cases_desk", "cases", ["desk"])
    op.create_index("ix_cases_due", "cases", ["standing", "due"])
    op.create_index("ix_cases_family", "cases", ["family", "id"])
    op.create_index("ix_cases_standing", "cases", ["standing", "id"])
    op.create_index("ix_cases_topic", "cases", ["topic"])
    op.create_table(
        "case_events",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case", ID, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False, server_default=""),
        sa.Column("detail", JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_case_events_case", "case_events", ["case", "id"])
    op.create_table(
        "referrals",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case", ID, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("agency", ID, sa.ForeignKey("agencies.id"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column("by", sa.Text(), nullable=False, server_default=""),
        sa.Column("at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_referrals_agency", "referrals", ["agency"])
    op.create_index("ix_referrals_case", "referrals", ["case"])
    op.create_table(
        "visits",
        sa.Column("id", ID, primary_key=True),
        sa.Column("family", ID, sa.ForeignKey("families.id"), nullable=False),
        sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("case", ID, sa.ForeignKey("cases.id")),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False, server_default=""),
        sa.Column("answered_at", MOMENT),
        sa.Column("officer", sa.Text(), nullable=False, server_default=""),
        sa.Column("place", sa.Text(), nullable=False, server_default=""),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column("created_at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_visits_at", "visits", ["status", "at"])
    op.create_index("ix_visits_case", "visits", ["case"])
    op.create_index("ix_visits_family", "visits", ["family"])
    op.create_table(
        "counters",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
    )


def messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", ID, primary_key=True),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("person", ID, sa.ForeignKey("people.id")),
        sa.Column("case", ID, sa.ForeignKey("cases.id")),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False, server_default=""),
        sa.Column("author", sa.Text(), nullable=False, server_default=""),
        sa.Column("text_key", sa.Text(), nullable=False, server_default=""),
        sa.Column("text", sa.Text(), nullable=False, server_default=""),
        sa.Column("choice", sa.Text(), nullable=False, server_default=""),
        sa.Column("choices", JSON, nullable=False),
        sa.Column("place", JSON),
        sa.Column("contact", JSON),
        sa.Column("reading", JSON),
        sa.Column("edits", JSON, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False, server_default=""),
        sa.Column("refs", JSON, nullable=False),
        sa.Column("raw", sa.Text(), nullable=False, server_default=""),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("direction IN ('in', 'out')", name="direction"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_messages_address", "messages", ["address", "at"])
    op.create_index("ix_messages_at", "messages", ["at"])
    op.create_index("ix_messages_case", "messages", ["case", "id"])
    op.create_index("ix_messages_person", "messages", ["person", "id"])
    op.create_index("ix_messages_ref", "messages", ["address", "ref"])
    op.create_table(
        "attachments",
        sa.Column("id", ID, primary_key=True),
        sa.Column("message", ID, sa.ForeignKey("messages.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, server_default=""),
        sa.Column("media_type", sa.Text(), nullable=False, server_default=""),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False, server_default=""),
        sa.Column("stored_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attachments_message", "attachments", ["message"])
    op.create_index("ix_attachments_sha256", "attachments", ["sha256"])


def queues() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", ID, primary_key=True),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False, server_default=""),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("claimed_at", MOMENT),
        sa.Column("finished_at", MOMENT),
        sa.CheckConstraint("status IN ('waiting', 'working', 'done', 'failed')", name="status"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_failed", "inbox", ["id"], sqlite_where=FAILED, postgresql_where=FAILED)
    op.create_index("ix_inbox_finished", "inbox", ["finished_at"], sqlite_where=FINISHED, postgresql_where=FINISHED)
    op.create_index("ix_inbox_lane", "inbox", ["lane", "id"], sqlite_where=UNFINISHED, postgresql_where=UNFINISHED)
    op.create_index("ix_inbox_next", "inbox", ["rank", "id"], sqlite_where=UNFINISHED, postgresql_where=UNFINISHED)
    op.create_table(
        "outbox",
        sa.Column("id", ID, primary_key=True),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False, server_default=""),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("claimed_at", MOMENT),
        sa.Column("finished_at", MOMENT),
        sa.Column("do", sa.Text(), nullable=False),
        sa.Column("message", ID, sa.ForeignKey("messages.id", ondelete="SET NULL")),
        sa.Column("case", ID, sa.ForeignKey("cases.id")),
        sa.CheckConstraint("status IN ('waiting', 'working', 'done', 'failed')", name="status"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_case", "outbox", ["case"])
    op.create_index("ix_outbox_failed", "outbox", ["id"], sqlite_where=FAILED, postgresql_where=FAILED)
    op.create_index("ix_outbox_finished", "outbox", ["finished_at"], sqlite_where=FINISHED, postgresql_where=FINISHED)
    op.create_index("ix_outbox_lane", "outbox", ["lane", "id"], sqlite_where=UNFINISHED, postgresql_where=UNFINISHED)
    op.create_index("ix_outbox_message", "outbox", ["message"])
    op.create_index("ix_outbox_next", "outbox", ["rank", "id"], sqlite_where=UNFINISHED, postgresql_where=UNFINISHED)


def clock() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", ID, primary_key=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("rule", "person", "occasion"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_person", "deliveries", ["person", "rule", "at"])
    op.create_table(
        "broadcasts",
        sa.Column("id", ID, primary_key=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", JSON, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False, server_default=""),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due", MOMENT),
        sa.Column("finished_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_broadcasts_due", "broadcasts", ["status", "due"])


def staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("telegram", sa.BigInteger(), unique=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("role IN ('admin', 'head', 'officer')", name="role"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sign_in_links",
        sa.Column("id", ID, primary_key=True),
        sa.Column("staff", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False, unique=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sign_in_links_staff", "sign_in_links", ["staff"])
    op.create_table(
        "sessions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("staff", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False, unique=True),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_index("ix_sessions_staff", "sessions", ["staff"])
    op.create_table(
        "text_edits",
        sa.Column("id", ID, primary_key=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("staff", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_text_edits_key", "text_edits", ["key", "id"])
    op.create_table(
        "audit",
        sa.Column("id", ID, primary_key=True),
        sa.Column("staff", ID, sa.ForeignKey("staff.id")),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, server_default=""),
        sa.Column("at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_staff", "audit", ["staff"])
