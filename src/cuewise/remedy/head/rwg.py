"""RWG: every label-by-cue group counts the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.registry import register
from cuewise.remedy.cells import balanced
from cuewise.remedy.parts import Needs, Refit, Task


@register("remedies")
@dataclass(frozen=True, slots=True)
class Rwg(Refit):
    """Weights documents so that every group of a label and a cue counts the same.

    Idrissi et al. 2022. A group without documents cannot be made up for: the documents with its cue
    are left out, or, where they are many, it is refused.

    Parameters
    ----------
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "rwg"
    needs: ClassVar[Needs] = "group in training"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 1
    strength: float = 4.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        some = t.filled()
        return some.fit(balanced(some.cells(), t.k), strength=self.strength)
