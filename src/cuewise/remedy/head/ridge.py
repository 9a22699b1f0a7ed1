"""Ridge: the strongest penalty that predicts no worse than the best one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.registry import register
from cuewise.records import Floats, Ints
from cuewise.remedy.parts import Needs, Refit, Task, crossed, splits

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
        return t.fit(strength=strongest(lambda strength: _losses(t, parts, strength)))


def _losses(t: Task, parts: Sequence[Ints], strength: float) -> Floats:
    """The log loss of every document [n] by a head of the other parts."""
    probs = crossed(t, parts, lambda some: some.fit(strength=strength))
    losses: Floats = -np.log(probs[np.arange(t.labels.size), t.labels])
    return losses


def strongest(losses: Callable[[float], Floats]) -> float:
    """The last of GRID whose mean loss is within a standard error of the least.

    Losses [n] are asked for from the strongest on, and no further than they fall: weaker penalties
    cost the more the weaker they are.

    Examples
    --------
    >>> table = {1: [0.9, 0.9], 3: [0.1, 0.3], 10: [0.2, 0.3], 30: [1.9, 0.9], 100.0: [9, 9]}
    >>> strongest(lambda strength: np.array(table[strength]))
    10.0
    """
    mean: dict[float, float] = {}
    best, error = GRID[-1], 0.0
    for strength in reversed(GRID):
        own = losses(strength)
        mean[strength] = float(own.mean())
        if mean[strength] <= mean[best]:
            best, error = strength, float(own.std(ddof=1) / own.size**0.5)
        elif mean[strength] > mean[best] + error:
            break
    return max(strength for strength, own in mean.items() if own <= mean[best] + error)
