"""What a repair did about every cue: removed, repaired, or left alone for a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cuewise.records.comparison import Change, Comparison, Repair
from cuewise.report.text import visible
from cuewise.report.wording import Wording

_ACTED = ("removed", "repaired")
_LESS = frozenset({"gone", "less"})


def actions(c: Comparison, say: Wording) -> tuple[str, ...]:
    """How many cues the repair acted on, and how many it left alone for each reason."""
    refused = c.repair is not None and c.repair.refused is not None
    # A cue that is associated with several labels is one cue.
    done = {x.subject: _done(x) for x in c.changes if x.action is not None}
    counts = Counter(done.values())
    order = sorted(counts.items(), key=lambda pair: (pair[0] not in _ACTED, -pair[1], pair[0]))
    return tuple(say(f"action.{_code(code, refused=refused)}", n=n) for code, n in order)


def _done(x: Change) -> str:
    return "removed" if x.by_construction else str(x.action)


def _code(code: str, *, refused: bool) -> str:
    return f"proposed-{code}" if refused and code in _ACTED else code


def removed_and_reduced(c: Comparison, r: Repair, say: Wording) -> Iterator[str]:
    """How many cues are removed by construction, and on how many others reliance is less."""
    removed = {x.subject for x in c.changes if x.mended and x.by_construction}
    others = {x.subject for x in c.changes if x.mended} - removed
    less = others - _not_less(c.changes)
    remedy = visible(r.chosen)
    if removed:
        yield say("repair.removed", remedy=remedy, n=len(removed))
    if others:
        key = "repair.reduced-too" if removed else "repair.reduced"
        yield say(key, remedy=remedy, n=len(others), less=len(less))


def _not_less(changes: Iterable[Change]) -> set[str]:
    """Cues on which reliance is not shown to be less: all of their labels count."""
    return {x.subject for x in changes if x.change not in _LESS}
