"""What one candidate is measured at on documents that it was not fitted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.cues.spans import has_place
from cuewise.halves import shared
from cuewise.probe.placebo import Pool
from cuewise.probe.sdr import Trial, rate_of, trial
from cuewise.remedy.gap import fair, gaps
from cuewise.remedy.texts import without
from cuewise.stats.intervals import wilson
from cuewise.subset import rows_of
from cuewise.types import Corpus, CueTable, Floats, Ints, Predictor, Rate


@dataclass(frozen=True, slots=True)
class Score:
    """What one candidate was measured at.

    `neutral` is accuracy to which the cues say nothing: those that stand at a place are taken out
    of the texts, and for the others, such as a style, see `cuewise.remedy.gap.fair`. `as_is` is
    accuracy on the texts as they are, which contains what the cues earn; `worst_class` the lowest
    recall of a label, to which the cues say nothing, its interval one of several that hold at once.

    Of the cues at a place, `sdr` is the share of decisions that hang on them, and `pull` what they
    add to the probability of the labels they go with, less what placebos add: one way only, so that
    it does not drown in decisions that any edit changes. `gap` is of the other cues
    (`cuewise.remedy.gap`), the one that scores hang on most. None: no such cue, or nothing to try.
    right[n] and weights[n] are what `neutral` is the mean of, to compare candidates by document.
    """

    neutral: Rate
    as_is: Rate
    worst_class: Rate
    sdr: Rate | None
    gap: Rate | None = None
    pull: Rate | None = None
    right: Floats = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)
    weights: Floats = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)

    @property
    def dependence(self) -> float:
        """The most that a model may hang on the cues, one way or the other: `pull` and `gap`."""
        known = [max(abs(r.low), abs(r.high)) for r in (self.pull, self.gap) if r is not None]
        return sum(known) if known else 1.0


@dataclass(frozen=True, slots=True)
class Questions:
    """What candidates are asked about the documents `rows` of a corpus: the same for each.

    texts as they are and `plain`, without the cues, both with a column for every field; `trial` is
    of as many of them as SDR takes, its rows counted among these, and toward[m, k] has the labels
    that the cues in each of these go with, as shares.
    """

    rows: Ints
    texts: list[Sequence[str]]
    plain: list[list[str]] | None
    trial: Trial
    toward: Floats

    def asked(self, predictor: Predictor) -> Answers:
        """What a candidate answers that was not fitted on these documents."""
        base = predictor.predict(*self.texts).probs
        plain = base if self.plain is None else predictor.predict(*self.plain).probs
        reaction = self.trial.asked(predictor, base)
        # Without the cues less of what they go with, without a placebo as much as before.
        pull = (self.toward * (reaction.instead - reaction.without)).sum(axis=1)
        known = reaction.known & self.toward.any(axis=1)
        return Answers(
            predictor.model_id,
            self.rows,
            base,
            plain,
            self.rows[self.trial.rows[reaction.known]],
            reaction.change[reaction.known],
            self.rows[self.trial.rows[known]],
            pull[known],
        )


def questions(
    corpus: Corpus,
    rows: Ints,
    cues: CueTable,
    labels: Sequence[int],
    pools: Mapping[str, Pool],
    *,
    seed: int,
) -> Questions:
    """Edit the documents once for all candidates.

    Parameters
    ----------
    cues:
        Those that were to be mended, with who of the corpus holds them.
    labels:
        The label that each of them goes with.
    pools:
        Words to draw placebos from, by field.
    seed:
        Of the placebos.
    """
    some, subjects = rows_of(corpus, rows), placed(cues)
    tried = trial(some, np.arange(rows.size), subjects, pools, seed=seed)
    columns = [j for j, kind in enumerate(cues.kinds) if has_place(kind)]
    goes = np.eye(len(corpus.label_names))[np.array([labels[j] for j in columns], int)]
    held = csr_array(cues.values[rows[tried.rows]][:, columns]).toarray() != 0
    toward = held.astype(float) @ goes
    return Questions(
        rows,
        [some.texts] if some.texts_b is None else [some.texts, some.texts_b],
        without(some, subjects) if subjects else None,
        tried,
        toward / np.maximum(toward.sum(axis=1, keepdims=True), 1),
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """What a candidate answered about n documents, in the order of `rows`.

    plain[n, k] with the cues taken out of the texts, base[n, k] as they are; change[m] says of the
    documents tried[m] whether the decision changed by the cues, less by a placebo; pull[h] what the
    cues add to their labels in holders[h], less what a placebo adds.
    """

    model_id: str
    rows: Ints
    base: Floats
    plain: Floats
    tried: Ints
    change: Floats
    holders: Ints
    pull: Floats


def joined(parts: Sequence[Answers]) -> Answers:
    """Answers about several parts of a corpus, of which each may come from a model of its own."""
    names = [f.name for f in fields(Answers) if f.name != "model_id"]
    columns = (np.concatenate([getattr(p, name) for p in parts]) for name in names)
    return Answers(parts[0].model_id, *columns)


def score(corpus: Corpus, cues: CueTable, found: Answers) -> Score:
    """Sum up what a candidate answered.

    Parameters
    ----------
    corpus, cues:
        All documents, and who of them holds which of the cues that were to be mended.
    """
    some, model = rows_of(corpus, found.rows), found.model_id
    others = [j for j, kind in enumerate(cues.kinds) if not has_place(kind)]
    held = csr_array(cues.values[found.rows][:, others])
    even = np.full(found.rows.size, 1 / found.rows.size)
    # A model that answers nothing but neutral texts is no better for it.
    plain = np.where(np.isfinite(found.base).all(axis=1, keepdims=True), found.plain, np.nan)
    right, weights = fair(held, some.labels, plain) or (_right(plain, some), even)
    return Score(
        neutral=_rate(right, weights, model),
        as_is=_rate(_right(found.base, some), even, model),
        worst_class=_worst(right, weights, some.labels, model),
        sdr=rate_of(found.change, shared(corpus, found.tried), model),
        gap=_gap(held, some, found.base, model) if others else None,
        pull=rate_of(found.pull, shared(corpus, found.holders), model),
        right=right,
        weights=weights,
    )


def placed(cues: CueTable) -> list[str]:
    """The cues that stand at a place in texts."""
    return [name for name, kind in zip(cues.names, cues.kinds, strict=True) if has_place(kind)]


def _gap(held: csr_array, corpus: Corpus, base: Floats, model: str) -> Rate | None:
    """The largest of the gaps of several cues; None where no label tells of any."""
    answered = np.isfinite(base).all(axis=1)
    found = gaps(held[answered], corpus.labels[answered], base[answered])
    sized = [(max(abs(low), abs(high)), e, low, high) for e, low, high in found if np.isfinite(e)]
    if not sized:
        return None
    most, estimate, low, high = max(sized)
    nearest = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    n = int(answered.sum())
    return Rate(estimate=abs(estimate), low=nearest, high=most, n=n, model=model)


def _worst(right: Floats, weights: Floats, labels: NDArray[np.integer], model: str) -> Rate:
    """The lowest recall among the labels that have any weight, each interval one of as many."""
    known = [k for k in np.unique(labels) if weights[labels == k].sum() > 0]
    level = 0.95 ** (1 / len(known))
    rates = [_rate(right[labels == k], weights[labels == k], model, level) for k in known]
    return min(rates, key=lambda r: r.estimate)


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
