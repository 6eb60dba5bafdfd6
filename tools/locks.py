"""Lets only one process at a time install or train in this checkout."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from say import say


@contextlib.contextmanager
def alone(folder: Path, task: str) -> Iterator[None]:
    """Hold the lock of that task while the block runs; the system frees it when the process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{task}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Another process is busy with: {task}. Waiting for it …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
