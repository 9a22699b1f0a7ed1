"""Whether a repair moved reliance to other cues rather than removing it."""

from __future__ import annotations

from collections.abc import Sequence

from cuewise.records import Reliance
from cuewise.records.comparison import Change

# Changes that put reliance where it was not.
_GREW = frozenset({"grew", "turned"})


def displaced(changes: Sequence[Change]) -> bool:
    """Whether reliance grew on a cue that was not repaired by more than was removed from any.

    Growth counts only where reliance is material now, and not on cues judged genuine: a model that
    loses a shortcut should rely on these more.

    Examples
    --------
    >>> displaced([])
    False
    """
    grown = [
        abs(_delta(c.after)) - abs(_delta(c.before))
        for c in changes
        if c.change in _GREW and not c.mended and c.verdict != "genuine"
    ]
    removed = [_removed(c) for c in changes if c.mended]
    return bool(grown) and max(grown) > max(removed, default=0.0)


def _removed(change: Change) -> float:
    """The reliance that a repair removed from a cue; 0 where that was not measured."""
    if change.by_construction:
        return abs(_delta(change.before))
    if change.change == "unmeasured":
        return 0.0
    return abs(_delta(change.before)) - abs(_delta(change.after))


def _delta(reliance: Reliance | None) -> float:
    return (reliance.delta or 0.0) if reliance is not None else 0.0
