"""Dropout averaging: what the head says with some features missing, again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable
from cuewise.remedy.averaged import Averaged
from cuewise.remedy.parts import Needs, mendable


@register("remedies")
@dataclass(frozen=True, slots=True)
class Dropout:
    """Averages the head over features dropped at random; nothing is fitted, and it knows no cues.

    1/M Σ softmax((x ∘ m) W / (1 − rate) + b) with masks m of 0 and 1: Gal & Ghahramani 2016,
    "Dropout as a Bayesian approximation", for the last layer. The masks are drawn once, so that an
    answer does not depend on what else was asked, and every feature is dropped by as many of them.
    What hangs on few features is said with less confidence; decisions hardly change.

    Parameters
    ----------
    rate:
        The share of the masks that drop a feature, to the next whole mask.
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
        head = model.logistic
        # A feature dropped from x is a row dropped from the weights.
        masks = balanced_masks(len(head.weights), self.masks, self.rate, rng)
        scaled = (head.weights * mask[:, None] for mask in masks.T)
        return Averaged(model, self.code, tuple(Logistic(w, head.bias) for w in scaled))


def balanced_masks(
    width: int, masks: int, rate: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Masks [width, masks] of mean 1 in every row: 0 in a share `rate` of them.

    Examples
    --------
    >>> np.sort(balanced_masks(2, 4, 0.5, np.random.default_rng(0)), axis=1).tolist()
    [[0.0, 0.0, 2.0, 2.0], [0.0, 0.0, 2.0, 2.0]]
    """
    kept = masks - min(round(rate * masks), masks - 1)
    row = np.where(np.arange(masks) < kept, masks / kept, 0).astype(np.float32)
    return rng.permuted(np.tile(row, (width, 1)), axis=1)
