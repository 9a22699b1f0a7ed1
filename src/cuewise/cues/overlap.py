"""How the two texts of a pair overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from cuewise.cues.source import Finder, SourceCues, from_rows
from cuewise.records import Bools, Corpus, Floats
from cuewise.text.closed_classes import closed
from cuewise.text.tokens import words

_NEGATION = closed("negation")


def pair_overlap(sample: Corpus, min_count: int) -> Finder:
    """Jaccard overlap in its outer quarters, subset, subsequence and added negation."""
    if sample.texts_b is None:
        return _Overlap(0.0, 0.0)
    low, high = np.percentile(_jaccard(_pairs(sample)), [25, 75])
    return _Overlap(float(low), float(high))


@dataclass(frozen=True, slots=True)
class _Overlap:
    """The bounds of low and high overlap."""

    low: float
    high: float

    def __call__(self, corpus: Corpus) -> Iterator[SourceCues]:
        """How the two texts of every pair overlap; nothing for single texts."""
        if corpus.texts_b is None:
            return
        pairs = _pairs(corpus)
        jaccard = _jaccard(pairs)
        masks = {
            "overlap:high": jaccard > self.high,
            "overlap:low": jaccard < self.low,
            "overlap:subset": _mask(bool(b) and set(b) <= set(a) for a, b in pairs),
            "overlap:subsequence": _mask(
                bool(b) and f" {' '.join(b)} " in f" {' '.join(a)} " for a, b in pairs
            ),
            "overlap:negation": _mask(
                bool(_NEGATION & set(b)) != bool(_NEGATION & set(a)) for a, b in pairs
            ),
        }
        notes = {"overlap:high": f"> {self.high:.2f}", "overlap:low": f"< {self.low:.2f}"}
        yield from_rows(masks, "overlap", notes)


_Pairs = list[tuple[list[str], list[str]]]


def _pairs(corpus: Corpus) -> _Pairs:
    return [(words(a), words(b)) for a, b in zip(corpus.texts, corpus.texts_b or (), strict=True)]


def _jaccard(pairs: _Pairs) -> Floats:
    sets = ((set(a), set(b)) for a, b in pairs)
    return np.array([len(a & b) / max(len(a | b), 1) for a, b in sets])


def _mask(answers: Iterable[bool]) -> Bools:
    return np.array(list(answers), dtype=bool)
