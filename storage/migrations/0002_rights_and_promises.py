"""What a family may decide about itself, and what a case promises: consent, links, secrecy, referrals, requests."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
}


def upgrade() -> None:
    people()
    cases()
    referrals()
    rights()
    office()


def people() -> None:
    _add("people", _text("address_form"), _text("notice"), sa.Column("noticed_at", MOMENT))
    _add("children", sa.Column("ended_at", MOMENT), _text("ended_why"))
    op.create_table(
        "consents",
        sa.Column("id", ID, primary_key=True),
        sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        _text("message_key"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_consents_person", "consents", ["person", "at"])
    # Whoever agreed before the record began agreed all the same.
    op.execute(
        "INSERT INTO consents (person, version, how, at)"
        " SELECT id, consent, 'words', COALESCE(consent_at, created_at) FROM people WHERE consent <> ''"
    )


def cases() -> None:
    _add(
        "cases",
        _text("classification"),
        _text("secrecy"),
        sa.Column("officer_id", ID, sa.ForeignKey("staff.id")),
        _text("next_step"),
        sa.Column("next_due", MOMENT),
        _text("outcome"),
        sa.Column("rating", sa.SmallInteger()),
        sa.Column("rated_at", MOMENT),
        sa.Column("quiet", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("reopened", sa.Integer(), nullable=False, server_default="0"),
    )
    op.create_index("ix_cases_next_due", "cases", ["standing", "next_due"])
    op.create_index("ix_cases_officer_id", "cases", ["officer_id"])
    op.create_index("ix_cases_person", "cases", ["person", "id"])


def referrals() -> None:
    """Offices stand in content/agencies.yml now; what was kept by name keeps the name."""
    op.drop_index("ix_referrals_agency", "referrals")
    op.drop_index("ix_referrals_case", "referrals")
    op.rename_table("referrals", "referrals_before")
    if op.get_bind().dialect.name == "postgresql":  # names that the new table wants
        op.execute("ALTER TABLE referrals_before RENAME CONSTRAINT pk_referrals TO pk_referrals_before")
        op.execute("ALTER SEQUENCE referrals_id_seq RENAME TO referrals_before_id_seq")
    op.create_table(
        "referrals",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case", ID, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("handed_on", JSON, nullable=False),
        _text("note"),
        _text("by"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT),
        _text("consent"),
        sa.Column("consent_at", MOMENT),
        sa.Column("sent_at", MOMENT),
        sa.Column("answered_at", MOMENT),
        _text("answer"),
        _text("outcome"),
        sa.Column("due", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_referrals_case", "referrals", ["case"])
    op.create_index("ix_referrals_due", "referrals", ["status", "due"])
    op.execute(
        'INSERT INTO referrals ("case", office, status, handed_on, note, "by", "at")'
        ' SELECT r."case", a.name, r.status, \'[]\', r.note, r."by", r."at"'
        " FROM referrals_before r JOIN agencies a ON a.id = r.agency ORDER BY r.id"
    )
    op.drop_table("referrals_before")
    op.drop_table("agencies")


def rights() -> None:
    op.create_table(
        "links",
        sa.Column("id", ID, primary_key=True),
        sa.Column("family", ID, sa.ForeignKey("families.id"), nullable=False),
        sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("claimed_by", ID, sa.ForeignKey("people.id")),
        sa.Column("claimed_at", MOMENT),
        sa.Column("used_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_links_hash", "links", ["hash", "expires_at"])
    op.create_index("ix_links_person", "links", ["person"])
    op.create_table(
        "link_tries",
        sa.Column("id", ID, primary_key=True),
        sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_link_tries_person", "link_tries", ["person", "at"])
    op.create_table(
        "requests",
        sa.Column("id", ID, primary_key=True),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        _text("detail"),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("due", MOMENT),
        _text("decided_by"),
        sa.Column("decided_at", MOMENT),
        _text("reason"),
        sa.Column("done_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_requests_due", "requests", ["status", "due"])
    op.create_index("ix_requests_person", "requests", ["person"])


def office() -> None:
    op.create_table(
        "closed_days",
        sa.Column("id", ID, primary_key=True),
        sa.Column("day", sa.Date(), nullable=False, unique=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        _text("reason"),
        _text("by"),
        sa.Column("at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reviews",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reviews_item", "reviews", ["kind", "item"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _add(table: str, *columns: sa.Column[Any]) -> None:
    """Add columns; on SQLite by a copy, so that the table looks as if it had been made so."""
    with op.batch_alter_table(
        table,
        recreate="auto" if op.get_bind().dialect.name == "postgresql" else "always",
        table_kwargs={"sqlite_autoincrement": True},
        naming_convention=NAMES,
    ) as batch:
        for column in columns:
            batch.add_column(column)
