"""Dropout averaging: the mean of the head over random sets of missing features."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus, CueTable
from cuewise.remedy.plugin import Remedy, remedy
from cuewise.remedy.task import model_to_repair
from cuewise.remedy.wrapped import Averaged


@remedy("dropout", knows_cues=False)
class Dropout(Remedy):
    """Average the head over features dropped at random; nothing is fitted.

    It helps where decisions that rest on few features should be less confident; decisions hardly
    change. It does not use the cues. The answer is 1/M Σ softmax((x ∘ m) W / (1 − rate) + b) over
    masks m of 0 and 1. The masks are drawn once, so an answer does not depend on what else was
    asked, and every feature is dropped by the same number of them.

    Parameters
    ----------
    rate:
        Share of the masks that drop a feature, rounded to whole masks.
    masks:
        M.

    References
    ----------
    Gal & Ghahramani 2016, "Dropout as a Bayesian approximation: representing model uncertainty in
    deep learning", for the last layer.
    """

    rate: float = 0.3
    masks: int = 20

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The mean of the model's head over the masks."""
        model = model_to_repair(groups, predictor)
        head = model.logistic
        # Dropping a feature of x is dropping a row of the weights.
        masks = _balanced_masks(len(head.weights), self.masks, self.rate, rng)
        scaled = (head.weights * mask[:, None] for mask in masks.T)
        return Averaged(model, self.code, tuple(Logistic(w, head.bias) for w in scaled))


def _balanced_masks(
    width: int, masks: int, rate: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Masks [width, masks] with 0 in a share `rate` of every row, and mean 1 in every row.

    Examples
    --------
    >>> np.sort(_balanced_masks(2, 4, 0.5, np.random.default_rng(0)), axis=1).tolist()
    [[0.0, 0.0, 2.0, 2.0], [0.0, 0.0, 2.0, 2.0]]
    """
    kept = masks - min(round(rate * masks), masks - 1)
    row = np.where(np.arange(masks) < kept, masks / kept, 0).astype(np.float32)
    return rng.permuted(np.tile(row, (width, 1)), axis=1)
