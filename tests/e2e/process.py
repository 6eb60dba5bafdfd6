"""Starts the real app, and the real Rasa beside it, as a user would; stops them as hard as a power cut."""

from __future__ import annotations

import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg.rows import dict_row

from tests.fakes import TOKEN, FakeTelegram, free_port

ROOT = Path(__file__).parents[2]
DESK = -1001900000077


class App:
    """One app on one database: a single process, or its parts side by side. `logs` holds all they ever printed."""

    def __init__(
        self,
        folder: Path,
        telegram: FakeTelegram,
        nlu_url: str,
        *,
        parts: tuple[str, ...] = ("run",),
        **environment: str,
    ) -> None:
        self.folder, self.logs = folder, folder / "app.log"
        self.port = free_port()
        self.at = f"http://127.0.0.1:{self.port}"
        self._parts = parts
        self._environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")},
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API": telegram.address,
            "TELEGRAM_DESK": str(DESK),
            "DATABASE_URL": f"sqlite:///{folder / 'pintu.db'}",
            "NLU_URL": nlu_url,
            "CONSOLE_SECRET": "only-for-this-test",
            "PORT": str(self.port),
            "PYTHONWARNINGS": "error",
            **environment,
        }
        self._processes: list[tuple[str, subprocess.Popen[bytes]]] = []

    def start(self, *parts: str) -> Self:
        """Start the parts (all of them unless named) and wait until the app answers."""
        for part in parts or self._parts:
            with self.logs.open("ab") as logs:
                process = subprocess.Popen(
                    [sys.executable, "-m", "bot", part], cwd=ROOT, env=self._environment, stdout=logs, stderr=logs
                )
            self._processes.append((part, process))
        try:
            until(self._answers, "the app does not answer; see its log", seconds=60)
        except AssertionError:
            self.kill()
            raise
        return self

    def _answers(self) -> bool:
        ended = [part for part, process in self._processes if process.poll() is not None]
        assert not ended, f"{ended} ended: {self.logs.read_text()[-2000:]}"
        return self.get("/healthz")[0] == 200

    def kill(self, part: str = "") -> None:
        """Power cut: for the whole app, or for one process of that part (the longest running)."""
        gone = [one for one in self._processes if part in ("", one[0])][: 1 if part else None]
        for one in gone:
            one[1].send_signal(signal.SIGKILL)
            one[1].wait(10)
            self._processes.remove(one)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()

    def get(self, path: str) -> tuple[int, Any]:
        """Status and decoded body; 0 when nobody listens."""
        return self._ask(urllib.request.Request(self.at + path))

    def post(self, path: str, body: object, **headers: str) -> tuple[int, Any]:
        """Send JSON (or bytes as they are)."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._ask(urllib.request.Request(self.at + path, data, {"content-type": "application/json", **headers}))

    def rows(self, sql: str) -> list[Any]:
        """What the database says, whichever it is."""
        url = self._environment["DATABASE_URL"]
        if url.startswith("postgresql"):
            with psycopg.connect(url, row_factory=dict_row) as server:
                return server.execute(sql.encode()).fetchall()
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=10)) as database:
            database.row_factory = sqlite3.Row
            return database.execute(sql).fetchall()

    def _ask(self, request: urllib.request.Request) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, _decoded(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _decoded(error.read())
        except (OSError, http.client.HTTPException):  # killed while it answered
            return 0, None


class Rasa:
    """The real, trained model behind its real server, on a port of its own."""

    def __init__(self, logs: Path) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self.logs = logs
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self.logs.open("wb") as logs:
            self._process = subprocess.Popen(
                ["make", "--no-print-directory", "nlu"],
                cwd=ROOT,
                env={**os.environ, "NLU_URL": self.url},
                stdout=logs,
                stderr=logs,
                start_new_session=True,
            )
        try:
            until(self._answers, "Rasa does not start; see its log", seconds=180)
        except AssertionError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait(20)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/status", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def until(true: Callable[[], object], otherwise: str, *, seconds: float = 15) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")
