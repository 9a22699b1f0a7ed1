"""Masking and ablation: the head is fitted on texts without the cues and asked about such texts."""

from __future__ import annotations

import numpy as np

from cuewise.cues.spans import parse
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus, CueTable
from cuewise.records.kinds import kind_of
from cuewise.remedy.data.mask import Mask
from cuewise.remedy.inference.ablate_inference import Ablated
from cuewise.remedy.plugin import Remedy, remedy
from cuewise.remedy.texts import complete, editable


@remedy("ablate", cost=4, refits=False)
class Ablate(Remedy):
    """Remove the cues from every text, both when the head is fitted and at inference.

    It helps where `ablate-inference` alone fails: a head fitted on texts with a strong cue may know
    little else. Topic word sets are only masked. Removing their listed words from the texts that
    the model is measured on would hide that it may rely on further words of the topic.
    """

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The model with such a head, asked about texts without the cues."""
        located = editable(groups)
        known = [cue for cue in located if not kind_of(parse(cue)[1]).listed]
        cues = known or complete(groups)
        fitted = Mask()(corpus, groups, predictor, rng=rng)
        return Ablated.on(corpus, fitted, self.code, cues)
