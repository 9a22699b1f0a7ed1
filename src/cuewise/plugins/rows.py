"""Measurements of the corpus or a model as a whole, as rows of the audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from cuewise.records import Measure, Measurements

T = TypeVar("T")


def as_measures(m: Measurements) -> list[Measure]:
    """One row a hypothesis; what is not finite becomes None.

    Examples
    --------
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
            value=_known(m.effect[i]),
            low=_known(m.low[i]),
            high=_known(m.high[i]),
            n=int(m.support[i]),
            unit=m.unit,
            note=m.labels[i] or _at(m.quantities, i) or "",
            label=m.labels[i] or None,
            cue=_at(m.cues, i),
            present=_at(m.present, i),
            quantity=_at(m.quantities, i),
        )
        for i, subject in enumerate(m.subjects)
    ]


def _at(column: Sequence[T], row: int) -> T | None:
    return column[row] if column else None


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
