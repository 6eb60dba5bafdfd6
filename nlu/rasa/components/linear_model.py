"""The learned part: a linear classifier and five small networks over the same features, with honest confidences.

No Rasa in here, so that cross-checks and experiments run without it. Each network leaves out a fifth of the
examples; what the members say of the examples that they did not see settles how they are mixed, how sharp the
confidences are, and how the danger detector weighs its signs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.special import softmax
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from components.linear_danger import PREFIX, Detector, fit_detector, pairs, parts, read_signs, signs
from components.linear_features import Features
from components.linear_network import Networks, common_columns, side_by_side, train_network

_NUMBER = re.compile(r"(?<![^\W_])\d[\d.,/]*(?![^\W_])")
_FOLDS = 5
# Multipliers tried for the scores of the linear classifier and of the networks; the likeliest pair is kept.
_LINEAR = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 9.0)
_NETWORK = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2)
_UNTUNED = (3.0, 0.5)
# The share of harmless training messages below the confidence at which danger is believed.
_QUIET = 0.95

Scores = Callable[[sp.csr_matrix], np.ndarray]


@dataclass(frozen=True)
class Linear:
    """One weight a feature and label, and one bias a label."""

    weights: np.ndarray
    bias: np.ndarray

    def scores(self, rows: sp.csr_matrix) -> np.ndarray:
        """One score a label for each row."""
        return np.asarray(rows @ self.weights + self.bias)


@dataclass(frozen=True)
class Model:
    """A trained classifier; `mix` multiplies the scores of the linear part and of the networks."""

    features: Features
    labels: tuple[str, ...]
    linear: Linear
    networks: Networks
    mix: tuple[float, float]
    detector: Detector | None

    def shares(self, rows: sp.csr_matrix) -> np.ndarray:
        """The confidence in every label for each row; those of a row add up to one."""
        return _mixed(self.linear.scores(rows), self.networks.scores(rows), self.mix)


@dataclass(frozen=True)
class Answer:
    """What one message is: every intent with its confidence, best first; and the likeliest danger, when known."""

    ranking: list[tuple[str, float]]
    danger: tuple[str, float] | None


def readable(forms: list[str]) -> str:
    """What the model reads of one message: the plain words, with every number as the same word."""
    return _NUMBER.sub("angka", " ".join(forms))


def train(texts: list[str], intents: list[str], *, cost: float, seed: int = 42) -> Model:
    """A model of these examples."""
    labels = sorted(set(intents))
    answers = np.searchsorted(labels, intents)
    features = Features().fit(texts)
    rows = features.rows(texts)
    columns = common_columns(rows)
    unseen = (np.zeros((len(texts), len(labels)), np.float32), np.zeros((len(texts), len(labels)), np.float32))
    networks: list[Networks] = []
    judges: list[tuple[np.ndarray, Scores, Scores]] = []
    for fold, (seen, held) in enumerate(_folds(answers)):
        linear = _linear(rows[seen], answers[seen], len(labels), cost, seed)
        network = train_network(rows[seen], answers[seen], len(labels), columns=columns, seed=seed + fold)
        unseen[0][held], unseen[1][held] = linear.scores(rows[held]), network.scores(rows[held])
        networks.append(network)
        judges.append((held, linear.scores, network.scores))
    mix = _UNTUNED
    if judges:
        mix = _likeliest_mix(*unseen, answers)
    else:
        networks.append(train_network(rows, answers, len(labels), columns=columns, seed=seed))
    danger = np.array([label.startswith(PREFIX) for label in labels])
    detector = _detector(texts, danger[answers], danger, features, judges, mix)
    linear = _linear(rows, answers, len(labels), cost, seed)
    return Model(features, tuple(labels), linear, side_by_side(networks), mix, detector)


def read(model: Model, texts: list[str]) -> list[Answer]:
    """What each text is."""
    dangers = [number for number, label in enumerate(model.labels) if label.startswith(PREFIX)]
    answers = []
    for text in texts:
        found = parts(text) if model.detector else [(0, text)]
        shares = model.shares(model.features.rows([part for _, part in found]))
        ranking = [(model.labels[number], float(shares[0, number])) for number in np.argsort(-shares[0])]
        danger = None
        if model.detector:
            kinds = [kind for kind, _ in found]
            among = shares[:, dangers]
            row = signs(among.sum(axis=1), kinds, len(text.split()))
            worst = among[among.sum(axis=1).argmax()]
            danger = model.labels[dangers[worst.argmax()]], float(model.detector.confidence(row[None])[0])
        answers.append(Answer(ranking, danger))
    return answers


def _mixed(linear: np.ndarray, network: np.ndarray, mix: tuple[float, float]) -> np.ndarray:
    return np.asarray(softmax(linear * mix[0] + network * mix[1], axis=1))


def _folds(answers: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    smallest = int(np.bincount(answers).min())
    if smallest < 2 or len(np.unique(answers)) < 2:
        return
    split = StratifiedKFold(min(_FOLDS, smallest), shuffle=True, random_state=1)
    yield from split.split(answers, answers)


def _linear(rows: sp.csr_matrix, answers: np.ndarray, labels: int, cost: float, seed: int) -> Linear:
    if labels == 1:
        return Linear(np.zeros((rows.shape[1], 1), np.float32), np.zeros(1, np.float32))
    learned = LinearSVC(C=cost, random_state=seed).fit(rows, answers)
    weights, bias = learned.coef_, learned.intercept_
    if labels == 2:  # scikit-learn then gives one score, of the second
        weights, bias = np.concatenate([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return Linear(np.ascontiguousarray(weights.T, np.float32), bias.astype(np.float32))


def _likeliest_mix(linear: np.ndarray, network: np.ndarray, answers: np.ndarray) -> tuple[float, float]:
    rows = np.arange(len(answers))

    def surprise(mix: tuple[float, float]) -> float:
        return float(-np.log(_mixed(linear, network, mix)[rows, answers] + 1e-12).mean())

    return min(((one, other) for one in _LINEAR for other in _NETWORK if one or other), key=surprise)


def _detector(
    texts: list[str],
    dangerous: np.ndarray,
    danger_labels: np.ndarray,
    features: Features,
    judges: list[tuple[np.ndarray, Scores, Scores]],
    mix: tuple[float, float],
) -> Detector | None:
    if not judges or danger_labels.all() or not danger_labels.any():
        return None
    found, truth, told = [], [], []
    for fold, (held, linear, network) in enumerate(judges):

        def share(some: list[str], linear: Scores = linear, network: Scores = network) -> np.ndarray:
            rows = features.rows(some)
            return np.asarray(_mixed(linear(rows), network(rows), mix)[:, danger_labels].sum(axis=1))

        own = [texts[number] for number in held]
        made, made_truth = pairs(own, dangerous[held], seed=fold)
        found.append(read_signs(own + made, share))
        truth += [dangerous[held], made_truth]
        told += [np.ones(len(own), bool), np.zeros(len(made), bool)]
    return fit_detector(np.concatenate(found), np.concatenate(truth), np.concatenate(told), quiet=_QUIET)
