"""What stands behind the WhatsApp door: words put aside until a person writes, outages, templates, moved numbers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
}
STATUSES = "status IN ('waiting', 'working', 'held', 'done', 'failed')"


def upgrade() -> None:
    outbox()
    people()
    doors()


def outbox() -> None:
    with _changing("outbox") as batch:
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint(op.f("ck_outbox_status"), type_="check")
        batch.create_check_constraint(op.f("ck_outbox_status"), STATUSES)
    aside = sa.text("status = 'held'")
    op.create_index("ix_outbox_held", "outbox", ["lane", "id"], sqlite_where=aside, postgresql_where=aside)
    sent = sa.text("direction = 'out' AND ref <> ''")
    op.create_index("ix_attachments_ref", "attachments", ["ref"])
    op.create_index("ix_messages_sent", "messages", ["ref"], sqlite_where=sent, postgresql_where=sent)


def people() -> None:
    with _changing("subscriptions") as batch:
        batch.add_column(_text("message_key"))
    op.create_table(
        "aliases",
        sa.Column("id", ID, primary_key=True),
        sa.Column("address", sa.Text(), nullable=False, unique=True),
        sa.Column("moved_to", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_aliases_moved_to", "aliases", ["moved_to"])


def doors() -> None:
    op.create_table(
        "doors",
        sa.Column("id", ID, primary_key=True),
        sa.Column("door", sa.Text(), nullable=False, unique=True),
        sa.Column("state", sa.Text(), nullable=False),
        _text("code"),
        _text("reason"),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("since", MOMENT),
        sa.Column("until", MOMENT),
        _text("quality"),
        _text("tier"),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("state IN ('ok', 'outage')", name="state"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "door_months",
        sa.Column("id", ID, primary_key=True),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("templates", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("warned_at", MOMENT),
        sa.UniqueConstraint("door", "month"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "openings",
        sa.Column("id", ID, primary_key=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("message", ID, sa.ForeignKey("messages.id", ondelete="SET NULL")),
        sa.Column("at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_openings_at", "openings", ["at"])
    op.create_index("ix_openings_address", "openings", ["address", "at"])
    op.create_index("ix_openings_message", "openings", ["message"])
    op.create_table(
        "templates",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        _text("category"),
        _text("status"),
        _text("reason"),
        _text("quality"),
        _text("body_hash"),
        sa.Column("synced_at", MOMENT, nullable=False),
        sa.UniqueConstraint("name", "language"),
        sqlite_autoincrement=True,
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _changing(table: str) -> Any:
    """Change a table; on SQLite by a copy, so that it looks as if it had been made so."""
    return op.batch_alter_table(
        table,
        recreate="auto" if op.get_bind().dialect.name == "postgresql" else "always",
        table_kwargs={"sqlite_autoincrement": True},
        naming_convention=NAMES,
    )
