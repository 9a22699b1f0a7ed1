"""SUBG: as many documents of every label-by-cue group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.registry import register
from cuewise.remedy.cells import even
from cuewise.remedy.heads import mean
from cuewise.remedy.parts import Needs, Refit, Task


@register("remedies")
@dataclass(frozen=True, slots=True)
class Subg(Refit):
    """Keeps as many documents of every group of a label and a cue as the smallest group has.

    Idrissi et al. 2022; heads of several draws are averaged, a draw for each cue in turn, so that
    several cues leave enough documents. Those with a cue that has too small a group are left out,
    or, where they are many, it is refused.

    Parameters
    ----------
    least:
        Documents that the smallest group must have.
    draws:
        Heads averaged.
    strength:
        Times the penalty of the model's own head, which is for all documents.
    """

    code: ClassVar[str] = "subg"
    needs: ClassVar[Needs] = "group in training"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 10
    least: int = 10
    draws: int = 10
    strength: float = 1.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        t = t.filled(self.least)
        cell = t.cells()
        every = range(max(self.draws, cell.shape[1]))
        rows = [even(cell[:, draw % cell.shape[1]], rng) for draw in every]
        return mean([t.only(r).fit(strength=self.strength) for r in rows])
