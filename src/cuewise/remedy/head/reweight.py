"""Bias-only reweighting: documents that the cues alone explain count less."""

from __future__ import annotations

from cuewise.models.linear.logistic import Logistic
from cuewise.remedy.bias import bias_of_label
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task


@remedy("reweight", cost=2)
class Reweight(Refit, Penalised):
    """Weight documents by 1 − p_b(y), of mean 1, where p_b sees the cues alone.

    It helps where each cue occurs with several labels. From a cue that occurs with one label only
    it learns next to nothing, because its documents get next to no weight.

    Parameters
    ----------
    folds:
        Folds of the documents; a model of the others predicts each.

    References
    ----------
    Clark et al. 2019, "Don't take the easy way out: ensemble based methods for avoiding known
    dataset biases" (their baseline); Utama et al. 2020, "Towards debiasing NLU models from unknown
    biases".
    """

    folds: int = 5
    strength: float = 4.0

    def _head(self, t: Task) -> Logistic:
        weights = 1 - bias_of_label(t, self.folds)
        return t.fit(weights / weights.mean(), strength=self.strength)
