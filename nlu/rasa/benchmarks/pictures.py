"""The pictures of the report on understanding."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("agg")
from matplotlib import pyplot as plt  # only after the line above


def draw_confusion(counts: Any, names: tuple[str, ...], path: Path) -> None:
    """Which class was meant (down) and which was understood (across)."""
    figure, axes = plt.subplots(figsize=(4.2, 3.8))
    axes.imshow(counts / counts.sum(axis=1, keepdims=True), cmap="Blues")
    for row, column in np.ndindex(*counts.shape):
        shade = "white" if row == column else "black"
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", fontsize=8, color=shade)
    axes.set_xticks(range(len(names)), names, rotation=35, fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set(xlabel="understood", ylabel="meant")
    _save(figure, path)


def draw_reliability(confidence: Any, right: Any, path: Path) -> None:
    """How often what was said with some confidence is right, in ten bins."""
    bins = np.minimum((confidence * 10).astype(int), 9)
    filled = [bins == one for one in range(10) if (bins == one).any()]
    figure, axes = plt.subplots(figsize=(4.2, 3.8))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    axes.plot([confidence[b].mean() for b in filled], [right[b].mean() for b in filled], marker="o")
    axes.set(xlabel="confidence", ylabel="right")
    _save(figure, path)


def draw_line(across: Iterable[float], up: list[float], name: str, path: Path) -> None:
    """The share of right intents over something."""
    figure, axes = plt.subplots(figsize=(4.2, 3))
    axes.plot(list(across), up, marker="o")
    axes.set(xlabel=name, ylabel="intent right")
    _save(figure, path)


def _save(figure: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=80, metadata={"Software": None})
    plt.close(figure)
