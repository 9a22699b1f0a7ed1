"""The predictive power score of every feature, computed from counts.

For a feature of two values a decision tree of any depth is the majority label of each value, so
that no tree need be grown: a test compares with scikit-learn's. Source: the package ppscore 1.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from cuewise.bench.cells import FAST
from cuewise.bench.sample import Ranked, Sample, ranked
from cuewise.records import CueTable, Floats, Ints

_FOLDS = 4


@dataclass(frozen=True, slots=True)
class PredictivePower:
    """(F1 - F1 of the baseline) / (1 - F1 of the baseline), weighted F1 over four folds."""

    name: str = "pps"
    about: str = "words and pairs of words; predictive power score >= .2"
    pace: int = FAST
    version: str = ""
    cut: float = 0.2

    def absent(self) -> str:
        """It always runs."""
        return ""

    def __call__(self, sample: Sample) -> Sequence[Ranked]:
        """By the score."""
        score = scores(sample.bag, np.asarray(sample.labels))
        return ranked(sample.bag.names, score, score >= self.cut)


def scores(cues: CueTable, y: Ints, seed: int = 123) -> Floats:
    """The score of every feature, 0 where it is worse than the baseline.

    Examples
    --------
    >>> held = csr_array(np.array([[1, 0], [0, 1]] * 20))
    >>> table = CueTable(("word:a", "word:b"), ("word", "word"), held, ("", ""))
    >>> scores(table, np.array([1, 0] * 20)).tolist()
    [1.0, 1.0]
    """
    k = int(y.max()) + 1
    fold = np.empty(y.size, dtype=np.int64)
    order = np.random.default_rng(seed).permutation(y.size)
    fold[order] = np.arange(y.size) * _FOLDS // y.size
    held = csr_array(cues.values, dtype=np.float64)
    one_hot = np.eye(k)[y]
    f1 = np.mean([_fold(held, one_hot, fold == i) for i in range(_FOLDS)], axis=0)
    base = _baseline(y, k, seed)
    if base >= 1:
        return np.zeros(f1.size)
    return np.asarray(np.clip((f1 - base) / (1 - base), 0, None))


def _fold(held: csr_array, one_hot: Floats, test: np.ndarray) -> Floats:
    """Weighted F1 on one fold of the majority label of either value on the others."""
    rest = ~test
    size = one_hot[rest].sum(axis=0)
    with_ = np.asarray(held[rest].T @ one_hot[rest])
    tried = np.asarray(held[test].T @ one_hot[test])
    total = one_hot[test].sum(axis=0)
    without = total - tried
    majority = size.argmax()
    guess_with = np.where(with_.sum(axis=1) > 0, with_.argmax(axis=1), majority)
    none_left = (size - with_).sum(axis=1) == 0
    guess_without = np.where(none_left, majority, (size - with_).argmax(axis=1))
    out = np.zeros(len(tried))
    for c in range(one_hot.shape[1]):
        said = tried.sum(axis=1) * (guess_with == c) + without.sum(axis=1) * (guess_without == c)
        right = tried[:, c] * (guess_with == c) + without[:, c] * (guess_without == c)
        out += total[c] * 2 * right / np.maximum(said + total[c], 1)
    return np.asarray(out / max(total.sum(), 1))


def _baseline(y: Ints, k: int, seed: int) -> float:
    """The better of always the commonest label and the labels shuffled."""
    shuffled = np.random.default_rng([seed, 1]).permutation(y)
    commonest = np.full(y.size, np.bincount(y).argmax())
    return max(_f1(y, guess, k) for guess in (commonest, shuffled))


def _f1(y: Ints, guess: Ints, k: int) -> float:
    parts = []
    for c in range(k):
        true, said = y == c, guess == c
        parts.append(true.sum() * 2 * (true & said).sum() / max(true.sum() + said.sum(), 1))
    return float(np.sum(parts) / y.size)
