"""The probability that a cue is spurious, from its signals.

log-odds(spurious) = β0 + Σ weight × log LR of the signals that speak

β0 and the weight of each signal were fitted on cues of fourteen sets that two annotators judged
(`evidence/weights.toml`); a log likelihood ratio stays within ±3 before its weight. An absent
signal contributes nothing. The static and the transformer axis ask one question, so they are
averaged; where only one of them calls a cue meaningless, they say nothing. Signals of weight 0 are
only reported. More evidence of one signal for *spurious* never lowers the result.

People call some cues spurious that all evidence calls genuine: these annotators one in twenty,
those of IMDB words one in five. So p = d + (1 - d)·p' with d set between (`disagree`), and no cue
is ever almost surely genuine.

Two rules bound what the strength of an association can do, which is no evidence of meaning:

- No verdict rests on strength alone. p stays below `SURE` unless the other signals together speak
  for *spurious* (log-odds of .1), and above 1 - `SURE` unless they speak for *genuine* (.25).
- A strong shortcut stays spurious. Where the other signals are clear of themselves, strength does
  not take p below `SURE`. That a word is common does not count as clear.

The reliance of a model is no evidence: it says whether a cue matters, not what the cue is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from cuewise.evidence.weights import AXES, Fit, fitted
from cuewise.records import Signal
from cuewise.records.thresholds import DEVIATES_SEVERELY, SURE

_STRENGTH, _COMMON = "strength", "common_word"
# p at which evidence is clear, for an association that is just severe.
_CLEAR = 0.88
# Log-odds from which evidence speaks for a verdict; less changes from sample to sample. The prior
# is on the side of *spurious*.
_FOR_SPURIOUS, _FOR_GENUINE = 0.1, 0.25
# Open cases keep their order within this distance of a verdict.
_MARGIN = 0.05


def speaks(signals: Mapping[str, Signal]) -> bool:
    """Whether any of the signals has weight."""
    return any(s.weight for s in signals.values())


def p_spurious(signals: Mapping[str, Signal], fit: Fit | None = None) -> float:
    """The probability that a cue with these signals is spurious.

    `fit` has the prior and the weight of strength; None: those of cuewise. The other signals carry
    their weights.

    Examples
    --------
    >>> p_spurious({"form": Signal(value=0.0, log_lr=2.0)}) > 0.8
    True
    >>> p_spurious({"strength": Signal(value=0.9, log_lr=-3.0)}) > 0.2
    True
    """
    fit = fit or fitted()
    evidence = evidence_of(signals)
    own = signals.get(_STRENGTH)
    p = _probability(evidence + (own.counted if own else 0.0), fit)
    clear = evidence_of({k: s for k, s in signals.items() if k != _COMMON})
    if _probability(clear - fit.weights[_STRENGTH] * DEVIATES_SEVERELY, fit) >= _CLEAR:
        p = max(p, SURE)
    if evidence < _FOR_SPURIOUS:
        p = min(p, _below_sure(p))
    return max(p, 1 - _below_sure(1 - p)) if evidence > -_FOR_GENUINE else p


def evidence_of(signals: Mapping[str, Signal]) -> float:
    """What all signals but the strength add to the log-odds.

    Examples
    --------
    >>> axes = {"semantic_irrelevance": -2.0, "static_irrelevance": 1.0, "form": 1.0}
    >>> evidence_of({name: Signal(value=0.0, log_lr=v) for name, v in axes.items()})
    0.5
    """
    counted = {name: s.counted for name, s in signals.items() if name != _STRENGTH}
    axes = [counted.pop(name) for name in AXES if name in counted]
    return sum(counted.values()) + of_axes(axes)


def of_axes(axes: Sequence[float]) -> float:
    """What the axes say together: their mean, or nothing where only one calls a cue meaningless.

    Examples
    --------
    >>> of_axes([2.0, 1.0]), of_axes([2.0, -0.5]), of_axes([1.0, -2.0]), of_axes([])
    (1.5, 0.0, -0.5, 0.0)
    """
    mean = sum(axes) / len(axes) if axes else 0.0
    return 0.0 if axes and min(axes) < 0 < mean else mean


def _below_sure(p: float) -> float:
    """The greatest probability of an open case, which rises a little with p."""
    return SURE - 0.001 - _MARGIN * (1 - p)


def _probability(log_lr: float, fit: Fit) -> float:
    return fit.disagree + (1 - fit.disagree) / (1 + math.exp(-fit.log_odds - log_lr))
