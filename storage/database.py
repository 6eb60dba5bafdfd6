"""Open the database and its transactions; every difference between SQLite and PostgreSQL is known here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from storage.columns import clean

Tx: TypeAlias = sa.Connection

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30
MIGRATING = 7_021_943  # any fixed number: the name of the lock that lets one process migrate at a time


class Unusable(Exception):
    """There is no database at DATABASE_URL that could be used; the message says what to do about it."""


class Database:
    """A database that is open. `begin` gives a transaction that commits unless an error leaves it."""

    def __init__(self, url: str) -> None:
        """Open `url` ("sqlite:///data/pintu.db", "postgresql://..."); an SQLite file's folder is made."""
        self.url = _settled(url)
        self._engine = _engine(self.url)
        self._looking = self._engine.execution_options(look=True, postgresql_readonly=True)

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """A transaction that may write. On SQLite it is alone from its first moment (BEGIN IMMEDIATE)."""
        with self._engine.begin() as tx:
            yield tx

    @contextmanager
    def look(self) -> Iterator[Tx]:
        """A transaction that only reads, and sees one moment; a write in it is refused."""
        with self._looking.connect() as tx:
            yield tx

    def migrate(self) -> None:
        """Bring the tables to the newest form: all of the steps or none. Safe to run at every start.

        Raises Unusable when nothing answers at the address.
        """
        # SQLite changes a table by copying and dropping it, which would trip (or follow) its foreign keys.
        engine = _engine(self.url, poolclass=NullPool, foreign_keys=False)
        try:
            self._reach(engine)
            with engine.begin() as tx:
                if tx.dialect.name == "postgresql":
                    tx.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATING)))
                config = _alembic()
                config.attributes["connection"] = tx
                command.upgrade(config, "head")
                if tx.dialect.name == "sqlite" and tx.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError("the migration would leave rows that point at nothing; it was undone")
        finally:
            engine.dispose()

    def _reach(self, engine: sa.Engine) -> None:
        try:
            engine.connect().close()
        except sa.exc.DBAPIError as error:
            where = self.url.render_as_string(hide_password=True)
            why = str(error.orig).strip().partition("\n")[0]
            raise Unusable(f"the database {where} cannot be used ({why}). Start it, or set DATABASE_URL.") from error

    def ready(self) -> bool:
        """Whether the database answers and its tables are the newest."""
        try:
            with self.look() as tx:
                current = MigrationContext.configure(tx).get_current_revision()
        except sa.exc.SQLAlchemyError:
            return False
        return current == ScriptDirectory.from_config(_alembic()).get_current_head()

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def insert_new(tx: Tx, table: sa.Table, values: Mapping[str, Any]) -> int | None:
    """Insert a row and return its id; None, and nothing written, when a unique key is already taken."""
    statement = _insert(tx, table).values(**values).on_conflict_do_nothing().returning(table.c.id)
    new: int | None = tx.execute(statement).scalar_one_or_none()
    return new


def count_up(tx: Tx, table: sa.Table, key: Mapping[str, Any], column: str) -> int:
    """Add one to the counter at `key`, made if absent, and return it; nobody else can get the same number."""
    insert = _insert(tx, table).values(**key, **{column: 1})
    statement = insert.on_conflict_do_update(index_elements=list(key), set_={column: table.c[column] + 1}).returning(
        table.c[column]
    )
    number: int = tx.execute(statement).scalar_one()
    return number


def in_turn(tx: Tx, name: str) -> None:
    """Wait until no other open transaction holds `name`; so that ids given here become visible in order."""
    if tx.dialect.name == "postgresql":  # on SQLite, BEGIN IMMEDIATE has already put everybody in turn
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(name, 0))))


def _insert(tx: Tx, table: sa.Table) -> Any:
    return (postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert)(table)


def _settled(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise ValueError(
            "DATABASE_URL is not a database address; write sqlite:///data/pintu.db or postgresql://user@host/name"
        ) from None
    if parsed.drivername in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise ValueError(f"DATABASE_URL names {parsed.drivername}; only sqlite and postgresql are known")
    return parsed


def _engine(url: sa.URL, *, poolclass: type[sa.Pool] | None = None, foreign_keys: bool = True) -> sa.Engine:
    if url.get_backend_name() == "postgresql":
        return sa.create_engine(
            url,
            poolclass=poolclass,
            pool_pre_ping=True,
            json_serializer=_json,
            connect_args={"connect_timeout": 10},
        )
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unusable(
                f"the folder of {url.database} cannot be made ({error.strerror}). Set DATABASE_URL."
            ) from error
    engine = sa.create_engine(url, poolclass=poolclass, json_serializer=_json, connect_args={"timeout": BUSY_SECONDS})

    def connected(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver must not begin by itself: it would begin too weakly
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")

    def begun(tx: Tx) -> None:
        look = bool(tx.get_execution_options().get("look"))
        tx.exec_driver_sql(f"PRAGMA query_only={'ON' if look else 'OFF'}")
        # A plain BEGIN takes the write lock only at the first write: two claims could read the same lane.
        tx.exec_driver_sql("BEGIN" if look else "BEGIN IMMEDIATE")

    sa.event.listen(engine, "connect", connected)
    sa.event.listen(engine, "begin", begun)
    return engine


def _json(value: Any) -> str:
    return json.dumps(_storable(value), ensure_ascii=False)


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(name): _storable(part) for name, part in value.items()}
    return [_storable(part) for part in value] if isinstance(value, (list, tuple)) else value


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS / "environment").replace("%", "%%"))
    config.set_main_option("version_locations", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
