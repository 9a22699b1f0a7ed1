"""JTT: what the model gets wrong counts more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.registry import register
from cuewise.remedy.parts import Needs, Refit, Task, crossed, splits


@register("remedies")
@dataclass(frozen=True, slots=True)
class Jtt(Refit):
    """Trains again with the errors of a first model counted several times; it knows no cues.

    Liu et al. 2021, "Just train twice". The errors are cross-fitted, and made by a head held back
    by a strong penalty, which stands for the early stop of a network. Where the model is weak, its
    errors are noise and would turn it round: together they count at most half of what is right.

    Parameters
    ----------
    times:
        How much an error counts, at most.
    folds:
        Parts of the documents, each predicted from the others.
    first:
        Times the penalty of the model's own head, of the first head.
    strength:
        The same, of the second.
    """

    code: ClassVar[str] = "jtt"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = False
    cost: ClassVar[int] = 6
    times: float = 5.0
    folds: int = 5
    first: float = 10.0
    strength: float = 1.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        parts = splits(t.labels.size, self.folds, rng)
        first = crossed(t, parts, lambda some: some.fit(strength=self.first))
        wrong = first.argmax(axis=1) != t.labels
        if not wrong.any():
            raise NotApplicable("no-errors")
        half = 0.5 * (~wrong).sum() / wrong.sum()
        times = max(1.0, min(self.times, half))
        return t.fit(np.where(wrong, times, 1.0), strength=self.strength)
