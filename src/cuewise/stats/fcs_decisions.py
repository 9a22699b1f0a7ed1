"""Intervals for the FCS family where output, cue and label are yes or no: closed forms.

The correlations of decisions are functions of a few rates. Each rate has Wilson's interval, and the
distances to its ends propagate to the correlation (`propagated`). The interval keeps its level
where the cue is rare: with 20 holders among 12,500 documents the bootstrap of
`fcs_bootstrap.excess_interval` covered .60 of the time, this one .99.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cuewise.stats.checks import FloatArray, binary, finite_array, group_codes, pair
from cuewise.stats.differences import paired_mean, share_interval
from cuewise.stats.fcs_estimates import fcs_do, fcs_excess, fcs_raw
from cuewise.stats.intervals import wilson

# Thinner tables are insufficient: they get an estimate without an interval.
LEAST_CUED, LEAST_EXPECTED = 10, 5
_STEP = 1e-7

EstimatedInterval = tuple[float, float, float]
_Rates = tuple[FloatArray, FloatArray, FloatArray]


def insufficient(outputs: float, cues: float, n: int) -> bool:
    """Whether a 2x2 table with these margins is too thin for an interval.

    That is where either value of the cue has under 10 of the n documents, or an expected cell
    under 5.

    Examples
    --------
    >>> insufficient(50, 9, 100), insufficient(50, 12, 100)
    (True, False)
    """
    cued, decided = min(cues, n - cues), min(outputs, n - outputs)
    return cued < LEAST_CUED or cued * decided < LEAST_EXPECTED * n


def propagated(function: Callable[[FloatArray], FloatArray], rates: _Rates) -> tuple[float, float]:
    """The interval of a function of independent rates, from the interval of each rate.

    With slopes g_j of the function, low = f − √Σ(g_j·(p_j − l_j))² and high = f + √Σ(g_j·(u_j −
    p_j))², the ends of a rate swapped where its slope is below 0 (method of variance estimates
    recovery: Zou and Donner 2008, Statistics in Medicine 27:1693; Newcombe's interval is its case
    f = p1 − p2).

    Parameters
    ----------
    function:
        Takes rates [m, k], gives [m].
    rates:
        Estimates, lower and upper ends, [k] each.

    Returns
    -------
    low, high:
        NaN where the function is undefined near the estimates.

    Examples
    --------
    >>> from cuewise.stats.intervals import newcombe, wilson
    >>> low, high = wilson([56, 48], [70, 80])
    >>> ends = propagated(lambda p: p[..., 0] - p[..., 1], (np.array([0.8, 0.6]), low, high))
    >>> [round(v, 4) for v in ends], [float(v.round(4)) for v in newcombe(56, 70, 48, 80)[1:]]
    ([0.0524, 0.3339], [0.0524, 0.3339])
    """
    estimate, low, high = rates
    step = _STEP * np.eye(estimate.size)
    value, *moved = function(np.vstack([estimate, estimate + step, estimate - step]))
    more, less = np.split(np.array(moved), 2)
    slope = (more - less) / (2 * _STEP)
    below, above = estimate - low, high - estimate
    down = np.maximum(slope * below, -slope * above)
    up = np.maximum(slope * above, -slope * below)
    return float(value - np.sqrt(down @ down)), float(value + np.sqrt(up @ up))


def _rates(
    parts: Sequence[tuple[FloatArray, NDArray[np.bool_]]], clusters: ArrayLike | None, level: float
) -> _Rates:
    """Shares with intervals: of each 0/1 variable over its rows; ½, 0, 1 where it has no rows."""
    if clusters is None:
        k = np.array([np.count_nonzero(v[rows]) for v, rows in parts])
        n = np.array([np.count_nonzero(rows) for _, rows in parts])
        return np.where(n > 0, k / np.maximum(n, 1), 0.5), *wilson(k, n, level)
    code = group_codes(clusters, parts[0][1].size, "clusters")
    intervals = [share_interval(v[rows], code[rows], level) for v, rows in parts]
    estimate, low, high = np.array(intervals).T
    return np.where(np.isnan(estimate), 0.5, estimate), low, high


def _phi(cells: FloatArray, a: Sequence[int], b: Sequence[int]) -> FloatArray:
    """The correlation of two 0/1 variables, which are 1 in cells a and b of [m, cells]."""
    p, q = cells[:, list(a)].sum(axis=1), cells[:, list(b)].sum(axis=1)
    both = cells[:, [i for i in a if i in b]].sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.asarray((both - p * q) / np.sqrt(p * (1 - p) * q * (1 - q)))


def _raw(rates: FloatArray) -> FloatArray:
    """φ from p(ŷ|x), p(ŷ|no x) and p(x)."""
    cued, plain, x = rates.T
    cells = np.array([(1 - x) * plain, x * (1 - cued), x * cued]).T
    return _phi(cells, (0, 2), (1, 2))


def _excess(rates: FloatArray) -> FloatArray:
    """The excess from p(ŷ|y, x) for (y, x) = 00, 01, 10, 11, from p(x|y) for 0, 1, and p(y)."""
    answer, (x0, x1, y) = rates[:, :4], rates[:, 4:].T
    groups = np.array([(1 - y) * (1 - x0), (1 - y) * x0, y * (1 - x1), y * x1]).T
    table = np.stack([groups * (1 - answer), groups * answer], axis=2).reshape(-1, 8)
    output, cue, gold = (1, 3, 5, 7), (2, 3, 6, 7), (4, 5, 6, 7)
    return _phi(table, output, cue) - _phi(table, gold, cue) * _phi(table, output, gold)


def raw_decisions(
    output: ArrayLike,
    cue: ArrayLike,
    *,
    clusters: ArrayLike | None = None,
    level: float = 0.95,
) -> EstimatedInterval:
    """`fcs_raw` of decisions with its interval, in closed form.

    φ is a function of p(ŷ|cue), p(ŷ|no cue) and the share of the cue; `propagated` has the formula.
    With clusters each rate has the interval of `differences.share_interval`.

    Parameters
    ----------
    output, cue:
        Decisions and cue, 0 or 1, [n] each.

    Returns
    -------
    estimate, low, high:
        NaN where output or cue is constant; NaN ends where the table is `insufficient`.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> cue = rng.random(500) < 0.2
    >>> output = rng.random(500) < np.where(cue, 0.8, 0.5)
    >>> [round(v, 2) for v in raw_decisions(output, cue)]
    [0.15, 0.07, 0.23]
    """
    y, x = pair(binary(output, "output"), binary(cue, "cue"), ("output", "cue"))
    parts = [(y, x == 1), (y, x == 0), (x, np.ones(x.size, bool))]
    return _interval(fcs_raw(y, x), _raw, parts, (y, x), clusters, level)


def excess_decisions(
    output: ArrayLike,
    cue: ArrayLike,
    gold: ArrayLike,
    *,
    clusters: ArrayLike | None = None,
    level: float = 0.95,
) -> EstimatedInterval:
    """`fcs_excess` of decisions with its interval, in closed form.

    The excess is a function of seven rates: p(ŷ|label, cue), p(cue|label) and p(label);
    `propagated` has the formula. Parameters and NaN are those of `raw_decisions`, beside the label
    as 0 or 1, `gold` [n].

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> gold = rng.random(500) < 0.5
    >>> cue = rng.random(500) < np.where(gold, 0.4, 0.1)
    >>> output = np.where(rng.random(500) < 0.8, gold, cue)
    >>> [round(v, 2) for v in excess_decisions(output, cue, gold)]
    [0.2, 0.15, 0.27]
    """
    y, x = pair(binary(output, "output"), binary(cue, "cue"), ("output", "cue"))
    g = pair(binary(gold, "gold"), x, ("gold", "cue"))[0]
    parts = [(y, (g == label) & (x == present)) for label in (0, 1) for present in (0, 1)]
    parts += [(x, g == 0), (x, g == 1), (g, np.ones(x.size, bool))]
    return _interval(fcs_excess(y, x, g), _excess, parts, (y, x), clusters, level)


def _interval(
    estimate: float,
    function: Callable[[FloatArray], FloatArray],
    parts: Sequence[tuple[FloatArray, NDArray[np.bool_]]],
    table: tuple[FloatArray, FloatArray],
    clusters: ArrayLike | None,
    level: float,
) -> EstimatedInterval:
    if not np.isfinite(estimate) or insufficient(
        float(table[0].sum()), float(table[1].sum()), table[0].size
    ):
        return estimate, np.nan, np.nan
    low, high = propagated(function, _rates(parts, clusters, level))
    return estimate, max(low, -1.0), min(high, 1.0)


def do_decisions(
    difference: ArrayLike,
    middle: ArrayLike,
    *,
    reliability: float = 1.0,
    level: float = 0.95,
    clusters: ArrayLike | None = None,
) -> EstimatedInterval:
    """`fcs_do` with its interval, from what an edit does to each document's decision.

    The interval is that of `differences.paired_mean` for the linearised differences
    d_i − Δ·(1−2p̄)/(2p̄(1−p̄))·(m_i − p̄), on the scale 1/(2√(p̄(1−p̄))) (delta method: Δ and p̄ are
    estimated from the same documents).

    Parameters
    ----------
    difference:
        The decision with the cue minus that without it, in [−1, 1], [n]; a mean over edits where
        a document has several.
    middle:
        The mean of a document's decisions with and without the cue, m, [n].
    reliability:
        Of the decisions, 1 for a deterministic model.

    Returns
    -------
    estimate, low, high:
        NaN where every decision is the same.

    Examples
    --------
    >>> absent, present = np.repeat([0, 0, 1], [20, 40, 40]), np.repeat([1, 0, 1], [20, 40, 40])
    >>> [round(v, 3) for v in do_decisions(present - absent, (present + absent) / 2)]
    [0.2, 0.133, 0.289]
    """
    d, m = pair(difference, middle, ("difference", "middle"))
    finite_array(d, "difference", least=1)
    rate, delta = float(m.mean()), float(d.mean())
    estimate = fcs_do(delta, rate, reliability)
    if not np.isfinite(estimate):
        return estimate, np.nan, np.nan
    slope = delta * (1 - 2 * rate) / (2 * rate * (1 - rate))
    linear = np.clip(d - slope * (m - rate), -1, 1)
    _, low, high = paired_mean(linear, level, clusters)
    scale = float(2 * np.sqrt(rate * (1 - rate) * reliability))
    return estimate, max(low / scale, -1.0), min(high / scale, 1.0)
