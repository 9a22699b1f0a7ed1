"""Accuracy by group: label × presence of a cue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.probe.accuracy import right
from cuewise.registry import register
from cuewise.stats.intervals import simultaneous
from cuewise.types import Corpus, CueTable, Measurements, Predictor


@register("probes")
@dataclass(frozen=True)
class Groups:
    """Accuracy in every label × cue group, with intervals that hold for all groups at once.

    Parameters
    ----------
    least:
        Documents a group needs; smaller groups are shown with their n and no accuracy.
    """

    code: ClassVar[str] = "group.accuracy"
    least: int = 10

    def __call__(
        self, corpus: Corpus, cues: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Measurements:
        """One row a group, for each cue of `cues`."""
        if not cues.names:
            raise NotApplicable("no cue was found, so there is no group to compare")
        answered, correct = right(corpus, predictor)
        y = np.asarray(corpus.labels)
        held = np.asarray(cues.values.todense(), dtype=bool)
        names, labels, k, n = [], [], [], []
        for j, subject in enumerate(cues.names):
            for i, label in enumerate(corpus.label_names):
                for present, word in ((True, "with"), (False, "without")):
                    mask = answered & (y == i) & (held[:, j] == present)
                    names.append(f"{word} {subject}")
                    labels.append(label)
                    k.append(int((correct & mask).sum()))
                    n.append(int(mask.sum()))
        ks, ns = np.array(k), np.array(n)
        enough = ns >= self.least
        low, high = np.full(ns.size, np.nan), np.full(ns.size, np.nan)
        if enough.any():
            low[enough], high[enough] = simultaneous(ks[enough], ns[enough])
        return Measurements(
            code=self.code,
            subjects=tuple(names),
            labels=tuple(labels),
            effect=np.where(enough, ks / np.maximum(ns, 1), np.nan),
            low=low,
            high=high,
            support=ns.astype(np.int64),
            unit="share",
            model_id=predictor.model_id,
        )
