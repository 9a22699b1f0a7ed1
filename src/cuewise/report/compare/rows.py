"""Cues, numbers and remedies of a comparison as rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cuewise.records import Measure, Rate, Reliance
from cuewise.records.comparison import (
    NO_CHANGE,
    Candidate,
    Change,
    Comparison,
    MeasureChange,
    Scores,
    Standing,
)
from cuewise.report import numbers
from cuewise.report.axes import shares
from cuewise.report.compare.records import ChangeRow, TriedRow, ValueRow
from cuewise.report.measures import note_of, subject_name
from cuewise.report.reasons import worded
from cuewise.report.records import Estimate
from cuewise.report.subjects import subject_of
from cuewise.report.text import visible
from cuewise.report.words import Words

# What a reader must see first.
_ORDER = ("grew", "turned", "gone", "less", "same")
# How far a candidate came, the farthest first.
_LOST: tuple[Standing, ...] = (
    "chosen",
    "cost",
    "class",
    "dependence",
    "accuracy",
    "not-in-files",
    "not-writable",
    "failed",
    "not-applicable",
)
# Changes by which reliance came to be where it was not.
DISPLACED = frozenset({"grew", "turned"})
_UNKNOWN = numbers.estimate(None, None, None, numbers.percent)


def changes(c: Comparison, say: Words) -> tuple[ChangeRow, ...]:
    """Every cue that was measured on both sides: those mended first, then what grew."""
    several = len({(x.model_before, x.model_after) for x in c.changes}) > 1
    known = [x for x in c.changes if x.change != "unmeasured"]
    known.sort(key=lambda x: (not x.mended, _ORDER.index(x.change)))
    return tuple(_change(x, say, several=several) for x in known)


def _change(x: Change, say: Words, *, several: bool) -> ChangeRow:
    return ChangeRow(
        subject=subject_of(x.subject, say),
        label=visible(x.label),
        model=visible(x.model_after) if several else "",
        n=_both(x.before.n if x.before else None, x.after.n if x.after else None),
        verdict=x.verdict,
        verdict_name=say(f"verdict.{x.verdict}"),
        before=_delta(x.before),
        after=_delta(x.after),
        change=x.change,
        change_name=say(f"change.{x.change}"),
        mended=x.mended,
    )


def _delta(r: Reliance | None) -> Estimate:
    if r is None:
        return numbers.estimate(None, None, None, numbers.points)
    return numbers.estimate(r.delta, r.low, r.high, numbers.points)


def _both(before: int | None, after: int | None) -> str:
    """The number of documents: once, where it is the same on both sides."""
    if before == after or before is None:
        return numbers.count(after)
    return f"{numbers.count(before)} / {numbers.count(after)}"


def share(rate: Rate | None) -> Estimate:
    """A rate as it is written."""
    if rate is None:
        return _UNKNOWN
    return numbers.estimate(rate.estimate, rate.low, rate.high, numbers.percent)


def values(c: Comparison, say: Words) -> tuple[ValueRow, ...]:
    """The numbers about the models as a whole."""
    out: list[ValueRow] = []
    if c.repair and c.repair.before and c.repair.after:
        out += _scores(c.repair.before, c.repair.after, say)
    else:
        out += [_value(m, say) for m in c.measures if m.code == "model.accuracy"]
    old, new = worst_group(c)
    if old or new:
        note = " → ".join(dict.fromkeys(_named(m, say) for m in (old, new) if m))
        name = say("compare.worst-group")
        out.append(_row(name, note, _estimate(old), _estimate(new), _ns(old, new)))
    return tuple(out)


def groups(c: Comparison, say: Words) -> tuple[ValueRow, ...]:
    """Accuracy in every group, and all else that was measured on a model."""
    told = "model.accuracy" if not (c.repair and c.repair.before) else ""
    return tuple(_value(m, say) for m in c.measures if m.code != told)


def _scores(old: Scores, new: Scores, say: Words) -> list[ValueRow]:
    pick: dict[str, Callable[[Scores], Rate | None]] = {
        "neutral": lambda s: s.neutral,
        "as-is": lambda s: s.as_is,
        "worst-class": lambda s: s.worst_class,
        "sdr": lambda s: s.sdr,
        "pull": lambda s: s.pull,
        "gap": lambda s: s.gap,
    }
    rows = []
    for name, of in pick.items():
        before, after = of(old), of(new)
        if before is after is None:
            continue
        n = _both(before.n if before else None, after.n if after else None)
        title = say(f"compare.{name}")
        # A share below 0 has no place on a scale from none to all.
        scale = None if name in {"sdr", "pull"} else shares(numbers.whole)
        note = say(f"compare.{name}-note")
        rows.append(ValueRow(title, note, share(before), share(after), n, scale))
    return rows


def _row(name: str, note: str, before: Estimate, after: Estimate, n: str) -> ValueRow:
    return ValueRow(name, note, before, after, n, shares(numbers.whole))


def _value(m: MeasureChange, say: Words) -> ValueRow:
    known = m.after or m.before
    name = say.get(f"measure.{m.code}") or visible(m.code)
    note = _named(known, say) if known else ""
    return _row(name, note, _estimate(m.before), _estimate(m.after), _ns(m.before, m.after))


def _named(m: Measure, say: Words) -> str:
    return " · ".join(filter(None, (subject_name(m, say), note_of(m, say))))


def _estimate(m: Measure | None) -> Estimate:
    return numbers.estimate(m.value, m.low, m.high, numbers.percent) if m else _UNKNOWN


def _ns(before: Measure | None, after: Measure | None) -> str:
    return _both(before.n if before else None, after.n if after else None)


def worst_group(c: Comparison) -> tuple[Measure | None, Measure | None]:
    """The group with the lowest accuracy on either side, which need not be the same.

    Of the cues mended, where they have groups: the lowest of many small groups is chance.
    """
    held = [m for m in c.measures if m.code == "group.accuracy"]
    cues = set(c.repair.cues) if c.repair else set()
    held = [m for m in held if (own := m.before or m.after) and own.cue in cues] or held
    return _lowest([m.before for m in held]), _lowest([m.after for m in held])


def _lowest(measures: Sequence[Measure | None]) -> Measure | None:
    known = [(m.value, i, m) for i, m in enumerate(measures) if m and m.value is not None]
    return min(known)[2] if known else None


def tried(candidates: Sequence[Candidate], say: Words) -> tuple[TriedRow, ...]:
    """The remedies: the one chosen and no change first, then by how far they came."""
    order = sorted(
        candidates,
        key=lambda x: (x.standing != "chosen", x.code != NO_CHANGE, _LOST.index(x.standing)),
    )
    return tuple(_tried(x, say) for x in order)


def _tried(x: Candidate, say: Words) -> TriedRow:
    s = x.scores
    return TriedRow(
        code=say("compare.no-change") if x.code == NO_CHANGE else visible(x.code),
        scope=say(f"scope.{x.scope}") if x.scope else "",
        needs=say.get(f"needs.{x.needs}") or visible(x.needs),
        seconds=numbers.seconds(x.seconds),
        neutral=share(s.neutral if s else None),
        as_is=share(s.as_is if s else None),
        worst_class=share(s.worst_class if s else None),
        pull=share(s.pull if s else None),
        gap=share(s.gap if s else None),
        standing=x.standing,
        standing_name=say(f"standing.{x.standing}"),
        reason=worded(x.reasons, say, otherwise=x.reason),
    )
