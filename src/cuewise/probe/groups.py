"""Accuracy by group: label × presence of a cue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.probe.accuracy import answered_rightly, clustered_accuracy, shares_of
from cuewise.records import Bools, Corpus, CueTable, Measurements


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
        y = np.asarray(corpus.labels)
        holders = np.asarray(cues.values.todense(), dtype=bool)
        groups: list[tuple[str, str, bool, Bools]] = []
        for j, subject in enumerate(cues.names):
            for i, label in enumerate(corpus.label_names):
                for present in (True, False):
                    mask = answered & (y == i) & (holders[:, j] == present)
                    groups.append((subject, label, present, mask))
        subjects, labels, presents, masks = zip(*groups, strict=True)
        n = np.array([m.sum() for m in masks])
        # All intervals hold at once (Šidák), so that a reader may look for the worst group.
        level = 0.95 ** (1 / max(int((n >= self.least).sum()), 1))
        intervals = [
            clustered_accuracy(corpus, correct, m, level) if size >= self.least else (np.nan,) * 3
            for m, size in zip(masks, n, strict=True)
        ]
        names = [f"{'with' if group[2] else 'without'} {group[0]}" for group in groups]
        shares = shares_of(self.code, predictor, names, labels, intervals, n)
        return replace(shares, cues=subjects, present=presents)
