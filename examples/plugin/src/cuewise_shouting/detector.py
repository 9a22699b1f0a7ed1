"""A detector measures the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable, Measurements
from cuewise.stats import deviation, independence_p
from cuewise_shouting.text import shouts


@register("detectors")
@dataclass(frozen=True)
class Shouting:
    """How much more likely each label is in texts in capitals.

    Parameters
    ----------
    share:
        A text shouts if at least this share of its letters are capitals.
    """

    code: ClassVar[str] = "shouting"
    share: float = 0.3

    def __call__(self, corpus: Corpus, cues: CueTable, *, rng: np.random.Generator) -> Measurements:
        """One row a label: every hypothesis tested, significant or not."""
        loud = np.array([shouts(text, self.share) for text in corpus.texts])
        if not loud.any() or loud.all():
            raise NotApplicable.because("no text shouts, or all do")
        k, n = len(corpus.label_names), loud.size
        of_label = np.bincount(corpus.labels, minlength=k).astype(float)
        both = np.bincount(corpus.labels[loud], minlength=k).astype(float)
        counts = both, np.full(k, float(loud.sum())), of_label, np.full(k, float(n))
        effect, low, high = deviation(*counts)
        return Measurements(
            code=self.code,
            subjects=tuple(corpus.label_names),
            labels=tuple(corpus.label_names),
            effect=effect,
            low=low,
            high=high,
            p=independence_p(*counts),
            support=np.full(k, int(loud.sum()), dtype=np.int64),
            unit="p(y|shouting) - p(y)",
        )
