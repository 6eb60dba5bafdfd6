"""Writes docs/nlu-report.md and its pictures: what the trained model can do and where it fails.

    make nlu-report

Sets come from tests/; the cross-checks train on the training data alone. Speed and size are measured by `make bench`.
"""

from __future__ import annotations

import argparse
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import joblib
import matplotlib as mpl
import numpy as np
import yaml

mpl.use("agg")
ROOM = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOM), str(ROOM / "tests")]

from examples import read_examples  # noqa: E402  # neither folder is installed as a package
from matplotlib import pyplot as plt  # noqa: E402
from sklearn.model_selection import StratifiedKFold  # noqa: E402
from sklearn.svm import LinearSVC  # noqa: E402

from components.linear_features import Features  # noqa: E402
from components.linear_model import Model, read, readable  # noqa: E402
from components.normaliser import read_lexicon, read_words  # noqa: E402

CLASSES = ("complaint", "aid", "parenting", "danger", "service")
_LEXICON = read_lexicon()
_SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)
_NOISE = (0.0, 0.02, 0.05, 0.1)
_THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.8)
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
    parts = [*_head(), *_sets(model, pictures), *_danger(model), *_noise(model, pictures), *_learning(pictures)]
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


def _told(name: str) -> list[Told]:
    files = sorted((ROOM / "tests" / "blind").glob("*.yml"))
    if name != "blind":
        files = [ROOM / "tests" / "unseen" / f"{name}.yml"]
    found = []
    for file in files:
        for intent, messages in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            for one in messages:
                rich = isinstance(one, dict)
                found.append((one["text"] if rich else one, intent, one.get("voice", "") if rich else ""))
    return found


def _plain(texts: Iterable[str]) -> list[str]:
    return [readable([word.form for word in read_words(text, _LEXICON)]) for text in texts]


def _model(path: Path) -> Model:
    with tarfile.open(path) as archive:
        name = next(name for name in archive.getnames() if name.endswith("model.joblib"))
        model: Model = joblib.load(archive.extractfile(name))
        return model


def _shares(model: Model, told: list[Told]) -> Any:
    return model.shares(model.features.rows(_plain(text for text, _, _ in told)))


def _measure(labels: tuple[str, ...], shares: Any, told: list[Told]) -> dict[str, float]:
    order = np.argsort(-shares, axis=1)
    intents = [intent for _, intent, _ in told]
    best = [labels[row[0]] for row in order]
    right = np.array([one == other for one, other in zip(best, intents, strict=True)])
    return {
        "intent": float(right.mean()),
        "top three": float(np.mean([i in [labels[n] for n in row[:3]] for row, i in zip(order, intents, strict=True)])),
        "class": float(np.mean([_kind(a) == _kind(b) for a, b in zip(best, intents, strict=True)])),
        "ECE": _calibration(shares.max(axis=1), right),
    }


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


def _sets(model: Model, pictures: Path) -> list[str]:
    learned = model.features.rows(_plain(example.text for example in read_examples()))
    rows, lines = [], ["## Intents and classes", ""]
    sets = {"unseen": _told("intents"), "blind": _told("blind")}
    for name, told in sets.items():
        shares = _shares(model, told)
        likeness = (model.features.rows(_plain(text for text, _, _ in told)) @ learned.T).max(axis=1).toarray().ravel()
        far = likeness < 1.0  # rows hold two blocks of length one: 2 is the same message
        rows += [
            [label, str(len(some)), *_figures(_measure(model.labels, part, some))]
            for label, part, some in (
                (name, shares, told),
                (f"{name}, no near copies", shares[far], [one for one, keep in zip(told, far, strict=True) if keep]),
            )
            if some
        ]
    lines += _table(["set", "messages", "intent", "top three", "class", "ECE"], rows)
    told = sets["unseen"] + sets["blind"]
    shares = _shares(model, told)
    for title, key in (("class", lambda one: _kind(one[1])), ("voice (unseen set)", lambda one: one[2])):
        groups: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(told):
            if key(one):
                groups[key(one)].append(number)
        rows = [
            [name, str(len(some)), *_figures(_measure(model.labels, shares[some], [told[i] for i in some]))]
            for name, some in sorted(groups.items())
        ]
        lines += [f"### Each {title}", "", *_table([title, "messages", "intent", "top three", "class", "ECE"], rows)]
    scope = [number for number, one in enumerate(told) if one[1] == "service_out_of_scope"]
    caught = np.mean([model.labels[row.argmax()] == "service_out_of_scope" for row in shares[scope]])
    lines += [f"Out of scope caught: {_percent(float(caught))} of {len(scope)}.", ""]
    _draw_confusion(model, shares, told, pictures / "nlu-classes.png")
    _draw_reliability(model, shares, told, pictures / "nlu-reliability.png")
    return [*lines, "![Classes](pictures/nlu-classes.png) ![Reliability](pictures/nlu-reliability.png)", ""]


def _figures(found: dict[str, float]) -> list[str]:
    return [_percent(found["intent"]), _percent(found["top three"]), _percent(found["class"]), f"{found['ECE']:.3f}"]


