"""Reliance of one model on one cue, in one record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.plugins.protocols import Predictor
from cuewise.probe.edits import Target
from cuewise.probe.intervention import Effect, measure, plan, predict_edits
from cuewise.probe.placebo import Pool
from cuewise.records import Corpus, Floats, Reliance
from cuewise.split.clusters import shared_clusters
from cuewise.stats.fcs import fcs_do, fcs_excess, fcs_raw
from cuewise.stats.intervals import paired_mean

# Under ten edited documents an effect cannot be told from chance.
MIN_DOCUMENTS = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """Documents in each arm, and the seed they are drawn by: every model gets the same edits."""

    size: int
    seed: int


def reliance(
    corpus: Corpus,
    target: Target,
    predictor: Predictor,
    base: Floats,
    pool: Pool,
    *,
    sample: Sample,
) -> Reliance | None:
    """Δ* with interval and the FCS family; None where no edit of the cue is possible.

    Parameters
    ----------
    corpus:
        The estimation half; `target.holders` and `base` (probabilities [n, k]) are over its rows.
    target:
        The cue and the label it goes with.
    predictor:
        The model.
    base:
        Its probabilities on `corpus`, NaN where it was not asked: a document that is edited is
        asked about here, and only the others count in `fcs_raw` and `fcs_excess`.
    pool:
        Placebo words of the cue's field.
    sample:
        How many documents, by which seed.
    """
    rng = np.random.default_rng([sample.seed, *target.subject.encode()])
    edits = plan(corpus, target, pool, size=sample.size, rng=rng)
    if len({e.row for e in edits}) < MIN_DOCUMENTS:
        return None
    edited = predict_edits(predictor, corpus, target, edits)
    asked = _asked(predictor, corpus, base, sorted({e.row for e in edits}))
    effect = measure(corpus, target, edits, asked, edited)
    return _record(corpus, target, predictor.model_id, base, effect)


def _asked(predictor: Predictor, corpus: Corpus, base: Floats, rows: Sequence[int]) -> Floats:
    """`base` with the answers on `rows` filled in."""
    todo = [r for r in rows if np.isnan(base[r]).any()]
    if not todo:
        return base
    filled = base.copy()
    texts_b = None if corpus.texts_b is None else [corpus.texts_b[r] for r in todo]
    filled[todo] = predictor.predict([corpus.texts[r] for r in todo], texts_b).probs
    return filled


def _record(corpus: Corpus, target: Target, model: str, base: Floats, effect: Effect) -> Reliance:
    own = shared_clusters(corpus, effect.rows)
    delta, low, high = paired_mean(effect.cue - effect.placebo, clusters=own)
    if not agrees(effect):
        # One operator alone may have broken the text; then only "no effect either way" is shown.
        low, high = min(low, 0.0), max(high, 0.0)
    answered = ~np.isnan(base).any(axis=1)
    output = (base[answered].argmax(axis=1) == target.label).astype(float)
    cue = target.holders[answered].astype(float)
    gold = (np.asarray(corpus.labels)[answered] == target.label).astype(float)
    return Reliance(
        model=model,
        delta=_known(delta),
        low=_known(low),
        high=_known(high),
        flip_rate=_known(effect.flips.mean()) if effect.flips.size else None,
        placebo=_known(effect.placebo_flips.mean()) if effect.flips.size else None,
        fcs_raw=_known(fcs_raw(output, cue)),
        fcs_excess=_known(fcs_excess(output, cue, gold)),
        fcs_do=_known(fcs_do(float(effect.cue.mean()), effect.mean_rate))
        if effect.cue.size
        else None,
        n=int(effect.rows.size),
    )


def agrees(effect: Effect) -> bool:
    """Whether at least two operators move the decisions the same way as the whole."""
    whole = float(np.mean(effect.cue - effect.placebo)) if effect.cue.size else 0.0
    return bool(sum(np.sign(v) == np.sign(whole) for v in effect.operator_means.values()) >= 2)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
