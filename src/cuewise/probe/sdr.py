"""Shortcut Dependence Rate: real decisions that change when every spurious cue is neutralised at
once, minus the share that placebo edits of the same size change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cuewise.cues.spans import Span, find, parse
from cuewise.halves import shared
from cuewise.probe.edits import remove
from cuewise.probe.placebo import Pool, runs, word_spans
from cuewise.stats.intervals import paired_mean
from cuewise.types import Corpus, Floats, Predictor, Rate

SIZE = 800
_Pair = tuple[str, str]  # a text without the cues, and without the placebo


def sdr(
    corpus: Corpus,
    subjects: Sequence[str],
    predictor: Predictor,
    base: Floats,
    pools: Mapping[str, Pool],
    *,
    seed: int,
) -> Rate | None:
    """The rate on up to 800 documents of the estimation half; None without a cue to neutralise.

    Documents that hold none of the cues count as unchanged: the rate is over real decisions.
    """
    rng = np.random.default_rng([seed, 7])
    answered = np.flatnonzero(~np.isnan(base).any(axis=1))
    rows = np.sort(rng.permutation(answered)[:SIZE])
    if not subjects or not rows.size:
        return None
    edited = [_edited(corpus, int(r), subjects, pools, rng) for r in rows]
    # A document without words for a placebo of that size would count against the model.
    rows = rows[[e is not None for e in edited]]
    if not rows.size:
        return None
    change, known = _changes(predictor, base[rows].argmax(axis=1), [e for e in edited if e])
    estimate, low, high = paired_mean(change, clusters=shared(corpus, rows[known]))
    if not np.isfinite(estimate):
        return None
    return Rate(estimate=estimate, low=low, high=high, n=int(known.sum()), model=predictor.model_id)


def _edited(
    corpus: Corpus,
    row: int,
    subjects: Sequence[str],
    pools: Mapping[str, Pool],
    rng: np.random.Generator,
) -> list[_Pair] | None:
    """Of every field its text without the cues and without as much else."""
    pair = corpus.texts_b is not None
    fields = [("a", corpus.texts), ("b", corpus.texts_b or ())] if pair else [("", corpus.texts)]
    out: list[_Pair] = []
    for field, texts in fields:
        text = texts[row]
        own = [(k, v) for f, k, v in map(parse, subjects) if f == field]
        spans = merge([s for k, v in own for s in find(k, v, text)])
        instead = _stand_ins(text, spans, pools[field], rng)
        if instead is None:
            return None
        out.append((remove(text, spans), remove(text, instead)))
    return out


def _changes(
    predictor: Predictor, before: NDArray[np.int64], edited: Sequence[list[_Pair]]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Decision changed by the cues less changed by the placebo, where both are answered."""
    differ, known = [], np.ones(before.size, dtype=np.bool_)
    for arm in (0, 1):
        columns = [[pair[arm] for pair in field] for field in zip(*edited, strict=True)]
        probs = predictor.predict(*columns).probs
        known &= ~np.isnan(probs).any(axis=1)
        differ.append((np.nan_to_num(probs, nan=-1).argmax(axis=1) != before).astype(float))
    return (differ[0] - differ[1])[known], known


def merge(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, overlapping ones joined.

    Examples
    --------
    >>> merge([(4, 6), (0, 2), (1, 3)])
    [(0, 3), (4, 6)]
    """
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _stand_ins(
    text: str, spans: Sequence[Span], pool: Pool, rng: np.random.Generator
) -> list[Span] | None:
    """For each span as many words elsewhere, at random; None where there are not so many.

    They begin with a neutral word where one is left: a text full of cues would else fall out, and
    the rate would be that of the other texts.
    """
    chosen: list[Span] = []
    for start, end in spans:
        size = max(1, sum(start <= a and b <= end for _, a, b in word_spans(text)))
        taken = [*spans, *chosen]
        found = pool.runs(text, taken, size) or runs(text, taken, size)
        if not found:
            return None
        chosen.append(found[int(rng.integers(len(found)))][1])
    return sorted(chosen)
