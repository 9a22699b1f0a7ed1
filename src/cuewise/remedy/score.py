"""What one candidate is measured at on documents that it was not fitted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.cues.spans import has_place
from cuewise.halves import shared
from cuewise.probe.placebo import Pool
from cuewise.probe.sdr import Trial, rate_of, trial
from cuewise.remedy.gap import even_within, gaps
from cuewise.remedy.texts import without
from cuewise.stats.intervals import wilson
from cuewise.subset import rows_of
from cuewise.types import Corpus, CueTable, Floats, Ints, Predictor, Rate


@dataclass(frozen=True, slots=True)
class Score:
    """What one candidate was measured at.

    `neutral` is accuracy with the cues neutralised: those that stand at a place taken out of the
    texts, and the others, such as a style, held by half of the documents of every label that tells
    of them. `as_is` is accuracy on the texts as they are, which contains what the cues earn;
    `worst_class` the lowest recall of a label, the cues taken out, its interval one of several that
    hold at once. `sdr` is of the cues at a place, None where there is none or no decision can be
    tried; `gap` of the others (`cuewise.remedy.gap`), the one that scores hang on most.
    right[n] and weights[n] are what `neutral` is the mean of, to compare candidates by document.
    """

    neutral: Rate
    as_is: Rate
    worst_class: Rate
    sdr: Rate | None
    gap: Rate | None = None
    right: Floats = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)
    weights: Floats = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)

    @property
    def dependence(self) -> float:
        """The most that a model may hang on the cues: the upper ends of `sdr` and `gap` together.

        Neither below 0, where placebos change more than the cues do, which makes a model no better.
        """
        known = [max(r.high, 0.0) for r in (self.sdr, self.gap) if r is not None]
        return sum(known) if known else 1.0


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
        tried, change = self.trial.changes(predictor, base)
        return Answers(predictor.model_id, self.rows, base, plain, self.rows[tried], change)


def questions(
    corpus: Corpus, rows: Ints, subjects: Sequence[str], pools: Mapping[str, Pool], *, seed: int
) -> Questions:
    """Edit the documents once for all candidates.

    Parameters
    ----------
    subjects:
        The cues that were to be mended and stand at a place in texts.
    pools:
        Words to draw placebos from, by field.
    seed:
        Of the placebos.
    """
    some = rows_of(corpus, rows)
    return Questions(
        rows,
        [some.texts] if some.texts_b is None else [some.texts, some.texts_b],
        without(some, subjects) if subjects else None,
        trial(some, np.arange(rows.size), subjects, pools, seed=seed),
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """What a candidate answered about n documents, in the order of `rows`.

    plain[n, k] with the cues taken out of the texts, base[n, k] as they are; change[m] says of the
    documents tried[m] whether the decision changed by the cues, less by a placebo.
    """

    model_id: str
    rows: Ints
    base: Floats
    plain: Floats
    tried: Ints
    change: Floats


def joined(parts: Sequence[Answers]) -> Answers:
    """Answers about several parts of a corpus, of which each may come from a model of its own."""
    return Answers(
        parts[0].model_id,
        *(
            np.concatenate([getattr(p, name) for p in parts])
            for name in ("rows", "base", "plain", "tried", "change")
        ),
    )


def score(corpus: Corpus, cues: CueTable, found: Answers) -> Score:
    """Sum up what a candidate answered.

    Parameters
    ----------
    corpus, cues:
        All documents, and who of them holds which of the cues that were to be mended.
    """
    some, model = rows_of(corpus, found.rows), found.model_id
    others = [j for j, kind in enumerate(cues.kinds) if not has_place(kind)]
    held, k = csr_array(cues.values[found.rows][:, others]), len(corpus.label_names)
    right, even = _right(found.plain, some), np.full(found.rows.size, 1 / found.rows.size)
    weights = even_within(held, some.labels, k) if others else even
    weights = weights if weights.any() else even
    return Score(
        neutral=_rate(right, weights, model),
        as_is=_rate(_right(found.base, some), even, model),
        worst_class=_worst(right, weights, some.labels, model),
        sdr=rate_of(found.change, shared(corpus, found.tried), model),
        gap=_gap(held, some, found.base, model) if others else None,
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
