"""Writes docs/nlu-report.md and its pictures: what the trained model can do and where it fails.

    make nlu-report

Sets come from tests/; the cross-check was made while training. Speed and size are measured by `make bench`, danger
as the app hears it by tests/nlu/heard.py, which adds its part.
"""

from __future__ import annotations

import argparse
import sys
import tarfile
import warnings
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import yaml

ROOM = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOM), str(ROOM / "tests"), str(ROOM / "benchmarks")]

from examples import read_examples  # noqa: E402  # none of the folders is installed as a package
from pictures import draw_confusion, draw_line, draw_reliability  # noqa: E402

from components.linear_model import Answer, Model, read, readable, train  # noqa: E402
from components.normaliser import read_lexicon, read_words  # noqa: E402

CLASSES = ("complaint", "aid", "parenting", "danger", "service")
SETS = ("unseen", "second", "blind")
SCOPE = "service_out_of_scope"
_LEXICON = read_lexicon()
_SHARES = (0.1, 0.25, 0.5, 0.75)
_NOISE = (0.0, 0.02, 0.05, 0.1)
_THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.8)
_HEAD = ["intent", "top three", "class", "ECE"]
Told = tuple[str, str, str]


def main() -> None:
    """Measure and write."""
    asked = argparse.ArgumentParser(description="Write the report on understanding.")
    asked.add_argument("--model", type=Path, required=True)
    asked.add_argument("--docs", type=Path, default=ROOM.parent.parent / "docs")
    asked.add_argument("--speed", type=Path, help="what make bench printed")
    said = asked.parse_args()
    pictures = said.docs / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    model = _model(said.model)
    told = {name: _told(name) for name in SETS}
    answers = {name: _read(model, some) for name, some in told.items()}
    parts = [*_head(), *_sets(model, told, answers, pictures), *_cross_validation(model), *_danger(model)]
    parts += [*_noise(model, told["unseen"], pictures), *_learning(told, answers, pictures)]
    if said.speed and said.speed.is_file():
        parts += ["## Speed and size", "", "```", said.speed.read_text(encoding="utf-8").strip(), "```", ""]
    (said.docs / "nlu-report.md").write_text("\n".join(parts), encoding="utf-8")


def _head() -> list[str]:
    count = len(read_examples())
    return [
        "# What the model understands",
        "",
        f"Written by `make nlu-report`. The data hold {count} hand-written training messages. The test sets were",
        "asked for without sight of them. All are invented in one project: real families will be understood less well.",
        "Short, usual messages of the blind set are often close to a training message, some the same word for word:",
        "the rows without near copies leave out what is alike, and are the ones to believe.",
        "The training messages stand on the borders between intents on purpose: cross-validation on them is harder.",
        "",
    ]


def _told(folder: str, name: str = "intents") -> list[Told]:
    """(message, intent, voice or kind) of one set."""
    found = []
    for file in sorted((ROOM / "tests" / folder).glob("*.yml" if folder == "blind" else f"{name}.yml")):
        for intent, messages in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            for one in messages:
                rich = one if isinstance(one, dict) else {"text": one}
                found.append((rich["text"], intent, str(rich.get("voice", rich.get("kind", "")))))
    return found


def _plain(texts: Iterable[str]) -> list[str]:
    return [readable([word.form for word in read_words(text, _LEXICON)]) for text in texts]


def _model(path: Path) -> Model:
    with tarfile.open(path) as archive:
        name = next(name for name in archive.getnames() if name.endswith("model.joblib"))
        model: Model = joblib.load(archive.extractfile(name))
        return model


def _read(model: Model, told: list[Told]) -> list[Answer]:
    return read(model, _plain(text for text, _, _ in told))


def _measure(answers: list[Answer], intents: list[str]) -> list[str]:
    """The four numbers of a row."""
    best = [answer.ranking[0][0] for answer in answers]
    right = np.array([one == other for one, other in zip(best, intents, strict=True)])
    third = [intent in dict(answer.ranking[:3]) for answer, intent in zip(answers, intents, strict=True)]
    kind = [_kind(one) == _kind(other) for one, other in zip(best, intents, strict=True)]
    confidence = np.array([answer.ranking[0][1] for answer in answers])
    return [*map(_percent, map(float, map(np.mean, (right, third, kind)))), f"{_calibration(confidence, right):.3f}"]


