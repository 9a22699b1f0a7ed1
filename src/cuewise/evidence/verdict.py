"""The verdict: log-odds(spurious) = β0 + Σ βk·sk, every βk ≥ 0, absent signals 0.

β0 is the share of spurious cues among those that go with a label: most do so by accident of the
collection. Without any signal there is no verdict, whatever the prior.

Reliance of a model stays out of it: that answers whether a cue matters, not what it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from cuewise.errors import NotApplicable
from cuewise.evidence.calibrated import calibration
from cuewise.evidence.form import form
from cuewise.evidence.irrelevance import irrelevance
from cuewise.evidence.lexicon import lexicon
from cuewise.evidence.parts import Case, Verdicts
from cuewise.evidence.stability import stability
from cuewise.evidence.twins import twin_support
from cuewise.evidence.word_class import word_class
from cuewise.types import Signal, Verdict, VerdictType

SIGNALS = {
    "semantic_irrelevance": irrelevance,
    "lexicon": lexicon,
    "word_class": word_class,
    "twin_support": twin_support,
    "environment_stability": stability,
    "form": form,
}
SURE = 0.8


def gather(case: Case) -> tuple[dict[str, Verdicts], dict[str, str]]:
    """Every signal that applies, and why the others do not."""
    found: dict[str, Verdicts] = {}
    absent: dict[str, str] = {}
    for name, measure in SIGNALS.items():
        try:
            found[name] = measure(case)
        except NotApplicable as reason:
            absent[name] = reason.reason
    return found, absent


def combine(signals: Mapping[str, Signal], kind: str) -> Verdict:
    """One cue's verdict from its signals.

    Examples
    --------
    >>> combine({"form": Signal(value=0.0, log_lr=2.0)}, "meta").type
    'spurious'
    >>> combine({}, "word").type
    'undetermined'
    """
    if not signals:
        return Verdict(type="undetermined", p_spurious=None, signals={})
    p = _probability(signals)
    return Verdict(type=_type(p, signals, kind), p_spurious=round(p, 4), signals=dict(signals))


def _probability(signals: Mapping[str, Signal]) -> float:
    prior = float(calibration()["prior"]["log_odds"])
    return 1 / (1 + math.exp(-prior - sum(s.log_lr for s in signals.values())))


def _type(p: float, signals: Mapping[str, Signal], kind: str) -> VerdictType:
    if kind == "overlap":
        # Overlap bears on how two texts relate and never settles it.
        return "necessary-not-sufficient" if p < SURE else "spurious"
    stable = signals.get("environment_stability")
    if stable is not None and stable.log_lr > 0:
        rest = {k: s for k, s in signals.items() if k != "environment_stability"}
        # Spurious on other grounds is worse than unstable.
        if _probability(rest) < SURE:
            return "unstable"
    return "spurious" if p >= SURE else "genuine" if p <= 1 - SURE else "undetermined"