def _draw_confusion(model: Model, shares: Any, told: list[Told], path: Path) -> None:
    counts = np.zeros((len(CLASSES), len(CLASSES)), int)
    for row, (_, intent, _) in zip(shares, told, strict=True):
        counts[CLASSES.index(_kind(intent)), CLASSES.index(_kind(model.labels[row.argmax()]))] += 1
    figure, axes = plt.subplots(figsize=(4.2, 3.8))
    axes.imshow(counts / counts.sum(axis=1, keepdims=True), cmap="Blues")
    for row, column in np.ndindex(*counts.shape):
        shade = "white" if row == column else "black"
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", fontsize=8, color=shade)
    axes.set_xticks(range(len(CLASSES)), CLASSES, rotation=35, fontsize=8)
    axes.set_yticks(range(len(CLASSES)), CLASSES, fontsize=8)
    axes.set(xlabel="understood", ylabel="meant")
    _save(figure, path)


def _draw_reliability(model: Model, shares: Any, told: list[Told], path: Path) -> None:
    confidence = shares.max(axis=1)
    right = np.array([model.labels[r.argmax()] == intent for r, (_, intent, _) in zip(shares, told, strict=True)])
    bins = np.minimum((confidence * 10).astype(int), 9)
    filled = [bins == one for one in range(10) if (bins == one).any()]
    figure, axes = plt.subplots(figsize=(4.2, 3.8))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    axes.plot([confidence[b].mean() for b in filled], [right[b].mean() for b in filled], marker="o")
    axes.set(xlabel="confidence", ylabel="right")
    _save(figure, path)


def _save(figure: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=80, metadata={"Software": None})
    plt.close(figure)


def _danger(model: Model) -> list[str]:
    sets = {name: _told(name) for name in ("danger", "hard_negatives", "intents")}
    sets["intents"] = [one for one in sets["intents"] if _kind(one[1]) != "danger"]
    heard = {
        name: np.array([a.danger[1] if a.danger else 0.0 for a in read(model, _plain(text for text, _, _ in told))])
        for name, told in sets.items()
    }
    at = model.detector.at if model.detector else 0.5
    rows = [
        [f"{one:.2f}" + (" (settled in training)" if one == at else "")]
        + [_percent(float((heard[name] >= one).mean())) for name in ("danger", "hard_negatives", "intents")]
        for one in sorted({*_THRESHOLDS, at})
    ]
    head = ["believed from", "danger heard", "false alarms, hard negatives", "false alarms, ordinary messages"]
    return [
        "## Danger",
        "",
        "The detector alone, without the app's safety words. Its threshold comes from cross-validated training data.",
        "",
        *_table(head, rows),
    ]


def _noise(model: Model, pictures: Path) -> list[str]:
    told = _told("intents")
    found = []
    for share in _NOISE:
        chance = np.random.default_rng(7)
        noisy = [(_misspelt(text, share, chance), intent, voice) for text, intent, voice in told]
        found.append(_measure(model.labels, _shares(model, noisy), noisy))
    _draw_line(_NOISE, [one["intent"] for one in found], "letters changed", pictures / "nlu-noise.png")
    rows = [[_percent(share), *_figures(one)] for share, one in zip(_NOISE, found, strict=True)]
    head = ["letters changed", "intent", "top three", "class", "ECE"]
    lines = ["## Typing errors", "", "The unseen set with letters lost, doubled or swapped at random.", ""]
    return [*lines, *_table(head, rows), "![Typing errors](pictures/nlu-noise.png)", ""]


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


def _learning(pictures: Path) -> list[str]:
    """Of the linear part alone, on one fold: the whole model would take half an hour."""
    examples = read_examples()
    texts, intents = np.array(_plain(one.text for one in examples)), np.array([one.intent for one in examples])
    seen, held = next(StratifiedKFold(5, shuffle=True, random_state=1).split(texts, intents))
    order = np.random.default_rng(3).permutation(seen)
    right = []
    for share in _SHARES:
        chosen = order[: int(len(order) * share)]
        features = Features().fit(list(texts[chosen]))
        learned = LinearSVC(C=0.5, random_state=42).fit(features.rows(texts[chosen]), intents[chosen])
        right.append(float((learned.predict(features.rows(texts[held])) == intents[held]).mean()))
    _draw_line(_SHARES, right, "share of the training data", pictures / "nlu-learning.png")
    rows = [[_percent(share), _percent(one)] for share, one in zip(_SHARES, right, strict=True)]
    head = ["training data", "intent on a held-out fifth of the training data"]
    lines = ["## Learning curve", "", "The linear part alone.", ""]
    return [*lines, *_table(head, rows), "![Learning curve](pictures/nlu-learning.png)", ""]


def _draw_line(across: Iterable[float], up: list[float], name: str, path: Path) -> None:
    figure, axes = plt.subplots(figsize=(4.2, 3))
    axes.plot(list(across), up, marker="o")
    axes.set(xlabel=name, ylabel="intent right")
    _save(figure, path)


if __name__ == "__main__":
    main()
