"""Accuracy on texts that the training part repeats, and on the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.io.repeated_texts import repeated_by_part
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.probe.accuracy import answered_rightly, clustered_accuracy, shares_of
from cuewise.records import Corpus, CueTable, Measurements, Quantity

_QUANTITIES: tuple[Quantity, ...] = ("accuracy on repeated texts", "accuracy on other texts")


@register("probes")
@dataclass(frozen=True)
class RepeatedTexts:
    """Accuracy in each part of the split on texts that its training part has too, and without them.

    A model that was trained on the training part has seen the first; the second is what it reaches
    on new texts.
    """

    code: ClassVar[str] = "split.accuracy"

    def __call__(
        self, corpus: Corpus, cues: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Measurements:
        """Return two rows for each part with repeats."""
        del cues, rng
        answered, correct = answered_rightly(corpus, predictor)
        parts = [p for p in repeated_by_part(corpus) if p.repeated.any()]
        if not parts:
            raise NotApplicable("no-repeats")
        masks = []
        for p in parts:
            for half in (p.rows[p.repeated], p.rows[~p.repeated]):
                mask = np.zeros(answered.size, dtype=bool)
                mask[half] = True
                masks.append(mask & answered)
        intervals = [
            clustered_accuracy(corpus, correct, m) if m.any() else (np.nan,) * 3 for m in masks
        ]
        names = [p.name for p in parts for _ in _QUANTITIES]
        support = [m.sum() for m in masks]
        shares = shares_of(self.code, predictor, names, [""] * len(names), intervals, support)
        return replace(shares, quantities=_QUANTITIES * len(parts))
