"""The learned part: a linear classifier and three small networks over the same features, with honest confidences.

No Rasa in here, so that cross-checks and experiments run without it. Five more pairs leave out a fifth of the
examples each; what they say of the examples that they did not see settles how classifier and networks are mixed, how
sharp the confidences are, and how the danger detector weighs its signs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import product
from typing import Any

import numpy as np
import scipy.sparse as sp
from joblib import Parallel, delayed
from sklearn.linear_model import Ridge
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from components.linear_danger import PREFIX, Detector, fit_detector, pairs, parts, read_signs, signs
from components.linear_features import Features
from components.linear_network import Networks, common_columns, side_by_side, train_network

_NUMBER = re.compile(r"(?<![^\W_])\d[\d.,/]*(?![^\W_])")
_FOLDS = 5
# Networks that answer together, each of all the examples from another start.
_NETWORKS = 3
# Multipliers tried for the scores of the linear classifier and of the networks; the likeliest pair is kept.
_LINEAR = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 9.0)
_NETWORK = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2)
_MEANING = (0.0, 1.0, 2.0, 4.0, 6.0, 8.0, 12.0)
_UNTUNED = (3.0, 0.5)
# The share of harmless training messages below the confidence at which danger is believed.
_QUIET = 0.95
_SMALLEST = 1e-9

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
class Meaning:
    """What is learned from the vectors that a language model gives, where a centre has one; `mix` as in Model."""

    linear: Linear
    mix: tuple[float, float, float]


@dataclass(frozen=True)
class HeldOut:
    """What a linear part and a network said of each example that they had not learned: five-fold cross-validation."""

    shares: np.ndarray
    answers: np.ndarray


@dataclass(frozen=True)
class Model:
    """A trained classifier; `mix` multiplies the scores of the linear part and of the networks."""

    features: Features
    labels: tuple[str, ...]
    linear: Linear
    networks: Networks
    mix: tuple[float, float]
    detector: Detector | None
    meaning: Meaning | None = None
    held_out: HeldOut | None = None

    @cached_property
    def dangers(self) -> np.ndarray:
        """Which labels are danger, as one True or False a label."""
        return np.array([label.startswith(PREFIX) for label in self.labels])

    @cached_property
    def danger_labels(self) -> tuple[str, ...]:
        """Those labels, in order."""
        return tuple(label for label in self.labels if label.startswith(PREFIX))

    def shares(self, rows: sp.csr_matrix, vectors: np.ndarray | None = None) -> np.ndarray:
        """The confidence in every label for each row; those of a row add up to one.

        `vectors`: one a row, from the same language model as in training; without them the words alone decide.
        """
        scores = [self.linear.scores(rows), self.networks.scores(rows)]
        if self.meaning is None or vectors is None:
            return mixed(scores, self.mix)
        return mixed([*scores, self.meaning.linear.scores(unit(vectors))], self.meaning.mix)


@dataclass(frozen=True)
class Answer:
    """What one message is: every intent with its confidence, best first; and the likeliest danger, when known."""

    ranking: list[tuple[str, float]]
    danger: tuple[str, float] | None


def readable(forms: list[str]) -> str:
    """What the model reads of one message: the plain words, with every number as the same word."""
    return _NUMBER.sub("angka", " ".join(forms))


def train(
    texts: list[str], intents: list[str], *, cost: float, vectors: np.ndarray | None = None, seed: int = 42
) -> Model:
    """A model of these examples; `vectors` is one row a text from a language model, when there is one."""
    labels = sorted(set(intents))
    answers = np.searchsorted(labels, intents)
    features = Features().fit(texts)
    rows = features.rows(texts)
    columns = common_columns(rows)
    vectors = None if vectors is None else unit(vectors)
    unseen = [np.zeros((len(texts), len(labels)), np.float32) for _ in range(2 if vectors is None else 3)]
    learn = partial(_learn, labels=len(labels), columns=columns, cost=cost)
    folds = list(_folds(answers))
    alone = [delayed(learn)(rows[seen], answers[seen], seed=seed + number) for number, (seen, _) in enumerate(folds)]
    whole = [delayed(learn)(rows, answers, seed=seed + _FOLDS + number) for number in range(_NETWORKS)]
    *learned, last = _side_by_side_on_all_cores([*alone, *whole])
    judges: list[tuple[np.ndarray, Scores, Scores]] = []
    for (seen, held), (linear, network) in zip(folds, learned, strict=False):
        unseen[0][held], unseen[1][held] = linear.scores(rows[held]), network.scores(rows[held])
        if vectors is not None:
            unseen[2][held] = _ridge(vectors[seen], answers[seen], len(labels)).scores(vectors[held])
        judges.append((held, linear.scores, network.scores))
    networks = side_by_side([network for _, network in [*learned[len(folds) :], last]])
    mix = _likeliest_mix(unseen[:2], (_LINEAR, _NETWORK), answers) if judges else _UNTUNED
    meaning = None
    if judges and vectors is not None:
        together = _likeliest_mix(unseen, (_LINEAR, _NETWORK, _MEANING), answers)
        meaning = Meaning(_ridge(vectors, answers, len(labels)), together)
    danger = np.array([label.startswith(PREFIX) for label in labels])
    detector = _detector(texts, danger[answers], danger, features, judges, mix)
    held_out = HeldOut(mixed(unseen[:2], mix).astype(np.float16), answers.astype(np.int16)) if judges else None
    return Model(features, tuple(labels), last[0], networks, mix, detector, meaning, held_out)


def read(model: Model, texts: list[str], vectors: np.ndarray | None = None) -> list[Answer]:
    """What each text is; `vectors` as in `train`."""
    dangers = model.dangers
    answers = []
    for number, text in enumerate(texts):
        found = parts(text) if model.detector else [(0, text)]
        rows = model.features.rows([part for _, part in found])
        shares = model.shares(rows)
        own = shares[0] if vectors is None else model.shares(rows[:1], vectors[number : number + 1])[0]
        danger = None
        if model.detector:
            confidence = model.detector.confidence(
                signs(shares[:, dangers].sum(axis=1), [kind for kind, _ in found], len(text.split()))[None]
            )[0]
            kinds = _kinds(shares[:, dangers], own[dangers])
            danger = model.danger_labels[kinds.argmax()], float(confidence)
            if confidence >= model.detector.at:
                own = _lifted(own, dangers, float(confidence), kinds)
        ranking = [(model.labels[at], float(own[at])) for at in np.argsort(-own)]
        answers.append(Answer(ranking, danger))
    return answers


def _kinds(parts_shares: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Which danger it is if it is one: half by the whole message, half by its worst part."""
    worst = parts_shares[parts_shares.sum(axis=1).argmax()]
    return np.asarray((own / max(own.sum(), _SMALLEST) + worst / max(worst.sum(), _SMALLEST)) / 2)


