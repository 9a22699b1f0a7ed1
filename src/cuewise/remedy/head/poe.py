"""Product of experts: the head learns what the cues alone do not tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, solve
from cuewise.plugins.registry import register
from cuewise.remedy.bias import cues_alone
from cuewise.remedy.parts import Needs, Refit, Task


@register("remedies")
@dataclass(frozen=True, slots=True)
class Poe(Refit):
    """Trains log p + log p_b, where p_b knows the cues alone, and uses p.

    Clark et al. 2019, "Don't take the easy way out"; He et al. 2019 (DRiFt). p_b is cross-fitted: a
    document has no part in what is said of it.

    Parameters
    ----------
    folds:
        Parts of the documents, each predicted from the others.
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "poe"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 6
    folds: int = 5
    strength: float = 1.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        offset = np.log(cues_alone(t.held, t.labels, t.k, folds=self.folds, rng=rng))
        return solve(Loss(t.features, t.targets(), self.strength * t.penalty, offset=offset))
