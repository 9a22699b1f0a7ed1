"""Weights of the signals by maximum likelihood, and by leaving each set out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from scipy.optimize import minimize

from cuewise.evidence.probability import of_axes, p_spurious
from cuewise.evidence.weights import AXES, Fit, fitted
from cuewise.records import Floats, Signal
from judged.cues import SignalledCue

# The signals whose weights are fitted. A column is a signal's log LR before its weight.
COLUMNS = (
    *(
        "axes",
        "described",
        "lexicon",
        "word_class",
        "closed_class",
        "common_word",
        "form",
        "bias_only",
    ),
    "strength",
)
# Set by hand, between what these annotators (.05) and those of IMDB words (.2) call spurious of the
# cues that all evidence calls genuine.
DISAGREE = 0.08
# Of the weights in units of a column's standard deviation (ridge).
_PENALTY = 1.0


def fit(cues: Sequence[SignalledCue]) -> Fit:
    """The fit with the greatest penalised likelihood; no weight is negative."""
    x = np.array([_row(cue.signals) for cue in cues])
    y = np.array([cue.spurious for cue in cues], dtype=float)
    scale = np.maximum(x.std(axis=0), 1e-9)

    def loss(b: Floats) -> float:
        logit = b[0] + x / scale @ b[1:]
        p = np.clip(DISAGREE + (1 - DISAGREE) / (1 + np.exp(-logit)), 1e-9, 1 - 1e-9)
        likelihood = y * np.log(p) + (1 - y) * np.log(1 - p)
        return float(-likelihood.sum() + _PENALTY / 2 * (b[1:] ** 2).sum())

    bounds = [(None, None), *[(0, None)] * len(COLUMNS)]
    best = minimize(loss, np.zeros(len(COLUMNS) + 1), bounds=bounds).x
    return as_fit(best[0], dict(zip(COLUMNS, best[1:] / scale, strict=True)))


def as_fit(log_odds: float, weights: Mapping[str, float]) -> Fit:
    """A fit with these weights, and those set by hand for all other signals."""
    own = dict(weights)
    own |= dict.fromkeys(AXES, own.pop("axes"))
    return Fit(float(log_odds), DISAGREE, {**fitted().weights, **own})


def left_out(
    cues: Sequence[SignalledCue], fitted_on: Sequence[SignalledCue]
) -> Iterator[tuple[SignalledCue, float]]:
    """Every cue with its probability by the weights that the other sets of `fitted_on` give."""
    for name in dict.fromkeys(cue.set for cue in cues):
        own = fit([cue for cue in fitted_on if cue.set != name])
        yield from ((cue, judge(cue, own)) for cue in cues if cue.set == name)


def judge(cue: SignalledCue, by: Fit) -> float:
    """The probability that a cue is spurious by a fit."""
    signals = {name: by.weighed(name, s) for name, s in cue.signals.items()}
    return p_spurious({name: s for name, s in signals.items() if s}, by)


def _row(signals: Mapping[str, Signal]) -> list[float]:
    known = {name: s.log_lr for name, s in signals.items()}
    axes = [known[name] for name in AXES if name in known]
    known["axes"] = of_axes(axes)
    return [known.get(name, 0.0) for name in COLUMNS]
