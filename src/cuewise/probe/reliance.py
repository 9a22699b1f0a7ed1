"""Reliance of one model on one cue, in one record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.plugins.protocols import Predictor
from cuewise.probe.edits import Target
from cuewise.probe.intervention import Effect, measure, plan, predict_edits
from cuewise.probe.placebo import Pool
from cuewise.records import Corpus, Floats, Ints, Reliance
from cuewise.records.interval import known
from cuewise.records.thresholds import MATERIAL
from cuewise.split.clusters import shared_clusters
from cuewise.stats import paired_mean
from cuewise.stats.equivalence import further_pairs
from cuewise.stats.fcs_decisions import do_decisions, excess_decisions, raw_decisions

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
    """Δ* and the FCS family, each with its interval; None where no edit of the cue is possible.

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
    beyond = effect.cue - effect.placebo
    delta, low, high = paired_mean(beyond, clusters=own)
    agreed = agrees(effect)
    if not agreed:
        # One operator alone may have broken the text; then only "no effect either way" is shown.
        low, high = min(low, 0.0), max(high, 0.0)
    return Reliance(
        model=model,
        delta=known(delta),
        low=known(low),
        high=known(high),
        flip_rate=known(effect.flips.mean()) if effect.flips.size else None,
        placebo=known(effect.placebo_flips.mean()) if effect.flips.size else None,
        n=int(effect.rows.size),
        further=_further(beyond, own) if agreed else None,
        **_fcs(corpus, target, base, effect, own),
    )


def _further(beyond: Floats, clusters: Ints | None) -> int | None:
    """How many more edited documents would settle whether Δ* is material; None where unknowable."""
    pairs = further_pairs(beyond, MATERIAL, clusters=clusters) if beyond.size else np.nan
    return int(pairs) if np.isfinite(pairs) else None


def _fcs(
    corpus: Corpus, target: Target, base: Floats, effect: Effect, own: Ints | None
) -> dict[str, float | None]:
    """The FCS members with the ends of their intervals, as fields of the record."""
    answered = np.flatnonzero(~np.isnan(base).any(axis=1))
    output = base[answered].argmax(axis=1) == target.label
    cue, gold = target.holders[answered], np.asarray(corpus.labels)[answered] == target.label
    clusters = shared_clusters(corpus, answered)
    missing = (np.nan, np.nan, np.nan)
    members = {
        "raw": raw_decisions(output, cue, clusters=clusters),
        "excess": excess_decisions(output, cue, gold, clusters=clusters),
        "do": do_decisions(effect.cue, effect.middle, clusters=own) if effect.cue.size else missing,
    }
    return {
        f"fcs_{name}{end}": known(value)
        for name, interval in members.items()
        for end, value in zip(("", "_low", "_high"), interval, strict=True)
    }


def agrees(effect: Effect) -> bool:
    """Whether at least two operators move the decisions the same way as the whole."""
    whole = float(np.mean(effect.cue - effect.placebo)) if effect.cue.size else 0.0
    return bool(sum(np.sign(v) == np.sign(whole) for v in effect.operator_means.values()) >= 2)
