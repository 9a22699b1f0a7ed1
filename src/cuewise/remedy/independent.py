"""Weights under which cue and label are independent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.registry import register
from cuewise.remedy.cells import independent
from cuewise.remedy.parts import Needs, task
from cuewise.types import Corpus, CueTable, Predictor


@register("remedies")
@dataclass(frozen=True, slots=True)
class Independent:
    """Weights documents so that a cue says nothing of the label; both stay as frequent as they are.

    Kamiran & Calders 2012.

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

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The predictor with its head fitted again."""
        t = task(corpus, groups, predictor)
        head = t.fit(independent(t.cells(), t.k), strength=self.strength)
        return t.model.with_head(head, self.code)
