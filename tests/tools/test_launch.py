"""The verbs behind the Makefile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import launch
import pytest
import system_packages
from say import Trouble

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("", ("127.0.0.1", "5005")),
        ("http://127.0.0.1:6001", ("127.0.0.1", "6001")),
        ("http://nlu", ("nlu", "5005")),
    ],
)
def test_nlu_url_says_where_rasa_listens(url: str, address: tuple[str, str]) -> None:
    assert launch.nlu_address(url) == address


def test_a_broken_nlu_url_is_one_sentence_with_a_remedy() -> None:
    with pytest.raises(Trouble, match="NLU_URL"):
        launch.nlu_address("http://127.0.0.1:door")


def test_an_unknown_verb_is_one_sentence_with_a_remedy() -> None:
    told = subprocess.run(  # our own script
        [sys.executable, str(ROOT / "tools/launch.py"), "fly"], capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert told.stderr.strip().splitlines()[-1].startswith("Remedy: ")
    assert "Traceback" not in told.stderr


def test_every_public_target_of_the_makefile_explains_itself() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ)
    for target in ("run", "test", "check", "train", "nlu", "chat", "demo", "bench", "fmt", "help"):
        assert f"make {target} " in told.stdout


def test_missing_system_packages_are_named(tmp_path: Path) -> None:
    nothing = str(tmp_path)
    assert system_packages.missing(search=nothing, postgresql=tmp_path) == ["chromium", "postgresql"]
    for name in ("chromium", "postgres"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    assert system_packages.missing(search=nothing, postgresql=tmp_path) == []
