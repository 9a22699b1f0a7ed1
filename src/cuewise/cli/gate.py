"""Explain an exit code other than 0."""

from __future__ import annotations

from cuewise.cli.messages import printable
from cuewise.gate.policy import failures, stopping
from cuewise.records import Audit


def gate_line(audit: Audit, fail_on: str, *, strict: bool) -> str:
    """What failed and what the gate found; empty if the exit code is 0."""
    lines = [f"plug-in failed: {failure}" for failure in failures(audit)]
    if stopped := stopping(audit, fail_on, strict=strict):
        from cuewise.cues.spans import brief

        subjects = ", ".join(brief(finding.subject) for finding in stopped[:5])
        more = f" and {len(stopped) - 5} more" if len(stopped) > 5 else ""
        lines.append(f"gate --fail-on {fail_on}: {subjects}{more}")
    return printable("\n".join(lines))
