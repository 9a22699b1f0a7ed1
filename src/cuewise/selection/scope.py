"""Which cues to repair: judged spurious, and relied on by the model or not cleared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.sparse import csr_array

from cuewise.plugins.protocols import Predictor
from cuewise.probe.run import ModelReport
from cuewise.probe.study import Study
from cuewise.records import Verdict, VerdictType
from cuewise.records.interval import Interval
from cuewise.records.kinds import kind_of
from cuewise.records.thresholds import MATERIAL, WIDE
from cuewise.selection.rank_gap import rank_gaps
from cuewise.split.rows import rows_of

ScopeName = Literal["relied-on", "not-cleared"]
_UNKNOWN = Interval(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Scope:
    """Cues that a remedy repairs together: columns of the study's cue table, ascending."""

    name: ScopeName
    columns: tuple[int, ...]


def to_repair(study: Study, include: Collection[VerdictType] = ()) -> Study:
    """The study with only the cues that may be repaired: no others are probed, which takes time.

    Parameters
    ----------
    study:
        All judged cues.
    include:
        Verdicts beside *spurious* whose cues may be repaired too; they count as spurious here.

    Examples
    --------
    >>> [cue.row for cue in to_repair(study, ["undetermined"]).judged]  # doctest: +SKIP
    [0, 3]
    """
    asked = [replace(cue, verdict=_as_spurious(cue.verdict, include)) for cue in study.judged]
    widened = replace(study, judged=tuple(asked))
    return replace(study, judged=tuple(widened.spurious()))


def _as_spurious(verdict: Verdict, include: Collection[VerdictType]) -> Verdict:
    return verdict.model_copy(update={"type": "spurious"}) if verdict.type in include else verdict


def scopes(study: Study, model: Predictor, report: ModelReport) -> list[Scope]:
    """The sets of spurious cues that are worth repairing; none where no reliance is shown.

    First the cues that the model relies on, then also located cues whose interval is inconclusive:
    absence of evidence is not evidence of absence. Reliance on a located cue is Δ*, the effect of
    editing it alone. Reliance on another cue, such as a style, is its rank gap
    (`cuewise.selection.rank_gap`), which includes whatever occurs with the style. So it must be
    shown. Reliance is shown too if ablating all cues together changes decisions.
    """
    located = _edited(study, report)
    others = _compared(study, model, _columns(study, located=False))
    relied_on = sorted(
        [j for j, effect in located.items() if effect.nearest > MATERIAL]
        + [j for j, gap in others.items() if gap.nearest > WIDE]
    )
    unclear = [j for j, effect in located.items() if not effect.within(MATERIAL)]
    not_cleared = sorted({*relied_on, *unclear, *_unprobed(study, report)})
    if not relied_on and not (report.sdr is not None and report.sdr.low > 0):
        return []
    sets = [Scope("relied-on", tuple(relied_on)), Scope("not-cleared", tuple(not_cleared))]
    return [s for s in sets if s.columns and (s.name == "relied-on" or not_cleared != relied_on)]


def _columns(study: Study, *, located: bool) -> list[int]:
    """The spurious cues that are located in texts, or those that are not."""
    columns = {study.column(cue.row) for cue in study.spurious()}
    return sorted(j for j in columns if kind_of(study.cues.kinds[j]).located == located)


def _edited(study: Study, report: ModelReport) -> dict[int, Interval]:
    """Δ* of every located cue that was measured; of several labels, the clearest."""
    located = set(_columns(study, located=True))
    effects: dict[int, Interval] = {}
    for cue in study.spurious():
        j, reliance = study.column(cue.row), report.reliance.get(cue.row)
        if j in located and reliance is not None and reliance.low is not None:
            # Reliance that is surely there comes before reliance that may be.
            effects[j] = max(
                effects.get(j, _UNKNOWN), reliance.interval, key=lambda e: (e.nearest, e.farthest)
            )
    return effects


def _unprobed(study: Study, report: ModelReport) -> list[int]:
    """Located cues that replicate and were not probed, each phrase in its fullest form.

    Only the strongest cues are probed, and nothing is known of the others.
    """
    wholes = {cue.row for cue in study.spurious() if cue.row == cue.whole}
    left = wholes - set(report.reliance)
    columns = {study.column(row) for row in left if study.associations.replicated[row]}
    probed = {study.column(row) for row in report.reliance}
    return [j for j in columns - probed if kind_of(study.cues.kinds[j]).located]


def _compared(study: Study, model: Predictor, columns: list[int]) -> dict[int, Interval]:
    """The rank gap of every cue that is not located, as far as it is known."""
    if not columns:
        return {}
    some = rows_of(study.corpus, study.rows)
    probs = model.predict(some.texts, some.texts_b).probs
    answered = np.isfinite(probs).all(axis=1)
    held = csr_array(study.cues.values[study.rows][:, columns])[answered]
    gaps = rank_gaps(held, some.labels[answered], probs[answered])
    return {j: gap for j, gap in zip(columns, gaps, strict=True) if gap is not None}
