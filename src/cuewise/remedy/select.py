"""Which remedy to take, by what can be known without group labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.cues.spans import has_place
from cuewise.probe.placebo import Pool
from cuewise.probe.sdr import sdr
from cuewise.remedy.gap import even_within, gaps
from cuewise.remedy.texts import without
from cuewise.stats.intervals import wilson
from cuewise.types import Corpus, CueTable, Floats, Predictor, Rate

# Candidates this much less accurate than the best, the cues neutralised, are out.
TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class Score:
    """What one candidate was measured at on documents that it was not fitted on.

    `neutral` is accuracy with the cues neutralised: those that stand at a place taken out of the
    texts, and the others, such as a style, held by half of the documents of every label that tells
    of them. `as_is` is accuracy on the texts as they are, which contains what the cues earn;
    `worst_class` the lowest recall of a label, the cues taken out, its interval one of several that
    hold at once. `sdr` is of the cues at a place, None where there is none or no decision can be
    tried; `gap` of the others (`cuewise.remedy.gap`), the one that decisions hang on most.
    """

    neutral: Rate
    as_is: Rate
    worst_class: Rate
    sdr: Rate | None
    gap: Rate | None = None

    @property
    def dependence(self) -> float:
        """The most that decisions may hang on the cues: the larger upper end, at least 0.

        Below 0 the placebos change more than the cues do, which makes a model no better.
        """
        known = [r.high for r in (self.sdr, self.gap) if r is not None]
        return max([*known, 0.0]) if known else 1.0


def score(
    corpus: Corpus,
    cues: CueTable,
    predictor: Predictor,
    pools: Mapping[str, Pool],
    *,
    seed: int,
) -> Score:
    """Measure a candidate on documents that it was not fitted on.

    Parameters
    ----------
    corpus:
        n documents.
    cues:
        Those that were to be mended, with who of the n documents holds them.
    pools:
        Words to draw placebos from, by field.
    seed:
        Of the placebos.
    """
    standing = [name for name, kind in zip(cues.names, cues.kinds, strict=True) if has_place(kind)]
    others = [j for j, kind in enumerate(cues.kinds) if not has_place(kind)]
    held, k = csr_array(cues.values[:, others]), len(corpus.label_names)
    base = predictor.predict(corpus.texts, corpus.texts_b).probs
    plain = predictor.predict(*without(corpus, standing)).probs if standing else base
    right = _right(plain, corpus)
    weights = even_within(held, corpus.labels, k) if others else np.full(right.size, 1 / right.size)
    return Score(
        neutral=_rate(right, weights, predictor),
        as_is=_rate(_right(base, corpus), np.full(right.size, 1 / right.size), predictor),
        worst_class=_worst(right, weights, corpus.labels, predictor),
        sdr=sdr(corpus, standing, predictor, base, pools, seed=seed) if standing else None,
        gap=_gap(held, corpus, base, predictor) if others else None,
    )


def _gap(held: csr_array, corpus: Corpus, base: Floats, predictor: Predictor) -> Rate | None:
    """The largest of the gaps of several cues; None where no label tells of any."""
    decided = np.nan_to_num(base, nan=-1).argmax(axis=1)
    answered = np.isfinite(base).all(axis=1)
    found = gaps(held[answered], corpus.labels[answered], decided[answered], base.shape[1])
    sized = [(max(abs(low), abs(high)), e, low, high) for e, low, high in found if np.isfinite(e)]
    if not sized:
        return None
    most, estimate, low, high = max(sized)
    nearest = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    return Rate(
        estimate=abs(estimate),
        low=nearest,
        high=most,
        n=int(answered.sum()),
        model=predictor.model_id,
    )


def _worst(
    right: Floats, weights: Floats, labels: NDArray[np.integer], predictor: Predictor
) -> Rate:
    """The lowest recall among the labels that have any weight, each interval one of as many."""
    known = [k for k in np.unique(labels) if weights[labels == k].sum() > 0] or [labels[0]]
    level = 0.95 ** (1 / len(known))
    rates = [_rate(right[labels == k], weights[labels == k], predictor, level) for k in known]
    return min(rates, key=lambda r: r.estimate)


def choose(scores: Mapping[str, Score], *, tolerance: float = TOLERANCE) -> str:
    """The candidate to take: accurate enough, then least dependent, then fairest to the labels.

    Accuracy is compared with the cues neutralised: as it is, it contains what the shortcut earns,
    and a bound on it would forbid every true remedy. Candidates come by cost; of those that differ
    by less than the tolerance in the last two, the first is taken.

    Examples
    --------
    >>> def made(accuracy, high):
    ...     rate = Rate(estimate=accuracy, low=0, high=1, n=100)
    ...     return Score(rate, rate, rate, Rate(estimate=0, low=0, high=high, n=100))
    >>> choose({"none": made(0.80, 0.3), "rwg": made(0.7, 0.0), "mask": made(0.795, 0.02)})
    'mask'
    """
    best = max(s.neutral.estimate for s in scores.values())
    able = {c: s for c, s in scores.items() if s.neutral.estimate >= best - tolerance}
    least = min(s.dependence for s in able.values())
    free = {c: s for c, s in able.items() if s.dependence <= least + tolerance}
    fairest = max(s.worst_class.estimate for s in free.values())
    return next(c for c, s in free.items() if s.worst_class.estimate >= fairest - tolerance)


def _right(probs: Floats, corpus: Corpus) -> Floats:
    """1 where the decision is the label; a document without an answer is not right."""
    decided = np.nan_to_num(probs, nan=-1).argmax(axis=1)
    right: Floats = ((decided == corpus.labels) & np.isfinite(probs).all(axis=1)).astype(np.float64)
    return right


def _rate(right: Floats, weights: Floats, predictor: Predictor, level: float = 0.95) -> Rate:
    """A weighted share; its interval is that of as many documents as weigh as much (Kish 1965)."""
    if not weights.sum():
        weights = np.full(right.size, 1 / right.size)
    share = float(np.average(right, weights=weights))
    n = float(weights.sum() ** 2 / (weights**2).sum())
    low, high = wilson(share * n, n, level=level)
    return Rate(
        estimate=share,
        low=float(low),
        high=float(high),
        n=int((weights > 0).sum()),
        model=predictor.model_id,
    )
