"""Conditional MMD: within a label, the same scores with a cue and without it."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, vstack

from cuewise.cues.spans import brief
from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Term
from cuewise.records import Floats, Ints
from cuewise.remedy.groups import group_sizes
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task


@remedy("mmd", needs="group in training", cost=2)
class Mmd(Refit, Penalised):
    """Fit the head with a penalty on what its scores say about a cue beyond the label.

    It helps where documents outnumber features and the label causes the text. The penalty is
    Σ_y MMD²(z | y, x=0; z | y, x=1) over cues, with the linear kernel on the logits z: the squared
    difference of their means. A label that always has a cue, or never, is left out.

    Parameters
    ----------
    times:
        Cost of a unit of the penalty beside a unit of the mean cross-entropy.

    References
    ----------
    Veitch et al. 2021, "Counterfactual invariance to spurious correlations in text classification"
    (anti-causal label).
    """

    times: float = 1.0

    def _head(self, t: Task) -> Logistic:
        n, width = t.features.shape
        if width >= n:
            raise NotApplicable("means-memorised", features=width, documents=n)
        contrasts = _contrasts(t.groups(), t.k)
        if not contrasts.shape[0]:
            raise NotApplicable("cue-is-label", cues=", ".join(map(brief, t.names[:3])))
        return t.fit(further=_squared(contrasts, self.times * n), strength=self.strength)


def _contrasts(group: Ints, k: int) -> csr_array:
    """Rows [m, n]: the mean of the documents with a cue minus that without it, within a label.

    Examples
    --------
    >>> _contrasts(np.array([[0], [1], [1], [2]]), 2).toarray().tolist()
    [[-1.0, 0.5, 0.5, 0.0]]
    """
    blocks = []
    for column, size in zip(group.T, group_sizes(group, k).reshape(-1, k, 2), strict=True):
        both = np.asarray(size.all(axis=1))
        rows = np.flatnonzero(both[column // 2])
        label, holds = column[rows] // 2, column[rows] % 2
        values = (2 * holds - 1) / size[label, holds]
        contrast = (np.cumsum(both) - 1)[label]
        shape = (int(both.sum()), group.shape[0])
        blocks.append(csr_array((values, (contrast, rows)), shape=shape))
    return csr_array(vstack(blocks, format="csr"))


def _squared(contrasts: csr_array, times: float) -> Term:
    """The squared lengths of the contrasts [m, n] of the logits.

    Examples
    --------
    >>> value, _ = _squared(csr_array(np.array([[1.0, -1.0]])), 1.0)(np.array([[3.0], [1.0]]))
    >>> value
    4.0
    """

    def term(logits: Floats) -> tuple[float, Floats]:
        gap = contrasts @ logits
        return times * float((gap**2).sum()), 2 * times * (contrasts.T @ gap)

    return term
