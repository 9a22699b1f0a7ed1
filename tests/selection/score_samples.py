"""Hand-made scores: the smallest records on which a rule of choice can be seen to hold."""

from __future__ import annotations

import numpy as np

from cuewise.records import Rate
from cuewise.selection.score import Score

UNKNOWN = Score(None, None, None, None).upper_reliance


def rate(estimate, low=0.0, high=1.0, n=100, model=""):
    """A rate with any interval."""
    return Rate(estimate=estimate, low=low, high=high, n=n, model=model)


def rated(neutral, worst, leaning, recall, upper_reliance=None):
    """A score of these shares; without columns by document."""
    most = leaning if upper_reliance is None else upper_reliance
    return Score(
        rate(neutral), rate(neutral), rate(worst), None, reliance=leaning, upper_reliance=most,
        recall=np.array(recall),
    )  # fmt: skip


def as_is(right, labels, *, reliance=0.5, ablated=None, low=0.9, rows=None, model=""):
    """A score by document: `right` on texts as they are, `ablated` without the cues."""
    right, labels = np.array(right, float), np.array(labels)
    without = right if ablated is None else np.array(ablated, float)
    n = right.size
    return Score(
        ablated=rate(float(without.mean()), low=low, n=n, model=model),
        as_is=rate(float(right.mean()), n=n, model=model),
        worst_class=rate(0.5, n=n),
        sdr=None,
        reliance=reliance,
        upper_reliance=reliance,
        right=without,
        weights=np.full(n, 1 / n),
        right_as_is=right,
        labels=labels,
        rows=np.arange(n) if rows is None else np.array(rows),
    )
