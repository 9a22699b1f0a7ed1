"""Bias-only reweighting: what the cues alone tell counts less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.registry import register
from cuewise.remedy.bias import cues_alone
from cuewise.remedy.parts import Needs, Refit, Task


@register("remedies")
@dataclass(frozen=True, slots=True)
class Reweight(Refit):
    """Weights documents by 1 − p_b(y), where p_b knows the cues alone.

    Clark et al. 2019, "Don't take the easy way out" (their baseline); Utama et al. 2020, "Towards
    debiasing NLU models from unknown biases". Weights of mean 1. Of documents with a cue that goes
    with one label only, next to nothing is learnt.

    Parameters
    ----------
    folds:
        Parts of the documents, each predicted from the others.
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "reweight"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 2
    folds: int = 5
    strength: float = 4.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        told = cues_alone(t.held, t.labels, t.k, folds=self.folds, rng=rng)
        weights = 1 - told[np.arange(t.labels.size), t.labels]
        return t.fit(weights / weights.mean(), strength=self.strength)
