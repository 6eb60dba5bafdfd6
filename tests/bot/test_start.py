"""Whatever is wrong at the start is said in one sentence that an operator can act on."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app import build
from bot.settings import Settings
from storage.content import Mistake

ROOT = Path(__file__).parents[2]


def run(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {"DATABASE_URL": f"sqlite:///{tmp_path / 'pintu.db'}", "NLU_URL": "http://127.0.0.1:9", **environment}
    command = [sys.executable, "-m", "bot", "run"]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **given}, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_port_in_use_is_found_before_anything_else_is_begun(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        told = run(tmp_path, PORT=str(other.getsockname()[1]))
    assert told.returncode == 2
    assert "cannot listen on 127.0.0.1:" in told.stderr
    assert "set HOST and PORT" in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "pintu.db").exists(), "the other one may be at work on the same database"


@pytest.mark.parametrize("url", ["postgresql://pintu:secret@127.0.0.1:1/none", "sqlite:///{folder}/garbage.db"])
def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path, url: str) -> None:
    (tmp_path / "garbage.db").write_text("this is no database, but long enough to be taken for one" * 20)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = run(tmp_path, PORT=str(port), DATABASE_URL=url.format(folder=tmp_path))
    assert told.returncode == 2
    assert told.stderr.startswith("pintu: the database ")
    assert told.stderr.count("\n") == 1
    assert "secret" not in told.stderr


@pytest.mark.parametrize("name", ["web.yml", "console.yml", "danger/suicide.yml", "menu.yml", "places.csv"])
def test_a_missing_file_of_words_is_named_before_anything_is_started(tmp_path: Path, name: str) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / "content" / name).unlink()
    with pytest.raises(Mistake, match=rf"content/{name}: the file is missing"):
        build(Settings(), tmp_path)


def test_a_missing_folder_of_texts_is_named_before_anything_is_started(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.rmtree(tmp_path / "content" / "texts")
    with pytest.raises(Mistake, match="content/texts: the folder is missing"):
        build(Settings(), tmp_path)


@pytest.mark.parametrize("name", ["texts/danger.yml", "web.yml", "console.yml"])
def test_a_broken_file_of_words_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    with (tmp_path / "content" / name).open("a", encoding="utf-8") as file:
        file.write("broken: [\n")
    with pytest.raises(Mistake, match=rf"content/{name}, line \d+"):
        build(Settings(), tmp_path)
