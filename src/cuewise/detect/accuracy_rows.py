"""Measurements of accuracies: what one part of the input, or one column, predicts by itself.

Discovery and estimation split predict each other, so every document counts once; copies of a text
count as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.records import Corpus, Floats, Ints, Measurements, Quantity
from cuewise.split.clusters import shared_clusters
from cuewise.split.parts import split_of
from cuewise.split.repeats import without_repeats
from cuewise.stats import paired_mean
from cuewise.stats.differences import share_interval

# Rows to fit on, and rows to test on.
FitAndTest = tuple[Ints, Ints]
# Subject, quantity, effect, and the lower and upper end of its interval.
AccuracyRow = tuple[str, Quantity, float, float, float]


def sides(corpus: Corpus) -> tuple[FitAndTest, FitAndTest]:
    """Each of the two splits, to be predicted from the other.

    Raises
    ------
    NotApplicable
        One of them has a single label.
    """
    split, y = split_of(corpus), np.asarray(corpus.labels)
    first, second = (without_repeats(corpus, r) for r in (split.discovery, split.estimation))
    if any(np.unique(y[part]).size < 2 for part in (first, second)):
        raise NotApplicable("single-label-part")
    return (first, second), (second, first)


def accuracy_rows(
    corpus: Corpus, right: Mapping[str, Floats], majority: Floats, tested: Ints
) -> list[AccuracyRow]:
    """The accuracy of each predictor, and its lift over the majority label.

    Parameters
    ----------
    corpus:
        Its cluster column makes the intervals wider.
    right:
        By predictor: 1 where it is right [n].
    majority:
        1 where the majority label of the other side is right [n].
    tested:
        The rows of the corpus [n] that these are about.
    """
    clusters = shared_clusters(corpus, tested)
    rows: list[AccuracyRow] = []
    for name, own in right.items():
        rows.append((name, "accuracy", *share_interval(own, clusters)))
        rows.append((name, "lift over majority", *paired_mean(own - majority, clusters=clusters)))
    return rows


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
