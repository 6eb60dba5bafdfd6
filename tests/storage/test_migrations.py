"""The migrations build exactly the tables that the code names, on both databases."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from storage.database import MIGRATIONS, Database
from storage.tables import (
    attachments,
    cases,
    children,
    closed_days,
    consents,
    metadata,
    outbox,
    people,
    referrals,
    subscriptions,
)
from tests.storage.world import NOW

BEFORE_0002 = """
INSERT INTO families (id, place, created_at) VALUES (1, '15.71', '2026-11-20 08:00:00+00:00');
INSERT INTO people (id, family, name, consent, consent_at, language, zone, created_at)
    VALUES (1, 1, 'Sari', '2026-10', '2026-11-20 09:00:00+00:00', 'id', 'Asia/Jakarta', '2026-11-20 08:00:00+00:00'),
           (2, 1, 'Joko', '', NULL, 'id', 'Asia/Jakarta', '2026-11-20 08:00:00+00:00');
INSERT INTO children (id, family, name, born, created_at)
    VALUES (7, 1, 'Ama', '2023-05-01', '2026-11-20 08:00:00+00:00');
INSERT INTO cases (id, code, origin, family, person, address, kind, intent, status, urgency, standing, answers,
        complete, opened_at)
    VALUES (5, 'ADU-2026-000005', 'web:5', 1, 1, 'web:ibu', 'complaint', 'complaint_other', 'new', 'routine', 2,
        '[["what", "Kartu ditahan", "", ""]]', true, '2026-11-20 08:00:00+00:00');
INSERT INTO case_events (id, "case", at, what, detail) VALUES (3, 5, '2026-11-20 08:00:00+00:00', 'opened', '{}');
INSERT INTO agencies (id, name, active) VALUES (2, 'Disdukcapil', true);
INSERT INTO referrals (id, "case", agency, status, note, "by", at)
    VALUES (4, 5, 2, 'sent', 'lewat surat', 'Bu Rina', '2026-11-21 08:00:00+00:00')
"""


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
        tx.execute(closed_days.insert().values(day=NOW.date(), closed=True, reason="Pilkada", at=NOW))
    database.migrate()
    with database.look() as tx:
        assert tx.execute(sa.select(closed_days.c.reason)).scalar_one() == "Pilkada"
    database.close()


BEFORE_0003 = """
INSERT INTO families (id, place, created_at) VALUES (1, '', '2026-11-20 08:00:00+00:00');
INSERT INTO people (id, family, created_at) VALUES (1, 1, '2026-11-20 08:00:00+00:00');
INSERT INTO subscriptions (id, person, topic, since) VALUES (1, 1, 'tips', '2026-11-20 08:00:00+00:00');
INSERT INTO outbox (id, key, lane, rank, status, due, tries, payload, created_at, "do")
    VALUES (6, 'web:5#1', 'web:ibu', 1, 'waiting', '2026-11-20 08:00:00+00:00', 0, '{"words": "halo"}',
        '2026-11-20 08:00:00+00:00', 'say')
"""


BEFORE_0004 = """
INSERT INTO messages (id, key, address, direction, kind, status, choices, edits, refs, at)
    VALUES (1, 'web:1', 'web:ibu', 'in', 'message', 'received', '[]', '[]', '[]', '2026-11-20 08:00:00+00:00');
INSERT INTO attachments (id, message, kind, ref, size, sha256, stored_at)
    VALUES (1, 1, 'photo', 'telegram:a', 0, 'abc', '2026-11-20 08:00:00+00:00'),
           (2, 1, 'photo', 'telegram:b', 0, '', '2026-11-20 08:00:00+00:00'),
           (3, 1, 'photo', 'telegram:c', 0, '', NULL)
