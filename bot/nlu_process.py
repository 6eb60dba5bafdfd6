"""Keeps Rasa running beside the app: starts it, watches it, starts it again, and says how it is."""

from __future__ import annotations

import logging
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal
from urllib.parse import urlsplit

import httpx

from bot.log import event

State = Literal["starting", "ready", "down"]
_LOG_LIMIT = 5_000_000  # bytes; a longer log is put aside as nlu.log.old when Rasa starts


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: between two looks, of silence before Rasa counts as hung, to start, and of the waits between starts."""

    look_starting: float = 0.5
    look_ready: float = 1.0
    silent: float = 30.0
    start: float = 300.0
    first_wait: float = 1.0
    longest_wait: float = 60.0
    end: float = 10.0


class NluProcess:
    """Rasa as a supervised child. A server that already serves the same model at the address is used instead.

    `state` is "starting", "ready" or "down" and may be read from any thread. Nothing here raises once started:
    the app goes on with its understudy whatever happens to Rasa.
    """

    def __init__(
        self,
        model: Path,
        url: str,
        *,
        token: str = "",
        root: Path,
        command: Sequence[str] | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._model = model.resolve()
        self._url = url.rstrip("/")
        self._token = token
        self._room = root / "nlu" / "rasa"
        self._log = root / "data" / "logs" / "nlu.log"
        self._command = command or self._serve_command()
        self._pace = pace or Pace()
        self._state: State = "starting"
        self._leaving = threading.Event()
        self._turned = threading.Condition()
        self._child: subprocess.Popen[bytes] | None = None
        # The child is started by this thread and dies with it, so that no Rasa outlives the app.
        self._thread = threading.Thread(target=self._watch, name="nlu-process", daemon=True)

    @property
    def state(self) -> State:
        """How Rasa is at this moment."""
        return self._state

    @property
    def pid(self) -> int | None:
        """The process id of our own child, or None when there is none (an adopted server is not ours)."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Begin to watch; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End our child and stop watching; an adopted server is left alone."""
        self._leaving.set()
        if self._thread.is_alive():
            self._thread.join(self._pace.end + 5)
        self._turn("down")

    def wait_ready(self, seconds: float) -> bool:
        """Wait until Rasa answers, at most that long; whether it does."""
        with self._turned:
            return self._turned.wait_for(lambda: self._state == "ready" or self._leaving.is_set(), seconds) and (
                self._state == "ready"
            )

    def _serve_command(self) -> tuple[str, ...]:
        address = urlsplit(self._url)
        return (
            str(self._room / ".venv" / "bin" / "python"),
            str(self._room / "serve.py"),
            *("--model", str(self._model)),
            *("--host", address.hostname or "127.0.0.1"),
            *("--port", str(address.port or 5005)),
            *("--parent", str(os.getpid())),
        )

    def _watch(self) -> None:
        wait = self._pace.first_wait
        try:
            while not self._leaving.is_set():
                self._turn("starting")
                if self._one_life():
                    wait = self._pace.first_wait
                if self._leaving.is_set():
                    break
                self._turn("down")
                event("nlu.restarts", level=logging.WARNING, wait=wait)
                self._leaving.wait(wait)
                wait = min(wait * 2, self._pace.longest_wait)
        finally:
            self._end_child()

    def _one_life(self) -> bool:
        """Adopt or start a server and stay with it until it is gone; whether it was ever ready."""
        served = self._served_model()
        if served == self._model.name:
            event("nlu.adopted", model=served)
            return self._stay()
        if served is not None:
            event("nlu.port_taken", level=logging.ERROR, url=self._url, serves=served, wanted=self._model.name)
            return False
        if not self._start_child():
            return False
        was_ready = self._stay()
        self._end_child()
        return was_ready

    def _stay(self) -> bool:
        """Look again and again; return when the child has ended or the server was silent for too long."""
        was_ready = False
        answered = time.monotonic()
        while not self._leaving.is_set():
            if self._child is not None and self._child.poll() is not None:
                event("nlu.exited", level=logging.WARNING, code=self._child.returncode, was_ready=was_ready)
                return was_ready
            served = self._served_model()
            if served == self._model.name:
                answered = time.monotonic()
                if not was_ready:
                    event("nlu.ready", model=self._model.name, own=self._child is not None)
                was_ready = True
                self._turn("ready")
            else:
                silent = time.monotonic() - answered
                if served is None and self._child is None:
                    event("nlu.adopted_left", level=logging.WARNING)
                    return was_ready
                if silent > (self._pace.silent if was_ready else self._pace.start):
                    event("nlu.silent", level=logging.WARNING, seconds=round(silent), was_ready=was_ready)
                    return was_ready
            self._leaving.wait(self._pace.look_ready if was_ready else self._pace.look_starting)
        return was_ready

    def _served_model(self) -> str | None:
        """The file name of the model served at the address; "" when it does not say; None when nothing answers."""
        try:
            answer = httpx.get(
                f"{self._url}/status",
                params={"token": self._token} if self._token else None,
                timeout=5.0,
                trust_env=False,
            )
            told = answer.json()
        except httpx.ConnectError:
            return None
        except (httpx.HTTPError, ValueError):
            return ""
        return str(told.get("model_file") or "") if isinstance(told, dict) else ""

    def _start_child(self) -> bool:
        try:
            with self._open_log() as log:
                self._child = subprocess.Popen(  # noqa: S603  # our own command, no shell
                    self._command,
                    cwd=self._room if self._room.is_dir() else None,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl-C in the terminal is for the app, which then ends Rasa in order
                    env={**os.environ, "NLU_TOKEN": self._token},
                )
        except OSError as problem:
            event("nlu.not_started", level=logging.ERROR, error=problem, remedy="make_train")
            return False
        event("nlu.started", pid=self._child.pid, model=self._model.name)
        return True

    def _open_log(self) -> IO[bytes]:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        if self._log.exists() and self._log.stat().st_size > _LOG_LIMIT:
            self._log.replace(self._log.with_suffix(".log.old"))
        return self._log.open("ab")

    def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is None or child.poll() is not None:
            return
        child.terminate()
        try:
            child.wait(self._pace.end)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _turn(self, state: State) -> None:
        with self._turned:
            self._state = state
            self._turned.notify_all()
