"""Rows of the audit from the measurements of a corpus or a model as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from cuewise.records import Floats, Measure, Measurements
from cuewise.records.interval import finite_or_none

_T = TypeVar("_T")


def as_measures(m: Measurements, q: Floats | None = None) -> list[Measure]:
    """One row for each hypothesis; what is not finite becomes None.

    Parameters
    ----------
    m:
        What one plug-in measured.
    q:
        Its p values corrected for multiplicity [m], where it has any.

    Examples
    --------
    >>> import numpy as np
    >>> m = Measurements("baseline", ("length",), ("",), np.array([.5]), np.array([.4]),
    ...                  np.array([np.nan]), np.array([10]), "share", quantities=("accuracy",))
    >>> as_measures(m)[0].code, as_measures(m)[0].high, as_measures(m)[0].note
    ('baseline.length', None, 'accuracy')
    """
    return [
        Measure(
            code=f"{m.code}.{subject}" if m.model_id is None else m.code,
            subject=subject,
            model=m.model_id,
            value=finite_or_none(m.effect[i]),
            low=finite_or_none(m.low[i]),
            high=finite_or_none(m.high[i]),
            n=int(m.support[i]),
            unit=m.unit,
            p=None if m.p is None else finite_or_none(m.p[i]),
            q=None if q is None else finite_or_none(q[i]),
            note=m.labels[i] or _at(m.quantities, i) or "",
            label=m.labels[i] or None,
            cue=_at(m.cues, i),
            present=_at(m.present, i),
            quantity=_at(m.quantities, i),
        )
        for i, subject in enumerate(m.subjects)
    ]


def _at(column: Sequence[_T], row: int) -> _T | None:
    return column[row] if column else None
