"""JTT: documents that a first head gets wrong count more."""

from __future__ import annotations

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.remedy.plugin import Refit, remedy
from cuewise.remedy.task import Task


@remedy("jtt", knows_cues=False, cost=6)
class Jtt(Refit):
    """Train twice: the errors of a first head count several times; it does not use the cues.

    It helps where the model is good and its errors are documents that contradict a shortcut. The
    errors are cross-fitted. A strong penalty holds the first head back, in place of the early stop
    of a network. Errors of a weak model are noise, and repeating them would reverse it: together
    they count at most half as much as the rest.

    Parameters
    ----------
    times:
        How much an error counts, at most.
    folds:
        Folds of the documents; a head of the others predicts each.
    first:
        Multiplies the penalty of the model's own head, for the first head.
    strength:
        The same for the second head.

    References
    ----------
    Liu et al. 2021, "Just train twice: improving group robustness without training group
    information".
    """

    times: float = 5.0
    folds: int = 5
    first: float = 10.0
    strength: float = 1.0

    def _head(self, t: Task) -> Logistic:
        first = t.cross_fit(t.folds(self.folds), lambda part: part.fit(strength=self.first))
        wrong = first.argmax(axis=1) != t.labels
        if not wrong.any():
            raise NotApplicable("no-errors")
        half = 0.5 * (~wrong).sum() / wrong.sum()
        times = max(1.0, min(self.times, half))
        return t.fit(np.where(wrong, times, 1.0), strength=self.strength)