"""


def migrated_after(url: str, last: str, said: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Database:
    """A database that had only the steps up to `last` when those rows were written, and all of them now."""
    shutil.copytree(MIGRATIONS, folder / "migrations", ignore=lambda _, names: [n for n in names if n[:4] > last])
    (folder / "migrations" / "environment").mkdir()
    shutil.copy(MIGRATIONS / "environment" / "env.py", folder / "migrations" / "environment")
    database = Database(url)
    with monkeypatch.context() as before:
        before.setattr("storage.database.MIGRATIONS", folder / "migrations")
        database.migrate()
    with database.begin() as tx:
        for statement in said.split(";"):
            tx.exec_driver_sql(statement)
    database.migrate()
    return database


def test_a_file_that_was_given_up_before_the_fourth_step_is_lost_after_it(
    empty_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database = migrated_after(empty_url, "0003", BEFORE_0004, monkeypatch, tmp_path)
    with database.look() as tx:
        kept = tx.execute(sa.select(attachments.c.sha256, attachments.c.refused).order_by(attachments.c.id)).all()
    assert kept == [("abc", ""), ("", "lost"), ("", "")]
    database.close()


def test_what_was_kept_before_the_third_step_is_kept_after_it(
    empty_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database = migrated_after(empty_url, "0002", BEFORE_0003, monkeypatch, tmp_path)
    with database.begin() as tx:
        assert tx.execute(sa.select(subscriptions.c.topic, subscriptions.c.message_key)).one() == ("tips", "")
        assert tx.execute(sa.select(outbox.c.key, outbox.c.status)).one() == ("web:5#1", "waiting")
        tx.execute(outbox.update().values(status="held"))
    with pytest.raises(sa.exc.IntegrityError), database.begin() as tx:
        tx.execute(outbox.update().values(status="gone"))
    database.close()


def test_what_was_kept_before_the_second_step_is_kept_after_it(
    empty_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database = migrated_after(empty_url, "0001", BEFORE_0002, monkeypatch, tmp_path)
    with database.begin() as tx:
        assert tx.execute(sa.select(people.c.name, people.c.address_form, people.c.notice)).first() == ("Sari", "", "")
        assert tx.execute(sa.select(children.c.name, children.c.ended_at)).one() == ("Ama", None)
        case = tx.execute(sa.select(cases)).one()
        assert (case.code, case.answers[0][1], case.quiet, case.reopened) == (
            "ADU-2026-000005",
            "Kartu ditahan",
            False,
            0,
        )
        assert (case.secrecy, case.classification, case.officer_id, case.rating) == ("", "", None, None)
        given = tx.execute(sa.select(consents.c.person, consents.c.version, consents.c.at)).all()
        assert given == [(1, "2026-10", datetime(2026, 11, 20, 9, tzinfo=UTC))]
        handed = tx.execute(sa.select(referrals)).one()
        assert (handed.case, handed.office, handed.status, handed.note) == (5, "Disdukcapil", "sent", "lewat surat")
        assert tx.scalars(sa.text('SELECT "case" FROM case_events')).all() == [5]
        born = tx.execute(children.insert().values(family=1, name="Budi", created_at=NOW).returning(children.c.id))
        assert born.scalar_one() > (7 if tx.dialect.name == "sqlite" else 0)
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
    last = max(path.name[:4] for path in MIGRATIONS.glob("*.py"))
    broken = (
        "from alembic import op",
        f'revision, down_revision = "9999", "{last}"',
        "def upgrade():",
        '    op.execute("INSERT INTO nowhere VALUES (1)")',
    )
    (tmp_path / "migrations" / "9999_broken.py").write_text("\n".join(broken), encoding="utf-8")
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
    # A table that was copied into its new form has its name in quotes and its empty defaults in brackets.
    rows = [
        (name, re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", sql).replace("('')", "''")) for name, sql in rows
    ]
    written = {name: sorted(re.sub(r"\s+", " ", line).strip(" ,") for line in sql.splitlines()) for name, sql in rows}
    return {name: lines for name, lines in written.items() if name not in ("alembic_version", "sqlite_sequence")}
