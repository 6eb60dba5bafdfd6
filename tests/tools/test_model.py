"""When the model is fresh, and what training leaves behind."""

from __future__ import annotations

from pathlib import Path

import model
import pytest
from say import Trouble

CONFIG = """
door: {pace: 1}
# a comment
recipe: default.v1
pipeline:
  - name: one
    cost: 1
clock:
  tick: 5
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    room = tmp_path / "nlu" / "rasa"
    for name, text in {
        "components/one.py": "a = 1\n",
        "components/words.yml": "a: b\n",
        "data/intents/aid_cash.yml": "- mohon bantuan\n",
        "domain.yml": "intents: []\n",
        "uv.lock": "version = 1\n",
    }.items():
        (room / name).parent.mkdir(parents=True, exist_ok=True)
        (room / name).write_text(text, encoding="utf-8")
    (tmp_path / "config.yml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def python(root: Path, script: str) -> None:
    """A stand-in for Rasa's Python: gets `-m rasa train … --out FOLDER --fixed-model-name NAME`."""
    path = root / "nlu/rasa/.venv/bin/python"
    path.parent.mkdir(parents=True, exist_ok=True)
    take = "while [ $# -gt 1 ]; do case $1 in --out) out=$2;; --fixed-model-name) name=$2;; esac; shift; done"
    path.write_text(f"#!/bin/sh\n{take}\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.parametrize(
    "name", ["components/one.py", "components/words.yml", "data/intents/aid_cash.yml", "domain.yml", "uv.lock"]
)
def test_a_change_in_anything_the_model_is_made_from_makes_it_stale(root: Path, name: str) -> None:
    before = model.fingerprint(root)
    file = root / "nlu/rasa" / name
    file.write_text(file.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    assert model.fingerprint(root) != before


def test_a_new_name_for_the_same_content_makes_it_stale(root: Path) -> None:
    before = model.fingerprint(root)
    (root / "nlu/rasa/data/intents/aid_cash.yml").rename(root / "nlu/rasa/data/intents/aid_food.yml")
    assert model.fingerprint(root) != before


def test_only_rasas_sections_of_the_settings_count(root: Path) -> None:
    before = model.fingerprint(root)
    config = root / "config.yml"
    config.write_text(CONFIG.replace("tick: 5", "tick: 6").replace("# a comment", "# other"), encoding="utf-8")
    assert model.fingerprint(root) == before
    config.write_text(CONFIG.replace("cost: 1", "cost: 2"), encoding="utf-8")
    assert model.fingerprint(root) != before


def test_another_pipeline_is_another_model(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = model.model_path(root)
    (root / "nlu/rasa/other.yml").write_text(CONFIG.replace("name: one", "name: two"), encoding="utf-8")
    monkeypatch.setenv("NLU_CONFIG", "nlu/rasa/other.yml")
    assert model.model_path(root) != before
    monkeypatch.setenv("NLU_CONFIG", "nlu/rasa/nowhere.yml")
    with pytest.raises(Trouble, match=r"nowhere\.yml cannot be read"):
        model.model_path(root)


def test_what_python_leaves_beside_its_files_does_not_count(root: Path) -> None:
    before = model.fingerprint(root)
    cache = root / "nlu/rasa/components/__pycache__"
    cache.mkdir()
    (cache / "one.py").write_text("x", encoding="utf-8")
    assert model.fingerprint(root) == before


def test_it_trains_once_and_the_old_model_goes(root: Path) -> None:
    python(root, 'echo trained >> "$out/../times"; echo model > "$out/$name.tar.gz"')
    models = root / "nlu/rasa/models"
    models.mkdir()
    (models / "pintu-000000000000.tar.gz").write_text("old", encoding="utf-8")
    path = model.ensure(root)
    assert model.ensure(root) == path
    assert [one.name for one in models.iterdir()] == [path.name]
    assert (root / "nlu/rasa/times").read_text(encoding="utf-8") == "trained\n"


def test_a_failed_training_says_why_and_keeps_the_old_model(root: Path) -> None:
    python(root, 'echo "YamlSyntaxException: aid_cash.yml line 7"; exit 1')
    old = root / "nlu/rasa/models/pintu-000000000000.tar.gz"
    old.parent.mkdir()
    old.write_text("old", encoding="utf-8")
    with pytest.raises(Trouble, match="line 7"):
        model.ensure(root)
    assert old.exists()
    assert not model.model_path(root).exists()


def test_a_training_that_writes_nothing_is_not_believed(root: Path) -> None:
    python(root, "exit 0")
    with pytest.raises(Trouble, match="without writing a model"):
        model.ensure(root)


def test_a_missing_environment_is_one_sentence_with_a_remedy(root: Path) -> None:
    with pytest.raises(Trouble, match="could not start"):
        model.ensure(root)
