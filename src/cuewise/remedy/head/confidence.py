"""Confidence regularisation: a first head, less sure where the cues alone explain the label."""

from __future__ import annotations

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.records import Floats
from cuewise.remedy.bias import bias_of_label
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task


@remedy("confidence", cost=3)
class Confidence(Refit, Penalised):
    """Distil a first head, made less sure of documents whose label the cues alone explain.

    It helps where accuracy on the data as it is must not fall: no document loses weight. The
    targets are ∝ p_t^(1 − p_b(y)), where p_t is a head fitted on the same documents and p_b sees
    the cues alone.

    Parameters
    ----------
    folds:
        Folds of the documents; a model of the others predicts each.

    References
    ----------
    Utama et al. 2020, "Mind the trade-off: debiasing NLU models without degrading the
    in-distribution performance".
    """

    folds: int = 5

    def _head(self, t: Task) -> Logistic:
        bias = bias_of_label(t, self.folds)
        return t.fit(targets=_scaled(t.fit().probs(t.features), bias), strength=self.strength)


def _scaled(teacher: Floats, bias: Floats) -> Floats:
    """The rows of p_t^(1 − p_b(y)), scaled to sum to 1.

    Examples
    --------
    >>> _scaled(np.array([[0.8, 0.2]]), np.array([0.5])).round(3).tolist()
    [[0.667, 0.333]]
    """
    raised: Floats = np.maximum(teacher, 1e-300) ** (1 - bias)[:, None]
    targets: Floats = raised / raised.sum(axis=1, keepdims=True)
    return targets
