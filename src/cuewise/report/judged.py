"""The questions about findings that the headline, the steps and the filters share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cuewise.records import Audit, Finding
from cuewise.records.interval import finite_or_none
from cuewise.records.thresholds import GATED


def spurious(f: Finding) -> bool:
    """Whether it is judged spurious."""
    return f.verdict.type == "spurious"


def decided_by_person(f: Finding) -> bool:
    """Whether a person decided its verdict."""
    return f.verdict.decision is not None


def flagged(f: Finding) -> bool:
    """Whether it is judged spurious or unstable: what the gate counts."""
    return f.verdict.type in GATED


def matters(f: Finding) -> bool:
    """Whether it is material or severe."""
    return f.severity in {"material", "severe"}


def measured(f: Finding) -> bool:
    """Whether the reliance of some model is known."""
    return any(finite_or_none(r.delta) is not None for r in f.reliance)


def inconclusive(f: Finding) -> bool:
    """Whether the reliance of some model is neither shown nor ruled out."""
    return any(r.conclusion == "inconclusive" for r in f.reliance)


def pick(audit: Audit, *tests: Callable[[Finding], bool]) -> Sequence[Finding]:
    """The findings that pass every test, in order, without pieces of reported phrases."""
    ids = {f.id for f in audit.findings}
    whole = (f for f in audit.findings if f.part_of not in ids)
    return [f for f in whole if all(test(f) for test in tests)]
