"""Ridge: the strongest penalty that predicts no worse than the best one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.models.logistic import Logistic
from cuewise.registry import register
from cuewise.remedy.parts import Needs, Refit, Task, crossed, splits
from cuewise.types import Floats, Ints

# Times the penalty of the model's own head.
GRID = (1.0, 3.0, 10.0, 30.0, 100.0)


@register("remedies")
@dataclass(frozen=True, slots=True)
class Ridge(Refit):
    """Fits the head with the strongest penalty within one standard error of the best one.

    Of 1, 3, 10, 30 and 100 times the penalty of the model's own head, by cross-validated log loss:
    the rule of Breiman et al. 1984, "Classification and regression trees", section 3.4.3, with the
    standard error over documents. It knows no cues: a strong penalty holds back what few documents
    need, and about halves reliance.

    Parameters
    ----------
    folds:
        Parts of the documents, each predicted from the others.
    """

    code: ClassVar[str] = "ridge"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = False
    cost: ClassVar[int] = 20
    folds: int = 5

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        parts = splits(t.labels.size, self.folds, rng)
        losses = np.array([_losses(t, parts, strength) for strength in GRID])
        return t.fit(strength=strongest(losses))


def _losses(t: Task, parts: Sequence[Ints], strength: float) -> Floats:
    """The log loss of every document [n] by a head of the other parts."""
    probs = crossed(t, parts, lambda some: some.fit(strength=strength))
    losses: Floats = -np.log(probs[np.arange(t.labels.size), t.labels])
    return losses


def strongest(losses: Floats) -> float:
    """The last of GRID whose mean loss [len(GRID), n] is within a standard error of the least.

    Examples
    --------
    >>> strongest(np.array([[0.2, 0.4], [0.1, 0.3], [0.2, 0.3], [0.9, 0.9], [0.9, 0.9]]))
    10.0
    """
    mean = losses.mean(axis=1)
    best = int(mean.argmin())
    error = losses[best].std(ddof=1) / losses.shape[1] ** 0.5
    return GRID[int(np.flatnonzero(mean <= mean[best] + error)[-1])]
