"""Measures of the corpus or of a model as a whole, by family."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cuewise.records import Audit, Measure
from cuewise.report import numbers
from cuewise.report.axes import SHARE_AXIS, axis
from cuewise.report.records import Axis, Block, Estimate, MeasureRow
from cuewise.report.subjects import subject_of
from cuewise.report.text import visible
from cuewise.report.wording import Wording

_Write = Callable[[float | None], str]

_FAMILIES = ("group", "baseline", "metadata", "marks", "split", "twins", "model", "other")
# Families whose note says what was measured: accuracy or lift.
_BY_QUANTITY = frozenset({"baseline", "metadata", "marks"})
# Families whose subjects are names from the data, never parts of the input.
_OF_COLUMNS = frozenset({"metadata", "split"})
_SHARES = frozenset({"share", "rate", "proportion", "accuracy", "fraction", "probability"})
_POINTS = frozenset({"points", "difference", "lift", "gap", "p(y|cue) - p(y)"})


def blocks(audit: Audit, say: Wording) -> tuple[Block, ...]:
    """One block for each family that has numbers; measures without a family come last."""
    by_family: dict[str, list[Measure]] = {name: [] for name in _FAMILIES}
    for m in audit.measures:
        by_family[_family(m)].append(m)
    return tuple(_block(family, rows, say) for family, rows in by_family.items() if rows)


def _family(m: Measure) -> str:
    family = m.code.partition(".")[0]
    return family if family in _FAMILIES else "other"


def _block(family: str, measures: Sequence[Measure], say: Wording) -> Block:
    written = [_estimate(m, say) for m in measures]
    scales, worst = _scales(measures, written), _worst(family, measures, written)
    rows = tuple(
        _row(m, e, scales, say, worst=i in worst)
        for i, (m, e) in enumerate(zip(measures, written, strict=True))
    )
    return Block(
        family=family,
        title=say(f"family.{family}.title"),
        about=say(f"family.{family}.about"),
        note=say("measures.label" if family == "group" else "measures.note"),
        rows=rows,
    )


def _row(
    m: Measure, e: Estimate, scales: dict[str, Axis], say: Wording, *, worst: bool
) -> MeasureRow:
    family = _family(m)
    note = note_of(m, say)
    name, note = (note, "") if family in _BY_QUANTITY else (_name(m, say), note)
    return MeasureRow(
        name=name,
        subject=subject_name(m, say),
        model=visible(m.model or ""),
        estimate=e,
        n=numbers.integer(m.n),
        unit=_unit_name(_unit(m), say),
        note=note,
        mark=say("measures.worst") if worst else "",
        axis=scales.get(_unit(m)) if e.value is not None else None,
    )


def _name(m: Measure, say: Wording) -> str:
    tail = m.code.partition(".")[2].replace("_", " ")
    return say.get(f"measure.{m.code}") or visible(tail or m.code)


def subject_name(m: Measure, say: Wording) -> str:
    """What is measured, in words: a group with or without a cue, a label, a part of the input."""
    if m.cue is not None:
        cue = subject_of(m.cue, say).phrase
        return say("group-of.with" if m.present else "group-of.without", cue=cue)
    if m.label is not None:
        return say("group-of.label", label=visible(m.label))
    if _family(m) in _OF_COLUMNS:
        return say(f"group-of.{_family(m)}", name=visible(m.subject))
    return say.get(f"of.{m.subject}") or visible(m.subject)


def note_of(m: Measure, say: Wording) -> str:
    """What the subject does not say: the label of a group, or what was measured."""
    if m.quantity is not None:
        return say(f"quantity.{m.quantity}")
    if m.label is not None:
        return visible(m.label) if m.cue is not None else ""
    return visible(m.note)


def _unit(m: Measure) -> str:
    """The unit; a lift is a difference of shares."""
    return "lift" if m.quantity == "lift over majority" else m.unit


def _unit_name(unit: str, say: Wording) -> str:
    if unit in _SHARES:
        return ""
    return say("unit.points") if unit in _POINTS else visible(unit)


def _write(unit: str) -> _Write:
    if unit in _SHARES:
        return numbers.percent
    return numbers.points if unit in _POINTS else numbers.short


def _estimate(m: Measure, say: Wording) -> Estimate:
    reason = say("reason.few") if _family(m) == "group" else say("reason.no-value")
    return numbers.estimate(m.interval, _write(_unit(m)), reason)


def _worst(family: str, measures: Sequence[Measure], written: Sequence[Estimate]) -> set[int]:
    """The rows of the group with the lowest value, one for each model."""
    by_model: dict[str | None, list[tuple[float, int]]] = {}
    for i, (m, e) in enumerate(zip(measures, written, strict=True)):
        if family == "group" and e.value is not None and _unit(m) in _SHARES:
            by_model.setdefault(m.model, []).append((e.value, i))
    # If all groups are alike, none is the worst.
    return {min(rows)[1] for rows in by_model.values() if min(rows)[0] < max(rows)[0]}


def _scales(measures: Sequence[Measure], written: Sequence[Estimate]) -> dict[str, Axis]:
    """One scale for each unit, so that bars of one unit can be compared."""
    scales: dict[str, Axis] = {}
    for unit in dict.fromkeys(map(_unit, measures)):
        estimates = [e for m, e in zip(measures, written, strict=True) if _unit(m) == unit]
        if unit in _SHARES:
            scales[unit] = SHARE_AXIS
        elif unit in _POINTS:
            scales[unit] = axis(estimates)
    return scales
