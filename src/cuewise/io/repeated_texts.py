"""Texts of the training part of a named split that occur again in its other parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from cuewise.errors import NotApplicable
from cuewise.io.clusters import cluster_ids
from cuewise.records import Bools, Corpus, Ints

_TRAINING = ("train", "training")


@dataclass(frozen=True, slots=True)
class SplitPart:
    """Rows [n] of a part, the number of each one's text, and whether the training part has it."""

    name: str
    rows: Ints
    texts: Ints
    repeated: Bools


def repeated_by_part(corpus: Corpus) -> list[SplitPart]:
    """Each part of the split but the training part.

    Two texts are the same if they differ in case and white space only. The training part is named
    `train` or `training`; without such a name it is the largest.

    Raises
    ------
    NotApplicable
        The corpus has no split, or one with a single part.
    """
    if corpus.split is None:
        raise NotApplicable("no-split")
    sizes = Counter(part for part in corpus.split if part is not None)
    if len(sizes) < 2:
        raise NotApplicable("one-split-part", parts=len(sizes))
    training = _training_part(sizes)
    text = _cluster_of_text(corpus)
    part = np.array([p if p is not None else "" for p in corpus.split])
    seen = np.isin(text, text[part == training])
    rows = {name: np.flatnonzero(part == name) for name in sorted(set(sizes) - {training})}
    return [SplitPart(name, r, text[r], seen[r]) for name, r in rows.items()]


def _training_part(sizes: Counter[str]) -> str:
    named = [part for part in sizes if part.lower() in _TRAINING]
    candidates: Sequence[str] = named or list(sizes)
    return min(candidates, key=lambda part: (-sizes[part], part))


def _cluster_of_text(corpus: Corpus) -> Ints:
    """The number of each document's normalised text or pair of texts [n]."""
    second = None if corpus.texts_b is None else _without_space(corpus.texts_b)
    return cluster_ids(_without_space(corpus.texts), second)


def _without_space(texts: Sequence[str]) -> pl.Series:
    # A tokenizer may have put a space before every comma.
    return pl.Series(texts, dtype=pl.String).str.replace_all(r"\s+", "")
