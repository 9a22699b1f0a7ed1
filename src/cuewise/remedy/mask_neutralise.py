"""Masking and neutralising: fitted on texts without the cues, and asked about such texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.registry import register
from cuewise.remedy.mask import Mask
from cuewise.remedy.neutralise import Neutralised
from cuewise.remedy.parts import Needs
from cuewise.remedy.texts import placed
from cuewise.types import Corpus, CueTable, Predictor


@register("remedies")
@dataclass(frozen=True, slots=True)
class MaskNeutralise:
    """Takes the cues out of every text, those that the head is fitted on and those it is asked of.

    A head that was fitted on texts with a strong cue may know little else, so that `neutralise`
    leaves it without a reason to decide; masking alone leaves what the cue still adds by chance.
    """

    code: ClassVar[str] = "mask-neutralise"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 4
    refits: ClassVar[bool] = False

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The predictor with its head fitted again, asked about texts without the cues."""
        fitted = Mask()(corpus, groups, predictor, rng=rng)
        return Neutralised(fitted, self.code, tuple(placed(groups.names)))
