"""LISA: documents mixed with others that differ in the cue, or in the label, alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, solve
from cuewise.plugins.registry import register
from cuewise.records import Bools, Floats, Ints
from cuewise.remedy.parts import Needs, Refit, Task


@register("remedies")
@dataclass(frozen=True, slots=True)
class Lisa(Refit):
    """Fits the head on mixtures of documents of one label that differ in a cue, and the reverse.

    Yao et al. 2022, "Improving out-of-distribution robustness via selective augmentation", on the
    features: λ ~ Beta(α, α) of a document and 1 − λ of its partner, labels likewise. With
    probability p the partner has its label and not its cue, else its cue and another label. With
    several cues every mixture is about one of them. The documents with a cue that has an empty
    group are left out, or, where they are many, it is refused.

    Parameters
    ----------
    alpha:
        α: 2 mixes well, near 0 hardly at all.
    within_label:
        p.
    copies:
        Mixtures a document begins.
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "lisa"
    needs: ClassVar[Needs] = "group in training"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 3
    alpha: float = 2.0
    within_label: float = 0.5
    copies: int = 2
    strength: float = 1.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        t = t.filled()
        cell = t.cells()
        rows = np.tile(np.arange(t.labels.size), self.copies)
        cue = rng.integers(cell.shape[1], size=rows.size)
        within = rng.random(rows.size) < self.within_label
        other = partners(cell, rows, cue, within, rng)
        share = rng.beta(self.alpha, self.alpha, rows.size)
        known = t.targets()
        targets = mixed(known[rows], known[other], share)
        features = mixed(t.features[rows], t.features[other], share)
        weights = np.full(rows.size, 1 / self.copies)
        return solve(Loss(features, targets, self.strength * t.penalty, weights=weights))


def partners(
    cell: Ints, rows: Ints, cue: Ints, within: Bools, rng: np.random.Generator
) -> NDArray[np.int64]:
    """A document for each of `rows` that differs from it in the cue only, or in the label only.

    cell[n, g] are 2 × label + cue; cue[m] is the one meant, within[m] whether the label stays.

    Examples
    --------
    >>> cell = np.array([[0], [1], [2], [3]])
    >>> at, same = np.zeros(4, int), np.array([True, True, False, False])
    >>> partners(cell, np.arange(4), at, same, np.random.default_rng(0)).tolist()
    [1, 0, 0, 1]
    """
    found = np.empty(rows.size, np.int64)
    own = cell[rows, cue]
    for g in range(cell.shape[1]):
        for c in np.unique(cell[:, g]):
            asked = (cue == g) & (own == c)
            alike = cell[:, g] == (c ^ 1)
            apart = (cell[:, g] % 2 == c % 2) & (cell[:, g] != c)
            for kind, able in ((within, alike), (~within, apart)):
                mine = np.flatnonzero(asked & kind)
                found[mine] = rng.choice(np.flatnonzero(able), mine.size) if mine.size else 0
    return found


def mixed(first: Any, second: Any, share: Floats) -> Any:
    """share · first + (1 − share) · second, row by row; dense or sparse.

    Examples
    --------
    >>> mixed(np.array([[1.0]]), np.array([[3.0]]), np.array([0.5])).tolist()
    [[2.0]]
    """
    one, two = diags_array(share), diags_array(1 - share)
    found = one @ first + two @ second
    return found if isinstance(first, np.ndarray) else csr_array(found)
