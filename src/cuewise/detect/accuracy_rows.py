"""Measurements of accuracies: what one part of the input, or one column, predicts by itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cuewise.records import Measurements, Quantity

# Subject, quantity, effect, and the lower and upper end of its interval.
AccuracyRow = tuple[str, Quantity, float, float, float]


def accuracy_measurements(code: str, rows: Sequence[AccuracyRow], n: int) -> Measurements:
    """The rows, at least one, as measurements on n documents each."""
    names, quantities, effect, low, high = zip(*rows, strict=True)
    return Measurements(
        code=code,
        subjects=names,
        labels=("",) * len(rows),
        quantities=quantities,
        effect=np.array(effect),
        low=np.array(low),
        high=np.array(high),
        support=np.full(len(rows), n, dtype=np.int64),
        unit="share",
    )
