"""Which findings count as what: the few questions that headline, steps and filters all ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cuewise.records import Audit, Finding
from cuewise.records.thresholds import GATED
from cuewise.report.numbers import finite


def flagged(f: Finding) -> bool:
    """Judged spurious or unstable: what the gate counts."""
    return f.verdict.type in GATED


def matters(f: Finding) -> bool:
    """Material or severe."""
    return f.severity in {"material", "severe"}


def measured(f: Finding) -> bool:
    """Some model's reliance is known."""
    return any(finite(r.delta) is not None for r in f.reliance)


def inconclusive(f: Finding) -> bool:
    """Whether some model's reliance is neither shown nor ruled out."""
    return any(r.conclusion == "inconclusive" for r in f.reliance)


def pick(audit: Audit, *tests: Callable[[Finding], bool]) -> Sequence[Finding]:
    """The findings that pass every test, in their order; pieces of a phrase do not count."""
    known = {f.id for f in audit.findings}
    whole = (f for f in audit.findings if f.part_of not in known)
    return [f for f in whole if all(test(f) for test in tests)]
