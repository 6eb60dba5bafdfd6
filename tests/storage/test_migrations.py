"""The migrations build exactly the tables that the code names, on both databases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from storage.database import MIGRATIONS, Database
from storage.tables import metadata


def test_an_empty_database_is_brought_up_to_date_without_drift(empty_url: str) -> None:
    database = Database(empty_url)
    assert not database.ready()
    database.migrate()
    assert database.ready()
    with database.look() as tx:
        # Alembic misreads the empty default of SQLite; the test on SQLite's own text of the tables holds it.
        defaults = tx.dialect.name == "postgresql"
        context = MigrationContext.configure(tx, opts={"compare_type": True, "compare_server_default": defaults})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    database = Database(empty_url)
    database.migrate()
    with database.begin() as tx:
        tx.execute(metadata.tables["agencies"].insert().values(name="Dinsos", active=True))
    database.migrate()
    with database.look() as tx:
        assert tx.execute(sa.select(metadata.tables["agencies"].c.name)).scalar_one() == "Dinsos"
    database.close()


def test_migrations_write_every_constraint_and_index_that_the_tables_name(tmp_path: Path) -> None:
    # Alembic does not compare checks, partial indexes and autoincrement; SQLite's own text of the tables holds all.
    migrated, created = Database(f"sqlite:///{tmp_path / 'a.db'}"), Database(f"sqlite:///{tmp_path / 'b.db'}")
    migrated.migrate()
    with created.begin() as tx:
        metadata.create_all(tx)
    assert _tables(migrated) == _tables(created)
    migrated.close()
    created.close()


def test_a_broken_migration_leaves_nothing_behind(
    empty_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for path in MIGRATIONS.rglob("*.py"):
        copy = tmp_path / "migrations" / path.relative_to(MIGRATIONS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "migrations" / "0002_broken.py").write_text(
        'from alembic import op\nrevision, down_revision = "0002", "0001"\n'
        'def upgrade():\n    op.execute("INSERT INTO nowhere VALUES (1)")\n',
        encoding="utf-8",
    )
    monkeypatch.setattr("storage.database.MIGRATIONS", tmp_path / "migrations")
    database = Database(empty_url)
    with pytest.raises(sa.exc.SQLAlchemyError):
        database.migrate()
    with database.look() as tx:
        assert sa.inspect(tx).get_table_names() == []
    database.close()


def test_migrations_are_numbered_without_a_gap() -> None:
    names = sorted(path.name for path in MIGRATIONS.glob("*.py"))
    assert [name[:5] for name in names] == [f"{number:04d}_" for number in range(1, len(names) + 1)]


def test_a_database_that_does_not_answer_is_not_ready() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    assert not database.ready()
    database.close()


def _tables(database: Database) -> dict[str, list[str]]:
    with database.look() as tx:
        rows = tx.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    written = {name: sorted(re.sub(r"\s+", " ", line).strip(" ,") for line in sql.splitlines()) for name, sql in rows}
    return {name: lines for name, lines in written.items() if name not in ("alembic_version", "sqlite_sequence")}
