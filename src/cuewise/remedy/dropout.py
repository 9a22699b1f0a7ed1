"""Dropout averaging: what the head says with some features missing, again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.models.logistic import Logistic
from cuewise.registry import register
from cuewise.remedy.averaged import Averaged
from cuewise.remedy.parts import Needs, mendable
from cuewise.types import Corpus, CueTable, Predictor


@register("remedies")
@dataclass(frozen=True, slots=True)
class Dropout:
    """Averages the head over features dropped at random; nothing is fitted, and it knows no cues.

    1/M Σ softmax((x ∘ m) W / (1 − rate) + b) with masks m of independent 0/1, 1 with probability
    1 − rate: Gal & Ghahramani 2016, "Dropout as a Bayesian approximation", for the last layer. The
    masks are drawn once, so that an answer does not depend on what else was asked. What hangs on
    few features is said with less confidence; decisions hardly change.

    Parameters
    ----------
    rate:
        The share of the features that a mask drops.
    masks:
        M.
    """

    code: ClassVar[str] = "dropout"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = False
    cost: ClassVar[int] = 1
    rate: float = 0.3
    masks: int = 20

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The mean of the predictor's head over the masks."""
        model = mendable(groups, predictor)
        heads = (self._dropped(model.logistic, rng) for _ in range(self.masks))
        return Averaged(model, self.code, tuple(heads))

    def _dropped(self, head: Logistic, rng: np.random.Generator) -> Logistic:
        # A feature dropped from x is a row dropped from the weights.
        kept = rng.random(len(head.weights)) >= self.rate
        scale = (kept / (1 - self.rate)).astype(np.float32)
        return Logistic(head.weights * scale[:, None], head.bias)
