"""Accuracy by group: label × presence of a cue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.probe.accuracy import answered_rightly, clustered_accuracy, shares_of
from cuewise.records import Corpus, CueTable, Measurements


@register("probes")
@dataclass(frozen=True)
class Groups:
    """Accuracy in every label × cue group, with intervals that hold for all groups at once.

    Parameters
    ----------
    least:
        The fewest documents of a group; a smaller one has its n and no accuracy.
    """

    code: ClassVar[str] = "group.accuracy"
    least: int = 10

    def __call__(
        self, corpus: Corpus, cues: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Measurements:
        """Return one row for each group of each cue."""
        if not cues.names:
            raise NotApplicable("no-cues")
        answered, correct = answered_rightly(corpus, predictor)
        holders = cues.values.toarray() != 0
        groups = [
            (cue, label, present)
            for cue in range(len(cues.names))
            for label in range(len(corpus.label_names))
            for present in (True, False)
        ]
        masks = [
            answered & (corpus.labels == label) & (holders[:, cue] == present)
            for cue, label, present in groups
        ]
        n = np.array([m.sum() for m in masks])
        # All intervals hold at once (Šidák), so that a reader may look for the worst group.
        level = 0.95 ** (1 / max(int(np.sum(n >= self.least)), 1))
        intervals = [
            clustered_accuracy(corpus, correct, m, level)
            if m.sum() >= self.least
            else (np.nan,) * 3
            for m in masks
        ]
        named = [(cues.names[cue], corpus.label_names[label], held) for cue, label, held in groups]
        subjects, labels, presents = zip(*named, strict=True)
        names = [f"{'with' if held else 'without'} {cue}" for cue, _, held in named]
        shares = shares_of(self.code, predictor, names, labels, intervals, n)
        return replace(shares, cues=subjects, present=presents)
