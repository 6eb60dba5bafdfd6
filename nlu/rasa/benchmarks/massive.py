"""Trains our pipeline on MASSIVE id-ID and prints its accuracy: an outside yardstick that nobody here has written.

    cd nlu/rasa && .venv/bin/python benchmarks/massive.py DIR [--train-only]

DIR holds the jsonl files of MASSIVE. Where there is a test file, train and dev are learned (nothing is chosen on dev)
and the accuracy is on test; else train is learned and the accuracy is on dev. Published numbers mostly learn train
alone: --train-only does so too. Tokens and model are the code that Rasa loads, with config.yml's cost.
No sentence of MASSIVE enters the project.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import yaml

ROOM = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOM))

from components.linear_model import read, readable, train  # noqa: E402  # the room is not installed as a package
from components.normaliser import read_lexicon, read_words  # noqa: E402


def main() -> None:
    """Read the arguments, train, measure."""
    asked = argparse.ArgumentParser(description="Accuracy of our pipeline on MASSIVE id-ID.")
    asked.add_argument("folder", type=Path, help="where the jsonl files are")
    asked.add_argument("--train-only", action="store_true", help="leave dev alone when there is a test file")
    said = asked.parse_args()
    train_file, dev, test = (_file(said.folder, split) for split in ("train", "dev", "test"))
    if train_file is None:
        sys.exit(f"There is no id-ID.train.jsonl in {said.folder}. Remedy: give the folder of MASSIVE's jsonl files.")
    other = test or dev
    if other is None:
        sys.exit(f"There is no id-ID.test.jsonl and no id-ID.dev.jsonl in {said.folder}.")
    learned = [train_file, dev] if test and dev and not said.train_only else [train_file]
    warnings.filterwarnings("ignore", message="The least populated class")
    texts, intents = _read(*learned)
    begun = time.perf_counter()
    model = train(texts, intents, cost=configured_cost())
    names = " and ".join(path.name for path in learned)
    print(f"learned    {len(texts)} messages of {names}, {len(model.labels)} intents")
    print(f"training   {time.perf_counter() - begun:.0f} s")
    texts, intents = _read(other)
    begun = time.perf_counter()
    rankings = [answer.ranking for answer in read(model, texts)]
    milliseconds = (time.perf_counter() - begun) / len(texts) * 1000
    first = np.mean([ranking[0][0] == intent for ranking, intent in zip(rankings, intents, strict=True)])
    third = np.mean([intent in dict(ranking[:3]) for ranking, intent in zip(rankings, intents, strict=True)])
    print(f"measured   {len(texts)} messages of {other.name}, {milliseconds:.2f} ms a message")
    print(f"accuracy   {first:.4f}")
    print(f"top three  {third:.4f}")


def configured_cost() -> float:
    """The cost that config.yml gives the classifier."""
    config = yaml.safe_load((ROOM.parent.parent / "config.yml").read_text(encoding="utf-8"))
    return next(float(part["cost"]) for part in config["pipeline"] if part["name"].endswith(".LinearIntents"))


def _file(folder: Path, split: str) -> Path | None:
    return next((path for path in (folder / f"id-ID.{split}.jsonl", folder / f"{split}.jsonl") if path.is_file()), None)


def _read(*paths: Path) -> tuple[list[str], list[str]]:
    lexicon = read_lexicon()
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    rows = [json.loads(line) for line in lines]
    texts = [readable([word.form for word in read_words(row["utt"], lexicon)]) for row in rows]
    return texts, [row["intent"] for row in rows]


if __name__ == "__main__":
    main()
