"""The questions about findings that the headline, the steps and the filters share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cuewise.records import Audit, Finding, Measure
from cuewise.records.interval import finite_or_none
from cuewise.records.thresholds import GATED, LEAK, LEAK_ERRORS

# The code of `cuewise.detect.leak`, to which each measure adds the name of its column.
_LEAK_CODE = "metadata.leak"
# The code of `cuewise.detect.label_marks`.
_MARKS_CODE = "marks.leak"


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


def leaks(measures: Sequence[Measure]) -> list[Measure]:
    """The accuracies of the metadata columns that decide the label.

    The lower end of the 95% interval is at least `LEAK`, and the errors that it allows are at most
    `LEAK_ERRORS` of those of the majority label.
    """
    by_column: dict[str, dict[str | None, Measure]] = {}
    for m in measures:
        if m.code == f"{_LEAK_CODE}.{m.subject}":
            by_column.setdefault(m.subject, {})[m.quantity] = m
    pairs = [(rows.get("accuracy"), rows.get("lift over majority")) for rows in by_column.values()]
    return [alone for alone, lift in pairs if alone and lift and _decides(alone, lift)]


def label_marks(measures: Sequence[Measure]) -> tuple[Measure, Measure] | None:
    """The accuracies of the marks alone and of the text without them, if the marks are the label.

    The marks decide the label almost alone, and surely better than the rest of the text.
    """
    rows = {(m.subject, m.quantity): m for m in measures if m.code.startswith(_MARKS_CODE)}
    marks, lift = rows.get(("marks", "accuracy")), rows.get(("marks", "lift over majority"))
    rest = rows.get(("rest", "accuracy"))
    if not (marks and lift and rest) or marks.low is None or rest.high is None:
        return None
    return (marks, rest) if _few_errors(marks, lift) and rest.high < marks.low else None


def _decides(alone: Measure, lift: Measure) -> bool:
    return alone.low is not None and alone.low >= LEAK and _few_errors(alone, lift)


def _few_errors(alone: Measure, lift: Measure) -> bool:
    if alone.low is None or alone.value is None or lift.value is None:
        return False
    majority = alone.value - lift.value
    return 1 - alone.low <= LEAK_ERRORS * (1 - majority)
