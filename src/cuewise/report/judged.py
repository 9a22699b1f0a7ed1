"""Which findings count as what: the few questions that headline, steps and filters all ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cuewise.records import Audit, Finding
from cuewise.report.numbers import finite

FLAGGED = ("spurious", "unstable")
# |Δ*| within this many points of zero is certified to be no reliance (SCIENCE.md 2).
CLEAN = 0.02


def flagged(f: Finding) -> bool:
    """Judged spurious or unstable: what the gate counts."""
    return f.verdict.type in FLAGGED


def matters(f: Finding) -> bool:
    """Material or severe."""
    return f.severity in {"material", "severe"}


def measured(f: Finding) -> bool:
    """Some model's reliance is known."""
    return any(finite(r.delta) is not None for r in f.reliance)


def inconclusive(f: Finding) -> bool:
    """A model was probed, and its interval neither lies within the clean range nor outside it."""
    return any(_straddles(finite(r.low), finite(r.high)) for r in f.reliance)


def _straddles(low: float | None, high: float | None) -> bool:
    if low is None or high is None:
        return False
    within = low >= -CLEAN and high <= CLEAN
    outside = low > CLEAN or high < -CLEAN
    return not within and not outside


def pick(audit: Audit, *tests: Callable[[Finding], bool]) -> Sequence[Finding]:
    """The findings that pass every test, in their order; pieces of a phrase do not count."""
    known = {f.id for f in audit.findings}
    whole = (f for f in audit.findings if f.part_of not in known)
    return [f for f in whole if all(test(f) for test in tests)]
