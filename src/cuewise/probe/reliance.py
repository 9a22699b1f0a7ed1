"""The reliance of one model on one cue."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cuewise.cues.source import fields_of
from cuewise.cues.spans import parse
from cuewise.plugins.protocols import Predictor
from cuewise.probe.edits import ProbedCue
from cuewise.probe.intervention import PairedEffects, measure_effects, plan, predict_edits
from cuewise.probe.placebo import Pool
from cuewise.probe.removed import edits_that_speak, placebos_undone
from cuewise.records import Corpus, Floats, Ints, Reliance
from cuewise.records.interval import finite_or_none
from cuewise.records.thresholds import MATERIAL
from cuewise.split.clusters import shared_clusters
from cuewise.stats import paired_mean
from cuewise.stats.equivalence import further_pairs
from cuewise.stats.fcs_decisions import do_decisions, excess_decisions, raw_decisions

# An effect on fewer edited documents cannot be distinguished from chance.
_MIN_DOCUMENTS = 10


def reliance(
    corpus: Corpus,
    target: ProbedCue,
    predictor: Predictor,
    base: Floats,
    pool: Pool,
    *,
    size: int,
    seed: int,
) -> Reliance | None:
    """Δ* and the FCS family, each with its interval; None where no edit of the cue is possible.

    Parameters
    ----------
    corpus:
        The estimation split, n documents; `target.holders` is over its rows.
    target:
        The cue and the label it is associated with.
    predictor:
        The model.
    base:
        Its probabilities on `corpus` [n, k]; a row is NaN where the model was not asked. Edited
        documents without an answer are asked about here, and do not count in `fcs_raw` and
        `fcs_excess`.
    pool:
        Placebo words of the cue's field.
    size, seed:
        Documents in each arm, and the seed that draws them: every model gets the same edits.
    """
    rng = np.random.default_rng([seed, *target.subject.encode()])
    planned = plan(corpus, target, pool, size=size, rng=rng)
    texts = fields_of(corpus).get(parse(target.subject)[0], corpus.texts)
    edits = edits_that_speak(predictor, target, planned, texts)
    if len({e.row for e in edits}) < _MIN_DOCUMENTS:
        return None
    edited = predict_edits(predictor, corpus, target, edits)
    filled = _filled(predictor, corpus, base, sorted({e.row for e in edits}))
    edited = placebos_undone(predictor, target, edits, filled, edited)
    effect = measure_effects(target, edits, filled, edited)
    return _record(corpus, target, predictor.model_id, base, effect)


def _filled(predictor: Predictor, corpus: Corpus, base: Floats, rows: Sequence[int]) -> Floats:
    """`base` with the answers on `rows` filled in."""
    todo = [r for r in rows if np.isnan(base[r]).any()]
    if not todo:
        return base
    filled = base.copy()
    texts_b = None if corpus.texts_b is None else [corpus.texts_b[r] for r in todo]
    filled[todo] = predictor.predict([corpus.texts[r] for r in todo], texts_b).probs
    return filled


def _record(
    corpus: Corpus, target: ProbedCue, model: str, base: Floats, effect: PairedEffects
) -> Reliance:
    clusters = shared_clusters(corpus, effect.rows)
    beyond = effect.cue - effect.placebo
    delta, low, high = paired_mean(beyond, clusters=clusters)
    agreed = agrees(effect)
    if not agreed:
        # One operator alone may have broken the text, so the interval must hold 0.
        low, high = min(low, 0.0), max(high, 0.0)
    return Reliance(
        model=model,
        delta=finite_or_none(delta),
        low=finite_or_none(low),
        high=finite_or_none(high),
        flip_rate=finite_or_none(effect.flips.mean()) if effect.flips.size else None,
        placebo=finite_or_none(effect.placebo_flips.mean()) if effect.flips.size else None,
        n=int(effect.rows.size),
        further=_further(beyond, clusters) if agreed else None,
        **_fcs(corpus, target, base, effect, clusters),
    )


def _further(beyond: Floats, clusters: Ints | None) -> int | None:
    """Further edited documents that would settle whether Δ* is material; None where none would."""
    pairs = further_pairs(beyond, MATERIAL, clusters=clusters) if beyond.size else np.nan
    return int(pairs) if np.isfinite(pairs) else None


def _fcs(
    corpus: Corpus, target: ProbedCue, base: Floats, effect: PairedEffects, edited: Ints | None
) -> dict[str, float | None]:
    """The FCS members with the ends of their intervals, as fields of the record.

    `edited` holds the clusters of the edited documents.
    """
    answered = np.flatnonzero(~np.isnan(base).any(axis=1))
    output = base[answered].argmax(axis=1) == target.label
    cue, gold = target.holders[answered], np.asarray(corpus.labels)[answered] == target.label
    clusters = shared_clusters(corpus, answered)
    missing = (np.nan, np.nan, np.nan)
    members = {
        "raw": raw_decisions(output, cue, clusters=clusters),
        "excess": excess_decisions(output, cue, gold, clusters=clusters),
        "do": do_decisions(effect.cue, effect.middle, clusters=edited)
        if effect.cue.size
        else missing,
    }
    return {
        f"fcs_{name}{end}": finite_or_none(value)
        for name, interval in members.items()
        for end, value in zip(("", "_low", "_high"), interval, strict=True)
    }


def agrees(effect: PairedEffects) -> bool:
    """Whether at least two operators move the decisions the same way as the whole."""
    whole = float(np.mean(effect.cue - effect.placebo)) if effect.cue.size else 0.0
    return bool(sum(np.sign(v) == np.sign(whole) for v in effect.operator_means.values()) >= 2)
