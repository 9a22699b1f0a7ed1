"""LEACE on pairs: what removing the cues from a text changes in the features is erased."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cuewise.models.linear.logistic import fold_map
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus, CueTable
from cuewise.remedy.erase.leace import eraser
from cuewise.remedy.plugin import Penalised, Remedy, remedy
from cuewise.remedy.task import task_of
from cuewise.remedy.texts import editable, masked


@remedy("leace-pairs", cost=2)
class LeacePairs(Remedy, Penalised):
    """Erase the mean step from texts without a cue to those with it; then fit on texts without it.

    It helps where a cue and a label always occur together, because a pair has one label and nothing
    of the label is erased. On average over the documents that hold it, a cue then adds 0 to any
    linear function of the features.

    References
    ----------
    Belrose et al. 2023, "LEACE: perfect linear concept erasure in closed form", on pairs as in
    Liang et al. 2020, "Towards debiasing sentence representations".
    """

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The model with a head for features without the cues."""
        cues = editable(groups)
        half = groups.values[:, [groups.names.index(cue) for cue in cues]].toarray() / 2
        before = task_of(corpus, groups, predictor, rng).dense_features()
        t = task_of(masked(corpus, cues), groups, predictor, rng)
        after = t.dense_features()
        matrix, shift = eraser(np.vstack([before, after]), np.vstack([half, -half]))
        head = replace(t, features=after @ matrix + shift).fit(strength=self.strength)
        return t.model.with_head(fold_map(head, matrix, shift), self.code)
