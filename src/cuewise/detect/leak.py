"""Leaks through metadata: how well one metadata column alone gives the label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cuewise.detect.accuracy_rows import accuracy_measurements, accuracy_rows, sides
from cuewise.errors import NotApplicable
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable, Floats, Ints, Measurements


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
        pairs, y = sides(corpus), np.asarray(corpus.labels)

        def right(codes: Ints) -> Floats:
            return np.concatenate([_right(codes, y, *side) for side in pairs])

        by_column = {name: right(_codes(values)) for name, values in corpus.meta.items()}
        tested = np.concatenate([test for _, test in pairs])
        majority = right(np.zeros(y.size, np.int64))
        rows = accuracy_rows(corpus, by_column, majority, tested)
        return accuracy_measurements(self.code, rows, tested.size)


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
