"""Placebos: words about as frequent as the cue that do not go with any label.

Without them a flip rate means nothing: a model that never saw a token still changed 26% of its
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
    """Neutral words of one field and the number of documents that hold each."""

    counts: Mapping[str, int]

    def near(self, count: int, exclude: frozenset[str], many: int) -> list[str]:
        """The `many` words whose frequency is nearest to `count` on a log scale."""
        ranked = sorted(self.counts, key=lambda w: (_distance(self.counts[w], count), w))
        return [w for w in ranked if w not in exclude][:many]

    def runs(
        self, text: str, taken: Sequence[Span], size: int, exclude: frozenset[str] = frozenset()
    ) -> list[tuple[str, Span]]:
        """Every run of `size` words that begins with a neutral word and is clear of `taken`."""
        return [
            (word, span)
            for word, span in runs(text, taken, size)
            if word in self.counts and word not in exclude
        ]

    def in_text(
        self, text: str, taken: Sequence[Span], count: int, size: int, exclude: frozenset[str]
    ) -> list[list[Span]]:
        """Up to three placebos, each of as many runs of `size` words as the cue has places.

        Runs that begin with words about as frequent as `count` come first.
        """
        found = self.runs(text, taken, size, exclude)
        found.sort(key=lambda run: (_distance(self.counts[run[0]], count), run[1]))
        out: list[list[Span]] = [[]]
        for _, span in found:
            if len(out[-1]) == len(taken):
                out.append([])
            if len(out) > COUNT:
                break
            if _between(span, out[-1]):
                insort(out[-1], span)
        return [spans for spans in out if len(spans) == len(taken)][:COUNT]


def runs(text: str, taken: Sequence[Span], size: int) -> list[tuple[str, Span]]:
    """Every run of `size` words clear of `taken`, with its first word.

    Examples
    --------
    >>> runs("a very good film", [(2, 6)], 2)
    [('good', (7, 16))]
    """
    places = Places(text, taken)
    free = np.flatnonzero(places.free(size)).tolist()
    return [(places.words[i], places.run(i, size)) for i in free]


class Places:
    """The words of a text, and which runs of them overlap nothing that is taken.

    A text may have a hundred thousand words and as many cues, so what is free is kept as one mask
    for every length of run, and what is newly taken is struck out of it where it lies.

    Examples
    --------
    >>> places = Places("a very good film", [(2, 6)])
    >>> places.words, places.free(1).tolist(), places.free(2).tolist()
    (['a', 'very', 'good', 'film'], [True, False, True, True], [False, False, True])
    >>> places.take((12, 16))
    >>> places.free(1).tolist()
    [True, False, True, False]
    """

    def __init__(self, text: str, taken: Sequence[Span]) -> None:
        found = word_spans(text)
        self.words = [word for word, _, _ in found]
        self._starts = [start for _, start, _ in found]
        self._ends = [end for _, _, end in found]
        self._taken = list(taken)
        self._free: dict[int, NDArray[np.bool_]] = {}

    def run(self, first: int, size: int) -> Span:
        """Where the run of `size` words from the one numbered `first` stands."""
        return self._starts[first], self._ends[first + size - 1]

    def within(self, span: Span) -> int:
        """How many words lie wholly in a span."""
        return max(0, bisect_right(self._ends, span[1]) - bisect_left(self._starts, span[0]))

    def free(self, size: int) -> NDArray[np.bool_]:
        """Whether a run of `size` words from each word on is free: as many as there are runs."""
        if size not in self._free:
            self._free[size] = np.ones(max(len(self.words) - size + 1, 0), dtype=np.bool_)
            for span in self._taken:
                self._strike(span, size)
        return self._free[size]

    def take(self, span: Span) -> None:
        """From now on runs that overlap this are not free."""
        self._taken.append(span)
        for size in self._free:
            self._strike(span, size)

    def _strike(self, span: Span, size: int) -> None:
        # Those that end behind its start and start before its end.
        first = max(bisect_right(self._ends, span[0]) - (size - 1), 0)
        self._free[size][first : bisect_left(self._starts, span[1])] = False


def _between(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span overlaps none of others, which are in order and do not overlap each other.

    Examples
    --------
    >>> _between((0, 2), [(2, 5)]), _between((0, 3), [(2, 5)]), _between((4, 6), [(2, 5)])
    (True, False, False)
    """
    at = bisect_left(others, span)
    return (at == 0 or others[at - 1][1] <= span[0]) and (
        at == len(others) or others[at][0] >= span[1]
    )


def pool(cues: CueTable, strongest_z: Floats, field: str) -> Pool:
    """Words of `field` whose |z| is below 1.5 with every label.

    strongest_z[f]: the largest |z| of every cue.
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
