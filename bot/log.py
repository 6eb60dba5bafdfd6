"""Structured logs that cannot contain a family's words: one JSON object a line, machine values only."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

# What may stand in a log: short machine words (codes, keys, addresses, file names), never a blank inside.
_MACHINE_WORD = re.compile(r"[A-Za-z0-9_.:/#@+\-]{0,96}")
_HIDDEN = "(hidden)"
# Who is where is personal, and a web session is a key besides: addresses are told apart by a short hash.
_ADDRESS = re.compile(r"(telegram|whatsapp|web):\S+")
_ours = logging.getLogger("pintu")


def event(name: str, *, level: int = logging.INFO, error: BaseException | None = None, **facts: object) -> None:
    """Log that something happened. Numbers, booleans and machine words pass; anything else is hidden.

    An error is logged by its type and the places it came through, never by its message: messages quote values.
    """
    _ours.log(level, "%s", name, extra={"facts": facts, "failure": error})


def safe(value: object) -> object:
    """The value as it may stand in a log."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    word = str(value)
    if _ADDRESS.fullmatch(word):
        return f"{word.partition(':')[0]}:{hashlib.sha256(word.encode()).hexdigest()[:8]}"
    return word if _MACHINE_WORD.fullmatch(word) else _HIDDEN


def _trail(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}:{frame.name}" for frame in frames]


class _OneLine(logging.Formatter):
    """Our records become JSON; a library's record keeps only its logger, level and the place that spoke."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        if record.name == _ours.name:
            line["event"] = record.getMessage()
            facts: dict[str, object] = getattr(record, "facts", {})
            line |= {name: safe(value) for name, value in facts.items()}
            error: BaseException | None = getattr(record, "failure", None)
        else:
            line |= {"event": "library", "logger": record.name, "where": f"{record.module}:{record.lineno}"}
            error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line |= {"error": type(error).__name__, "trail": _trail(error)}
            if error.__cause__ is not None:
                line["cause"] = type(error.__cause__).__name__
        return json.dumps(line, ensure_ascii=False)


def start(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Send all logging of the process through the one formatter; libraries speak only from warning upwards."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_OneLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _ours.setLevel(level)
    for chatty in ("uvicorn.access", "httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
