"""Shortcut Dependence Rate: real decisions that change when every spurious cue is neutralised at
once, minus the share that placebo edits of the same size change.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cuewise.cues.spans import Span, find, parse
from cuewise.halves import shared
from cuewise.probe.edits import remove
from cuewise.probe.placebo import Pool, word_spans
from cuewise.stats.intervals import paired_mean
from cuewise.types import Corpus, Floats, Predictor, Rate

SIZE = 800


def sdr(
    corpus: Corpus,
    subjects: Sequence[str],
    predictor: Predictor,
    base: Floats,
    pools: dict[str, Pool],
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
    cleaned = _edit_all(corpus, rows, subjects, pools, placebo=False)
    placebo = _edit_all(corpus, rows, subjects, pools, placebo=True)
    before = base[rows].argmax(axis=1)
    changed = [predictor.predict(*texts).probs for texts in (cleaned, placebo)]
    differ = [(np.nan_to_num(p, nan=-1).argmax(axis=1) != before).astype(float) for p in changed]
    unanswered = np.isnan(changed[0]).any(axis=1) | np.isnan(changed[1]).any(axis=1)
    change = (differ[0] - differ[1])[~unanswered]
    estimate, low, high = paired_mean(change, clusters=shared(corpus, rows[~unanswered]))
    if not np.isfinite(estimate):
        return None
    return Rate(
        estimate=estimate, low=low, high=high, n=int((~unanswered).sum()), model=predictor.model_id
    )


def _edit_all(
    corpus: Corpus,
    rows: np.ndarray,
    subjects: Sequence[str],
    pools: dict[str, Pool],
    *,
    placebo: bool,
) -> tuple[list[str], list[str] | None]:
    fields = (
        [("", corpus.texts)]
        if corpus.texts_b is None
        else [("a", corpus.texts), ("b", corpus.texts_b)]
    )
    out: list[list[str]] = []
    for field, texts in fields:
        own = [(k, v) for f, k, v in map(parse, subjects) if f == field]
        edited = []
        for r in rows:
            spans = merge([s for k, v in own for s in find(k, v, texts[r])])
            edited.append(
                remove(texts[r], _stand_ins(texts[r], spans, pools[field]) if placebo else spans)
            )
        out.append(edited)
    return out[0], out[1] if len(out) > 1 else None


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


def _stand_ins(text: str, spans: Sequence[Span], pool: Pool) -> list[Span]:
    """As many neutral words of the same text as there are spans, clear of them."""
    free = [
        (a, b)
        for word, a, b in word_spans(text)
        if word in pool.counts and all(b <= s or a >= e for s, e in spans)
    ]
    step = max(1, len(free) // max(len(spans), 1))
    return free[::step][: len(spans)]
