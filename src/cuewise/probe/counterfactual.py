"""Accuracy on counterfactual pairs: a text, and its minimal edit that flips the label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.evidence.counterfactual import counterfactual_pairs
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.probe.accuracy import answered_rightly, shares_of
from cuewise.records import Corpus, CueTable, Measurements
from cuewise.stats.differences import share_interval


@register("probes")
@dataclass(frozen=True)
class CounterfactualAccuracy:
    """Shares of pairs with both texts or exactly one answered rightly (Gardner et al. 2020)."""

    code: ClassVar[str] = "twins.accuracy"

    def __call__(
        self, corpus: Corpus, cues: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Measurements:
        """Return two rows: both texts right, exactly one right."""
        rows = counterfactual_pairs(corpus)
        if not rows.size:
            raise NotApplicable("no-pairs")
        answered, correct = answered_rightly(corpus, predictor)
        rows = rows[answered[rows].all(axis=1)]
        right = correct[rows].sum(axis=1)
        # The revisions of one original are one cluster.
        originals = np.unique(rows[:, 0])
        clusters = rows[:, 0] if originals.size < len(rows) else None
        intervals = [share_interval(right == count, clusters) for count in (2, 1)]
        subjects, support = ("both right", "one right"), [len(rows)] * 2
        return shares_of(self.code, predictor, subjects, ("", ""), intervals, support)
