"""Installs the two programs that the tests meet (a browser, PostgreSQL) where they are missing and it is possible."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from running import run
from say import Trouble, guarded, need_python, say

ROOT = Path(__file__).resolve().parent.parent
_POSTGRESQL = Path("/usr/lib/postgresql")


def main() -> None:
    """Look, and install with apt-get only as root on a Debian-like system; the tests say what they miss."""
    need_python()
    wanted = missing()
    if not wanted:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say(f"Not installed here: {' '.join(wanted)}. The tests that need them say so; apt-get install brings them.")
        return
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    log = ROOT / ".tools" / "apt.log"
    remedy = f"apt-get install {' '.join(wanted)}"
    try:
        run(["apt-get", "update"], doing="Reading the list of packages", log=log, cwd=ROOT, env=quiet, remedy=remedy)
        command = ["apt-get", "install", "--yes", "--no-install-recommends", *wanted]
        run(command, doing=f"Installing {' '.join(wanted)}", log=log, cwd=ROOT, env=quiet, remedy=remedy)
    except Trouble as trouble:
        say(f"{trouble}\nThe tests go on and say what they miss. Remedy: {trouble.remedy}")


def missing(*, search: str | None = None, postgresql: Path = _POSTGRESQL) -> list[str]:
    """Which of the Debian packages chromium and postgresql are not here."""
    browsers = ("chromium", "chromium-browser", "google-chrome")
    wanted = [] if any(shutil.which(name, path=search) for name in browsers) else ["chromium"]
    server = shutil.which("postgres", path=search) or any(postgresql.glob("*/bin/postgres"))
    return wanted if server else [*wanted, "postgresql"]


if __name__ == "__main__":
    guarded(main)
