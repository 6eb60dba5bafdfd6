"""Makes both locked environments exist: the app's (.venv) and Rasa's (nlu/rasa/.venv, Python 3.10).

python tools/environments.py [app] [rasa]        both when none is named
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from locks import alone
from running import run
from say import Trouble, guarded, need_python, say

ROOT = Path(__file__).resolve().parent.parent
UV_VERSION = "0.13.9"
UV_OLDEST = (0, 9)  # required-version in pyproject.toml
RASA_PYTHON = "3.10"


def main() -> None:
    """Install what is asked for and not there yet."""
    need_python()
    ensure(sys.argv[1:] or ["app", "rasa"])


def ensure(rooms: Iterable[str], *, root: Path = ROOT) -> None:
    """Both environments as their lock files say; returns at once when nothing has changed since."""
    folders = {"app": root, "rasa": root / "nlu" / "rasa"}
    stale = [room for room in rooms if not is_fresh(folders[room])]
    if not stale:
        return
    with alone(root / ".tools", "environments"):
        for room in stale:
            if is_fresh(folders[room]):  # another process was here meanwhile
                continue
            uv = find_uv(root)
            _sync(uv, folders[room], room, root)
            _stamp(folders[room]).write_text(fingerprint(folders[room]), encoding="ascii")


def fingerprint(folder: Path) -> str:
    """What an environment is made from: its project file, its lock, its place on this machine."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "uv.lock"):
        try:
            digest.update((folder / name).read_bytes())
        except OSError as problem:
            raise Trouble(
                f"{folder / name} is missing.", "git checkout -- . restores the files of the project."
            ) from problem
    digest.update(str(folder).encode())
    return digest.hexdigest()


def is_fresh(folder: Path) -> bool:
    """Whether the environment there was made from exactly these files and its Python still exists."""
    stamp = _stamp(folder)
    return (
        stamp.is_file()
        and stamp.read_text(encoding="ascii") == fingerprint(folder)
        and (folder / ".venv" / "bin" / "python").exists()
    )


def _stamp(folder: Path) -> Path:
    return folder / ".venv" / "pintu-stamp"


def find_uv(root: Path = ROOT, *, search: str | None = None) -> str:
    """Uv on the PATH when it is new enough, else our own in .tools/ (installed with pip when absent)."""
    for uv in filter(None, (shutil.which("uv", path=search), str(root / ".tools" / "uv" / "bin" / "uv"))):
        if uv_version(uv) >= UV_OLDEST:
            return uv
    home = root / ".tools" / "uv"
    remedy = "install uv (https://docs.astral.sh/uv) so that it is on the PATH, and run the same command again."
    shutil.rmtree(home, ignore_errors=True)
    log = root / ".tools" / "uv.log"
    run(
        [sys.executable, "-m", "venv", str(home)],
        doing="Preparing a place for uv",
        log=log,
        cwd=root,
        remedy=f"{remedy} (On Debian and Ubuntu `apt install python3-venv` is missing.)",
    )
    run(
        [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", f"uv=={UV_VERSION}"],
        doing=f"Installing uv {UV_VERSION} for this project only",
        log=log,
        cwd=root,
        remedy=remedy,
    )
    return str(home / "bin" / "uv")


def uv_version(uv: str) -> tuple[int, ...]:
    """Major and minor version of that program; (0,) when it does not run."""
    try:
        told = subprocess.run([uv, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
        return tuple(int(part) for part in told.split()[1].split(".")[:2])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return (0,)


def find_python(
    version: str, *, environ: Mapping[str, str] = os.environ, roots: Iterable[Path] | None = None
) -> str | None:
    """An installed Python of that version that really runs: on the PATH or among pyenv's, which need not be on it."""
    if roots is None:
        roots = [
            *([Path(environ["PYENV_ROOT"])] if environ.get("PYENV_ROOT") else []),
            Path.home() / ".pyenv",
            Path("/opt/pyenv"),
            Path("/usr/local/pyenv"),
        ]
    on_path = [str(Path(folder) / f"python{version}") for folder in environ.get("PATH", "").split(os.pathsep) if folder]
    in_pyenv = [
        str(found)
        for root in roots
        for found in sorted(root.glob(f"versions/{version}.*/bin/python{version}"), key=_patch, reverse=True)
    ]
    return next((python for python in [*on_path, *in_pyenv] if runs(python, version, environ)), None)


def _patch(python: Path) -> int:
    last = python.parent.parent.name.rpartition(".")[2]
    return int(last) if last.isdigit() else -1


def runs(python: str, version: str, environ: Mapping[str, str]) -> bool:
    """Whether that program is a working Python of that version; a pyenv shim may exist and still refuse."""
    if not os.access(python, os.X_OK):
        return False
    code = "import sys, ssl; print('%d.%d' % sys.version_info[:2])"
    try:
        told = subprocess.run(
            [python, "-c", code], capture_output=True, text=True, timeout=20, check=False, env=dict(environ)
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return told.returncode == 0 and told.stdout.strip() == version


def _sync(uv: str, folder: Path, room: str, root: Path) -> None:
    names = {"app": "the app's environment", "rasa": "Rasa's environment (2.5 GB, some minutes the first time)"}
    command = [uv, "sync", "--frozen", "--no-progress"]
    if room == "rasa":
        # An installed one first: quick, and needs no download. Else uv fetches one itself.
        command += ["--python", find_python(RASA_PYTHON) or RASA_PYTHON]
    try:
        run(
            command,
            doing=f"Installing {names[room]}",
            log=root / ".tools" / f"{room}.log",
            cwd=folder,
            remedy=f"see that this machine reaches the package index, then run the same command again ({folder}).",
            # An activated environment of somebody else must not be taken for ours.
            env={"VIRTUAL_ENV": "", "UV_PROJECT_ENVIRONMENT": ""},
        )
    except Trouble as trouble:
        if room == "rasa" and _no_python(root / ".tools" / "rasa.log"):
            raise Trouble(
                f"Rasa needs Python {RASA_PYTHON}; none is installed here and uv could not download one.",
                f"install Python {RASA_PYTHON} (for example `pyenv install {RASA_PYTHON}`) and run this again.",
            ) from trouble
        raise


def _no_python(log: Path) -> bool:
    text = log.read_text(encoding="utf-8", errors="replace").lower()
    return any(sign in text for sign in ("no interpreter found", "failed to download", "python-build-standalone")) and (
        f"python {RASA_PYTHON}" in text or "cpython-3.10" in text or "python-build-standalone" in text
    )


if __name__ == "__main__":
    guarded(main)
    say("Both environments are ready.") if not sys.argv[1:] else None
