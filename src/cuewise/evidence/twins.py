"""Counterfactual support: what happens to the cue when the label is made to flip.

An editor who flips the label must touch what carries it. Over twins of which either holds the cue:
`edited` counts those where only the twin with the cue's label holds it, `kept` all others. The
share edited is shrunk towards a quarter with the weight of four twins and enters by its logit; a
quarter says nothing. The slope is set by hand; calibration is to fit it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cuewise.errors import NotApplicable
from cuewise.evidence.parts import Case, Verdicts, signal
from cuewise.types import Corpus

_EVEN, _WEIGHT, _SLOPE = 0.25, 4.0, 1.5


def pairs(corpus: Corpus) -> NDArray[np.int64]:
    """Row numbers [p, 2] of twins: two rows of one pair id whose labels differ."""
    if corpus.pair_id is None:
        return np.empty((0, 2), np.int64)
    rows: dict[str, list[int]] = {}
    for i, pair in enumerate(corpus.pair_id):
        if pair is not None:
            rows.setdefault(pair, []).append(i)
    y = np.asarray(corpus.labels)
    found = [(r[0], other) for r in rows.values() for other in r[1:] if y[r[0]] != y[other]]
    return np.asarray(found, dtype=np.int64).reshape(-1, 2)


def twin_support(case: Case) -> Verdicts:
    """The share of twins in which the cue was edited away with its label, and its log LR."""
    twin = pairs(case.corpus)
    if not twin.size:
        raise NotApplicable("no twins: no twin id column was named, or no twins differ in label")
    y = np.asarray(case.corpus.labels)
    values = case.cues.values.tocsc()[:, case.cue]
    first, second = (np.asarray(values[twin[:, i]].todense(), dtype=bool) for i in (0, 1))
    out: Verdicts = []
    for m, label in enumerate(case.label):
        a, b = first[:, m], second[:, m]
        edited = int(
            (((y[twin[:, 0]] == label) & a & ~b) | ((y[twin[:, 1]] == label) & b & ~a)).sum()
        )
        kept = int((a | b).sum()) - edited
        if edited + kept == 0:
            out.append(None)
            continue
        share = (edited + _EVEN * _WEIGHT) / (edited + kept + _WEIGHT)
        log_lr = _SLOPE * (np.log(_EVEN / (1 - _EVEN)) - np.log(share / (1 - share)))
        out.append(signal(edited / (edited + kept), log_lr))
    return out
