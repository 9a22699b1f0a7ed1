"""JTT: what the model gets wrong counts more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.registry import register
from cuewise.remedy.parts import Needs, Task, splits, task
from cuewise.types import Bools, Corpus, CueTable, Predictor


@register("remedies")
@dataclass(frozen=True, slots=True)
class Jtt:
    """Trains again with the errors of a first model counted several times; it knows no cues.

    Liu et al. 2021, "Just train twice". The errors are cross-fitted, and made by a head held back
    by a strong penalty, which stands for the early stop of a network.

    Parameters
    ----------
    times:
        How much an error counts.
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

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The predictor with its head fitted again."""
        t = task(corpus, groups, predictor)
        wrong = _errors(t, self.folds, self.first, rng)
        if not wrong.any():
            raise NotApplicable("the first model makes no error, so there is nothing to count more")
        head = t.fit(np.where(wrong, self.times, 1.0), strength=self.strength)
        return t.model.with_head(head, self.code)


def _errors(t: Task, folds: int, strength: float, rng: np.random.Generator) -> Bools:
    """Which documents a head fitted on the others gets wrong [n]."""
    wrong = np.zeros(t.labels.size, np.bool_)
    for rows in splits(t.labels.size, folds, rng):
        others = np.setdiff1d(np.arange(t.labels.size), rows)
        head = t.only(others).fit(strength=strength)
        wrong[rows] = head.probs(t.features[rows]).argmax(axis=1) != t.labels[rows]
    return wrong
