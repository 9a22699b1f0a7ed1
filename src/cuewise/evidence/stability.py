"""Environment stability: whether the cue goes with its label everywhere.

Log odds ratios by environment, Cochran's Q against one common value (Cochran 1954) and I² (Higgins
and Thompson 2002). The value is I²; significant spread (p ≤ .01) speaks for spurious.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from cuewise.errors import NotApplicable
from cuewise.evidence.parts import Case, Verdicts, signal
from cuewise.types import Signal

_SIGNIFICANT = 0.01
_MIN_CUES = 10
_UNSTABLE, _STABLE = 1.5, -0.5


def stability(case: Case) -> Verdicts:
    """A signal for every cue that at least two environments hold ten times."""
    if not case.corpus.environments:
        raise NotApplicable("no environment column was named")
    out: Verdicts = [None] * case.cue.size
    for name in case.corpus.environments:
        for m, found in enumerate(_one(case, name)):
            known = out[m]
            if found is not None and (known is None or found.log_lr > known.log_lr):
                out[m] = found
    return out


def _one(case: Case, name: str) -> Verdicts:
    column = np.array([v if v is not None else "" for v in case.corpus.meta[name]])
    values = case.cues.values.tocsc()[:, case.cue].astype(np.float64)
    y = np.asarray(case.corpus.labels)
    k = len(case.corpus.label_names)
    effects, variances = [], []
    for value in np.unique(column[column != ""]):
        rows = np.flatnonzero(column == value)
        one_hot = np.eye(k)[y[rows]]
        held = values[rows]
        n_yc = np.asarray(held.T @ one_hot)[np.arange(case.cue.size), case.label]
        n_c = np.asarray(held.sum(axis=0)).ravel()
        n_y = one_hot.sum(axis=0)[case.label]
        cells = np.stack([n_yc, n_c - n_yc, n_y - n_yc, rows.size - n_y - n_c + n_yc]) + 0.5
        enough = (n_c >= _MIN_CUES) & (n_y > 0) & (n_y < rows.size)
        effects.append(np.where(enough, np.log(cells[0] * cells[3] / cells[1] / cells[2]), np.nan))
        variances.append((1 / cells).sum(axis=0))
    return (
        [
            _spread(*column)
            for column in zip(np.array(effects).T, np.array(variances).T, strict=True)
        ]
        if effects
        else [None] * case.cue.size
    )


def _spread(effect: NDArray[np.float64], variance: NDArray[np.float64]) -> Signal | None:
    ok = ~np.isnan(effect)
    if ok.sum() < 2:
        return None
    weight = 1 / variance[ok]
    mean = (weight * effect[ok]).sum() / weight.sum()
    q = float((weight * (effect[ok] - mean) ** 2).sum())
    df = int(ok.sum()) - 1
    i2 = max(0.0, (q - df) / q) if q > 0 else 0.0
    return signal(i2, _UNSTABLE if stats.chi2.sf(q, df) <= _SIGNIFICANT else _STABLE)
