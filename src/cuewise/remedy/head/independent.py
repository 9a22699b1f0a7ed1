"""Weights under which cue and label are independent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.registry import register
from cuewise.remedy.cells import independent
from cuewise.remedy.parts import Needs, Refit, Task


@register("remedies")
@dataclass(frozen=True, slots=True)
class Independent(Refit):
    """Weights documents so that a cue says nothing of the label; both stay as frequent as they are.

    Kamiran & Calders 2012. A group without documents cannot be made up for: the documents with its
    cue are left out, or, where they are many, it is refused.

    Parameters
    ----------
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "independent"
    needs: ClassVar[Needs] = "group in training"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 1
    strength: float = 4.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        some = t.filled()
        return some.fit(independent(some.cells(), t.k), strength=self.strength)