def _kind(intent: str) -> str:
    return intent.partition("_")[0]


def _calibration(confidence: Any, right: Any) -> float:
    bins = np.minimum((confidence * 10).astype(int), 9)
    filled = [bins == one for one in range(10) if (bins == one).any()]
    return float(sum(abs(right[b].mean() - confidence[b].mean()) * b.mean() for b in filled))


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [" | ".join(head), " | ".join("---" for _ in head), *(" | ".join(row) for row in rows), ""]


def _percent(value: float) -> str:
    return f"{value * 100:.1f} %"


def _row(name: str, told: list[Told], answers: list[Answer], chosen: Iterable[int]) -> list[str]:
    numbers = list(chosen)
    some = [answers[number] for number in numbers]
    return [name, str(len(numbers)), *_measure(some, [told[number][1] for number in numbers])]


def _sets(model: Model, told: dict[str, list[Told]], answers: dict[str, list[Answer]], pictures: Path) -> list[str]:
    learned = model.features.rows(_plain(example.text for example in read_examples()))
    rows = []
    for name in SETS:
        own = model.features.rows(_plain(text for text, _, _ in told[name]))
        near = (own @ learned.T).max(axis=1).toarray().ravel() >= 1.0  # rows hold two blocks of length one: 2 is equal
        rows.append(_row(name, told[name], answers[name], range(len(told[name]))))
        rows.append(_row(f"{name}, no near copies", told[name], answers[name], np.flatnonzero(~near)))
    lines = ["## Intents and classes", "", *_table(["set", "messages", *_HEAD], rows)]
    every = [one for name in SETS for one in told[name]]
    said = [one for name in SETS for one in answers[name]]
    for title, key in (("class", lambda one: _kind(one[1])), ("voice", lambda one: one[2].replace("_", " "))):
        groups: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(every):
            if key(one):
                groups[key(one)].append(number)
        rows = [_row(name, every, said, some) for name, some in sorted(groups.items()) if len(some) >= 20]
        lines += [f"### Each {title}", "", *_table([title, "messages", *_HEAD], rows)]
    other = _told("second", "out_of_scope")
    caught = [answer.ranking[0][0] == SCOPE for answer in _read(model, other)]
    caught += [a.ranking[0][0] == SCOPE for one, a in zip(every, said, strict=True) if one[1] == SCOPE]
    lines += [f"Out of scope caught: {_percent(float(np.mean(caught)))} of {len(caught)}.", ""]
    best = [answer.ranking[0] for answer in said]
    counts = np.zeros((len(CLASSES), len(CLASSES)), int)
    for (_, intent, _), (understood, _) in zip(every, best, strict=True):
        counts[CLASSES.index(_kind(intent)), CLASSES.index(_kind(understood))] += 1
    draw_confusion(counts, CLASSES, pictures / "nlu-classes.png")
    right = np.array([intent == understood for (_, intent, _), (understood, _) in zip(every, best, strict=True)])
    draw_reliability(np.array([share for _, share in best]), right, pictures / "nlu-reliability.png")
    return [*lines, "![Classes](pictures/nlu-classes.png) ![Reliability](pictures/nlu-reliability.png)", ""]


def _cross_validation(model: Model) -> list[str]:
    if model.held_out is None:
        return []
    shares, meant = model.held_out.shares.astype(float), model.held_out.answers.astype(int)
    order = np.argsort(-shares, axis=1)
    right, third = order[:, 0] == meant, (order[:, :3] == meant[:, None]).any(axis=1)
    kinds = np.array([_kind(label) for label in model.labels])
    kind = kinds[order[:, 0]] == kinds[meant]
    groups = [("all", np.ones(len(meant), bool)), *((name, kinds[meant] == name) for name in CLASSES)]
    rows = [[name, str(g.sum()), *(_percent(part[g].mean()) for part in (right, third, kind))] for name, g in groups]
    error = _calibration(shares.max(axis=1), right)
    lines = ["## Cross-validation", "", "Five folds of the training messages: each is read by a linear part and one"]
    lines += [f"network that did not learn it. Calibration error {error:.3f}.", ""]
    lines += _table(["class", "messages", *_HEAD[:3]], rows)
    own = sorted((right[meant == n].mean(), label, n) for n, label in enumerate(model.labels))
    rows = []
    for share, label, number in own[:12]:
        wrong = np.bincount(order[(meant == number) & ~right, 0], minlength=len(model.labels))
        taken = ", ".join(f"{model.labels[n]} {wrong[n]}" for n in np.argsort(-wrong)[:3])
        rows.append([label, str((meant == number).sum()), _percent(share), taken])
    return [*lines, "The hardest intents:", "", *_table(["intent", "messages", "right", "most often taken for"], rows)]


