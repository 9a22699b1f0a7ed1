"""Masking and neutralising: fitted on texts without the cues, and asked about such texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.cues.spans import parse
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable
from cuewise.records.kinds import kind_of
from cuewise.remedy.data.mask import Mask
from cuewise.remedy.inference.neutralise import Neutralised
from cuewise.remedy.parts import Needs, to_mend
from cuewise.remedy.texts import closed, placed


@register("remedies")
@dataclass(frozen=True, slots=True)
class MaskNeutralise:
    """Takes the cues out of every text, those that the head is fitted on and those it is asked of.

    A head that was fitted on texts with a strong cue may know little else, so that `neutralise`
    leaves it without a reason to decide; masking alone leaves what the cue still adds by chance.
    Fields of words are masked alone: taken out of the texts that the model is measured on they
    would seem to be gone, while it may rely on further words of them, which no list has.
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
        named = [cue for cue in placed(to_mend(groups)) if not kind_of(parse(cue)[1]).listed]
        known = named or closed(groups.names)
        fitted = Mask()(corpus, groups, predictor, rng=rng)
        return Neutralised(fitted, self.code, tuple(known))
