"""The mean of differences in [−1, 1] under continuous looking: a confidence sequence by betting.

For every candidate mean m a gambler bets that the data do not have it. If m is the mean, the game
is fair and wealth seldom grows twentyfold; the means that made nobody rich are the interval.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cuewise.stats.checks import FloatArray, error_rate, finite_array, two_sided_z

# Stakes are held to this share of what would ruin the gambler.
_CAUTION = 0.5
_CHUNK = 2048


def _unit(d: ArrayLike) -> FloatArray:
    d = finite_array(np.ravel(np.asarray(d, float)), "differences")
    if d.size and np.abs(d).max() > 1 + 1e-9:
        raise ValueError(f"differences reach {np.abs(d).max()}; allowed: finite, in [-1, 1]")
    return np.asarray((np.clip(d, -1, 1) + 1) / 2)


def _stakes(x: FloatArray, alpha: float) -> FloatArray:
    """Predictable plug-in stakes λ_t = √(2 ln(2/α)/(σ̂²_{t−1}·t·ln(t+1))), known before x_t."""
    t = np.arange(1, x.size + 1)
    mean = (0.5 + np.cumsum(x)) / (t + 1)
    variance = (0.25 + np.cumsum((x - mean) ** 2)) / (t + 1)
    before = np.concatenate([[0.25], variance[:-1]])
    return np.asarray(np.sqrt(2 * np.log(2 / alpha) / (before * t * np.log(t + 1))))


def _log_wealth(x: FloatArray, stake: FloatArray, m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Log gains [n, m] of betting that the mean is above m, and below it."""
    with np.errstate(divide="ignore"):
        up = np.minimum(stake[:, None], _CAUTION / m[None, :])
        down = np.minimum(stake[:, None], _CAUTION / (1 - m[None, :]))
    gap = x[:, None] - m[None, :]
    return np.log1p(up * gap), np.log1p(-down * gap)


def betting_sequence(
    d: ArrayLike, level: float = 0.95, *, points: int = 1001
) -> tuple[FloatArray, FloatArray]:
    """An interval for the mean after each difference, all valid at once.

    Hedged capital with predictable plug-in stakes on x = (d+1)/2:
    K_t(m) = max(½Π(1 + λ⁺(x−m)), ½Π(1 − λ⁻(x−m))), λ⁺ = min(λ, ½/m), λ⁻ = min(λ, ½/(1−m)); the
    interval is {m: K_t(m) < 1/(1 − level)}, narrowed with all before it (Waudby-Smith and Ramdas
    2024, J. R. Stat. Soc. B 86:1, theorem 3). m runs over a grid; the ends are the first
    points outside. The order of the differences must not depend on their values.

    Parameters
    ----------
    d:
        Differences in [−1, 1] in the order they came, [n].
    level:
        Probability that no interval of the sequence misses the mean.
    points:
        Points of the grid on [−1, 1].

    Returns
    -------
    low, high:
        [n] each; NaN once the intervals so far have nothing in common (probability under
        1 − level).

    Raises
    ------
    ValueError
        d outside [−1, 1] or not finite, a level out of range, under 3 points.

    Examples
    --------
    >>> d = np.random.default_rng(0).choice([1, 0, -1], 500, p=[0.2, 0.75, 0.05])
    >>> low, high = betting_sequence(d)
    >>> round(float(low[-1]), 2), round(float(high[-1]), 2)
    (0.07, 0.21)
    """
    two_sided_z(level)
    if points < 3:
        raise ValueError(f"{points} points; allowed: 3 or more")
    x, alpha = _unit(d), 1 - level
    stake, grid = _stakes(x, alpha), np.linspace(0, 1, points)
    up, down = np.zeros(points), np.zeros(points)
    low, high = np.empty(x.size), np.empty(x.size)
    for start in range(0, x.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        gain, loss = _log_wealth(x[part], stake[part], grid)
        gain, loss = up + np.cumsum(gain, axis=0), down + np.cumsum(loss, axis=0)
        up, down = gain[-1], loss[-1]
        wealth = np.maximum(gain, loss) + np.log(0.5)
        low[part], high[part] = _inside(wealth, -np.log(alpha), grid)
    low, high = np.maximum.accumulate(low), np.minimum.accumulate(high)
    empty = low > high
    return np.where(empty, np.nan, low), np.where(empty, np.nan, high)


def _inside(wealth: FloatArray, limit: float, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The first grid points outside {wealth < limit} on [−1, 1], for each row.

    The set is an interval; where it falls between two points, it is about the poorest of them.
    """
    inside = wealth < limit
    none = ~inside.any(axis=1)
    inside[none, wealth[none].argmin(axis=1)] = True
    first = np.maximum(inside.argmax(axis=1) - 1, 0)
    last = np.minimum(grid.size - inside[:, ::-1].argmax(axis=1), grid.size - 1)
    return 2 * grid[first] - 1, 2 * grid[last] - 1


def betting_log_e(d: ArrayLike, mean: float = 0.0, *, alpha: float = 0.05) -> FloatArray:
    """log e, after each difference, that their mean is `mean`.

    ln(½Π(1 + λ⁺(x−m)) + ½Π(1 − λ⁻(x−m))), the hedged capital of `betting_sequence` with the sum in
    place of the maximum, which is an e-value too. Feed the last to `multiplicity.e_bh`, or stop at
    the first that reaches ln(1/α) (`sequential.first_rejection`).

    Parameters
    ----------
    d:
        Differences in [−1, 1] in the order they came, [n].
    mean:
        The mean under the hypothesis, in (−1, 1).
    alpha:
        The level the stakes are tuned for; the e-value is valid at any.

    Returns
    -------
    array:
        [n].

    Raises
    ------
    ValueError
        d outside [−1, 1] or not finite, a mean or alpha out of range.

    Examples
    --------
    >>> d = np.random.default_rng(0).choice([1, 0, -1], 500, p=[0.2, 0.75, 0.05])
    >>> bool(betting_log_e(d)[-1] > np.log(20))
    True
    """
    if not -1 < mean < 1:
        raise ValueError(f"mean {mean}; allowed: between -1 and 1")
    x = _unit(d)
    stake = _stakes(x, error_rate(alpha))
    gain, loss = _log_wealth(x, stake, np.array([(mean + 1) / 2]))
    both = np.logaddexp(np.cumsum(gain[:, 0]), np.cumsum(loss[:, 0])) + np.log(0.5)
    return np.asarray(both)