def _lifted(shares: np.ndarray, dangers: np.ndarray, confidence: float, kinds: np.ndarray) -> np.ndarray:
    """The shares when danger was heard in some part: danger has that confidence, the other intents share the rest."""
    heard = max(confidence, float(shares[dangers].sum()))
    lifted = shares * (1 - heard) / max(1 - float(shares[dangers].sum()), _SMALLEST)
    lifted[dangers] = heard * kinds
    return np.asarray(lifted)


def unit(vectors: np.ndarray) -> np.ndarray:
    """The rows brought to length one."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _SMALLEST), np.float32)


def mixed(scores: Sequence[np.ndarray], mix: Sequence[float]) -> np.ndarray:
    """The confidences of scores that are multiplied and added; those of a row add up to one."""
    total = sum(part * times for part, times in zip(scores, mix, strict=True))
    grown = np.exp(total - np.asarray(total).max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))


def _folds(answers: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    smallest = int(np.bincount(answers).min())
    if smallest < 2 or len(np.unique(answers)) < 2:
        return
    split = StratifiedKFold(min(_FOLDS, smallest), shuffle=True, random_state=1)
    yield from split.split(answers, answers)


def _learn(
    rows: sp.csr_matrix, answers: np.ndarray, *, labels: int, columns: np.ndarray, cost: float, seed: int
) -> tuple[Linear, Networks]:
    return (
        _linear(rows, answers, labels, cost, seed),
        train_network(rows, answers, labels, columns=columns, seed=seed),
    )


def _side_by_side_on_all_cores(jobs: list[Any]) -> list[tuple[Linear, Networks]]:
    found: list[tuple[Linear, Networks]] = Parallel(n_jobs=min(len(jobs), os.cpu_count() or 1))(jobs)
    return found


def _linear(rows: sp.csr_matrix, answers: np.ndarray, labels: int, cost: float, seed: int) -> Linear:
    if labels == 1:
        return Linear(np.zeros((rows.shape[1], 1), np.float32), np.zeros(1, np.float32))
    learned = LinearSVC(C=cost, random_state=seed).fit(rows, answers)
    weights, bias = learned.coef_, learned.intercept_
    if labels == 2:  # scikit-learn then gives one score, of the second
        weights, bias = np.concatenate([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return Linear(np.ascontiguousarray(weights.T, np.float32), bias.astype(np.float32))


def _ridge(vectors: np.ndarray, answers: np.ndarray, labels: int) -> Linear:
    learned = Ridge(alpha=1.0).fit(vectors, np.eye(labels, dtype=np.float32)[answers])
    return Linear(np.ascontiguousarray(learned.coef_.T, np.float32), learned.intercept_.astype(np.float32))


def _likeliest_mix(scores: list[np.ndarray], tried: Sequence[Sequence[float]], answers: np.ndarray) -> Any:
    """One multiplier for each of the scores, of those tried, so that the answers surprise least."""
    rows = np.arange(len(answers))

    def surprise(mix: tuple[float, ...]) -> float:
        return float(-np.log(mixed(scores, mix)[rows, answers] + 1e-12).mean())

    return min((mix for mix in product(*tried) if any(mix)), key=surprise)


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
            return mixed((linear(rows), network(rows)), mix)[:, danger_labels].sum(axis=1)

        own = [texts[number] for number in held]
        made, made_truth = pairs(own, dangerous[held], seed=fold)
        found.append(read_signs(own + made, share))
        truth += [dangerous[held], made_truth]
        told += [np.ones(len(own), bool), np.zeros(len(made), bool)]
    return fit_detector(np.concatenate(found), np.concatenate(truth), np.concatenate(told), quiet=_QUIET)
