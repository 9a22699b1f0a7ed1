"""Twin accuracy: a model is right about a text and about its counterfactual twin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.evidence.counterfactual import counterfactual_pairs
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.probe.accuracy import right
from cuewise.records import Corpus, CueTable, Measurements
from cuewise.stats.shares import share


@register("probes")
@dataclass(frozen=True)
class Twins:
    """The share of twins of which both are right, and of which one is (Gardner et al. 2020)."""

    code: ClassVar[str] = "twins.accuracy"

    def __call__(
        self, corpus: Corpus, cues: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Measurements:
        """Rows: both right, exactly one right."""
        twin = counterfactual_pairs(corpus)
        if not twin.size:
            raise NotApplicable("no-pairs")
        answered, correct = right(corpus, predictor)
        use = twin[answered[twin].all(axis=1)]
        count = correct[use].sum(axis=1)
        # The revisions of one original share it.
        _, original = np.unique(use[:, 0], return_inverse=True)
        own = original if original.size > np.unique(original).size else None
        found = [share(count == many, own) for many in (2, 1)]
        effect, low, high = (np.array(column) for column in zip(*found, strict=True))
        return Measurements(
            code=self.code,
            subjects=("both right", "one right"),
            labels=("", ""),
            effect=effect,
            low=low,
            high=high,
            support=np.full(2, len(use), dtype=np.int64),
            unit="share",
            model_id=predictor.model_id,
        )
