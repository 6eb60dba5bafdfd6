"""A small network with one hidden layer over sparse rows, trained with numpy alone.

It reads the same features as the linear classifier and errs elsewhere, so the two together are better than either.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

_HIDDEN = 128
_ROUNDS = 10
_BATCH = 64
_FASTEST = 4e-3
_WARM_UP = 200
# What is left out at random while learning: features of a message, then hidden units; and what is taken from the
# right answer and spread over all others. Chosen on cross-validated training messages and on MASSIVE.
_FORGET_FEATURES = 0.4
_FORGET_HIDDEN = 0.4
_DOUBT = 0.05
# A feature of fewer messages than this is left to the linear classifier.
_LEAST = 3


@dataclass(frozen=True)
class Networks:
    """Several trained networks side by side; `columns` are the features that all of them read."""

    columns: np.ndarray
    first: np.ndarray
    first_bias: np.ndarray
    second: np.ndarray
    second_bias: np.ndarray

    def scores(self, rows: sp.csr_matrix) -> np.ndarray:
        """For each row the mean over the networks of one score a label."""
        hidden = np.maximum(narrowed(rows, self.columns) @ self.first + self.first_bias, 0)
        return np.asarray(hidden @ self.second + self.second_bias)


class _Adam:
    """Moving averages of one weight array; rows that no message of the batch touched rest."""

    def __init__(self, weights: np.ndarray) -> None:
        self.weights = weights
        self._mean = np.zeros_like(weights)
        self._square = np.zeros_like(weights)

    def step(self, gradient: np.ndarray, pace: float, turn: int, rows: np.ndarray | slice = slice(None)) -> None:
        mean = self._mean[rows] = 0.9 * self._mean[rows] + 0.1 * gradient
        square = self._square[rows] = 0.999 * self._square[rows] + 0.001 * gradient * gradient
        mean_scale, square_scale = 1 - 0.9**turn, 1 - 0.999**turn
        self.weights[rows] -= (pace / mean_scale) * mean / (np.sqrt(square / square_scale) + 1e-7)


def common_columns(rows: sp.csr_matrix) -> np.ndarray:
    """The features that a network reads."""
    return np.flatnonzero(np.bincount(rows.indices, minlength=rows.shape[1]) >= min(_LEAST, rows.shape[0]))


def narrowed(rows: sp.csr_matrix, columns: np.ndarray) -> sp.csr_matrix:
    """The rows over these columns only. scipy's own way costs a millisecond a message."""
    place = np.searchsorted(columns, rows.indices)
    place[place == len(columns)] = 0
    kept = columns[place] == rows.indices if len(columns) else np.zeros(rows.nnz, bool)
    ends = np.concatenate([[0], np.cumsum(kept)])[rows.indptr]
    return sp.csr_matrix((rows.data[kept], place[kept], ends), shape=(rows.shape[0], len(columns)))


def side_by_side(networks: list[Networks]) -> Networks:
    """One that answers the mean of these, all of the same columns."""
    count = np.float32(len(networks))
    return Networks(
        networks[0].columns,
        np.concatenate([one.first for one in networks], axis=1),
        np.concatenate([one.first_bias for one in networks]),
        np.concatenate([one.second for one in networks]) / count,
        np.mean([one.second_bias for one in networks], axis=0),
    )


def train_network(rows: sp.csr_matrix, answers: np.ndarray, labels: int, *, columns: np.ndarray, seed: int) -> Networks:
    """One network that reads those columns and gives each row its answer, a number below `labels`."""
    chance = np.random.default_rng(seed)
    rows = narrowed(rows, columns)

    def start(*shape: int) -> np.ndarray:
        return chance.normal(0, 0.1, shape).astype(np.float32)

    first, first_bias = _Adam(start(len(columns), _HIDDEN)), _Adam(np.zeros(_HIDDEN, np.float32))
    second, second_bias = _Adam(start(_HIDDEN, labels)), _Adam(np.zeros(labels, np.float32))
    wanted = np.full((labels, labels), _DOUBT / labels, np.float32) + np.eye(labels, dtype=np.float32) * (1 - _DOUBT)
    turns = _ROUNDS * -(-len(answers) // _BATCH)
    turn = 0
    for _ in range(_ROUNDS):
        order = chance.permutation(len(answers))
        for begin in range(0, len(order), _BATCH):
            turn += 1
            pace = _FASTEST * min(1, turn / _WARM_UP) * (1 - turn / (turns + 5))
            chosen = order[begin : begin + _BATCH]
            batch, touched = _thinned(rows[chosen], chance)
            raw = batch @ first.weights[touched] + first_bias.weights
            kept = (chance.random(raw.shape, np.float32) >= _FORGET_HIDDEN).astype(np.float32) / (1 - _FORGET_HIDDEN)
            hidden = np.maximum(raw, 0) * kept
            error = _softmax(hidden @ second.weights + second_bias.weights) - wanted[answers[chosen]]
            error /= len(chosen)
            back = (error @ second.weights.T) * kept * (raw > 0)
            second.step(hidden.T @ error, pace, turn)
            second_bias.step(error.sum(0), pace, turn)
            first.step(batch.T @ back, pace, turn, touched)
            first_bias.step(back.sum(0), pace, turn)
    return Networks(columns, first.weights, first_bias.weights, second.weights, second_bias.weights)


def _thinned(rows: sp.csr_matrix, chance: np.random.Generator) -> tuple[sp.csr_matrix, np.ndarray]:
    """The rows without the forgotten features, over the columns that are left, and those columns."""
    kept = chance.random(rows.nnz) >= _FORGET_FEATURES
    touched, place = np.unique(rows.indices[kept], return_inverse=True)
    ends = np.concatenate([[0], np.cumsum(kept)])[rows.indptr]
    values = rows.data[kept] / np.float32(1 - _FORGET_FEATURES)
    return sp.csr_matrix((values, place, ends), shape=(rows.shape[0], len(touched))), touched


def _softmax(scores: np.ndarray) -> np.ndarray:
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))
