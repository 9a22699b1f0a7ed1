"""Doubly robust effect of the cue on the label, among documents likely to hold it.

Let e be the propensity of holding the cue and μ the label expected without it, both from the
leading singular vectors of the TF-IDF words (without the cue and its phrase). With w = e/(1-e), and
Y = 1 for the cue's label, the effect on the documents with the cue is

    τ = mean over carriers of (Y - μ) - weighted mean over the others of (Y - μ), weights w,

which is right if either model is (AIPW; Robins et al. 1994, on the treated as in Moodie et al.
2018). Documents with e ≥ .9 have no counterpart and are left out. The effective number of the
others, (Σw)²/Σw² (Kish 1965), must be at least ten. The value is τ.

It has no weight: on planted corpora its share of the plain difference does not separate planted
cues from genuine words (area under the curve .38 to .54, `docs/decisions`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import svds

from cuewise.errors import NotApplicable
from cuewise.evidence.bag import CARRIERS, Bag, bag_of
from cuewise.evidence.case import EvidenceCase, Signals, signal
from cuewise.models.linear.solver import Loss, cross_entropy, one_hot, solve
from cuewise.records import Bools, Floats

_DOCUMENTS, _HEADS = 2000, 150
_OVERLAP, _EFFECTIVE = 0.9, 10.0
_DIMENSIONS = 30
_RIDGE = 1.0
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class _RobustEffect:
    """τ with its 95% interval, and the effective number of documents without the cue."""

    effect: float
    low: float
    high: float
    effective: float


def robust_effect(case: EvidenceCase) -> Signals:
    """A signal without weight for the cues of the strongest phrases."""
    return case.for_pieces({m: signal(r.effect, 0.0) for m, r in robust_effects(case).items()})


def robust_effects(case: EvidenceCase) -> dict[int, _RobustEffect]:
    """Effects by place of the fullest form of each phrase.

    Raises
    ------
    NotApplicable
        Text pairs, or too few words or documents for a propensity.
    """
    case.require_single_texts()
    seen = bag_of(case, _DOCUMENTS)
    if min(seen.held.shape) <= _DIMENSIONS:
        raise NotApplicable("few-words", least=_DIMENSIONS)
    from threadpoolctl import threadpool_limits

    out: dict[int, _RobustEffect] = {}
    # Threads cost more than they gain in matrices this small, and change the last digits.
    with threadpool_limits(1):
        # ARPACK would draw a random start.
        start = np.ones(min(seen.held.shape))
        _, _, vt = svds(seen.weighed, k=_DIMENSIONS, v0=start, solver="arpack")
        scores = np.asarray(seen.weighed @ vt.T)
        for head in case.heads()[:_HEADS]:
            features = _without(seen, head, scores, np.asarray(vt.T))
            y = (seen.labels == case.label[head]).astype(np.float64)
            effect = _robust(y, seen.carriers(head), features)
            if effect is not None:
                out[head] = effect
    return out


def _without(seen: Bag, m: int, scores: Floats, loadings: Floats) -> Floats:
    """Standardised scores [n, 1 + d] of the documents with the cue's words removed."""
    pieces = seen.pieces(m)
    own = csr_array(seen.weighed[:, pieces])
    rest = np.sqrt(np.maximum(1 - np.asarray(own.multiply(own).sum(axis=1)).ravel(), 1e-6))
    left = (scores - own @ loadings[pieces]) / rest[:, None]
    z = (left - left.mean(axis=0)) / np.maximum(left.std(axis=0), 1e-9)
    return np.column_stack([np.ones(len(z)), z])


def _robust(y: Floats, held: Bools, z: Floats) -> _RobustEffect | None:
    if min(held.sum(), (~held).sum()) < CARRIERS:
        return None
    e = _propensity(z, held)
    mu = z @ _ridge(z[~held], y[~held])
    kept = e < _OVERLAP
    carriers, others = held & kept, ~held & kept
    w = e[others] / (1 - e[others])
    effective = float(w.sum() ** 2 / (w**2).sum()) if w.sum() else 0.0
    if effective < _EFFECTIVE or carriers.sum() < CARRIERS:
        return None
    own, rest, share = (y - mu)[carriers], (y - mu)[others], w / w.sum()
    base = float(share @ rest)
    tau = float(own.mean()) - base
    half = _Z * float(np.sqrt(own.var() / own.size + share**2 @ (rest - base) ** 2))
    return _RobustEffect(tau, tau - half, tau + half, effective)


def _propensity(z: Floats, held: Bools) -> Floats:
    """The probability of holding the cue, by ridge logistic regression on all but the constant."""
    head = solve(Loss(z[:, 1:], 2, 2 * _RIDGE, (cross_entropy(one_hot(held.astype(int), 2)),)))
    return head.probs(z[:, 1:])[:, 1]


def _ridge(z: Floats, y: Floats) -> Floats:
    """The weights of a ridge regression; the constant is not penalised."""
    penalty = np.diag([1e-9, *[_RIDGE] * (z.shape[1] - 1)])
    return np.asarray(np.linalg.solve(z.T @ z + penalty, z.T @ y))
