"""Pieces of one phrase: "watched it", "it on" and "watched it on" stand in the same documents."""

from __future__ import annotations

from collections.abc import Iterable

from cuewise.report.subjects import describe
from cuewise.types import Audit, Finding

# The end of the message of a finding that is a piece of another (`cuewise.findings`).
_PIECE_OF = "; a piece of "


def wholes(audit: Audit) -> dict[str, Finding]:
    """The finding of the whole phrase, by the id of each finding that is a piece of one."""
    told = {f.id: _told(f.message) for f in audit.findings}
    named = set(told.values()) - {""}
    by_name = _by_name(audit.findings, named) if named else {}
    return {
        f.id: by_name[told[f.id]] for f in audit.findings if by_name.get(told[f.id], f) is not f
    }


def _told(message: str) -> str:
    return message.rpartition(_PIECE_OF)[2].removesuffix(".") if _PIECE_OF in message else ""


def _by_name(findings: Iterable[Finding], named: set[str]) -> dict[str, Finding]:
    """The first finding of each name that is asked for."""
    out: dict[str, Finding] = {}
    for finding in findings:
        name = describe(finding.subject, "en")
        if name in named:
            out.setdefault(name, finding)
    return out