def _danger(model: Model) -> list[str]:
    sets = {(folder, name): _told(folder, name) for name in ("danger", "hard_negatives") for folder in SETS[:2]}
    for folder in SETS[:2]:
        sets[(folder, "ordinary")] = [one for one in _told(folder) if _kind(one[1]) != "danger"]
    heard = {key: np.array([a.danger[1] if a.danger else 0.0 for a in _read(model, t)]) for key, t in sets.items()}
    at = round(model.detector.at, 2) if model.detector else 0.5
    columns = [(folder, name) for name in ("danger", "hard_negatives", "ordinary") for folder in SETS[:2]]
    rows = [
        [f"{one:.2f}" + (" (settled in training)" if one == at else "")]
        + [_percent(float((heard[column] >= one).mean())) for column in columns]
        for one in sorted({*_THRESHOLDS, at})
    ]
    head = [
        "believed from",
        *(f"{name.replace('_', ' ')}, {folder} ({len(heard[folder, name])})" for folder, name in columns),
    ]
    kinds = np.array([kind for _, _, kind in sets["second", "danger"]])
    heard_kinds = ", ".join(
        f"{kind} {_percent(float((heard['second', 'danger'][kinds == kind] >= at).mean()))}"
        for kind in sorted(set(kinds))
    )
    return [
        "## Danger",
        "",
        "The detector alone, without the app's safety words. Its threshold comes from cross-validated training data.",
        "",
        *_table(head, rows),
        f"Of the second set at {at:.2f}: {heard_kinds}.",
        "",
    ]


def _noise(model: Model, told: list[Told], pictures: Path) -> list[str]:
    rows = []
    for share in _NOISE:
        chance = np.random.default_rng(7)
        noisy = [(_misspelt(text, share, chance), intent, voice) for text, intent, voice in told]
        rows.append(_row(_percent(share), noisy, _read(model, noisy), range(len(noisy))))
    draw_line(_NOISE, [float(row[2].split()[0]) / 100 for row in rows], "letters changed", pictures / "nlu-noise.png")
    lines = ["## Typing errors", "", "The unseen set with letters lost, doubled or swapped at random.", ""]
    lines += _table(["letters changed", "messages", *_HEAD], rows)
    return [*lines, "![Typing errors](pictures/nlu-noise.png)", ""]


def _misspelt(text: str, share: float, chance: np.random.Generator) -> str:
    letters = list(text)
    for place in range(len(letters) - 1):
        if letters[place].isalpha() and chance.random() < share:
            kind = chance.integers(3)
            if kind == 2:
                letters[place], letters[place + 1] = letters[place + 1], letters[place]
            else:
                letters[place] = "" if kind == 0 else letters[place] * 2
    return "".join(letters)


def _learning(told: dict[str, list[Told]], answers: dict[str, list[Answer]], pictures: Path) -> list[str]:
    """The whole model, learned from a part of the messages, on unseen and second together."""
    warnings.filterwarnings("ignore", message="The least populated class")
    examples = read_examples()
    texts, intents = _plain(one.text for one in examples), [one.intent for one in examples]
    order = np.random.default_rng(3).permutation(len(texts))
    test = told["unseen"] + told["second"]
    rows = []
    for share in _SHARES:
        chosen = order[: int(len(order) * share)]
        model = train([texts[n] for n in chosen], [intents[n] for n in chosen], cost=0.5)
        rows.append(_row(f"{share:.0%}", test, _read(model, test), range(len(test))))
    rows.append(_row("100%", test, answers["unseen"] + answers["second"], range(len(test))))
    right = [float(row[2].split()[0]) / 100 for row in rows]
    draw_line((*_SHARES, 1.0), right, "share of the training data", pictures / "nlu-learning.png")
    lines = ["## Learning curve", "", "The whole model, on the unseen and the second set.", ""]
    lines += _table(["training data", "messages", *_HEAD], rows)
    return [*lines, "![Learning curve](pictures/nlu-learning.png)", ""]


if __name__ == "__main__":
    main()
