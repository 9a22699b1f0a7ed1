"""Which cues are to be mended: judged spurious, and relied on by this model or not cleared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.sparse import csr_array

from cuewise.plugins.protocols import Predictor
from cuewise.probe.run import ModelReport
from cuewise.probe.study import Study
from cuewise.records.interval import Interval
from cuewise.records.kinds import kind_of
from cuewise.records.thresholds import MATERIAL, WIDE
from cuewise.selection.rank_gap import gaps
from cuewise.split.rows import rows_of

ScopeName = Literal["relied-on", "not-cleared"]
_Interval = tuple[float, float]
_NOTHING: _Interval = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Scope:
    """Cues that a remedy is to mend together: columns of the study's cue table, ascending."""

    name: ScopeName
    columns: tuple[int, ...]


def suspected(study: Study) -> Study:
    """The study of the cues judged spurious alone: no others are mended, and probing is dear."""
    spurious = {cue.row for cue in study.spurious()}
    kept = tuple(cue for cue in study.spurious() if cue.whole in spurious)
    return replace(study, judged=kept)


def scopes(study: Study, model: Predictor, report: ModelReport) -> list[Scope]:
    """The sets of cues judged spurious that are worth trying to mend.

    First those that the model relies on; then also those that stand at a place in texts and of
    which the documents do not tell whether it does: what is not shown is not absent. Of a cue at a
    place reliance is Δ*, what an edit of it alone changes; of another, such as a style, the gap
    between documents of one label with and without it (`cuewise.selection.rank_gap`). That
    holds all that goes with a style besides, so it must be shown.
    """
    placed = _placed(study, report)
    unplaced = _unplaced(study, model, _columns(study, False))
    relied = sorted(
        [j for j, own in placed.items() if Interval(None, *own).nearest > MATERIAL]
        + [j for j, own in unplaced.items() if Interval(None, *own).nearest > WIDE]
    )
    unclear = [j for j, (low, high) in placed.items() if max(-low, high) > MATERIAL]
    more = sorted({*relied, *unclear, *_unprobed(study, report)})
    found = [Scope("relied-on", tuple(relied)), Scope("not-cleared", tuple(more))]
    return [s for s in found if s.columns and (s.name == "relied-on" or more != relied)]


def _rows(study: Study) -> list[int]:
    """Rows of the associations whose cue is judged spurious."""
    return [cue.row for cue in study.spurious()]


def _columns(study: Study, at_place: bool) -> list[int]:
    """Cues judged spurious that stand at a place, or those that do not."""
    columns = {study.column(row) for row in _rows(study)}
    return sorted(j for j in columns if kind_of(study.cues.kinds[j]).located == at_place)


def _placed(study: Study, report: ModelReport) -> dict[int, _Interval]:
    """The interval of Δ* of every cue at a place, as far as it was measured."""
    some, found = set(_columns(study, True)), dict[int, _Interval]()
    for row in _rows(study):
        j, own = study.column(row), report.reliance.get(row)
        if j in some and own is not None and own.low is not None and own.high is not None:
            # A cue may stand for several labels; the clearest of them tells.
            found[j] = max(found.get(j, _NOTHING), (own.low, own.high), key=_clear)
    return found


def _unprobed(study: Study, report: ModelReport) -> list[int]:
    """Cues at a place that replicate and were not probed, each phrase in its fullest form.

    A model is asked about the strongest cues alone, and of the others nothing is known.
    """
    spurious, replicated = set(_rows(study)), study.associations.replicated
    heads = set(study.phrases())
    left = (spurious & heads) - set(report.reliance)
    columns = {study.column(row) for row in left if replicated[row]}
    probed = {study.column(row) for row in report.reliance}
    return [j for j in columns - probed if kind_of(study.cues.kinds[j]).located]


def _clear(interval: _Interval) -> _Interval:
    """Reliance that is surely there before reliance that may be."""
    return Interval(None, *interval).nearest, max(map(abs, interval))


def _unplaced(study: Study, model: Predictor, columns: list[int]) -> dict[int, _Interval]:
    if not columns:
        return {}
    some = rows_of(study.corpus, study.rows)
    probs = model.predict(some.texts, some.texts_b).probs
    answered = np.isfinite(probs).all(axis=1)
    held = csr_array(study.cues.values[study.rows][:, columns])[answered]
    found = gaps(held, some.labels[answered], probs[answered])
    return {
        j: (low, high)
        for j, (estimate, low, high) in zip(columns, found, strict=True)
        if np.isfinite(estimate)
    }
