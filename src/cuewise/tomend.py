"""Which cues are to be mended: judged spurious, and relied on by this model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from cuewise.cues.spans import has_place
from cuewise.probing import ModelReport, Study
from cuewise.remedy.gap import gaps, least
from cuewise.subset import rows_of
from cuewise.types import Predictor

# The lower end of reliance from which it matters (SCIENCE 2).
_MATERIAL = 0.02


def suspected(study: Study) -> Study:
    """The study of the cues judged spurious alone: no others are mended, and probing is dear."""
    spurious = np.array([v.type == "spurious" for v in study.verdicts], dtype=bool)
    kept = np.flatnonzero(spurious & spurious[study.family])
    place = np.full(study.order.size, -1, np.int64)
    place[kept] = np.arange(kept.size)
    verdicts = tuple(study.verdicts[i] for i in kept.tolist())
    return replace(
        study, order=study.order[kept], verdicts=verdicts, family=place[study.family[kept]]
    )


def to_mend(study: Study, model: Predictor, report: ModelReport) -> list[int]:
    """Columns of the cues judged spurious that the model relies on, ascending.

    Of a cue that stands at a place in texts this is Δ*, what an edit of it alone changes; of
    another, such as a style, the gap between documents of one label with and without it. One
    meaning may be cut into several fields of words: where the model relies on one of them, the
    others that it leans to go with it.
    """
    spurious = [
        row
        for row, verdict in zip(study.order.tolist(), study.verdicts, strict=True)
        if verdict.type == "spurious"
    ]
    column = {row: study.column(row) for row in spurious}
    placed = {row for row in spurious if has_place(study.cues.kinds[column[row]])}
    relied = {row for row in placed if _edited(report, row) > _MATERIAL}
    fields = {row for row in placed if study.cues.kinds[column[row]] == "field"}
    if relied & fields:
        relied |= {row for row in fields if _leans(report, row)}
    found = {column[row] for row in relied}
    others = sorted({column[row] for row in spurious} - {column[row] for row in placed})
    return sorted(found | set(_unplaced(study, model, others)))


def _edited(report: ModelReport, row: int) -> float:
    own = report.reliance.get(row)
    return 0.0 if own is None or own.low is None or own.high is None else least(own.low, own.high)


def _leans(report: ModelReport, row: int) -> bool:
    own = report.reliance.get(row)
    return own is not None and own.delta is not None and own.delta > 0


def _unplaced(study: Study, model: Predictor, columns: list[int]) -> list[int]:
    if not columns:
        return []
    some = rows_of(study.corpus, study.check)
    probs = model.predict(some.texts, some.texts_b).probs
    answered = np.isfinite(probs).all(axis=1)
    held = csr_array(study.cues.values[study.check][:, columns])[answered]
    decided = probs[answered].argmax(axis=1)
    found = gaps(held, some.labels[answered], decided, probs.shape[1])
    return [
        j
        for j, (estimate, low, high) in zip(columns, found, strict=True)
        if np.isfinite(estimate) and least(low, high) > _MATERIAL
    ]
