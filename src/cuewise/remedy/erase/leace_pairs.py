"""LEACE on pairs: what an edit of the cues does to the features, taken out of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable
from cuewise.remedy.erase.leace import eraser
from cuewise.remedy.heads import after
from cuewise.remedy.parts import Needs, mendable, task
from cuewise.remedy.texts import masked, placed


@register("remedies")
@dataclass(frozen=True, slots=True)
class LeacePairs:
    """Erases the mean step from a text without a cue to the text with it, then fits on the former.

    The erasure of Belrose et al. 2023 (LEACE) on pairs of texts that differ in the cues alone, as
    Liang et al. 2020, "Towards debiasing sentence representations", take the step between pairs
    out. What a cue adds to any linear function of the features is then 0 in the mean of the
    documents that hold it; nothing of the label goes, since a pair has one.

    Parameters
    ----------
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "leace-pairs"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 2
    strength: float = 1.0

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The predictor with its head fitted again."""
        model = mendable(groups, predictor)
        cues = placed(groups.names)
        held = groups.values[:, [groups.names.index(cue) for cue in cues]].toarray() / 2
        there = task(corpus, groups, predictor).dense()
        gone = task(masked(corpus, cues), groups, predictor)
        matrix, shift = eraser(np.vstack([there, gone.dense()]), np.vstack([held, -held]))
        erased = replace(gone, features=gone.features @ matrix + shift)
        return model.with_head(after(erased.fit(strength=self.strength), matrix, shift), self.code)
