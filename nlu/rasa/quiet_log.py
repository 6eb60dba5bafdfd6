"""Log lines that cannot hold a family's words: where something was said, never what."""

from __future__ import annotations

import logging


class PlaceOnly(logging.Formatter):
    """Time, level, logger and line; of an error its type. Error messages quote the text that caused them."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for that record."""
        failure = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        when = self.formatTime(record)
        return f"{when} {record.levelname:8} {record.name}:{record.lineno} {failure}".rstrip()
