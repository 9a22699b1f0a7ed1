"""The gate: which findings fail a build, and the exit code."""

from __future__ import annotations

from cuewise.cli.messages import plain
from cuewise.records import Audit, Finding
from cuewise.records.thresholds import GATED

FINE, GATE, FAILED = 0, 1, 3
# Severities that stop a build at each level of --fail-on.
STOPPED_BY = {"none": (), "material": ("material", "severe"), "severe": ("severe",)}


def stopping(audit: Audit, fail_on: str, *, strict: bool) -> list[Finding]:
    """The findings that fail the gate. A genuine cue never does."""
    verdicts = GATED | ({"undetermined"} if strict else set())
    return [
        finding
        for finding in audit.findings
        if finding.severity in STOPPED_BY[fail_on] and finding.verdict.type in verdicts
    ]


def failed(audit: Audit) -> list[str]:
    """The plug-ins that failed, each with its reason."""
    return [
        f"{code}: {outcome.reason}"
        for code, outcome in audit.outcomes.items()
        if outcome.status == "failed"
    ]


def exit_code(audit: Audit, fail_on: str, *, strict: bool) -> int:
    """3 before 1: where a plug-in failed, what the gate found is not the whole of it."""
    if failed(audit):
        return FAILED
    return GATE if stopping(audit, fail_on, strict=strict) else FINE


def gate_line(audit: Audit, fail_on: str, *, strict: bool) -> str:
    """Why the exit code is not 0, for people; empty where it is."""
    lines = [f"plug-in failed: {failure}" for failure in failed(audit)]
    if stopped := stopping(audit, fail_on, strict=strict):
        from cuewise.cues.spans import brief

        subjects = ", ".join(brief(finding.subject) for finding in stopped[:5])
        more = f" and {len(stopped) - 5} more" if len(stopped) > 5 else ""
        lines.append(f"gate --fail-on {fail_on}: {subjects}{more}")
    return plain("\n".join(lines))
