"""The learned part: a linear classifier over words, word pairs and letter groups, with confidences that mean something.

Pure scikit-learn: no Rasa in here, so that cross-checks and experiments run without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.svm import LinearSVC

_NUMBER = re.compile(r"(?<![^\W_])\d[\d.,/]*(?![^\W_])")
_WORD = r"\b\w+\b"
_FOLDS = 5
# Score multipliers tried for the confidence; the likeliest on held-out folds is kept.
_SHARPNESS = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0)


@dataclass(frozen=True)
class Model:
    """A trained classifier: its labels in the order of its scores, and how sharply scores become confidences."""

    pipeline: Pipeline
    labels: tuple[str, ...]
    sharpness: float


def readable(forms: list[str]) -> str:
    """What the model reads of one message: the plain words, with every number as the same word."""
    return _NUMBER.sub("angka", " ".join(forms))


def untrained(*, cost: float, seed: int = 42) -> Pipeline:
    """Features and classifier, before they have seen an example."""
    features = FeatureUnion(
        [
            ("words", TfidfVectorizer(sublinear_tf=True, token_pattern=_WORD, ngram_range=(1, 2))),
            ("letters", TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(2, 5), min_df=2)),
        ]
    )
    return Pipeline(
        [("features", features), ("classifier", LinearSVC(C=cost, class_weight="balanced", random_state=seed))]
    )


def train(texts: list[str], intents: list[str], *, cost: float, folds: int = _FOLDS) -> Model:
    """A model of these examples. The sharpness is fitted on folds that the scores have not seen."""
    labels = sorted(set(intents))
    smallest = min(intents.count(label) for label in labels)
    sharpness = 4.0
    if smallest >= 2 and len(labels) > 2:
        scores = held_out_scores(texts, intents, cost=cost, folds=min(folds, smallest))
        sharpness = fit_sharpness(scores, intents, labels)
    return Model(untrained(cost=cost).fit(texts, intents), tuple(labels), sharpness)


def held_out_scores(texts: list[str], intents: list[str], *, cost: float, folds: int = _FOLDS) -> Any:
    """One row of scores an example, each from a model that was not trained on that example."""
    split = StratifiedKFold(folds, shuffle=True, random_state=1)
    return cross_val_predict(untrained(cost=cost), texts, intents, cv=split, method="decision_function")


def fit_sharpness(scores: Any, intents: list[str], labels: list[str]) -> float:
    """The multiplier under which the right answers are likeliest."""
    right = np.searchsorted(labels, intents)
    rows = np.arange(len(intents))

    def surprise(sharpness: float) -> float:
        return float(-np.log(softmax(scores * sharpness, axis=1)[rows, right] + 1e-12).mean())

    return min(_SHARPNESS, key=surprise)


def confidences(model: Model, texts: list[str]) -> list[list[tuple[str, float]]]:
    """For each text every intent with its confidence, best first; the confidences of a text add up to one."""
    scores = model.pipeline.decision_function(texts)
    if scores.ndim == 1:  # two labels only: scikit-learn gives one score, of the second
        scores = np.stack([-scores, scores], axis=1) / 2
    shares = softmax(scores * model.sharpness, axis=1)
    order = np.argsort(-shares, axis=1)
    return [[(model.labels[i], float(row[i])) for i in best] for row, best in zip(shares, order, strict=True)]
