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

    def in_text(
        self, text: str, taken: Sequence[Span], count: int, size: int, exclude: frozenset[str]
    ) -> list[Span]:
        """Up to three spans of `size` words that begin with a neutral word, clear of the cue."""
        tokens = word_spans(text)
        found = []
        for i in range(len(tokens) - size + 1):
            word, span = tokens[i][0], (tokens[i][1], tokens[i + size - 1][2])
            clear = all(span[1] <= a or span[0] >= b for a, b in taken)
            if clear and word in self.counts and word not in exclude:
                found.append((_distance(self.counts[word], count), span))
        return [span for _, span in sorted(found)[:COUNT]]


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
