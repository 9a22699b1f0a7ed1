"""RWG: every label-by-cue group counts the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.registry import register
from cuewise.remedy.cells import balanced
from cuewise.remedy.parts import Needs, task
from cuewise.types import Corpus, CueTable, Predictor


@register("remedies")
@dataclass(frozen=True, slots=True)
class Rwg:
    """Weights documents so that every group of a label and a cue counts the same.

    Idrissi et al. 2022. A group without documents cannot be made up for: the label goes with the
    cue all the same there, and the remedy may do harm.

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

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The predictor with its head fitted again."""
        t = task(corpus, groups, predictor)
        head = t.fit(balanced(t.cells(), t.k), strength=self.strength)
        return t.model.with_head(head, self.code)
