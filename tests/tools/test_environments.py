"""Finding Python and uv, and noticing what changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import environments
import pytest
from say import Trouble

HERE = {"PATH": "/usr/bin:/bin"}


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def python(path: Path, version: str = "3.10") -> Path:
    return program(path, f"echo {version}")


def test_the_newest_patch_of_a_pyenv_that_is_not_on_the_path_is_found(tmp_path: Path) -> None:
    python(tmp_path / "versions/3.10.9/bin/python3.10")
    newest = python(tmp_path / "versions/3.10.13/bin/python3.10")
    python(tmp_path / "versions/3.11.2/bin/python3.11", "3.11")
    assert environments.find_python("3.10", environ=HERE, roots=[tmp_path]) == str(newest)


def test_a_broken_shim_on_the_path_is_passed_over(tmp_path: Path) -> None:
    shim = program(tmp_path / "shims/python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127")
    real = python(tmp_path / "pyenv/versions/3.10.13/bin/python3.10")
    environ = {"PATH": f"{shim.parent}:/usr/bin:/bin"}
    assert environments.find_python("3.10", environ=environ, roots=[tmp_path / "pyenv"]) == str(real)


def test_a_python_that_lies_about_its_version_is_passed_over(tmp_path: Path) -> None:
    python(tmp_path / "versions/3.10.1/bin/python3.10", "3.11")
    assert environments.find_python("3.10", environ=HERE, roots=[tmp_path]) is None


def test_a_python_on_the_path_comes_first(tmp_path: Path) -> None:
    on_path = python(tmp_path / "bin/python3.10")
    python(tmp_path / "pyenv/versions/3.10.13/bin/python3.10")
    environ = {"PATH": f"{on_path.parent}:/usr/bin:/bin"}
    assert environments.find_python("3.10", environ=environ, roots=[tmp_path / "pyenv"]) == str(on_path)


def test_pyenv_root_is_looked_into(tmp_path: Path) -> None:
    real = python(tmp_path / "versions/3.10.13/bin/python3.10")
    assert environments.find_python("3.10", environ={**HERE, "PYENV_ROOT": str(tmp_path)}) == str(real)


def test_an_old_or_broken_uv_is_not_used(tmp_path: Path) -> None:
    old = program(tmp_path / "old/uv", "echo 'uv 0.4.1'")
    broken = program(tmp_path / "broken/uv", "exit 3")
    ours = program(tmp_path / ".tools/uv/bin/uv", "echo 'uv 0.13.9 (x86_64)'")
    assert environments.find_uv(tmp_path, search=f"{old.parent}:/bin") == str(ours)
    assert environments.uv_version(str(broken)) == (0,)


def room(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (folder / "uv.lock").write_text("version = 1\n", encoding="utf-8")
    return folder


def test_an_environment_is_fresh_until_its_lock_changes_or_its_python_goes(tmp_path: Path) -> None:
    folder = room(tmp_path / "room")
    assert not environments.is_fresh(folder)
    interpreter = python(folder / ".venv/bin/python")
    (folder / ".venv/pintu-stamp").write_text(environments.fingerprint(folder), encoding="ascii")
    assert environments.is_fresh(folder)
    (folder / "uv.lock").write_text("version = 2\n", encoding="utf-8")
    assert not environments.is_fresh(folder)
    (folder / "uv.lock").write_text("version = 1\n", encoding="utf-8")
    interpreter.unlink()
    assert not environments.is_fresh(folder)


def test_a_missing_lock_is_one_sentence_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="is missing") as told:
        environments.fingerprint(tmp_path)
    assert told.value.remedy


def test_a_failed_download_of_python_is_one_sentence_with_a_remedy(tmp_path: Path) -> None:
    room(tmp_path / "nlu/rasa")
    complaint = "error: Failed to download https://example.invalid/python-build-standalone/cpython-3.10.tar.gz"
    program(tmp_path / "bin/uv", f"[ $1 = --version ] && echo 'uv 0.13.9' && exit 0; echo '{complaint}' >&2; exit 2")
    script = (
        "import sys, environments, say, pathlib\n"
        "environments.find_python = lambda version: None\n"
        f"say.guarded(lambda: environments.ensure(['rasa'], root=pathlib.Path({str(tmp_path)!r})))"
    )
    told = subprocess.run(  # our own script
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "PYTHONPATH": str(Path(environments.__file__).parent)},
    )
    assert told.returncode == 1
    assert "Rasa needs Python 3.10; none is installed here and uv could not download one." in told.stderr
    assert "Remedy: install Python 3.10" in told.stderr
    assert "Traceback" not in told.stderr


def test_two_processes_at_once_install_only_once(tmp_path: Path) -> None:
    folder = room(tmp_path / "app")
    work = f"echo once >> {tmp_path}/count; sleep 1; mkdir -p .venv/bin; cp /bin/sh .venv/bin/python"
    program(tmp_path / "bin/uv", f"[ $1 = --version ] && echo 'uv 0.13.9' && exit 0; {work}")
    script = f"import environments, pathlib; environments.ensure(['app'], root=pathlib.Path({str(folder)!r}))"
    environ = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "PYTHONPATH": str(Path(environments.__file__).parent)}
    both = [
        subprocess.Popen(  # our own script
            [sys.executable, "-c", script], env={**os.environ, **environ}, stderr=subprocess.DEVNULL
        )
        for _ in range(2)
    ]
    assert [process.wait(30) for process in both] == [0, 0]
    assert (tmp_path / "count").read_text(encoding="utf-8") == "once\n"
