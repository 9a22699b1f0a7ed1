"""The order in which reports list the findings."""

from __future__ import annotations

from collections.abc import Sequence

from cuewise.records import Audit, Finding


def report_order(audit: Audit) -> Sequence[Finding]:
    """The findings as they are; parts of other findings come last.

    Ten pieces of one phrase, or values of one column, would hide nine other cues.
    """
    pieces = whole_phrases(audit)
    return sorted(audit.findings, key=lambda f: f.id in pieces)


def whole_phrases(audit: Audit) -> dict[str, Finding]:
    """The finding of the whole, by the id of each finding that is a part of one.

    "Watched it", "it on" and "watched it on" occur in the same documents. Of a column that decides
    the label, the first value is the whole.
    """
    by_id = {f.id: f for f in audit.findings}
    return {f.id: by_id[f.part_of] for f in audit.findings if f.part_of in by_id}
