"""Which findings fail a build, and the exit code that says so."""

from __future__ import annotations

from collections.abc import Mapping

from cuewise.records.audit import Audit
from cuewise.records.comparison import Comparison
from cuewise.records.finding import Finding, Severity, VerdictType
from cuewise.records.thresholds import GATED

FINE, FOUND, FAILED, REFUSED = 0, 1, 3, 4
# Severities that fail a build, by the level of --fail-on.
FAILS: Mapping[str, tuple[Severity, ...]] = {
    "none": (),
    "material": ("material", "severe"),
    "severe": ("severe",),
}


def counts(verdict: VerdictType, *, strict: bool = False) -> bool:
    """Whether the gate counts a cue of this verdict; a genuine cue never fails a build.

    Examples
    --------
    >>> counts("spurious"), counts("genuine"), counts("undetermined")
    (True, False, False)
    >>> counts("undetermined", strict=True)
    True
    """
    return verdict in GATED or (strict and verdict == "undetermined")


def stopping(audit: Audit, fail_on: str, *, strict: bool) -> list[Finding]:
    """The findings that fail a build at the level `fail_on`.

    A phrase counts by its fullest form, and a column that decides the label by its first value:
    their parts do not count.
    """
    ids = {finding.id for finding in audit.findings}
    return [
        finding
        for finding in audit.findings
        if finding.part_of not in ids
        and finding.severity in FAILS[fail_on]
        and counts(finding.verdict.type, strict=strict)
    ]


def failures(audit: Audit) -> list[str]:
    """The plug-ins that failed, each with its reason."""
    return [
        f"{code}: {outcome.reason}"
        for code, outcome in audit.outcomes.items()
        if outcome.status == "failed"
    ]


def broken(comparison: Comparison) -> list[str]:
    """The remedies that broke, each with its reason."""
    candidates = comparison.repair.candidates if comparison.repair else []
    return [f"{c.code}: {c.reason}" for c in candidates if c.standing == "failed"]


def exit_code(audit: Audit, fail_on: str, *, strict: bool) -> int:
    """3 if a plug-in failed, else 1 if the gate found something, else 0.

    A failed plug-in comes first: without it the gate has not seen everything.
    """
    if failures(audit):
        return FAILED
    return FOUND if stopping(audit, fail_on, strict=strict) else FINE
