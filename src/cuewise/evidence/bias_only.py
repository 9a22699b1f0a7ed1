"""Bias-only predictability: how well the cue's own part of the input predicts the labels.

A logistic model sees only a part of the input that should not be enough: the metadata, the length,
or one field of a pair (Gururangan et al. 2018; Poliak et al. 2018). It is fitted on one half of at
most 4,000 documents and tested on the other, both ways. The value is the lift of its accuracy over
the majority class. The log likelihood ratio is four times the lower end of the lift's 95% interval,
at most 1 and at least 0: a part that predicts nothing clears no cue. The factor is set by hand and
small, as the form of these cues counts already.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from cuewise.cues.spans import parse
from cuewise.errors import NotApplicable
from cuewise.evidence.bag import first_half, spread_rows
from cuewise.evidence.case import EvidenceCase, Signals, signal
from cuewise.models.linear.logistic import fit_logistic
from cuewise.records import Bools, Floats
from cuewise.records.kinds import kind_of
from cuewise.stats import paired_mean

_DOCUMENTS, _COLUMNS = 4000, 3000
_STEEP, _MOST = 4.0, 1.0
_C = 1.0


def bias_only_lift(case: EvidenceCase) -> Signals:
    """A signal for metadata, for length, and for every cue of one field of a pair."""
    parts = [_part(name) for name in case.cues.names]
    wanted = [parts[j] for j in case.cue]
    if not any(wanted):
        raise NotApplicable("no-partial-cue")
    rows = spread_rows(case, _DOCUMENTS)
    y = np.asarray(case.corpus.labels)[rows]
    half = first_half(case, rows)
    values = case.cues.values.tocsr()[rows].tocsc()
    found: dict[str, tuple[float, float]] = {}
    for part in dict.fromkeys(filter(None, wanted)):
        columns = np.array([j for j, p in enumerate(parts) if p == part])
        strongest = np.argsort(-np.diff(values.indptr)[columns], kind="stable")[:_COLUMNS]
        x = csr_array(values[:, np.sort(columns[strongest])], dtype=np.float64)
        found[part] = _lift(x, y, len(case.corpus.label_names), half)
    return [
        signal(found[part][0], float(np.clip(_STEEP * found[part][1], 0, _MOST))) if part else None
        for part in wanted
    ]


def _part(subject: str) -> str:
    field, kind, _ = parse(subject)
    return field or (kind if kind_of(kind).baseline else "")


def _lift(x: csr_array, y: np.ndarray, k: int, half: Bools) -> tuple[float, float]:
    """Mean gain in accuracy over the majority class, and the lower end of its interval."""
    gain: list[Floats] = []
    for fit, test in ((half, ~half), (~half, half)):
        if np.unique(y[fit]).size < 2 or not test.any():
            return 0.0, 0.0
        model = fit_logistic(x[fit], y[fit].astype(np.int32), k, c=_C)
        right = model.probs(x[test]).argmax(axis=1) == y[test]
        gain.append(right.astype(float) - (y[test] == np.bincount(y[fit]).argmax()))
    mean, low, _ = paired_mean(np.concatenate(gain))
    return float(mean), float(low)
