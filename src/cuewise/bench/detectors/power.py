"""The predictive power score (PPS) of every feature, computed from counts.

On a feature of two values a decision tree predicts the majority label of each value. Counts are
therefore enough; a test compares with scikit-learn's tree. Source: the package ppscore 1.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from cuewise.bench.sample import BenchDetector, DetectorSample, RankedCue, rank_cues
from cuewise.records import Bools, CueTable, Floats, Ints

_FOLDS = 4
# Seed of the folds and of the baseline with shuffled labels.
_SEED = 123


@dataclass(frozen=True, slots=True)
class PredictivePower(BenchDetector):
    """(F1 - F1 of the baseline) / (1 - F1 of the baseline), weighted F1 over four folds."""

    name: str = "pps"
    about: str = "words and pairs of words; predictive power score >= .2"
    cut: float = 0.2

    def __call__(self, sample: DetectorSample) -> Sequence[RankedCue]:
        """Rank by the score."""
        score = power_scores(sample.bag, sample.corpus.labels.astype(np.int64))
        return rank_cues(sample.bag.names, score, score >= self.cut)


def power_scores(cues: CueTable, y: Ints) -> Floats:
    """The score of every feature, [f]; 0 where the feature is worse than the baseline.

    Parameters
    ----------
    cues:
        Features of two values, [n, f].
    y:
        Labels, [n].

    Examples
    --------
    >>> values = csr_array(np.array([[1, 0], [0, 1]] * 20))
    >>> table = CueTable(("word:a", "word:b"), ("word", "word"), values, ("", ""))
    >>> power_scores(table, np.array([1, 0] * 20)).tolist()
    [1.0, 1.0]
    """
    k = int(y.max()) + 1
    fold = np.empty(y.size, dtype=np.int64)
    order = np.random.default_rng(_SEED).permutation(y.size)
    fold[order] = np.arange(y.size) * _FOLDS // y.size
    values = csr_array(cues.values, dtype=np.float64)
    one_hot = np.eye(k)[y]
    f1 = np.mean([_fold_f1(values, one_hot, fold == i) for i in range(_FOLDS)], axis=0)
    base = _baseline(y, k)
    if base >= 1:
        return np.zeros(f1.size)
    return np.asarray(np.clip((f1 - base) / (1 - base), 0, None))


def _fold_f1(values: csr_array, one_hot: Floats, test: Bools) -> Floats:
    """Weighted F1 on one fold, predicting each value's majority label in the other folds."""
    train = ~test
    n_label = one_hot[train].sum(axis=0)
    with_cue = np.asarray(values[train].T @ one_hot[train])
    test_with = np.asarray(values[test].T @ one_hot[test])
    test_label = one_hot[test].sum(axis=0)
    test_without = test_label - test_with
    majority = n_label.argmax()
    guess_with = np.where(with_cue.sum(axis=1) > 0, with_cue.argmax(axis=1), majority)
    no_rest = (n_label - with_cue).sum(axis=1) == 0
    guess_without = np.where(no_rest, majority, (n_label - with_cue).argmax(axis=1))
    out = np.zeros(len(test_with))
    for c in range(one_hot.shape[1]):
        on_with, on_without = guess_with == c, guess_without == c
        predicted = test_with.sum(axis=1) * on_with + test_without.sum(axis=1) * on_without
        right = test_with[:, c] * on_with + test_without[:, c] * on_without
        out += test_label[c] * 2 * right / np.maximum(predicted + test_label[c], 1)
    return np.asarray(out / max(test_label.sum(), 1))


def _baseline(y: Ints, k: int) -> float:
    """The better F1 of two guesses: the most frequent label, and shuffled labels."""
    shuffled = np.random.default_rng([_SEED, 1]).permutation(y)
    most_frequent = np.full(y.size, np.bincount(y).argmax())
    return max(_weighted_f1(y, guess, k) for guess in (most_frequent, shuffled))


def _weighted_f1(y: Ints, guess: Ints, k: int) -> float:
    parts = []
    for c in range(k):
        true, predicted = y == c, guess == c
        total = max(true.sum() + predicted.sum(), 1)
        parts.append(true.sum() * 2 * (true & predicted).sum() / total)
    return float(np.sum(parts) / y.size)
