"""Confidence regularisation: as sure as a first head, less so where the cues alone tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, solve
from cuewise.plugins.registry import register
from cuewise.records import Floats
from cuewise.remedy.bias import cues_alone
from cuewise.remedy.parts import Needs, Refit, Task


@register("remedies")
@dataclass(frozen=True, slots=True)
class Confidence(Refit):
    """Distils a first head, less sure of documents of which the cues alone tell the label.

    Utama et al. 2020, "Mind the trade-off: debiasing NLU models without degrading the
    in-distribution performance": targets ∝ p_t^(1 − p_b(y)), p_t what a head fitted on the same
    documents says, p_b what the cues alone say of the label there is.

    Parameters
    ----------
    folds:
        Parts of the documents, each predicted from the others by the cues alone.
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "confidence"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 3
    folds: int = 5
    strength: float = 1.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        told = cues_alone(t.held, t.labels, t.k, folds=self.folds, rng=rng)
        targets = scaled(t.fit().probs(t.features), told, t.labels)
        return solve(Loss(t.features, targets, self.strength * t.penalty))


def scaled(teacher: Floats, told: Floats, labels: NDArray[np.integer]) -> Floats:
    """p_t^(1 − p_b(y)), so that every row sums to 1.

    Examples
    --------
    >>> scaled(np.array([[0.8, 0.2]]), np.array([[0.5, 0.5]]), np.array([0])).round(3).tolist()
    [[0.667, 0.333]]
    """
    less = 1 - told[np.arange(labels.size), labels]
    raised: Floats = np.maximum(teacher, 1e-300) ** less[:, None]
    targets: Floats = raised / raised.sum(axis=1, keepdims=True)
    return targets
