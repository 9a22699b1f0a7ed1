"""Placebos: words about as frequent as the cue that are associated with no label.

A flip rate means nothing without them: a model that never saw a token still changed 26% of its
decisions when it was inserted (SCIENCE 2).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.cues.spans import parse
from cuewise.records import CueTable, Floats
from cuewise.text.spans import Span, word_spans

COUNT = 3
_NEUTRAL_Z = 1.5


@dataclass(frozen=True, slots=True)
class Pool:
    """Neutral words of one text field, and the number of documents that hold each."""

    counts: Mapping[str, int]

    def near(self, count: int, exclude: frozenset[str], many: int) -> list[str]:
        """The `many` words whose frequency is nearest to `count` on a log scale."""
        ranked = sorted(self.counts, key=lambda w: (_distance(self.counts[w], count), w))
        return [w for w in ranked if w not in exclude][:many]

    def in_text(
        self, text: str, taken: Sequence[Span], count: int, size: int, exclude: frozenset[str]
    ) -> list[list[Span]]:
        """Up to three placebos, each of as many runs of `size` words as the cue has places.

        A run overlaps none of the cue's places, `taken`, and begins with a neutral word. Runs whose
        word is about as frequent as `count` come first.
        """
        eligible = [
            (_distance(self.counts[word], count), span)
            for word, span in runs(text, taken, size)
            if word in self.counts and word not in exclude
        ]
        placebos: list[list[Span]] = [[]]
        for _, span in sorted(eligible):
            if len(placebos[-1]) == len(taken):
                placebos.append([])
            if len(placebos) > COUNT:
                break
            if _between(span, placebos[-1]):
                insort(placebos[-1], span)
        return [spans for spans in placebos if len(spans) == len(taken)][:COUNT]


def runs(text: str, taken: Sequence[Span], size: int) -> list[tuple[str, Span]]:
    """Every run of `size` words that overlaps nothing `taken`, with its first word.

    Examples
    --------
    >>> runs("a very good film", [(2, 6)], 2)
    [('good', (7, 16))]
    """
    free = FreeRuns(text, taken)
    return [(free.words[i], free.run(i, size)) for i in np.flatnonzero(free.mask(size)).tolist()]


class FreeRuns:
    """The words of a text, and which runs of them overlap no taken span.

    A text may have a hundred thousand words and as many cues. So there is one mask for every length
    of run, and a newly taken span changes only the part of it where it lies.

    Examples
    --------
    >>> free = FreeRuns("a very good film", [(2, 6)])
    >>> free.words, free.mask(1).tolist(), free.mask(2).tolist()
    (['a', 'very', 'good', 'film'], [True, False, True, True], [False, False, True])
    >>> free.take((12, 16))
    >>> free.mask(1).tolist()
    [True, False, True, False]
    """

    def __init__(self, text: str, taken: Sequence[Span]) -> None:
        spans = word_spans(text)
        self.words = [word for word, _, _ in spans]
        self._starts = [start for _, start, _ in spans]
        self._ends = [end for _, _, end in spans]
        self._taken = list(taken)
        self._masks: dict[int, NDArray[np.bool_]] = {}

    def run(self, first: int, size: int) -> Span:
        """The span of the run of `size` words that begins with word number `first`."""
        return self._starts[first], self._ends[first + size - 1]

    def within(self, span: Span) -> int:
        """The number of words that lie wholly in a span."""
        return max(0, bisect_right(self._ends, span[1]) - bisect_left(self._starts, span[0]))

    def mask(self, size: int) -> NDArray[np.bool_]:
        """Mark the free runs among all runs of `size` words, by their first word."""
        if size not in self._masks:
            self._masks[size] = np.ones(max(len(self.words) - size + 1, 0), dtype=np.bool_)
            for span in self._taken:
                self._strike(span, size)
        return self._masks[size]

    def take(self, span: Span) -> None:
        """Take a span: runs that overlap it are no longer free."""
        self._taken.append(span)
        for size in self._masks:
            self._strike(span, size)

    def _strike(self, span: Span, size: int) -> None:
        # These end behind its start and begin before its end.
        first = max(bisect_right(self._ends, span[0]) - (size - 1), 0)
        self._masks[size][first : bisect_left(self._starts, span[1])] = False


def _between(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span overlaps none of others, which are in order and do not overlap each other.

    Examples
    --------
    >>> _between((0, 2), [(2, 5)]), _between((0, 3), [(2, 5)]), _between((4, 6), [(2, 5)])
    (True, False, False)
    """
    i = bisect_left(others, span)
    return (i == 0 or others[i - 1][1] <= span[0]) and (i == len(others) or others[i][0] >= span[1])


def pool(cues: CueTable, strongest_z: Floats, field: str) -> Pool:
    """The words of `field` whose |z| is below 1.5 with every label.

    strongest_z[f] is the largest |z| of every cue over the labels.
    """
    prefix = f"{field}/word:" if field else "word:"
    support = np.asarray(cues.values.sum(axis=0)).ravel()
    return Pool(
        {
            parse(name)[2]: int(support[j])
            for j, name in enumerate(cues.names)
            if name.startswith(prefix) and strongest_z[j] < _NEUTRAL_Z and name[-1].isalpha()
        }
    )


def _distance(a: int, b: int) -> float:
    return abs(float(np.log(max(a, 1) / max(b, 1))))
