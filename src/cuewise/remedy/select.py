"""Which remedy to take, by what can be known without group labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.probe.placebo import Pool
from cuewise.probe.sdr import sdr
from cuewise.remedy.texts import without
from cuewise.stats.intervals import wilson
from cuewise.types import Corpus, Floats, Predictor, Rate

# Candidates this much less accurate than the best, the cues neutralised, are out.
TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class Score:
    """What one candidate was measured at on documents that it was not fitted on.

    `neutral` is accuracy with the cues taken out of the texts, `as_is` accuracy on the texts as
    they are, which contains what the cues earn; `worst_class` is the lowest recall of a label,
    the cues taken out. `sdr` is None where no decision can be tried.
    """

    neutral: Rate
    as_is: Rate
    worst_class: float
    sdr: Rate | None

    @property
    def dependence(self) -> float:
        """The most that decisions may hang on the cues: the upper end of SDR, at least 0.

        Below 0 the placebos change more than the cues do, which makes a model no better.
        """
        return 1.0 if self.sdr is None else max(self.sdr.high, 0.0)


def score(
    corpus: Corpus,
    cues: Sequence[str],
    predictor: Predictor,
    pools: Mapping[str, Pool],
    *,
    seed: int,
) -> Score:
    """Measure a candidate on documents that it was not fitted on."""
    base = predictor.predict(corpus.texts, corpus.texts_b).probs
    plain = predictor.predict(*without(corpus, cues)).probs
    recalls = [_right(plain, corpus)[corpus.labels == k] for k in np.unique(corpus.labels)]
    return Score(
        neutral=_rate(_right(plain, corpus), predictor),
        as_is=_rate(_right(base, corpus), predictor),
        worst_class=min(float(r.mean()) for r in recalls),
        sdr=sdr(corpus, cues, predictor, base, pools, seed=seed),
    )


def choose(scores: Mapping[str, Score], *, tolerance: float = TOLERANCE) -> str:
    """The candidate to take: accurate enough, then least dependent, then fairest to the labels.

    Accuracy is compared with the cues neutralised: as it is, it contains what the shortcut earns,
    and a bound on it would forbid every true remedy. Candidates come by cost; of those that differ
    by less than the tolerance in the last two, the first is taken.

    Examples
    --------
    >>> def made(accuracy, high):
    ...     rate = Rate(estimate=accuracy, low=0, high=1, n=100)
    ...     return Score(rate, rate, 0.5, Rate(estimate=0, low=0, high=high, n=100))
    >>> choose({"none": made(0.80, 0.3), "rwg": made(0.7, 0.0), "mask": made(0.795, 0.02)})
    'mask'
    """
    best = max(s.neutral.estimate for s in scores.values())
    able = {c: s for c, s in scores.items() if s.neutral.estimate >= best - tolerance}
    least = min(s.dependence for s in able.values())
    free = {c: s for c, s in able.items() if s.dependence <= least + tolerance}
    fairest = max(s.worst_class for s in free.values())
    return next(c for c, s in free.items() if s.worst_class >= fairest - tolerance)


def _right(probs: Floats, corpus: Corpus) -> Floats:
    """1 where the decision is the label; a document without an answer is not right."""
    decided = np.nan_to_num(probs, nan=-1).argmax(axis=1)
    right: Floats = ((decided == corpus.labels) & np.isfinite(probs).all(axis=1)).astype(np.float64)
    return right


def _rate(right: Floats, predictor: Predictor) -> Rate:
    low, high = wilson(right.sum(), right.size)
    return Rate(
        estimate=float(right.mean()),
        low=float(low),
        high=float(high),
        n=right.size,
        model=predictor.model_id,
    )
