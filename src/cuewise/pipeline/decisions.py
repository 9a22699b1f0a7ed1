"""Let the decisions of people override computed verdicts.

The rule, for a cue and the label it is associated with:

1. A decision on the cue itself wins; one that names the label wins over one for any label.
2. Otherwise the decision on the fullest form of its phrase applies, if both have the same label.
3. Otherwise *spurious* or *genuine* on another piece of the same phrase with the same label
   applies, unless such decisions disagree.

Two cues are one phrase if they occur in the same documents, or if they differ only in repetition,
in function words at their ends or in a position (`cuewise.cues.phrases`): "film" and "the film". A
phrase that adds a word with a meaning is another phrase: "film noir".
"""

from __future__ import annotations

from collections.abc import Sequence

from cuewise.evidence.case import EvidenceCase
from cuewise.plugins.outcomes import Steps
from cuewise.records import DecisionNote, Reason, Verdict
from cuewise.records.decision import Decision
from cuewise.report.text import shorten

# A cue, the label it is associated with, and the place of the fullest form of its phrase.
Piece = tuple[str, str, int]
# Verdicts that a piece passes on to the rest of its phrase.
_PASSED_ON = ("spurious", "genuine")
# Characters of a subject in a reason.
_LONGEST = 200


def override(
    case: EvidenceCase, verdicts: Sequence[Verdict], decisions: Sequence[Decision], steps: Steps
) -> Sequence[Verdict]:
    """Apply `decisions` to the verdicts of a case, and record how many apply and are stale."""
    if not decisions:
        # A file was named, so its reader expected some.
        steps.record("decisions", "ran", [Reason.of("no-decisions")])
        return verdicts
    labels = case.corpus.label_names
    rows = zip(case.cue.tolist(), case.label.tolist(), case.phrase_head.tolist(), strict=True)
    pieces = [(case.cues.names[cue], labels[label], head) for cue, label, head in rows]
    by_cue = decided(pieces, decisions)
    with steps.run("decisions") as reasons:
        findings = sum(decision is not None for decision in by_cue)
        reasons.append(Reason.of("decided", decisions=len(decisions), findings=findings))
        reasons += [
            Reason.of("stale-decision", subject=shorten(d.subject, _LONGEST), label=d.label or "*")
            for d in stale(pieces, decisions)
        ]
    return list(map(_overridden, verdicts, by_cue))


def decided(pieces: Sequence[Piece], decisions: Sequence[Decision]) -> list[Decision | None]:
    """The decision that applies to each cue; None where none does.

    Examples
    --------
    >>> pieces = [("ngram:won me over", "good", 0), ("word:won", "good", 0), ("word:me", "bad", 2)]
    >>> decisions = [Decision("word:won", "", "genuine"), Decision("word:me", "good", "spurious")]
    >>> [d and d.verdict for d in decided(pieces, decisions)]
    ['genuine', 'genuine', None]
    """
    by_key = {(d.subject, d.label): d for d in decisions}
    explicit = [by_key.get((cue, label)) or by_key.get((cue, "")) for cue, label, _ in pieces]
    passed_on: dict[tuple[str, int], list[Decision]] = {}
    for (_, label, head), decision in zip(pieces, explicit, strict=True):
        if decision is not None and decision.verdict in _PASSED_ON:
            passed_on.setdefault((label, head), []).append(decision)

    def inherited(label: str, head: int) -> Decision | None:
        whole = explicit[head]
        if whole is not None and pieces[head][1] == label:
            return whole
        parts = passed_on.get((label, head), [])
        return parts[0] if len({part.verdict for part in parts}) == 1 else None

    return [
        decision or inherited(label, head)
        for (_, label, head), decision in zip(pieces, explicit, strict=True)
    ]


def stale(pieces: Sequence[Piece], decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions about a cue, or a cue and label, that no finding is about; by subject.

    Examples
    --------
    >>> stale([("word:me", "bad", 0)], [Decision("word:me", "", "genuine")])
    []
    """
    reported = {key for cue, label, _ in pieces for key in ((cue, label), (cue, ""))}
    left = [d for d in decisions if (d.subject, d.label) not in reported]
    return sorted(left, key=lambda d: (d.subject, d.label))


def _overridden(computed: Verdict, decision: Decision | None) -> Verdict:
    if decision is None:
        return computed
    note = DecisionNote(
        subject=decision.subject,
        author=decision.author,
        reason=decision.reason,
        date=decision.date,
        computed=computed.type,
    )
    return computed.model_copy(update={"type": decision.verdict, "decision": note})
