"""Looks for danger in every part of a message, so that one sentence is not drowned by a long request around it.

A part is the whole message or a window of words. Each part has a share that the classifier gives to all danger
intents together; a small logistic regression turns the shares of a message's parts into one confidence. It is
fitted on held-out messages, and on pairs of them: a danger told inside another message, and two harmless ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

PREFIX = "danger_"
# Words in a window, and from the beginning of one to the next. Shorter messages are a single part.
_WINDOWS = ((14, 5), (24, 8))
_LONGEST = 400
_SPARE = 2
_PAIRS = 250
_LONG = 12

Shares = Callable[[list[str]], np.ndarray]


@dataclass(frozen=True)
class Detector:
    """How the signs of a message weigh. `at` is the confidence that `quiet` of the harmless ones stay below."""

    weights: np.ndarray
    bias: float
    at: float

    def confidence(self, signs: np.ndarray) -> np.ndarray:
        """How likely danger is, 0 to 1, for each row of signs."""
        return np.asarray(1 / (1 + np.exp(-(signs @ self.weights + self.bias))))


def parts(text: str) -> list[tuple[int, str]]:
    """The whole text as part 0 and its windows of each size as parts 1, 2, …; a short text has no windows."""
    words = text.split()[:_LONGEST]
    found = [(0, text)]
    for kind, (size, pace) in enumerate(_WINDOWS, 1):
        if len(words) > size + _SPARE:
            last = len(words) - size
            starts = [*range(0, last, pace), last]
            found += [(kind, " ".join(words[start : start + size])) for start in starts]
    return found


def signs(shares: np.ndarray, kinds: list[int], length: int) -> np.ndarray:
    """What the detector weighs of one message: log-odds of danger in the whole, in the worst window of each size."""
    odds = np.log((shares + 0.002) / (1.002 - shares))
    kind = np.array(kinds)
    worst = [odds[kind == one].max() if (kind == one).any() else odds[0] for one in range(len(_WINDOWS) + 1)]
    return np.array([*worst, np.log1p(length)])


def read_signs(texts: list[str], danger_share: Shares) -> np.ndarray:
    """The signs of each text, a row a text; `danger_share` gives the share of danger for each of many texts."""
    found = [parts(text) for text in texts]
    shares = danger_share([part for text_parts in found for _, part in text_parts])
    ends = np.cumsum([len(text_parts) for text_parts in found])[:-1]
    rows = zip(np.split(shares, ends), found, texts, strict=True)
    return np.array([signs(share, [kind for kind, _ in some], len(text.split())) for share, some, text in rows])


def pairs(texts: list[str], dangerous: np.ndarray, *, seed: int) -> tuple[list[str], np.ndarray]:
    """Made from held-out messages: a danger before, inside or after a long harmless message; and two harmless ones."""
    chance = np.random.default_rng(seed)
    harmful = [text for text, danger in zip(texts, dangerous, strict=True) if danger]
    harmless = [text for text, danger in zip(texts, dangerous, strict=True) if not danger]
    long = [text for text in harmless if len(text.split()) > _LONG]
    if not harmful or not long:
        return [], np.zeros(0, bool)
    made = []
    for _ in range(_PAIRS):
        around = long[chance.integers(len(long))].split()
        cut = (0, int(chance.integers(len(around))), len(around))[chance.integers(3)]
        before, after = " ".join(around[:cut]), " ".join(around[cut:])
        made.append(" . ".join(filter(None, (before, harmful[chance.integers(len(harmful))], after))))
        made.append(f"{long[chance.integers(len(long))]} . {harmless[chance.integers(len(harmless))]}")
    return made, np.tile([True, False], _PAIRS)


def fit_detector(rows: np.ndarray, dangerous: np.ndarray, told: np.ndarray, *, quiet: float) -> Detector:
    """A detector of these signs. `told` marks messages as they were written: only they settle `at`."""
    learned = LogisticRegression(C=1.0, max_iter=1000).fit(rows, dangerous)
    detector = Detector(learned.coef_[0], float(learned.intercept_[0]), 0.5)
    at = float(np.quantile(detector.confidence(rows[told & ~dangerous]), quiet))
    return Detector(detector.weights, detector.bias, at)
