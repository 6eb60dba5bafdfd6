"""What the app logs while something happens, as it stands in the log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot import log


@contextmanager
def logged() -> Iterator[list[dict[str, Any]]]:
    """The lines, once the block has ended."""
    lines: list[dict[str, Any]] = []
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    log.start(stream)
    try:
        yield lines
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        lines.extend(json.loads(line) for line in stream.getvalue().splitlines())
