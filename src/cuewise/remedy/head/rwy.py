"""RWY: every label counts the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.registry import register
from cuewise.remedy.cells import by_label
from cuewise.remedy.parts import Needs, Refit, Task


@register("remedies")
@dataclass(frozen=True, slots=True)
class Rwy(Refit):
    """Weights documents so that every label counts the same; it knows nothing of cues.

    Idrissi et al. 2022.

    Parameters
    ----------
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "rwy"
    needs: ClassVar[Needs] = "class"
    knows_cues: ClassVar[bool] = False
    cost: ClassVar[int] = 1
    strength: float = 4.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        return t.fit(by_label(t.labels, t.k), strength=self.strength)
