"""Leaks through metadata: how well one metadata column alone gives the label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cuewise.detect.accuracy_rows import AccuracyRow, accuracy_measurements
from cuewise.errors import NotApplicable
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable, Floats, Ints, Measurements
from cuewise.split.clusters import shared_clusters
from cuewise.split.parts import split_of
from cuewise.split.repeats import without_repeats
from cuewise.stats import paired_mean
from cuewise.stats.differences import share_interval


@register("detectors")
@dataclass(frozen=True)
class MetadataLeak:
    """Accuracy of each metadata column alone, and its lift over the majority label.

    The prediction for a document is the most frequent label among the documents of the other side
    with the same value; a value that the other side lacks gives the majority label. Discovery and
    estimation split predict each other, so every document counts once; copies of a text count as
    one. The interval is about further documents of the same values, not about new values: the
    documents of one author are no cluster.
    """

    code: ClassVar[str] = "metadata.leak"

    def __call__(self, corpus: Corpus, cues: CueTable, *, rng: np.random.Generator) -> Measurements:
        """Two rows for each column: accuracy, and lift over the majority label."""
        del cues, rng
        if not corpus.meta:
            raise NotApplicable("no-metadata")
        split = split_of(corpus)
        first, second = (without_repeats(corpus, r) for r in (split.discovery, split.estimation))
        sides = ((first, second), (second, first))
        y = np.asarray(corpus.labels)
        if any(np.unique(y[fit]).size < 2 for fit, _ in sides):
            raise NotApplicable("single-label-part")
        test = np.concatenate([test for _, test in sides])
        clusters = shared_clusters(corpus, test)
        same = np.zeros(y.size, np.int64)
        majority = np.concatenate([_right(same, y, *side) for side in sides])
        rows: list[AccuracyRow] = []
        for name, values in corpus.meta.items():
            codes = _codes(values)
            right = np.concatenate([_right(codes, y, *side) for side in sides])
            lift = paired_mean(right - majority, clusters=clusters)
            rows.append((name, "accuracy", *share_interval(right, clusters)))
            rows.append((name, "lift over majority", *lift))
        return accuracy_measurements(self.code, rows, test.size)


def _codes(values: Sequence[str | None]) -> Ints:
    """The number of every document's value [n]; a missing value is a value too."""
    number: dict[str | None, int] = {}
    return np.array([number.setdefault(value, len(number)) for value in values], np.int64)


def _right(codes: Ints, y: NDArray[np.int32], fit: Ints, test: Ints) -> Floats:
    """1 where the label of the value's majority in `fit` is that of the document in `test`."""
    counts = np.zeros((int(codes.max()) + 1, int(y.max()) + 1), np.int64)
    np.add.at(counts, (codes[fit], y[fit]), 1)
    guess = np.where(counts.any(axis=1), counts.argmax(axis=1), counts.sum(axis=0).argmax())
    return np.asarray(guess[codes[test]] == y[test], dtype=float)
