"""Intervals for the FCS family of scores: BCa by cluster on sums of the documents.

Use `fcs_decisions` for decisions (0 or 1): its closed form also covers where the cue is rare.

Each function takes the options of `Resampling` and returns estimate, low, high. The ends are NaN
where the estimate, or a tenth of the resamples, are undefined. They are NaN too where output and
cue have two values each and their 2x2 table is `fcs_decisions.insufficient`: such intervals covered
.63 of the time instead of .95.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike

from cuewise.stats.bootstrap import bca_sums
from cuewise.stats.checks import FloatArray, constant, finite_array, pair
from cuewise.stats.fcs_decisions import EstimatedInterval, insufficient


class Resampling(TypedDict, total=False):
    """How to resample: the source of chance, clusters [n], level and number of resamples."""

    rng: np.random.Generator
    clusters: ArrayLike | None
    level: float
    resamples: int


def filled(options: Resampling) -> Resampling:
    """The options with a fixed source of chance where none is given: same data, same interval.

    Examples
    --------
    >>> sorted(filled({"level": 0.9}))
    ['level', 'rng']
    """
    return Resampling(**{"rng": np.random.default_rng(0), **options})


def _pearson(s: FloatArray, i: int, j: int, width: int) -> FloatArray:
    """R of variables i and j from sums laid out as [n, Σv…, Σv_a·v_b (a <= b)…]."""

    def moment(a: int, b: int) -> FloatArray:
        a, b = min(a, b), max(a, b)
        product = 1 + width + a * width - a * (a - 1) // 2 + (b - a)
        return np.asarray(s[..., product] - s[..., 1 + a] * s[..., 1 + b] / s[..., 0])

    with np.errstate(divide="ignore", invalid="ignore"):
        vi, vj = moment(i, i), moment(j, j)
        r = moment(i, j) / np.sqrt(vi * vj)
        # Rounding leaves a constant column a variance of about 1e-16 a document.
        alive = (vi > 1e-10 * s[..., 0]) & (vj > 1e-10 * s[..., 0])
        return np.where(alive, np.clip(r, -1, 1), np.nan)


def _second_moments(*columns: FloatArray) -> FloatArray:
    finite_array(columns[0], "output", least=1)
    scaled = [(c - c.mean()) / (c.std() if not constant(c) else 1.0) for c in columns]
    products = [a * b for i, a in enumerate(scaled) for b in scaled[i:]]
    return np.stack([np.ones_like(scaled[0]), *scaled, *products], axis=1)


def _insufficient(output: FloatArray, cue: FloatArray) -> bool:
    """Whether output and cue have two values each and their 2x2 table is `insufficient`."""
    if any(np.unique(v).size != 2 for v in (output, cue)):
        return False
    y, x = (float(np.sum(v == v.min())) for v in (output, cue))
    return insufficient(y, x, cue.size)


def _resampled(
    statistic: Callable[[FloatArray], FloatArray],
    variables: tuple[FloatArray, ...],
    options: Resampling,
) -> EstimatedInterval:
    """BCa of a statistic of the second moments of output, cue and others."""
    terms = _second_moments(*variables)
    estimate, low, high = bca_sums(statistic, terms, **filled(options))
    return (estimate, np.nan, np.nan) if _insufficient(*variables[:2]) else (estimate, low, high)


def raw_interval(
    output: ArrayLike, cue: ArrayLike, **options: Unpack[Resampling]
) -> EstimatedInterval:
    """`fcs_raw`, r(ŷ, x), with its BCa interval (`bootstrap.bca_ends`).

    Parameters
    ----------
    output, cue:
        The model's output and the cue, [n] each.
    options:
        See `Resampling`.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.integers(0, 2, 300)
    >>> [round(v, 2) for v in raw_interval(x + rng.normal(size=300), x, rng=rng)]
    [0.52, 0.42, 0.59]
    """
    y, x = pair(output, cue, ("output", "cue"))
    return _resampled(lambda s: _pearson(s, 0, 1, 2), (y, x), options)


def _excess(s: FloatArray) -> FloatArray:
    return np.asarray(_pearson(s, 0, 1, 3) - _pearson(s, 2, 1, 3) * _pearson(s, 0, 2, 3))


def _partial(s: FloatArray) -> FloatArray:
    left = (1 - _pearson(s, 2, 1, 3) ** 2) * (1 - _pearson(s, 0, 2, 3) ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(left > 1e-12, np.clip(_excess(s) / np.sqrt(left), -1, 1), np.nan)


def excess_interval(
    output: ArrayLike, cue: ArrayLike, gold: ArrayLike, **options: Unpack[Resampling]
) -> EstimatedInterval:
    """`fcs_excess` with its BCa interval (`bootstrap.bca_ends`).

    The parameters are those of `raw_interval`, beside the label, `gold` [n].

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> gold = rng.integers(0, 2, 300)
    >>> cue = np.where(rng.random(300) < 0.8, gold, 1 - gold)
    >>> output = np.where(rng.random(300) < 0.7, gold, cue)
    >>> [round(v, 2) for v in excess_interval(output, cue, gold, rng=rng)]
    [0.22, 0.14, 0.31]
    """
    return _resampled(_excess, _three(output, cue, gold), options)


def partial_interval(
    output: ArrayLike, cue: ArrayLike, gold: ArrayLike, **options: Unpack[Resampling]
) -> EstimatedInterval:
    """`fcs_partial` with its BCa interval (`bootstrap.bca_ends`).

    The parameters are those of `excess_interval`.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> gold = rng.integers(0, 2, 300)
    >>> cue = np.where(rng.random(300) < 0.8, gold, 1 - gold)
    >>> output = np.where(rng.random(300) < 0.7, gold, cue)
    >>> [round(v, 2) for v in partial_interval(output, cue, gold, rng=rng)]
    [0.51, 0.4, 0.61]
    """
    return _resampled(_partial, _three(output, cue, gold), options)


def _three(output: ArrayLike, cue: ArrayLike, gold: ArrayLike) -> tuple[FloatArray, ...]:
    y, x = pair(output, cue, ("output", "cue"))
    return y, x, pair(gold, cue, ("gold", "cue"))[0]
