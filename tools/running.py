"""Runs a long program quietly: its noise goes to a log, the operator sees that time passes."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from say import Trouble, say


def run(
    command: Sequence[str],
    *,
    doing: str,
    log: Path,
    remedy: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    beat: float = 5.0,
) -> None:
    """Run it to its end with a line every `beat` seconds. Raises Trouble with the last lines of the log.

    An empty value in `env` unsets a variable.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, **(env or {})}
    environment = {name: value for name, value in environment.items() if value}
    begun = time.monotonic()
    say(f"{doing} …")
    with log.open("wb") as noise:
        try:
            child = subprocess.Popen(
                command,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=noise,
                stderr=subprocess.STDOUT,
                env=environment,
            )
        except OSError as problem:
            raise Trouble(f"{doing} could not start: {problem.strerror}: {command[0]}.", remedy) from problem
        try:
            while True:
                try:
                    code = child.wait(beat)
                    break
                except subprocess.TimeoutExpired:
                    say(f"  {time.monotonic() - begun:4.0f} s  {_last(log)}")
        except BaseException:
            child.terminate()
            child.wait()
            raise
    if code != 0:
        raise Trouble(f"{doing} failed (exit {code}). The end of {log}:\n{_tail(log)}", remedy)
    say(f"  done in {time.monotonic() - begun:.0f} s")


def _tail(log: Path, lines: int = 8) -> str:
    text = log.read_text(encoding="utf-8", errors="replace")
    return "\n".join(f"  | {line[:160]}" for line in text.replace("\r", "\n").splitlines()[-lines:])


def _last(log: Path) -> str:
    """The last line that says something about progress; warnings of libraries are not."""
    text = log.read_text(encoding="utf-8", errors="replace")
    told = [line.strip() for line in text.replace("\r", "\n").splitlines() if " INFO " in line or line.startswith(" +")]
    return told[-1].rpartition(" - ")[2][:80] if told else ""
