"""Whether a model relies on a cue, is clean of it, or the documents do not say."""

from __future__ import annotations

from cuewise.records import Reliance
from cuewise.records.finding import Conclusion
from cuewise.records.thresholds import MATERIAL


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
