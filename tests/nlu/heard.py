"""What the app hears of danger, words and model together, on the messages that others wrote for testing the model.

.venv/bin/python -m tests.nlu.heard        prints the part of docs/nlu-report.md about it; starts Rasa for that
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

from bot.settings import load
from nlu.client import Client
from tests.e2e.process import Rasa
from tests.nlu.reading_aloud import HERE, danger_words, keywords

ROOT = HERE.parents[1]
SETS = ROOT / "nlu" / "rasa" / "tests"
FOLDERS = ("unseen", "second")
# danger_model, danger_doubt, danger_quiet: what a centre could choose instead of what stands in config.yml
OTHERS = ((0.5, 0.4, 0.08), (0.42, 0.3, 0.05), (0.3, 0.2, 0.05), (0.2, 0.1, 0.0))


@cache
def messages(name: str, folder: str) -> list[tuple[str, str]]:
    """(intent, message) of one set: danger, hard_negatives, intents or out_of_scope."""
    told = yaml.load((SETS / folder / f"{name}.yml").read_bytes(), yaml.CSafeLoader)
    return [(intent, one["text"] if isinstance(one, dict) else one) for intent, some in told.items() for one in some]


def quiet(name: str, folder: str) -> list[str]:
    """The messages of that set that are no danger."""
    return [text for intent, text in messages(name, folder) if not intent.startswith("danger_")]


def client(url: str, thresholds: tuple[float, ...] = ()) -> Client:
    """The app's own reader; without other thresholds, with those of config.yml."""
    return Client(url, "", danger_words(), keywords(), thresholds=thresholds or load(ROOT, {}).understanding.thresholds)


def share(reader: Client, texts: Iterable[str]) -> float:
    """In how many of these messages danger is heard."""
    heard = [reader.read(text).danger is not None for text in texts]
    return sum(heard) / len(heard)


def main() -> None:
    """Print the table."""
    columns = [(name, folder) for name in ("danger", "hard_negatives", "intents") for folder in FOLDERS]
    names = {"danger": "heard", "hard_negatives": "hard negatives", "intents": "ordinary"}
    chosen = load(ROOT, {}).understanding.thresholds
    rows = [["model / doubt / quiet", *(f"{names[name]}, {folder}" for name, folder in columns)]]
    rows.append(["---"] * len(rows[0]))
    with tempfile.TemporaryDirectory() as folder, Rasa(Path(folder) / "nlu.log") as rasa:
        for thresholds in (chosen, *OTHERS):
            reader = client(rasa.url, thresholds)
            texts = [
                [text for _, text in messages(name, one)] if name == "danger" else quiet(name, one)
                for name, one in columns
            ]
            told = " / ".join(f"{one:g}" for one in thresholds)
            rows.append([f"**{told}** (config.yml)" if thresholds == chosen else told])
            rows[-1] += [f"{share(reader, some) * 100:.1f} %" for some in texts]
            reader.close()
    lines = ["## Danger as the app hears it", "", "Model and safety words together (nlu/danger.py), over HTTP.", ""]
    sys.stdout.writelines(f"{line}\n" for line in [*lines, *map(" | ".join, rows)])


if __name__ == "__main__":
    main()
