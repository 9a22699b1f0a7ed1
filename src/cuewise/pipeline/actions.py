"""Why a repair acted on each cue, or left it alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from cuewise.cues.spans import parse
from cuewise.records import Finding, Reliance, VerdictType
from cuewise.records.comparison import Action, Change
from cuewise.records.kinds import kind_of
from cuewise.records.thresholds import MATERIAL


@dataclass(frozen=True, slots=True)
class KnownCue:
    """What is known of a cue before a repair.

    `piece`: it is a piece of a phrase. `replicated`: its association is seen in the estimation
    split too. `reliance` is that of the model as it was, None where it was not measured.
    """

    subject: str
    verdict: VerdictType
    piece: bool
    replicated: bool
    reliance: Reliance | None


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
        cue = KnownCue(
            change.subject,
            change.verdict,
            piece=finding is not None and finding.part_of is not None,
            replicated=finding is not None and finding.association.replicated,
            reliance=change.before,
        )
        action = self.action(cue)
        update = {
            "mended": action == "repaired",
            "action": action,
            "by_construction": action == "repaired" and change.subject in self.removed,
        }
        return change.model_copy(update=update)

    def action(self, cue: KnownCue) -> Action:
        """Why the repair acted on a cue, or left it alone."""
        if cue.subject in self.cues:
            return "repaired"
        return self.left.get(cue.subject) or self._judged(cue)

    def _judged(self, cue: KnownCue) -> Action:
        """Why a cue was never in question, or else why its reliance did not call for a repair."""
        if cue.verdict not in {"spurious", *self.include}:
            return "undetermined" if cue.verdict == "undetermined" else "not-spurious"
        if cue.piece:
            return "piece"
        return self._relied_on(cue) if cue.replicated else "not-replicated"

    def _relied_on(self, cue: KnownCue) -> Action:
        """Why a cue that may be repaired was not: by its reliance before."""
        if not self.cues:
            return "nothing"
        if not kind_of(parse(cue.subject)[1]).located or cue.reliance is None:
            return "not-shown"
        return "not-relied-on" if cue.reliance.interval.within(MATERIAL) else "not-shown"
