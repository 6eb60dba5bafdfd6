"""How the tools speak to the operator, and the one way in which they give up."""

from __future__ import annotations

import sys
from collections.abc import Callable


class Trouble(Exception):
    """Something is missing or broken. The message is one clear sentence; `remedy` is what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


def say(line: str) -> None:
    """One line for the operator, at once."""
    print(line, file=sys.stderr, flush=True)


def guarded(main: Callable[[], None]) -> None:
    """Run a tool; trouble becomes a sentence and its remedy, never a traceback."""
    try:
        main()
    except Trouble as trouble:
        say(f"\n{trouble}\nRemedy: {trouble.remedy}")
        sys.exit(1)
    except KeyboardInterrupt:
        say("\nStopped.")
        sys.exit(130)


def need_python() -> None:
    """Refuse an old Python with a sentence instead of a SyntaxError somewhere."""
    if sys.version_info < (3, 11):  # noqa: UP036  # `make` may well find an older one
        here = ".".join(map(str, sys.version_info[:2]))
        raise Trouble(f"Python 3.11 or newer is needed to start, and this is {here}.", "make run PYTHON=python3.12")
