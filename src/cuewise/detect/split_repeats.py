"""Texts that occur in the training part and again in another part of the named split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.io.repeated_texts import repeated_by_part
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable, Measurements
from cuewise.stats.differences import share_interval


@register("detectors")
@dataclass(frozen=True)
class SplitRepeats:
    """Share of the texts of each part of the split that are also in its training part.

    Two texts are the same if they differ in case and white space only. The training part is named
    `train` or `training`; without such a name it is the largest. Where the share is high, a model
    is tested on what it has seen.
    """

    code: ClassVar[str] = "split.repeats"

    def __call__(self, corpus: Corpus, cues: CueTable, *, rng: np.random.Generator) -> Measurements:
        """One row for each part but the training part."""
        del cues, rng
        parts = repeated_by_part(corpus)
        shares = [share_interval(p.repeated.astype(float), p.texts) for p in parts]
        effect, low, high = np.array(shares).T
        return Measurements(
            code=self.code,
            subjects=tuple(p.name for p in parts),
            labels=("",) * len(parts),
            effect=effect,
            low=low,
            high=high,
            support=np.array([p.rows.size for p in parts], np.int64),
            unit="share",
        )
