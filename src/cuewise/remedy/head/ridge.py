"""Ridge: the strongest penalty that predicts no worse than the best one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.records import Floats
from cuewise.remedy.plugin import Refit, remedy
from cuewise.remedy.task import Task

# Multiples of the penalty of the model's own head.
GRID = (1.0, 3.0, 10.0, 30.0, 100.0)


@remedy("ridge", knows_cues=False, cost=20)
class Ridge(Refit):
    """Fit the head with the strongest penalty within one standard error of the best one.

    It helps where few documents need the shortcut: a strong penalty about halves reliance. It does
    not use the cues. The penalty is 1, 3, 10, 30 or 100 times that of the model's own head, by
    cross-validated log loss; the standard error is over documents.

    Parameters
    ----------
    folds:
        Folds of the documents; a head of the others predicts each.

    References
    ----------
    Breiman et al. 1984, "Classification and regression trees", section 3.4.3 (the rule of one
    standard error).
    """

    folds: int = 5

    def _head(self, t: Task) -> Logistic:
        folds = t.folds(self.folds)

        def losses(strength: float) -> Floats:
            probs = t.cross_fit(folds, lambda part: part.fit(strength=strength))
            return np.asarray(-np.log(probs[np.arange(t.labels.size), t.labels]))

        return t.fit(strength=_strongest(losses))


def _strongest(losses: Callable[[float], Floats]) -> float:
    """The last strength of GRID whose mean loss is within a standard error of the least.

    `losses` gives the losses [n] for a strength. It is asked from the strongest on, and no further
    than losses fall, because weak penalties are slow to fit.

    Examples
    --------
    >>> table = {1: [0.9, 0.9], 3: [0.1, 0.3], 10: [0.2, 0.3], 30: [1.9, 0.9], 100.0: [9, 9]}
    >>> _strongest(lambda strength: np.array(table[strength]))
    10.0
    """
    mean: dict[float, float] = {}
    best, error = GRID[-1], 0.0
    for strength in reversed(GRID):
        each = losses(strength)
        mean[strength] = float(each.mean())
        if mean[strength] <= mean[best]:
            best, error = strength, float(each.std(ddof=1) / each.size**0.5)
        elif mean[strength] > mean[best] + error:
            break
    return max(strength for strength, value in mean.items() if value <= mean[best] + error)
