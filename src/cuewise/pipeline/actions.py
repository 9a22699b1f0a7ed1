"""Why a repair acted on each cue, or left it alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from cuewise.cues.spans import parse
from cuewise.records import Finding, VerdictType
from cuewise.records.comparison import Action, Change
from cuewise.records.kinds import kind_of
from cuewise.records.thresholds import MATERIAL


@dataclass(frozen=True, slots=True)
class Acted:
    """What a repair acted on.

    `cues` are the repaired ones, none where nothing was repaired; `removed` those that the model
    removes from every text. `include` are the verdicts beside *spurious* that it may act on. `left`
    says why cues that it might have acted on were left.
    """

    cues: Collection[str]
    removed: Collection[str] = ()
    include: Collection[VerdictType] = ()
    left: Mapping[str, Action] = field(default_factory=dict)

    def on(self, change: Change, finding: Finding | None) -> Change:
        """The change with what the repair did about its cue.

        `finding` is that of the audit before, None where it does not report the cue.
        """
        repaired = change.subject in self.cues
        update = {
            "mended": repaired,
            "action": self._action(change, finding),
            "by_construction": repaired and change.subject in self.removed,
        }
        return change.model_copy(update=update)

    def _action(self, change: Change, finding: Finding | None) -> Action:
        if change.subject in self.cues:
            return "repaired"
        return self.left.get(change.subject) or self._judged(change, finding)

    def _judged(self, change: Change, finding: Finding | None) -> Action:
        """Why a cue was never in question, or else why its reliance did not call for a repair."""
        if change.verdict not in {"spurious", *self.include}:
            return "undetermined" if change.verdict == "undetermined" else "not-spurious"
        if finding is not None and finding.part_of is not None:
            return "piece"
        if finding is None or not finding.association.replicated:
            return "not-replicated"
        return self._relied_on(change)

    def _relied_on(self, change: Change) -> Action:
        """Why a cue that may be repaired was not: by its reliance before."""
        if not self.cues:
            return "nothing"
        if not kind_of(parse(change.subject)[1]).located or change.before is None:
            return "not-shown"
        return "not-relied-on" if change.before.interval.within(MATERIAL) else "not-shown"
