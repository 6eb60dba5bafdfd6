"""The kinds of columns that the tables are made of, alike on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey
from sqlalchemy.dialects import postgresql


class Utc(sa.types.TypeDecorator[datetime]):
    """A moment. Only aware datetimes go in; UTC comes out, also from SQLite, which keeps no zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a datetime without a zone: nobody could tell which moment it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone cannot be stored; give it in UTC")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """The moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(sa.types.TypeDecorator[str]):
    """Text. What no database can hold is left out, because a family's message must never be refused for it."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """The text as it can be stored."""
        return value if value is None else clean(value)


def clean(text: str) -> str:
    """The text without NUL (PostgreSQL refuses it) and with "?" for half characters (UTF-8 cannot write them)."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite counts only a plain INTEGER up by itself


def text(name: str) -> Column[str]:
    """Text that is never absent, only empty."""
    return Column(name, Words, nullable=False, server_default="")


def when(name: str) -> Column[datetime]:
    """A moment that is always known."""
    return Column(name, Utc, nullable=False)


def whenever(name: str) -> Column[datetime]:
    """A moment that may not have come yet."""
    return Column(name, Utc)


def flag(name: str) -> Column[bool]:
    """Yes or no."""
    return Column(name, sa.Boolean, nullable=False)


def to(name: str, table: str, *, on_delete: str | None = None, optional: bool = False) -> Column[int]:
    """The id of a row of another table."""
    return Column(name, Id, ForeignKey(f"{table}.id", ondelete=on_delete), nullable=optional)
