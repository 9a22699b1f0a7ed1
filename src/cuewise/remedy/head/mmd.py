"""Conditional MMD: within a label, the same scores with a cue and without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.sparse import csr_array, vstack

from cuewise.cues.spans import brief
from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, Term, solve
from cuewise.plugins.registry import register
from cuewise.records import Floats, Ints
from cuewise.remedy.cells import sizes
from cuewise.remedy.parts import Needs, Refit, Task


@register("remedies")
@dataclass(frozen=True, slots=True)
class Mmd(Refit):
    """Fits the head with a penalty on what its scores tell of a cue beyond the label.

    Σ_y MMD²(z | y, x=0; z | y, x=1) over cues, with the linear kernel on the logits z, which is the
    squared difference of their means; Veitch et al. 2021, "Counterfactual invariance to spurious
    correlations", for an anti-causal label. A label that has a cue always or never has no part.

    Parameters
    ----------
    times:
        What a unit of it costs beside a unit of the mean cross-entropy.
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "mmd"
    needs: ClassVar[Needs] = "group in training"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 2
    times: float = 1.0
    strength: float = 1.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        n, width = t.features.shape
        if width >= n:
            raise NotApplicable("means-memorised", features=width, documents=n)
        between = contrasts(t.cells(), t.k)
        if not between.shape[0]:
            raise NotApplicable("cue-is-label", cues=", ".join(map(brief, t.names[:3])))
        further = apart(between, self.times * n)
        return solve(Loss(t.features, t.targets(), self.strength * t.penalty, further=further))


def contrasts(cell: Ints, k: int) -> csr_array:
    """Rows [m, n] that give the mean with a cue less that without it, within a label.

    Examples
    --------
    >>> contrasts(np.array([[0], [1], [1], [2]]), 2).toarray().tolist()
    [[-1.0, 0.5, 0.5, 0.0]]
    """
    found = []
    for own, size in zip(cell.T, sizes(cell, k).reshape(-1, k, 2), strict=True):
        both = np.asarray(size.all(axis=1))
        rows = np.flatnonzero(both[own // 2])
        label, held = own[rows] // 2, own[rows] % 2
        values = (2 * held - 1) / size[label, held]
        at = (np.cumsum(both) - 1)[label]
        found.append(csr_array((values, (at, rows)), shape=(int(both.sum()), cell.shape[0])))
    return csr_array(vstack(found, format="csr"))


def apart(between: csr_array, times: float) -> Term:
    """The squared lengths of the contrasts [m, n] of the logits.

    Examples
    --------
    >>> between = csr_array(np.array([[1.0, -1.0]]))
    >>> value, _ = apart(between, 1.0)(np.array([[3.0, 0.0], [1.0, 0.0]]))
    >>> value
    4.0
    """

    def term(logits: Floats) -> tuple[float, Floats]:
        gap = between @ logits
        return times * float((gap**2).sum()), 2 * times * (between.T @ gap)

    return term
