"""What the Makefile's verbs stand for: make sure of the parts, then become the program.

python tools/launch.py run|demo|talks [arguments of that `pintu` verb]     nlu     pintu VERB …
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environments
import model
from say import Trouble, guarded, need_python

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Become the program that the first argument names."""
    need_python()
    verb, *arguments = sys.argv[1:] or ["run"]
    if verb in ("run", "demo", "talks"):
        environments.ensure(["app", "rasa"])
        trained = model.ensure()
        become("python", ["-m", "bot", verb, "--with-nlu", str(trained), *arguments], ROOT)
    elif verb == "nlu":
        environments.ensure(["rasa"])
        trained = model.ensure()
        host, port = nlu_address(os.environ.get("NLU_URL", ""))
        become("nlu/rasa", ["serve.py", "--model", str(trained), "--host", host, "--port", port, *arguments], ROOT)
    elif verb == "pintu":
        environments.ensure(["app"])
        become("python", ["-m", "bot", *arguments], ROOT)
    else:
        raise Trouble(f"There is no verb {verb!r}.", "make help lists them.")


def nlu_address(url: str) -> tuple[str, str]:
    """Host and port of NLU_URL, or its default."""
    try:
        parts = urlsplit(url or "http://127.0.0.1:5005")
        return parts.hostname or "127.0.0.1", str(parts.port or 5005)
    except ValueError as problem:
        raise Trouble(f"NLU_URL is not an address: {url}", "write it like http://127.0.0.1:5005") from problem


def become(room: str, arguments: list[str], root: Path) -> None:
    """Replace this process by that room's Python, so that signals and exit codes are the program's own."""
    folder = root / "nlu" / "rasa" if room == "nlu/rasa" else root
    python = folder / ".venv" / "bin" / "python"
    if not python.exists():
        raise Trouble(f"{python} is missing.", "make run installs it.")
    os.chdir(folder)
    sys.stdout.flush()
    os.execv(python, [str(python), *arguments])  # noqa: S606  # our own Python, no shell


if __name__ == "__main__":
    guarded(main)
