"""What one candidate is measured at on documents that it was not fitted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.plugins.protocols import Predictor
from cuewise.probe.placebo import Pool
from cuewise.probe.sdr import Trial, rate_of, trial
from cuewise.records import Corpus, CueTable, Floats, Interval, Ints, Rate
from cuewise.records.kinds import kind_of
from cuewise.remedy.texts import without
from cuewise.selection.logit_shift import log_odds, pull
from cuewise.selection.rank_gap import fair, gaps
from cuewise.split.clusters import shared_clusters
from cuewise.split.repeats import distinct
from cuewise.split.rows import rows_of
from cuewise.stats.intervals import wilson

# Scores that differ by less are one score.
_FLAT = 1e-6
# A change of all scores by less, in standard deviations, is none: numbers are rounded by as much.
_STILL = 0.01
# What an unknown pull or gap counts as: more than any that was measured.
_UNKNOWN = float("inf")
# Of the documents with cues so many must be answered in every form.
_ANSWERED = 0.9


@dataclass(frozen=True, slots=True)
class Score:
    """What one candidate was measured at.

    `neutral` is accuracy to which the cues say nothing: those that stand at a place are taken out
    of the texts, and for the others, such as a style, see `cuewise.selection.rank_gap.fair`.
    `as_is` is accuracy on the texts as they are, which contains what the cues earn; `worst_class`
    the lowest recall of a label, the cues at a place taken out, its interval one of several that
    hold at once.

    Of the cues at a place, `sdr` is the share of decisions that hang on them, and `pull` how far
    they move the scores of the labels they go with (`cuewise.selection.logit_shift`). `gap` is of
    the other cues (`cuewise.selection.rank_gap`), the one that scores hang on most. None: no such
    cue, or unknown.
    `leaning` is what pull and gap come to, and `dependence` what they come to at most; one that is
    unknown counts as more than any that was measured. right[n] and weights[n] are what `neutral` is
    the mean of, to compare candidates by document; recall[k] is of every label.
    """

    neutral: Rate
    as_is: Rate
    worst_class: Rate
    sdr: Rate | None
    gap: Rate | None = None
    pull: Rate | None = None
    leaning: float = _UNKNOWN
    dependence: float = _UNKNOWN
    right: Floats = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)
    weights: Floats = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)
    recall: Floats = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Goes:
    """The label that each of some cues goes with, and -1 where it speaks against it."""

    labels: Ints
    signs: Ints


@dataclass(frozen=True, slots=True)
class Questions:
    """What candidates are asked about the documents `rows` of a corpus: the same for each.

    texts as they are and `plain`, without the cues, both with a column for every field; `trial` is
    of as many of them as SDR takes, its rows counted among these.
    """

    rows: Ints
    texts: list[Sequence[str]]
    plain: list[list[str]] | None
    trial: Trial

    def asked(self, predictor: Predictor) -> Answers:
        """What a candidate answers that was not fitted on these documents."""
        base = predictor.predict(*self.texts).probs
        plain = base if self.plain is None else predictor.predict(*self.plain).probs
        found = self.trial.asked(predictor, base)
        # Without the cues less of what they go with, without a placebo as much as before.
        shift = log_odds(found.instead) - log_odds(found.without)
        spread = np.maximum(np.nanstd(log_odds(plain), axis=0), _FLAT)
        # What an edit leaves as it is does not hang on the cues, whatever a placebo does there.
        moved = np.abs(log_odds(base[self.trial.rows]) - log_odds(found.without)) / spread
        shift[(moved < _STILL).all(axis=1)] = 0.0
        return Answers(
            predictor.model_id,
            self.rows,
            base,
            plain,
            self.rows[self.trial.rows],
            np.where(found.known, found.change, np.nan),
            np.where(found.known[:, None], shift / spread, np.nan),
        )


def questions(
    corpus: Corpus, rows: Ints, cues: CueTable, pools: Mapping[str, Pool], *, seed: int
) -> Questions:
    """Edit the documents once for all candidates.

    Parameters
    ----------
    rows:
        Of these repeats of a text count once.
    cues:
        Those that were to be mended, with who of the corpus holds them.
    pools:
        Words to draw placebos from, by field.
    seed:
        Of the placebos.
    """
    rows = distinct(corpus, rows)
    some, subjects = rows_of(corpus, rows), placed(cues)
    return Questions(
        rows,
        [some.texts] if some.texts_b is None else [some.texts, some.texts_b],
        without(some, subjects) if subjects else None,
        trial(some, np.arange(rows.size), subjects, pools, seed=seed),
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """What a candidate answered about n documents, in the order of `rows`.

    plain[n, k] with the cues taken out of the texts, base[n, k] as they are. Of the documents
    tried[m], change[m] says whether the decision changed by the cues, less by a placebo, and
    shift[m, k] what the cues add to every score, less what a placebo adds, in standard deviations
    of the scores on plain texts; NaN where a form was not answered.
    """

    model_id: str
    rows: Ints
    base: Floats
    plain: Floats
    tried: Ints
    change: Floats
    shift: Floats


def joined(parts: Sequence[Answers]) -> Answers:
    """Answers about several parts of a corpus, of which each may come from a model of its own."""
    names = [f.name for f in fields(Answers) if f.name != "model_id"]
    columns = (np.concatenate([getattr(p, name) for p in parts]) for name in names)
    return Answers(parts[0].model_id, *columns)


def score(corpus: Corpus, cues: CueTable, goes: Goes, found: Answers) -> Score:
    """Sum up what a candidate answered.

    Parameters
    ----------
    corpus, cues:
        All documents, and who of them holds which of the cues that were to be mended.
    goes:
        What each cue goes with.
    """
    some, model = rows_of(corpus, found.rows), found.model_id
    others = [j for j, kind in enumerate(cues.kinds) if not kind_of(kind).located]
    held = csr_array(cues.values[found.rows][:, others])
    even = np.full(found.rows.size, 1 / found.rows.size)
    # A model that answers nothing but neutral texts is no better for it.
    plain = np.where(np.isfinite(found.base).all(axis=1, keepdims=True), found.plain, np.nan)
    right, weights = fair(held, some.labels, plain) or (_right(plain, some), even)
    gap = _gap(held, some, found.base, model) if others else None
    pulled = _pull(cues, goes, found) if len(others) < len(cues.names) else None
    parts = ([gap] if others else []) + ([pulled] if len(others) < len(cues.names) else [])
    known = ~np.isnan(found.change)
    worst, recall = _worst(_right(plain, some), some.labels, len(corpus.label_names), model)
    return Score(
        neutral=_rate(right, weights, model),
        as_is=_rate(_right(found.base, some), even, model),
        worst_class=worst,
        sdr=rate_of(found.change[known], shared_clusters(corpus, found.tried[known]), model),
        gap=gap,
        pull=pulled,
        leaning=sum(_UNKNOWN if r is None else r.estimate for r in parts),
        dependence=sum(_UNKNOWN if r is None else r.high for r in parts),
        right=right,
        weights=weights,
        recall=recall,
    )


def _pull(cues: CueTable, goes: Goes, found: Answers) -> Rate | None:
    """The pull of the cues at a place; None where too few of their holders were answered."""
    columns = np.array([j for j, kind in enumerate(cues.kinds) if kind_of(kind).located])
    held = csr_array(cues.values[found.tried][:, columns]).toarray() != 0
    known = ~np.isnan(found.change)
    if known[held.any(axis=1)].mean() < _ANSWERED if held.any() else True:
        return None
    own = pull(held[known], goes.labels[columns], goes.signs[columns], found.shift[known])
    if own is None:
        return None
    estimate, low, high, n = own
    return Rate(estimate=estimate, low=low, high=high, n=n, model=found.model_id)


def placed(cues: CueTable) -> list[str]:
    """The cues that stand at a place in texts."""
    return [
        name for name, kind in zip(cues.names, cues.kinds, strict=True) if kind_of(kind).located
    ]


def _gap(held: csr_array, corpus: Corpus, base: Floats, model: str) -> Rate | None:
    """The largest of the gaps of several cues; None where no label tells of any."""
    answered = np.isfinite(base).all(axis=1)
    found = gaps(held[answered], corpus.labels[answered], base[answered])
    measured = [gap for gap in found if np.isfinite(gap[0])]
    if not measured:
        return None
    largest = max(measured, key=lambda gap: (Interval(*gap).farthest, *gap))
    size, n = Interval(*largest), int(answered.sum())
    return Rate(estimate=abs(largest[0]), low=size.nearest, high=size.farthest, n=n, model=model)


def _worst(right: Floats, labels: NDArray[np.integer], k: int, model: str) -> tuple[Rate, Floats]:
    """The lowest recall of a label that there is, each interval one of as many; and all recalls."""
    known = np.unique(labels).tolist()
    level = 0.95 ** (1 / len(known))
    rates = [
        _rate(own, np.full(own.size, 1 / own.size), model, level)
        for own in (right[labels == y] for y in known)
    ]
    recall = np.full(k, np.nan)
    recall[known] = [r.estimate for r in rates]
    least = min(rates, key=lambda r: r.estimate)
    # The lowest of all lies below every upper end, and not below the least of the lower ones.
    low, high = min(r.low for r in rates), min(r.high for r in rates)
    return least.model_copy(update={"low": low, "high": high}), recall


def _right(probs: Floats, corpus: Corpus) -> Floats:
    """1 where the decision is the label; a document without an answer is not right."""
    decided = np.nan_to_num(probs, nan=-1).argmax(axis=1)
    right: Floats = ((decided == corpus.labels) & np.isfinite(probs).all(axis=1)).astype(np.float64)
    return right


def _rate(right: Floats, weights: Floats, model: str, level: float = 0.95) -> Rate:
    """A weighted share; its interval is that of as many documents as weigh as much (Kish 1965)."""
    share = float(np.average(right, weights=weights))
    n = float(weights.sum() ** 2 / (weights**2).sum())
    low, high = wilson(share * n, n, level=level)
    return Rate(
        estimate=share, low=float(low), high=float(high), n=int((weights > 0).sum()), model=model
    )
