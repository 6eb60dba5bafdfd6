"""Opening databases: what a transaction promises, and mistakes in the address."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database import Database, in_turn
from storage.tables import closed_days, families
from tests.storage.world import NOW


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.StatementError, match="without a zone"), database.begin() as tx:
        tx.execute(families.insert().values(created_at=datetime(2026, 11, 21)))  # noqa: DTZ001 - the mistake meant


def test_a_moment_comes_back_in_utc(database: Database) -> None:
    local = NOW.astimezone(timezone(timedelta(hours=7)))
    with database.begin() as tx:
        tx.execute(families.insert().values(created_at=local))
        found = tx.execute(sa.select(families.c.created_at)).scalar_one()
        assert tx.execute(sa.select(families.c.id).where(families.c.created_at == local)).scalar_one() == 1
    assert (found, found.utcoffset()) == (NOW, timedelta(0))


def test_looking_cannot_write_and_sees_one_moment(database: Database) -> None:
    with database.look() as tx, pytest.raises((sa.exc.OperationalError, sa.exc.InternalError)):
        tx.execute(families.insert().values(created_at=NOW))
    with database.begin() as tx:
        tx.execute(families.insert().values(created_at=NOW))


def test_a_writer_waits_for_the_one_before(sqlite: Database) -> None:
    order: list[str] = []

    def second() -> None:
        with sqlite.begin() as tx:
            order.append("second")
            tx.execute(families.insert().values(created_at=NOW))

    with sqlite.begin() as tx:
        tx.execute(sa.select(families))
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.1)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_those_who_name_the_same_thing_take_turns(database: Database) -> None:
    order: list[str] = []
    held = threading.Event()

    def second() -> None:
        held.wait()
        with database.begin() as tx:
            in_turn(tx, "web:ibu")
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with database.begin() as tx:
        in_turn(tx, "web:ibu")
        held.set()
        time.sleep(0.1)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_row_that_points_at_nothing_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.begin() as tx:
        tx.execute(sa.text("INSERT INTO people (family, created_at) VALUES (99, '2026-11-21')"))


def test_what_is_committed_on_sqlite_is_on_the_disk(sqlite: Database) -> None:
    with sqlite.begin() as tx:
        assert tx.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert tx.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert tx.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_the_folder_of_an_sqlite_file_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'data' / 'deep' / 'pintu.db'}")
    database.migrate()
    assert database.ready()
    database.close()


def test_two_processes_may_migrate_at_once(empty_url: str) -> None:
    faults: list[BaseException] = []

    def start() -> None:
        database = Database(empty_url)
        try:
            database.migrate()
        except BaseException as fault:  # noqa: BLE001 - shown by the assertion below
            faults.append(fault)
        database.close()

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    database = Database(empty_url)
    with database.begin() as tx:
        tx.execute(closed_days.insert().values(day=NOW.date(), closed=True, at=NOW))
    assert database.ready()
    database.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql+asyncpg://x/y", "not an address", "secret:hunter2"])
def test_a_wrong_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL") as refused:
        Database(url)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_spelling_of_postgresql_is_understood(scheme: str) -> None:
    database = Database(f"{scheme}://user@localhost/pintu")
    assert database.url.drivername == "postgresql+psycopg"
    database.close()
