"""Turns plain-spelled messages into weighted rows: words, word pairs and the letter groups inside words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import scipy.sparse as sp

_WORD = re.compile(r"\b\w+\b")
_GROUPS = (2, 3, 4, 5)
# Letter groups seen in one message only say nothing about the next one; single words and pairs may.
_LEAST_GROUPS = 2
# Families write the same few thousand words; the rest are typos, and remembering all of them would never end.
_REMEMBERED = 50_000


class Features:
    """TF-IDF of two blocks, each row of a block of length one. Much quicker than a general vectorizer on short texts.

    A word's letter groups are looked up once and remembered.
    """

    def __init__(self) -> None:
        self._columns: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._rarity = np.zeros(0, np.float32)
        self._known: dict[str, tuple[list[str], np.ndarray]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """What is remembered of words can be found again."""
        return {**self.__dict__, "_known": {}}

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self._rarity)

    def fit(self, texts: list[str]) -> Features:
        """Learn which features there are and how rare they are."""
        counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        for text in texts:
            words = _WORD.findall(text)
            counts[0].update({*words, *_pairs(words)})
            counts[1].update({group for chunk in set(text.split()) for group in _groups(chunk)})
        said = [word for word, _ in sorted(counts[0].items())]
        parts = [part for part, count in sorted(counts[1].items()) if count >= min(_LEAST_GROUPS, len(texts))]
        self._columns = (
            {word: column for column, word in enumerate(said)},
            {part: column for column, part in enumerate(parts, len(said))},
        )
        seen = np.array([counts[0][word] for word in said] + [counts[1][part] for part in parts], np.float32)
        self._rarity = (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float32)
        self._known = {}
        return self

    def rows(self, texts: Iterable[str]) -> sp.csr_matrix:
        """One row a text."""
        columns, values, ends = [], [], [0]
        for text in texts:
            for found in self._blocks(text):
                if found.size:
                    kinds, times = _counted(found)
                    weights = (np.log(times) + 1) * self._rarity[kinds]
                    columns.append(kinds)
                    values.append(weights / np.sqrt(weights @ weights))
            ends.append(len(columns))
        sizes = np.cumsum([0, *map(len, columns)])
        return sp.csr_matrix(
            (
                np.concatenate([np.zeros(0), *values]).astype(np.float32),
                np.concatenate([np.zeros(0, np.int64), *columns]).astype(np.int32),
                sizes[ends].astype(np.int32),
            ),
            shape=(len(ends) - 1, self.width),
        )

    def _blocks(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        words: list[str] = []
        letters = []
        for chunk in text.split():
            inside, groups = self._known.get(chunk) or self._look_up(chunk)
            words += inside
            letters.append(groups)
        column = self._columns[0].get
        said = [found for found in map(column, [*words, *_pairs(words)]) if found is not None]
        return np.array(said, np.int64), np.concatenate(letters) if letters else np.zeros(0, np.int64)

    def _look_up(self, chunk: str) -> tuple[list[str], np.ndarray]:
        column = self._columns[1].get
        groups = np.array([found for found in map(column, _groups(chunk)) if found is not None], np.int64)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[chunk] = (_WORD.findall(chunk), groups)
        return self._known[chunk]


def _counted(found: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different columns in order and how often each was found; numpy's own `unique` takes three times as long."""
    found.sort()
    bounds = np.concatenate(([0], np.flatnonzero(found[1:] != found[:-1]) + 1, [len(found)]))
    return found[bounds[:-1]], bounds[1:] - bounds[:-1]


def _pairs(words: list[str]) -> list[str]:
    return [f"{first} {second}" for first, second in pairwise(words)]


def _groups(chunk: str) -> list[str]:
    """Every run of two to five letters of the word, its ends marked by blanks."""
    padded = f" {chunk[:60]} "
    return [padded[at : at + size] for size in _GROUPS for at in range(len(padded) - size + 1)]
