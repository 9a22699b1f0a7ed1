"""Pieces of one phrase: "watched it", "it on" and "watched it on" stand in the same documents."""

from __future__ import annotations

from cuewise.records import Audit, Finding


def wholes(audit: Audit) -> dict[str, Finding]:
    """The finding of the whole phrase, by the id of each finding that is a piece of one."""
    by_id = {f.id: f for f in audit.findings}
    return {f.id: by_id[f.part_of] for f in audit.findings if f.part_of in by_id}
