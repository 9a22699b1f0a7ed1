"""Masking: the head is fitted on texts without the cues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable
from cuewise.remedy.parts import Needs, mendable, task
from cuewise.remedy.texts import masked, placed


@register("remedies")
@dataclass(frozen=True, slots=True)
class Mask:
    """Fits the head on texts from which the cues were taken; it never sees what they go with.

    A group without documents is no hindrance.

    Parameters
    ----------
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "mask"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 1
    strength: float = 1.0

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The predictor with its head fitted again."""
        mendable(groups, predictor)
        t = task(masked(corpus, placed(groups.names)), groups, predictor)
        return t.model.with_head(t.fit(strength=self.strength), self.code)
