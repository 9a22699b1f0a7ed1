"""Every decision of an audit: what is significant, spurious, severe, and what heads the report.

Plug-ins measure. Only this module corrects for multiplicity, combines evidence to a verdict, and
decides severity, rank and headline. Its thresholds are in `cuewise.records.thresholds`.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.evidence.probability import p_spurious, speaks
from cuewise.gate.policy import counts
from cuewise.records import (
    Association,
    Associations,
    Finding,
    Floats,
    Headline,
    Ints,
    Measurements,
    Rate,
    Reliance,
    Severity,
    Signal,
    Verdict,
    VerdictType,
)
from cuewise.records.finding import Conclusion
from cuewise.records.kinds import kind_of
from cuewise.records.thresholds import (
    COMMON,
    DEVIATES,
    DEVIATES_SEVERELY,
    FDR,
    MATERIAL,
    SEVERE,
    SURE,
)
from cuewise.stats.multiplicity import benjamini_hochberg

_SEVERITIES: tuple[Severity, ...] = ("none", "weak", "material", "severe")
_STABILITY = "environment_stability"


@dataclass(frozen=True, slots=True)
class Significant:
    """The associations that become findings: one row a cue, with q[m] over all hypotheses."""

    rows: Ints
    q: Floats
    tested: int


def significant(found: Associations) -> Significant:
    """The strongest significant association of every cue, corrected over **all** hypotheses.

    A cue that makes one label likelier makes the others rarer. Report the label it makes likelier,
    unless only the rarity is significant.
    """
    q = benjamini_hochberg(found.p)
    rows = np.flatnonzero(q <= FDR)
    rarer = found.discovered[rows] < 0
    order = np.lexsort((found.p[rows], rarer, found.cue[rows]))
    _, first = np.unique(found.cue[rows][order], return_index=True)
    return Significant(rows[order][first], q, int((~np.isnan(found.p)).sum()))


def corrected(measured: Measurements) -> Floats | None:
    """The p-values of one plug-in, corrected over all hypotheses it tested; None if it has none."""
    return None if measured.p is None else benjamini_hochberg(measured.p)


def by_impact(found: Associations, rows: Ints) -> Ints:
    """`rows` by prevalence times the least deviation that the interval allows."""
    low, high = found.low[rows], found.high[rows]
    least = np.where((low <= 0) & (high >= 0), 0.0, np.minimum(np.abs(low), np.abs(high)))
    return rows[np.argsort(-(found.prevalence[rows] * least), kind="stable")]


def verdict(signals: Mapping[str, Signal], kind: str) -> Verdict:
    """One cue's verdict from its signals; without any signal it is undetermined.

    Examples
    --------
    >>> verdict({"form": Signal(value=0.0, log_lr=2.0)}, "meta").type
    'spurious'
    >>> verdict({}, "word").type
    'undetermined'
    """
    if not speaks(signals):
        return Verdict(type="undetermined", p_spurious=None, signals=dict(signals))
    p = p_spurious(signals)
    return Verdict(
        type=_verdict_type(p, signals, kind), p_spurious=round(p, 4), signals=dict(signals)
    )


def _verdict_type(p: float, signals: Mapping[str, Signal], kind: str) -> VerdictType:
    if kind_of(kind).necessary:
        return "necessary-not-sufficient" if p < SURE else "spurious"
    stability = signals.get(_STABILITY)
    if stability is not None and stability.log_lr > 0:
        others = {name: s for name, s in signals.items() if name != _STABILITY}
        # Spurious on other grounds is worse than unstable.
        if p_spurious(others) < SURE:
            return "unstable"
    return "spurious" if p >= SURE else "genuine" if p <= 1 - SURE else "undetermined"


def severity(
    association: Association, prevalence: float, reliances: Sequence[Reliance]
) -> Severity:
    """How much a cue matters: by the model that relies on it most, else by the association.

    A model that gave no usable answer says nothing: unknown is not none.
    The least effect that the interval allows counts, so a cue with a wide interval is not severe.

    Examples
    --------
    >>> a = Association(measure="", estimate=.3, low=.26, high=.34, p=0, q=0, log_odds_ratio=2,
    ...                 replicated=True)
    >>> severity(a, .02, []), severity(a, .001, [])
    ('severe', 'material')
    """
    measured = [r.interval.nearest for r in reliances if r.low is not None and r.high is not None]
    if measured:
        least = max(measured)
        hard, material = least > SEVERE, least > MATERIAL
    else:
        least = association.interval.nearest if association.replicated else 0.0
        hard = least > DEVIATES_SEVERELY and prevalence >= COMMON
        material = least > DEVIATES
    return "severe" if hard else "material" if material else "weak" if least > 0 else "none"


def concluded(reliance: Reliance) -> Reliance:
    """The same reliance with its conclusion, and `further` only where something is to settle.

    Material: the 95% interval of Δ* lies wholly beyond ±2 points. Clean: it lies wholly within
    them, which is an equivalence test at α = .025 (`stats.tost_paired`). Inconclusive otherwise:
    absence of evidence is not evidence of absence.

    Parameters
    ----------
    reliance:
        As measured; `further` is the plan of `stats.further_pairs`.

    Returns
    -------
    Reliance
        Its conclusion is None where Δ* has no interval.

    Examples
    --------
    >>> measured = Reliance(model="m", delta=0.01, low=-0.02, high=0.04, flip_rate=None,
    ...                     placebo=None, fcs_raw=None, fcs_excess=None, fcs_do=None, n=90,
    ...                     further=140)
    >>> known = concluded(measured)
    >>> known.conclusion, known.further
    ('inconclusive', 140)
    """
    conclusion = _conclusion(reliance)
    further = reliance.further if conclusion == "inconclusive" else None
    return reliance.model_copy(update={"conclusion": conclusion, "further": further})


def _conclusion(reliance: Reliance) -> Conclusion | None:
    interval = reliance.interval
    if interval.ends is None:
        return None
    if interval.within(MATERIAL):
        return "clean"
    return "material" if interval.nearest > MATERIAL else "inconclusive"


def ranked(
    findings: Sequence[Finding], documents: int, leaking: Container[str] = ()
) -> list[Finding]:
    """Whole phrases before pieces of them, then by alarm, by severity and by impact.

    Cues that matter and that the label seems to be made from come first: their ids are in
    `leaking`. Then come those that the gate counts (spurious, unstable) and that matter, open ones
    that matter and need a person's eyes, and the others. Genuine cues come last: however strong,
    they are no alarm. Impact is prevalence times reliance where a model was probed, else times
    association. The least effects count, so that a rare cue with a wide interval does not lead.
    """

    def key(f: Finding) -> tuple[bool, int, int, float, float, str]:
        prevalence = f.support / max(documents, 1)
        probed = max((r.interval.nearest for r in f.reliance), default=0.0)
        data = f.association.interval.nearest
        rank, piece = -_SEVERITIES.index(f.severity), f.part_of is not None
        alarm = _alarm(f, leaks=f.id in leaking)
        return (piece, alarm, rank, -prevalence * probed, -prevalence * data, f.subject)

    return sorted(findings, key=key)


def _alarm(f: Finding, *, leaks: bool) -> int:
    """0: matters and leaks; 1: counted by the gate and matters; 2: open and matters; 5: genuine.

    3 and 4: as 1 and 2, but weak.
    """
    if f.verdict.type == "genuine":
        return 5
    weak = f.severity not in ("material", "severe")
    if leaks and not weak:
        return 0
    return (3 if weak else 1) + (0 if counts(f.verdict.type) else 1)


def headline(findings: Sequence[Finding], rates: Sequence[Rate]) -> Headline:
    """What the gate counts, and the largest SDR of the models.

    A phrase counts once; its pieces do not count again.
    """
    gated = [f.severity for f in findings if f.part_of is None and counts(f.verdict.type)]
    return Headline(
        sdr=max(rates, key=lambda r: r.estimate, default=None),
        material=gated.count("material"),
        severe=gated.count("severe"),
    )
