"""The SDR of each model, and its loss of accuracy where the shortcut breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from real.rows import Row, load
from scipy.stats import spearmanr

import cuewise
from breaks.models import fitted
from breaks.sets import Break
from cuewise.cues import cue_table
from cuewise.cues.spans import parse
from cuewise.detect.association import AssociationDetector
from cuewise.probe.placebo import Pool, pool
from cuewise.probe.sdr import sdr
from cuewise.probe.study import strength
from cuewise.records import Corpus
from cuewise.records.kinds import kind_of
from cuewise.split.parts import assigned
from cuewise.split.rows import rows_of

_TARGET = 0.8
_TARGET_TEXT = f"≥ {_TARGET}"


@dataclass(frozen=True)
class Loss:
    """One model: accuracy where the shortcut holds and breaks, and its SDR for all cues and one."""

    model: str
    inside: float
    broken: float
    sdr: float
    alone: float | None

    @property
    def drop(self) -> float:
        return self.inside - self.broken


def rows(name: str, of: Break) -> Iterator[Row]:
    """Rank correlation of SDR and loss over all models, for the spurious cues and the cue alone."""
    corpus = load(of.biased.select("text", "label"))
    cues = spurious(corpus)
    if not cues:
        yield Row(
            f"{name}: rank correlation", "no cue was judged spurious", _TARGET_TEXT, met=False
        )
        return
    losses = list(_losses(of, corpus, cues))
    rho, text = _correlation([loss.sdr for loss in losses], [loss.drop for loss in losses])
    figure = f"{text}; {len(cues)} cues, first {' '.join(cues[:4])}"
    yield Row(f"{name}: SDR and real drop", figure, _TARGET_TEXT, met=rho >= _TARGET)
    alone = [loss.alone for loss in losses if loss.alone is not None]
    if alone:
        _, text = _correlation(alone, [loss.drop for loss in losses])
        yield Row(f"{name}: rate of {of.cue} alone", text, "reported", met=True)
    for loss in losses:
        text = f"{loss.inside:.3f} → {loss.broken:.3f}, SDR {loss.sdr:+.3f}"
        yield Row(f"{name}: {loss.model}", text, "reported", met=True)


def spurious(corpus: Corpus) -> list[str]:
    """Cues judged spurious, replicated and located in the text; whole phrases only."""
    return [
        f.subject
        for f in cuewise.audit(corpus, models=("none",)).findings
        if f.verdict.type == "spurious"
        and f.association.replicated
        and f.part_of is None
        and kind_of(parse(f.subject)[1]).located
    ]


def _losses(of: Break, corpus: Corpus, cues: Sequence[str]) -> Iterator[Loss]:
    estimation = rows_of(corpus, assigned(corpus, 0).parts.estimation)
    pools = {"": _pool(corpus)}
    for model in fitted(of):
        base = model.predict(estimation.texts).probs
        every, alone = (
            sdr(estimation, subjects, model, base, pools, seed=0)
            for subjects in (cues, [of.cue] if of.cue else [])
        )
        if every is not None:
            yield Loss(
                model.model_id,
                model.accuracy(of.inside),
                model.accuracy(of.broken),
                every.estimate,
                None if alone is None else alone.estimate,
            )


def _pool(corpus: Corpus) -> Pool:
    """Neutral words for placebos, chosen as in an audit."""
    cues = cue_table(corpus)
    associations = AssociationDetector().over(assigned(corpus, 0), cues)
    return pool(cues, strength(associations, len(cues.names)), "")


def _correlation(rates: Sequence[float], drops: Sequence[float]) -> tuple[float, str]:
    """Spearman's ρ, with an interval from resampled models."""
    a, b = np.array(rates), np.array(drops)
    rho = float(spearmanr(a, b).statistic)
    rng = np.random.default_rng(0)
    draws = [rng.integers(0, a.size, a.size) for _ in range(1000)]
    resampled = [spearmanr(a[i], b[i]).statistic for i in draws if np.ptp(a[i]) and np.ptp(b[i])]
    low, high = np.nanquantile(resampled, [0.025, 0.975])
    return rho, f"ρ {rho:+.2f} [{low:+.2f}, {high:+.2f}] over {a.size} models"
