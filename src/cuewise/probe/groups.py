"""Accuracy by group: label × presence of a cue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.probe.accuracy import right, shared_share
from cuewise.records import Bools, Corpus, CueTable, Measurements


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
            raise NotApplicable("no-cues")
        answered, correct = right(corpus, predictor)
        y = np.asarray(corpus.labels)
        held = np.asarray(cues.values.todense(), dtype=bool)
        groups: list[tuple[str, str, bool, Bools]] = []
        for j, subject in enumerate(cues.names):
            for i, label in enumerate(corpus.label_names):
                for present in (True, False):
                    mask = answered & (y == i) & (held[:, j] == present)
                    groups.append((subject, label, present, mask))
        subjects, labels, presents, masks = zip(*groups, strict=True)
        n = np.array([m.sum() for m in masks])
        # All intervals hold at once (Šidák), so that the worst group may be looked for.
        level = 0.95 ** (1 / max(int((n >= self.least).sum()), 1))
        nothing = (np.nan, np.nan, np.nan)
        found = [
            shared_share(corpus, correct, m, level) if m.sum() >= self.least else nothing
            for m in masks
        ]
        effect, low, high = (np.array(column) for column in zip(*found, strict=True))
        return Measurements(
            code=self.code,
            subjects=tuple(f"{'with' if own[2] else 'without'} {own[0]}" for own in groups),
            labels=labels,
            cues=subjects,
            present=presents,
            effect=effect,
            low=low,
            high=high,
            support=n.astype(np.int64),
            unit="share",
            model_id=predictor.model_id,
        )
