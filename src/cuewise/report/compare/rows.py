"""Cues, numbers and candidates of a comparison as rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cuewise.records import Measure, Rate, Reliance
from cuewise.records.comparison import (
    NO_CHANGE,
    Candidate,
    Change,
    Comparison,
    MeasureChange,
    Repair,
    Scores,
    Standing,
)
from cuewise.report import numbers
from cuewise.report.axes import SHARE_AXIS
from cuewise.report.compare.records import CandidateRow, ChangeRow, ValueRow
from cuewise.report.decision import decision_in_words
from cuewise.report.measures import note_of, subject_name
from cuewise.report.reasons import worded
from cuewise.report.records import Axis, Estimate
from cuewise.report.subjects import subject_of
from cuewise.report.text import visible
from cuewise.report.wording import Wording

# The changes and the outcomes of candidates in the order of the rows.
_CHANGES = ("grew", "turned", "gone", "less", "same")
_STANDINGS: tuple[Standing, ...] = (
    "chosen",
    "cost",
    "class",
    "accuracy",
    "dependence",
    "harm",
    "dropped",
    "not-in-files",
    "not-writable",
    "failed",
    "not-applicable",
)
_OLD_STANDINGS: tuple[Standing, ...] = (
    *("chosen", "cost", "class", "dependence", "accuracy"),
    *(x for x in _STANDINGS if x not in {"chosen", "cost", "class", "dependence", "accuracy"}),
)
# Changes that put reliance where it was not.
DISPLACED = frozenset({"grew", "turned"})
# Scores in the order of the rows. Those that can be negative have no bar on a scale from 0 to 1.
_SCORES: Mapping[str, Callable[[Scores], Rate | None]] = {
    "ablated": lambda s: s.neutral,
    "as-is": lambda s: s.as_is,
    "worst-class": lambda s: s.worst_class,
    "sdr": lambda s: s.sdr,
    "logit-shift": lambda s: s.pull,
    "rank-gap": lambda s: s.gap,
}
_WITHOUT_BAR = frozenset({"sdr", "logit-shift"})


def change_rows(c: Comparison, say: Wording) -> tuple[ChangeRow, ...]:
    """Every cue that was measured in both audits: repaired ones first, then what grew."""
    several = _several(c)
    measured = [x for x in c.changes if x.change != "unmeasured"]
    measured.sort(key=lambda x: (not x.mended, *_by_change(x)))
    return tuple(_change_row(x, say, several=several, refused=was_refused(c)) for x in measured)


def grown_rows(c: Comparison, say: Wording) -> tuple[ChangeRow, ...]:
    """The cues on which reliance grew or reversed, repaired or not: the largest growth first."""
    several = _several(c)
    grown = sorted((x for x in c.changes if x.change in DISPLACED), key=_by_change)
    return tuple(_change_row(x, say, several=several, refused=was_refused(c)) for x in grown)


def was_refused(c: Comparison) -> bool:
    """Whether a repair was found and is not shipped: `after` is then of that repair."""
    return c.repair is not None and c.repair.refused is not None


def growth(x: Change) -> float:
    """By how much reliance on a cue grew, as a share; below 0 where it shrank."""
    old, new = (abs(r.delta or 0.0) if r else 0.0 for r in (x.before, x.after))
    return new - old


def _by_change(x: Change) -> tuple[int, float]:
    """The order of changes; of the cues on which reliance grew, the largest growth first."""
    return _CHANGES.index(x.change), -growth(x) if x.change in DISPLACED else 0.0


def _several(c: Comparison) -> bool:
    return len({(x.model_before, x.model_after) for x in c.changes}) > 1


def _change_row(x: Change, say: Wording, *, several: bool, refused: bool) -> ChangeRow:
    return ChangeRow(
        subject=subject_of(x.subject, say),
        label=visible(x.label),
        model=visible(x.model_after) if several else "",
        n=_documents(x.before, x.after),
        verdict=x.verdict,
        verdict_name=say(f"verdict.{x.verdict}"),
        decision=decision_in_words(x.decision, say),
        before=_delta(x.before),
        after=_delta(x.after),
        change=x.change,
        change_name=say(f"change.{x.change}"),
        tag=_tag(x, say, refused=refused),
        removed=x.by_construction,
        action=say(f"action-of.{x.action}") if x.action not in {None, "repaired"} else "",
    )


def _tag(x: Change, say: Wording, *, refused: bool) -> str:
    """What was done to a cue, or would have been where the repair is refused."""
    if not x.mended:
        return ""
    done = "removed" if x.by_construction else "repaired"
    return say(f"compare.{done}-proposed" if refused else f"compare.{done}")


def _delta(r: Reliance | None) -> Estimate:
    return numbers.UNKNOWN if r is None else numbers.estimate(r.interval, numbers.points)


def _documents(
    before: Reliance | Rate | Measure | None, after: Reliance | Rate | Measure | None
) -> str:
    """The number of documents: once if it is the same on both sides."""
    old, new = (x.n if x else None for x in (before, after))
    if old == new or old is None:
        return numbers.integer(new)
    return f"{numbers.integer(old)} / {numbers.integer(new)}"


def estimate_of(x: Rate | Measure | None) -> Estimate:
    """A rate or a measure as a share; unknown if it is None."""
    return numbers.UNKNOWN if x is None else numbers.estimate(x.interval, numbers.percent)


def value_rows(c: Comparison, say: Wording) -> tuple[ValueRow, ...]:
    """The numbers about the models as a whole."""
    if c.repair and c.repair.before and c.repair.after:
        rows = _score_rows(c.repair.before, c.repair.after, say)
    else:
        rows = [_measure_row(m, say) for m in c.measures if m.code == "model.accuracy"]
    old, new = lowest_groups(c)
    if old or new:
        note = " → ".join(dict.fromkeys(_measure_name(m, say) for m in (old, new) if m))
        rows.append(_row(say("compare.worst-group"), note, old, new))
    return tuple(rows)


def group_rows(c: Comparison, say: Wording) -> tuple[ValueRow, ...]:
    """Accuracy in every group, and every other measure of a model."""
    shown = "model.accuracy" if not (c.repair and c.repair.before) else ""
    return tuple(_measure_row(m, say) for m in c.measures if m.code != shown)


def _score_rows(old: Scores, new: Scores, say: Wording) -> list[ValueRow]:
    rows = []
    for name, score in _SCORES.items():
        before, after = score(old), score(new)
        if before or after:
            scale = None if name in _WITHOUT_BAR else SHARE_AXIS
            texts = say(f"compare.{name}"), say(f"compare.{name}-note")
            rows.append(_row(*texts, before, after, scale))
    return rows


def _row(
    name: str,
    note: str,
    before: Rate | Measure | None,
    after: Rate | Measure | None,
    axis: Axis | None = SHARE_AXIS,
) -> ValueRow:
    n = _documents(before, after)
    return ValueRow(name, note, estimate_of(before), estimate_of(after), n, axis)


def _measure_row(m: MeasureChange, say: Wording) -> ValueRow:
    either = m.after or m.before
    name = say.get(f"measure.{m.code}") or visible(m.code)
    return _row(name, _measure_name(either, say) if either else "", m.before, m.after)


def _measure_name(m: Measure, say: Wording) -> str:
    return " · ".join(filter(None, (subject_name(m, say), note_of(m, say))))


def accuracy_of(c: Comparison) -> Measure | None:
    """The accuracy of the model as it was on all texts as they are; None where it is unknown."""
    whole = ("model.accuracy", "all")
    return next((m.before for m in c.measures if (m.code, m.subject) == whole), None)


def lowest_groups(c: Comparison) -> tuple[Measure | None, Measure | None]:
    """The group with the lowest accuracy before and the one after, which may differ.

    Only groups of repaired cues count where there are any: the lowest of many small groups is
    chance.
    """
    groups = [m for m in c.measures if m.code == "group.accuracy"]
    cues = set(c.repair.cues) if c.repair else set()
    groups = [m for m in groups if (x := m.before or m.after) and x.cue in cues] or groups
    return _lowest([m.before for m in groups]), _lowest([m.after for m in groups])


def _lowest(measures: Sequence[Measure | None]) -> Measure | None:
    known = [(m.value, i, m) for i, m in enumerate(measures) if m and m.value is not None]
    return min(known)[2] if known else None


def candidate_rows(r: Repair, say: Wording) -> tuple[CandidateRow, ...]:
    """The candidates: the chosen one and no change first, then by how far they came."""
    # Comparisons without a limit were made by an older rule, whose steps came in another order.
    steps = _OLD_STANDINGS if r.max_loss is None else _STANDINGS
    order = sorted(
        r.candidates,
        key=lambda x: (x.standing != "chosen", x.code != NO_CHANGE, steps.index(x.standing)),
    )
    return tuple(_candidate_row(x, _standing(x, r, say), say) for x in order)


def _standing(x: Candidate, r: Repair, say: Wording) -> str:
    """How a candidate ended; the refused one by name, where no other candidate has the same."""
    alike = [y for y in r.candidates if y.code == x.code and y.standing == "harm"]
    if r.refused is not None and r.refused.remedy == x.code and alike == [x]:
        return say("standing.refused")
    older = say.get(f"standing-before.{x.standing}") if r.max_loss is None else None
    return older or say(f"standing.{x.standing}")


def _candidate_row(x: Candidate, standing: str, say: Wording) -> CandidateRow:
    scores = {
        name.replace("-", "_"): estimate_of(score(x.scores) if x.scores else None)
        for name, score in _SCORES.items()
        if name != "sdr"
    }
    return CandidateRow(
        code=say("compare.no-change") if x.code == NO_CHANGE else visible(x.code),
        scope=say(f"scope.{x.scope}") if x.scope else "",
        needs=say.get(f"needs.{x.needs}") or visible(x.needs),
        seconds=numbers.seconds(x.seconds),
        standing=x.standing,
        standing_name=standing,
        reason=worded(x.reasons, say, otherwise=x.reason),
        **scores,
    )
