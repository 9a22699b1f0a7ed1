"""Accuracy by group: label × presence of a cue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.probe.accuracy import answered_rightly, clustered_accuracy
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
        effect, low, high = np.array(intervals).T
        subjects = tuple(cues.names[cue] for cue, _, _ in groups)
        presents = tuple(present for _, _, present in groups)
        return Measurements(
            code=self.code,
            subjects=tuple(
                f"{'with' if present else 'without'} {cues.names[cue]}"
                for cue, _, present in groups
            ),
            labels=tuple(corpus.label_names[label] for _, label, _ in groups),
            cues=subjects,
            present=presents,
            effect=effect,
            low=low,
            high=high,
            support=n,
            unit="share",
            model_id=predictor.model_id,
        )
