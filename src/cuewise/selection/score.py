"""The score of one candidate on documents that it was not fitted on."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.probe.sdr import rate_of
from cuewise.records import Corpus, CueTable, Floats, Ints, Rate
from cuewise.records.kinds import kind_of
from cuewise.selection.logit_shift import logit_shift
from cuewise.selection.questions import Answers
from cuewise.selection.rank_gap import balanced, rank_gaps
from cuewise.split.clusters import shared_clusters
from cuewise.split.rows import rows_of
from cuewise.stats.intervals import wilson

# Unknown reliance counts as more than any that was measured.
_UNKNOWN = float("inf")
# Share of the documents with cues that must be answered in every form.
_ANSWERED = 0.9


@dataclass(frozen=True, slots=True)
class Score:
    """What one candidate was measured at.

    `ablated` is accuracy where the cues say nothing: located cues are removed from the texts; for
    the others, such as a style, documents are balanced (`cuewise.selection.rank_gap.balanced`).
    `as_is` is accuracy on the texts as they are, which contains what the cues earn. `worst_class`
    is the lowest recall of a label on ablated texts; its interval holds for all labels at once.

    `sdr` and `logit_shift` measure the located cues: the share of decisions that ablation changes,
    and how far the cues move the logits of their labels (`cuewise.selection.logit_shift`).
    `rank_gap` measures the others; the largest counts. None: no such cue, or unknown.

    `reliance` is the sum of logit shift and rank gap, `upper_reliance` that of their upper ends.
    `ablated` is the mean of right[n] under weights[n], and `as_is` that of right_as_is[n] on the
    documents rows[n] with labels[n]; they compare candidates by document. recall[k] is that of
    every label with the cues ablated.
    """

    ablated: Rate
    as_is: Rate
    worst_class: Rate
    sdr: Rate | None
    rank_gap: Rate | None = None
    logit_shift: Rate | None = None
    reliance: float = _UNKNOWN
    upper_reliance: float = _UNKNOWN
    right: Floats = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)
    weights: Floats = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)
    recall: Floats = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)
    right_as_is: Floats = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)
    labels: Ints = field(default_factory=lambda: np.zeros(0, np.int64), repr=False, compare=False)
    rows: Ints = field(default_factory=lambda: np.zeros(0, np.int64), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class AssociatedLabels:
    """For each of some cues the number of its label, and -1 where the cue makes it rarer."""

    labels: Ints
    signs: Ints


def score(corpus: Corpus, cues: CueTable, associated: AssociatedLabels, answers: Answers) -> Score:
    """Sum up what a candidate answered.

    Parameters
    ----------
    corpus, cues:
        All documents, and which of them hold which of the cues to repair.
    associated:
        The label of each cue.
    answers:
        What the candidate answered about some of the documents.
    """
    some, model = rows_of(corpus, answers.rows), answers.model_id
    located = np.array([kind_of(kind).located for kind in cues.kinds], dtype=bool)
    held = csr_array(cues.values[answers.rows][:, np.flatnonzero(~located)])
    even = np.full(answers.rows.size, 1 / answers.rows.size)
    # A model that answers nothing but ablated texts is no better for it.
    answered = np.isfinite(answers.base).all(axis=1, keepdims=True)
    ablated = np.where(answered, answers.ablated, np.nan)
    right, weights = balanced(held, some.labels, ablated) or (_right(ablated, some), even)
    gap = _rank_gap(held, some, answers.base, model) if not located.all() else None
    shift = _logit_shift(cues, located, associated, answers) if located.any() else None
    parts = ([gap] if not located.all() else []) + ([shift] if located.any() else [])
    known = ~np.isnan(answers.change)
    worst, recall = _worst_class(_right(ablated, some), some.labels, len(corpus.label_names), model)
    as_is = _right(answers.base, some)
    return Score(
        ablated=_rate(right, weights, model),
        as_is=_rate(as_is, even, model),
        worst_class=worst,
        sdr=rate_of(answers.change[known], shared_clusters(corpus, answers.edited[known]), model),
        rank_gap=gap,
        logit_shift=shift,
        reliance=sum(_UNKNOWN if r is None else r.estimate for r in parts),
        upper_reliance=sum(_UNKNOWN if r is None else r.high for r in parts),
        right=right,
        weights=weights,
        recall=recall,
        right_as_is=as_is,
        labels=np.asarray(some.labels, np.int64),
        rows=answers.rows,
    )


def _logit_shift(
    cues: CueTable, located: NDArray[np.bool_], associated: AssociatedLabels, answers: Answers
) -> Rate | None:
    """The logit shift of the located cues; None where too few of their holders were answered."""
    columns = np.flatnonzero(located)
    held = csr_array(cues.values[answers.edited][:, columns]).toarray() != 0
    known = ~np.isnan(answers.change)
    if not held.any() or known[held.any(axis=1)].mean() < _ANSWERED:
        return None
    labels, signs = associated.labels[columns], associated.signs[columns]
    shift = logit_shift(held[known], labels, signs, answers.shift[known])
    if shift is None:
        return None
    estimate, low, high, n = shift
    return Rate(estimate=estimate, low=low, high=high, n=n, model=answers.model_id)


def _rank_gap(held: csr_array, corpus: Corpus, base: Floats, model: str) -> Rate | None:
    """The largest rank gap of several cues; None where no label tells anything of any."""
    answered = np.isfinite(base).all(axis=1)
    gaps = rank_gaps(held[answered], corpus.labels[answered], base[answered])
    sized = [gap for gap in gaps if gap is not None]
    if not sized:
        return None
    largest = max(sized, key=lambda gap: (gap.farthest, gap.estimate, gap.low, gap.high))
    return Rate(
        estimate=abs(largest.estimate or 0.0),
        low=largest.nearest,
        high=largest.farthest,
        n=int(answered.sum()),
        model=model,
    )


def _worst_class(
    right: Floats, labels: NDArray[np.integer], k: int, model: str
) -> tuple[Rate, Floats]:
    """The lowest recall of a label, with an interval that holds for all; and all recalls [k]."""
    present = np.unique(labels).tolist()
    level = 0.95 ** (1 / len(present))
    rates = [
        _rate(own, np.full(own.size, 1 / own.size), model, level)
        for own in (right[labels == y] for y in present)
    ]
    recall = np.full(k, np.nan)
    recall[present] = [r.estimate for r in rates]
    lowest = min(rates, key=lambda r: r.estimate)
    # The lowest recall lies below every upper end, and not below the least of the lower ends.
    low, high = min(r.low for r in rates), min(r.high for r in rates)
    return lowest.model_copy(update={"low": low, "high": high}), recall


def _right(probs: Floats, corpus: Corpus) -> Floats:
    """1 where the decision is the label; a document without an answer is not right."""
    answered = np.isfinite(probs).all(axis=1)
    right: Floats = (answered & (probs.argmax(axis=1) == corpus.labels)).astype(np.float64)
    return right


def _rate(right: Floats, weights: Floats, model: str, level: float = 0.95) -> Rate:
    """A weighted share; its interval is that of the effective number of documents (Kish 1965)."""
    share = float(np.average(right, weights=weights))
    n = float(weights.sum() ** 2 / (weights**2).sum())
    low, high = wilson(share * n, n, level=level)
    return Rate(
        estimate=share, low=float(low), high=float(high), n=int((weights > 0).sum()), model=model
    )
