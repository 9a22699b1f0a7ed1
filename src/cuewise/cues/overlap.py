"""How the two texts of a pair overlap."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cuewise.count.tokens import words
from cuewise.cues.parts import Part, from_rows
from cuewise.types import Corpus

_NEGATION = """
no not never nothing nobody none nowhere neither nor without cannot can't don't doesn't didn't
isn't aren't wasn't weren't won't wouldn't shouldn't couldn't hasn't haven't hadn't
不 没 没有 无 未 别 不是 不会 不能 从不 从未 并非 没人 不要
"""
NEGATION = frozenset(_NEGATION.split())


def overlap(corpus: Corpus, min_count: int) -> Iterator[Part]:
    """Jaccard overlap in its outer quarters, subset, subsequence and added negation."""
    if corpus.texts_b is None:
        return
    first = [words(t) for t in corpus.texts]
    second = [words(t) for t in corpus.texts_b]
    sets = [(set(a), set(b)) for a, b in zip(first, second, strict=True)]
    jaccard = np.array([len(a & b) / max(len(a | b), 1) for a, b in sets])
    low, high = np.percentile(jaccard, 25), np.percentile(jaccard, 75)
    masks = {
        "overlap:high": jaccard > high,
        "overlap:low": jaccard < low,
        "overlap:subset": np.array([bool(b) and b <= a for a, b in sets]),
        "overlap:subsequence": np.array(
            [
                bool(b) and f" {' '.join(b)} " in f" {' '.join(a)} "
                for a, b in zip(first, second, strict=True)
            ]
        ),
        "overlap:negation": np.array([bool(b & NEGATION) != bool(a & NEGATION) for a, b in sets]),
    }
    notes = {"overlap:high": f"> {high:.2f}", "overlap:low": f"< {low:.2f}"}
    yield from_rows(masks, "overlap", min_count, notes)
