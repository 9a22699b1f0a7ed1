"""The probability that a cue is spurious, from its signals.

log-odds(spurious) = β0 + Σ over families of (Σ sk) / (1 + (K - 1)·ρ)

β0 is the share of spurious cues among the cues associated with a label: most are associated by an
accident of the collection. Each signal sk is a log likelihood ratio within ±3. An absent signal
contributes nothing.

Signals that ask the same question share their errors, so they form a family. The K signals of a
family that speak about a cue are added and divided by their design effect (Kish 1965). ρ is the
mean correlation of their errors: ρ = 1 averages the signals, ρ = 0 adds them. For meaning, ρ was
measured on hand-sorted words (`evidence/calibration.toml`). The static and the transformer axis are
averaged first and count as one signal. Every other signal is a family of its own. Those
`WITHOUT_WEIGHT` are only reported. Every weight is at least 0: more evidence for *spurious* never
lowers the result.

A verdict forecasts what people would say. One word in ten that means something for the label is
not called a reason by people (`disagree`); hardly anybody calls a meaningless word one. So
p = d + (1 - d)·p', and no cue is ever almost surely genuine.

The reliance of a model is no evidence: it says whether a cue matters, not what the cue is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from cuewise.evidence.case import calibration
from cuewise.records import Signal

# A signal that is not named here is a family of its own.
FAMILY: Mapping[str, str] = {
    "semantic_irrelevance": "meaning",
    "static_irrelevance": "meaning",
    "lexicon": "meaning",
    "word_class": "meaning",
    "knowledge": "meaning",
}
# Reported only, since they did not separate planted cues from genuine words.
WITHOUT_WEIGHT = frozenset({"robust_effect", "training_dynamics", "pointwise_information"})
_AXES = ("semantic_irrelevance", "static_irrelevance")


def speaks(signals: Mapping[str, Signal]) -> bool:
    """Whether any of the signals has weight."""
    return bool(set(signals) - WITHOUT_WEIGHT)


def p_spurious(signals: Mapping[str, Signal]) -> float:
    """The probability that a cue with these signals is spurious.

    Examples
    --------
    >>> p_spurious({"form": Signal(value=0.0, log_lr=2.0)}) > 0.8
    True
    """
    prior = calibration()["prior"]
    logit = float(prior["log_odds"]) + sum(by_family(signals).values())
    share = float(prior["disagree"])
    return share + (1 - share) / (1 + math.exp(-logit))


def by_family(signals: Mapping[str, Signal]) -> dict[str, float]:
    """The log likelihood ratio of each family.

    Examples
    --------
    >>> two = {"bias_only": Signal(value=0.2, log_lr=0.8), "form": Signal(value=0, log_lr=1.6)}
    >>> by_family(two)
    {'bias_only': 0.8, 'form': 1.6}
    """
    speaking = {name: s.log_lr for name, s in signals.items() if name not in WITHOUT_WEIGHT}
    axes = [speaking.pop(name) for name in _AXES if name in speaking]
    if axes:
        speaking[_AXES[0]] = sum(axes) / len(axes)
    members: dict[str, list[float]] = {}
    for name, value in speaking.items():
        members.setdefault(FAMILY.get(name, name), []).append(value)
    return {name: sum(v) / (1 + (len(v) - 1) * _shared(name)) for name, v in members.items()}


def _shared(family: str) -> float:
    return float(calibration()["shared"].get(family, 1.0))
