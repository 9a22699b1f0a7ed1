"""Placebos: words about as frequent as the cue that do not go with any label.

Without them a flip rate means nothing: a model that never saw a token still changed 26% of its
decisions when it was inserted (SCIENCE 2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cuewise.count.tokens import words
from cuewise.cues.spans import Span, parse
from cuewise.types import CueTable, Floats

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
            if clear(span, out[-1]):
                out[-1].append(span)
        return [sorted(spans) for spans in out if len(spans) == len(taken)][:COUNT]


def runs(text: str, taken: Sequence[Span], size: int) -> list[tuple[str, Span]]:
    """Every run of `size` words clear of `taken`, with its first word.

    Examples
    --------
    >>> runs("a very good film", [(2, 6)], 2)
    [('good', (7, 16))]
    """
    tokens = word_spans(text)
    found = [
        (tokens[i][0], (tokens[i][1], tokens[i + size - 1][2]))
        for i in range(len(tokens) - size + 1)
    ]
    return [(word, span) for word, span in found if clear(span, taken)]


def clear(span: Span, taken: Sequence[Span]) -> bool:
    """Whether a span overlaps none of `taken`.

    Examples
    --------
    >>> clear((0, 2), [(2, 5)]), clear((0, 3), [(2, 5)])
    (True, False)
    """
    return all(span[1] <= a or span[0] >= b for a, b in taken)


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


@lru_cache(maxsize=8192)
def word_spans(text: str) -> tuple[tuple[str, int, int], ...]:
    """Every word of a text with its place.

    Examples
    --------
    >>> word_spans("Good film")
    (('good', 0, 4), ('film', 5, 9))
    """
    # Letter by letter: a few letters grow in lower case, and the places must stay true.
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower()[0] for c in text)
    out, at = [], 0
    for word in words(lowered):
        start = lowered.find(word, at)
        if start >= 0 and re.match(r"\w", word):
            out.append((word, start, start + len(word)))
            at = start + len(word)
    return tuple(out)


def _distance(a: int, b: int) -> float:
    return abs(float(np.log(max(a, 1) / max(b, 1))))
