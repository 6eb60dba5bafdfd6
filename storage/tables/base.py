"""What all tables are made with: one list of them, names for their constraints, and the shape of a queue."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from storage.columns import Id, Json, Words, text, when, whenever

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)


def table(name: str, *parts: sa.schema.SchemaItem) -> Table:
    """A table with an id of its own."""
    # An id is never used twice, also not after its row is purged: cursors and orders of work depend on it.
    return Table(name, metadata, Column("id", Id, primary_key=True), *parts, sqlite_autoincrement=True)


def queue(name: str, *more: sa.schema.SchemaItem, held: bool = False) -> Table:
    """A table of work that waits, is worked on, is done or has failed; with `held`, also of work that is put aside."""
    # finished_at is empty as long as a row waits or is worked on: the two small indexes over those rows are
    # all that a claim reads, however many rows are done.
    unfinished, finished = sa.text("finished_at IS NULL"), sa.text("finished_at IS NOT NULL")
    failed = sa.text("status = 'failed'")
    known = ("waiting", "working", *(("held",) if held else ()), "done", "failed")
    return table(
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
        sa.CheckConstraint(f"status IN {known}", name="status"),
        Index(f"ix_{name}_next", "rank", "id", sqlite_where=unfinished, postgresql_where=unfinished),
        Index(f"ix_{name}_lane", "lane", "id", sqlite_where=unfinished, postgresql_where=unfinished),
        Index(f"ix_{name}_finished", "finished_at", sqlite_where=finished, postgresql_where=finished),
        Index(f"ix_{name}_failed", "id", sqlite_where=failed, postgresql_where=failed),
    )
