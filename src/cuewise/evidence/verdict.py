"""The verdict: log-odds(spurious) = β0 + Σ over families of (Σ sk) / (1 + (K-1)·ρ).

β0 is the share of spurious cues among those that go with a label: most do so by accident of the
collection. Each signal sk is a log likelihood ratio within ±3, and an absent one counts for
nothing.

Signals that ask the same question in several ways share their errors, so they are families. The K
of one family that have something to say are added and divided by their design effect (Kish 1965),
with ρ the mean correlation of their errors: ρ = 1 averages them, ρ = 0 would add them. In meaning,
ρ is measured on words that we sorted by hand (`evidence/calibration.toml`). The two axes of
meaning, static and transformer, are averaged first and count as one. The other signals are families
of one; some are shown without weight (`SHOWN`). Every weight is at least 0, so that more evidence
for spurious never lowers the result.

Last, a verdict is a forecast of what people would say, and of words with a meaning for the label
they call one in ten no reason for it (`disagree`; hardly anybody takes a word without meaning for a
reason): p = d + (1 - d)·p'. So no cue is ever quite surely genuine.

Without any signal there is no verdict, whatever the prior. Reliance of a model stays out of it:
that answers whether a cue matters, not what it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from cuewise.errors import NotApplicable
from cuewise.evidence.calibrated import calibration
from cuewise.evidence.dynamics import training_dynamics
from cuewise.evidence.form import form
from cuewise.evidence.irrelevance import irrelevance
from cuewise.evidence.knowledge import knowledge
from cuewise.evidence.lexicon import lexicon
from cuewise.evidence.matched import matched_effect
from cuewise.evidence.partial import bias_only
from cuewise.evidence.parts import Case, Verdicts
from cuewise.evidence.pvi import pointwise_information
from cuewise.evidence.robust import robust_effect
from cuewise.evidence.stability import stability
from cuewise.evidence.static_irrelevance import static_irrelevance
from cuewise.evidence.twins import twin_support
from cuewise.evidence.word_class import word_class
from cuewise.plugins.outcomes import reason_of
from cuewise.records import Reason, Signal, Verdict, VerdictType

SIGNALS: Mapping[str, Callable[[Case], Verdicts]] = {
    "semantic_irrelevance": irrelevance,
    "static_irrelevance": static_irrelevance,
    "lexicon": lexicon,
    "word_class": word_class,
    "knowledge": knowledge,
    "twin_support": twin_support,
    "matched_effect": matched_effect,
    "robust_effect": robust_effect,
    "bias_only": bias_only,
    "training_dynamics": training_dynamics,
    "pointwise_information": pointwise_information,
    "environment_stability": stability,
    "form": form,
}
# A signal that is not named here is a family of its own.
FAMILY: Mapping[str, str] = {
    "semantic_irrelevance": "meaning",
    "static_irrelevance": "meaning",
    "lexicon": "meaning",
    "word_class": "meaning",
    "knowledge": "meaning",
}
# These are shown and have no weight: they did not tell planted cues from genuine words.
SHOWN = frozenset({"robust_effect", "training_dynamics", "pointwise_information"})
_AXES = ("semantic_irrelevance", "static_irrelevance")
SURE = 0.8


def gather(case: Case) -> tuple[dict[str, Verdicts], dict[str, Reason]]:
    """Every signal that applies, and why the others do not."""
    found: dict[str, Verdicts] = {}
    absent: dict[str, Reason] = {}
    for name, measure in SIGNALS.items():
        try:
            found[name] = measure(case)
        except NotApplicable as why:
            absent[name] = reason_of(why, name)
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
    if not set(signals) - SHOWN:
        return Verdict(type="undetermined", p_spurious=None, signals=dict(signals))
    p = _probability(signals)
    return Verdict(type=_type(p, signals, kind), p_spurious=round(p, 4), signals=dict(signals))


def _probability(signals: Mapping[str, Signal]) -> float:
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
    speaking = {name: s.log_lr for name, s in signals.items() if name not in SHOWN}
    axes = [speaking.pop(name) for name in _AXES if name in speaking]
    if axes:
        speaking[_AXES[0]] = sum(axes) / len(axes)
    members: dict[str, list[float]] = {}
    for name, value in speaking.items():
        members.setdefault(FAMILY.get(name, name), []).append(value)
    return {name: sum(v) / (1 + (len(v) - 1) * _shared(name)) for name, v in members.items()}


def _shared(family: str) -> float:
    return float(calibration()["shared"].get(family, 1.0))


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
