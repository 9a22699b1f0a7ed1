"""Masking: the head is fitted on texts without the cues."""

from __future__ import annotations

import numpy as np

from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus, CueTable
from cuewise.remedy.plugin import Penalised, Remedy, remedy
from cuewise.remedy.task import task_of
from cuewise.remedy.texts import editable, masked


@remedy("mask")
class Mask(Remedy, Penalised):
    """Fit the head on texts without the cues, so that it never sees what they are associated with.

    It helps where a group has no documents, which it does not need. What the cue adds by chance to
    a text that holds it remains; `ablate` removes that as well.
    """

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The model with a head fitted on texts without the cues."""
        t = task_of(masked(corpus, editable(groups)), groups, predictor, rng)
        return t.model.with_head(t.fit(strength=self.strength), self.code)
