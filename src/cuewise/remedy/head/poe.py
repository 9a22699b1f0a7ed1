"""Product of experts: the head learns what the cues alone do not explain."""

from __future__ import annotations

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.remedy.bias import bias_only
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task


@remedy("poe", cost=6)
class Poe(Refit, Penalised):
    """Train p · p_b, where p_b sees the cues alone, and predict with p.

    It helps where the cues predict the label well, and needs documents in no group. p_b is
    cross-fitted: no document contributes to its own prediction.

    Parameters
    ----------
    folds:
        Folds of the documents; a model of the others predicts each.

    References
    ----------
    Clark et al. 2019, "Don't take the easy way out: ensemble based methods for avoiding known
    dataset biases"; He et al. 2019, "Unlearn dataset bias in natural language inference by fitting
    the residual" (DRiFt).
    """

    folds: int = 5

    def _head(self, t: Task) -> Logistic:
        return t.fit(offset=np.log(bias_only(t, self.folds)), strength=self.strength)
