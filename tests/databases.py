"""Fixtures: an empty, migrated database of each kind, real ones, quick enough to have a fresh one for every test."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from storage.database import Database
from storage.tables import metadata

_ABSENT = (
    "the storage tests need a PostgreSQL server on this machine: install the Debian package postgresql "
    "(its programs are looked for on PATH and in /usr/lib/postgresql)"
)
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=100")
_number = count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A private PostgreSQL server on a unix socket; gives the folder of the socket."""
    programs = _programs()
    user = _user()
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        data = f"{folder}/data"
        make = [programs / "initdb", "-D", data, "-U", "pintu", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        made = _start(make, folder, user)
        output, _ = made.communicate(timeout=120)
        if made.returncode:
            pytest.fail(f"initdb could not make a PostgreSQL cluster: {output.decode(errors='replace')}")
        settings = [part for setting in _QUICK for part in ("-c", setting)]
        with Path(folder, "log").open("wb") as log:
            server = _start([programs / "postgres", "-D", data, "-k", folder, *settings], folder, user, log=log)
            try:
                _wait(server, folder)
                yield folder
            finally:
                server.send_signal(signal.SIGINT)
                server.wait(timeout=60)


@pytest.fixture(scope="session")
def migrated_server(postgresql: str) -> str:
    """The address of a migrated PostgreSQL database that tests use one after the other."""
    _command(postgresql, "CREATE DATABASE migrated")
    url = f"postgresql://pintu@/migrated?host={postgresql}"
    database = Database(url)
    database.migrate()
    database.close()
    return url


@pytest.fixture
def empty_server(postgresql: str) -> Iterator[str]:
    """The address of a PostgreSQL database without any table, of a test's own."""
    name = f"t{next(_number)}"
    _command(postgresql, f"CREATE DATABASE {name}")
    yield f"postgresql://pintu@/{name}?host={postgresql}"
    _command(postgresql, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that others are copied from."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    url: str = request.getfixturevalue("empty_server")
    yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database, once of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "pintu.db"
        shutil.copyfile(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
        return
    url = request.getfixturevalue("migrated_server")
    # Emptying the tables takes a tenth of the time of making a database.
    tables = ", ".join(metadata.tables)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '10s'")  # a test that left a transaction open is named, not waited for
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY".encode())
    yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database, once of each kind."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite(tmp_path: Path, migrated_file: Path) -> Iterator[Database]:
    """A fresh, migrated SQLite database, for tests whose subject is not the database."""
    path = tmp_path / "pintu.db"
    shutil.copyfile(migrated_file, path)
    opened = Database(f"sqlite:///{path}")
    yield opened
    opened.close()


def _command(folder: str, words: str) -> None:
    with psycopg.connect(f"postgresql://pintu@/postgres?host={folder}", autocommit=True) as connection:
        connection.execute(words.encode())


def _programs() -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    folders = [*reversed(installed), *([Path(on_path).resolve().parent] if on_path else [])]
    found = next((folder for folder in folders if (folder / "postgres").exists()), None)
    if found is None:
        pytest.fail(_ABSENT, pytrace=False)
    return found


def _user() -> pwd.struct_passwd | None:
    """Whom to run the server as: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _start(
    command: list[str | Path], folder: str, user: pwd.struct_passwd | None, *, log: object = subprocess.PIPE
) -> subprocess.Popen[bytes]:
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    words = [str(part) for part in command]
    return subprocess.Popen(words, cwd=folder, stdout=log, stderr=subprocess.STDOUT, **who)  # type: ignore[call-overload,no-any-return]


def _wait(server: subprocess.Popen[bytes], folder: str, *, ask: Callable[[], float] = time.monotonic) -> None:
    end = ask() + 60
    while ask() < end and server.poll() is None:
        try:
            psycopg.connect(f"postgresql://pintu@/postgres?host={folder}").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"PostgreSQL did not start: {Path(folder, 'log').read_text(encoding='utf-8', errors='replace')}")
