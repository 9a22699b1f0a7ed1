"""Texts that occur in the training part and again in another part of the named split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl

from cuewise.errors import NotApplicable
from cuewise.io.clusters import cluster_ids
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable, Ints, Measurements
from cuewise.stats.differences import share_interval

_TRAINING = ("train", "training")


@register("detectors")
@dataclass(frozen=True)
class SplitRepeats:
    """Share of the texts of each part of the split that are also in its training part.

    Two texts are the same if they differ in case and white space only. The training part is named
    `train` or `training`; without such a name it is the largest. Where the share is high, a model
    is tested on what it has seen.
    """

    code: ClassVar[str] = "split.repeats"

    def __call__(self, corpus: Corpus, cues: CueTable, *, rng: np.random.Generator) -> Measurements:
        """One row for each part but the training part."""
        del cues, rng
        if corpus.split is None:
            raise NotApplicable("no-split")
        sizes = Counter(part for part in corpus.split if part is not None)
        if len(sizes) < 2:
            raise NotApplicable("one-split-part", parts=len(sizes))
        training = _training_part(sizes)
        others = sorted(set(sizes) - {training})
        text = _cluster_of_text(corpus)
        part = np.array([p if p is not None else "" for p in corpus.split])
        seen = np.isin(text, text[part == training])
        rows = [np.flatnonzero(part == name) for name in others]
        shares = [share_interval(seen[r].astype(float), text[r]) for r in rows]
        effect, low, high = np.array(shares).T
        return Measurements(
            code=self.code,
            subjects=tuple(others),
            labels=("",) * len(others),
            effect=effect,
            low=low,
            high=high,
            support=np.array([r.size for r in rows], np.int64),
            unit="share",
        )


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
