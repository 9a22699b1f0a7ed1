"""LISA: documents mixed with others that differ in the cue alone, or in the label alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import csr_array, diags_array

from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import one_hot
from cuewise.records import Bools, Floats, Ints
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task


@remedy("lisa", needs="group in training", cost=3)
class Lisa(Refit, Penalised):
    """Fit the head on mixtures of two documents: same label but not cue, or same cue but not label.

    It helps where every group has documents and the features are smooth. A mixture has λ of the
    features and label of a document and 1 − λ of those of its partner, λ ~ Beta(α, α). With
    probability p the partner has the same label but not the cue; otherwise it has the cue but
    another label. Each mixture is about one cue. Groups without documents are treated as by `rwg`.

    Parameters
    ----------
    alpha:
        α: 2 mixes well, a value near 0 hardly at all.
    within_label:
        p.
    copies:
        Mixtures that each document begins.

    References
    ----------
    Yao et al. 2022, "Improving out-of-distribution robustness via selective augmentation".
    """

    alpha: float = 2.0
    within_label: float = 0.5
    copies: int = 2

    def _head(self, t: Task) -> Logistic:
        t = t.without_thin_groups()
        group = t.groups()
        rows = np.tile(np.arange(t.labels.size), self.copies)
        cue = t.rng.integers(group.shape[1], size=rows.size)
        within = t.rng.random(rows.size) < self.within_label
        other = _partners(group, rows, cue, within, t.rng)
        share = t.rng.beta(self.alpha, self.alpha, rows.size)
        labels = one_hot(t.labels, t.k)
        mixture = replace(t, features=_mixed(t.features[rows], t.features[other], share))
        return mixture.fit(
            np.full(rows.size, 1 / self.copies),
            targets=_mixed(labels[rows], labels[other], share),
            strength=self.strength,
        )


def _partners(group: Ints, rows: Ints, cue: Ints, within: Bools, rng: np.random.Generator) -> Ints:
    """For each of `rows` [m] a document that differs from it in the cue only, or the label only.

    Parameters
    ----------
    group:
        Groups [n, g], as `remedy.groups` numbers them.
    rows, cue:
        Document and cue [m] of each mixture.
    within:
        Whether the label stays [m].

    Examples
    --------
    >>> group = np.array([[0], [1], [2], [3]])
    >>> cue, same = np.zeros(4, int), np.array([True, True, False, False])
    >>> _partners(group, np.arange(4), cue, same, np.random.default_rng(0)).tolist()
    [1, 0, 0, 1]
    """
    partners = np.empty(rows.size, np.int64)
    of_row = group[rows, cue]
    for g in range(group.shape[1]):
        for number in np.unique(group[:, g]):
            concerned = (cue == g) & (of_row == number)
            other_cue = group[:, g] == (number ^ 1)
            other_label = (group[:, g] % 2 == number % 2) & (group[:, g] != number)
            for kind, pool in ((within, other_cue), (~within, other_label)):
                mixtures = np.flatnonzero(concerned & kind)
                drawn = rng.choice(np.flatnonzero(pool), mixtures.size) if mixtures.size else 0
                partners[mixtures] = drawn
    return partners


def _mixed(first: Any, second: Any, share: Floats) -> Any:
    """share · first + (1 − share) · second, row by row; dense or sparse.

    Examples
    --------
    >>> _mixed(np.array([[1.0]]), np.array([[3.0]]), np.array([0.5])).tolist()
    [[2.0]]
    """
    sums = diags_array(share) @ first + diags_array(1 - share) @ second
    return sums if isinstance(first, np.ndarray) else csr_array(sums)
