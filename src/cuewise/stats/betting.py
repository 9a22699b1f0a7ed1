"""Evidence that may be looked at after every pair: e-values and confidence sequences.

An e-value has mean at most 1 where the hypothesis holds, at every stopping time. So stopping at
e >= 1/α errs with probability at most α, however often one looks (Ville 1939). For differences in
[−1, 1] a gambler bets against every mean m. If m is the true mean, the game is fair and wealth
seldom grows twentyfold; the interval holds the means against which nobody got rich.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from cuewise.stats.checks import FloatArray, count_arrays, error_rate, finite_array, two_sided_z

# The largest stake, as a share of what would ruin the gambler.
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
    2024, J. R. Stat. Soc. B 86:1, theorem 3). m runs over a grid of `points` on [−1, 1]; the ends
    are the first points outside. The order of the differences must not depend on their values.

    Parameters
    ----------
    d:
        Differences in [−1, 1] in the order they came, [n].
    level:
        Probability that no interval of the sequence misses the mean.

    Returns
    -------
    low, high:
        [n] each; NaN once the intervals so far have nothing in common (probability under
        1 − level).

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
    """The first grid points outside {wealth < limit} on [−1, 1], for each row."""
    inside = wealth < limit
    # Where the set falls between two points, it lies about the poorest of them.
    none = ~inside.any(axis=1)
    inside[none, wealth[none].argmin(axis=1)] = True
    first = np.maximum(inside.argmax(axis=1) - 1, 0)
    last = np.minimum(grid.size - inside[:, ::-1].argmax(axis=1), grid.size - 1)
    return 2 * grid[first] - 1, 2 * grid[last] - 1


def betting_log_e(d: ArrayLike, mean: float = 0.0, *, alpha: float = 0.05) -> FloatArray:
    """log e, after each difference, that their mean is `mean`.

    ln(½Π(1 + λ⁺(x−m)) + ½Π(1 − λ⁻(x−m))), the hedged capital of `betting_sequence` with the sum in
    place of the maximum, which is an e-value too. Feed the last to `multiplicity.e_bh`, or stop at
    the first that reaches ln(1/α) (`first_rejection`).

    Parameters
    ----------
    d:
        Differences in [−1, 1] in the order they came, [n].
    mean:
        The mean under the hypothesis, in (−1, 1).
    alpha:
        The level the stakes are tuned for; the e-value is valid at any.

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


def log_e_discordant(b: ArrayLike, c: ArrayLike) -> FloatArray:
    """log e that b and c discordant pairs are equally likely, whatever their order.

    ln B(b+½, c+½) − ln B(½, ½) + (b+c)·ln 2: the likelihood mixed over Beta(½, ½) against ½
    (Robbins 1970; the Krichevsky-Trofimov mixture). 0 without a discordant pair.

    b and c are the pairs from 0 to 1 and from 1 to 0 so far, of any shapes that broadcast.

    Examples
    --------
    >>> float(log_e_discordant(12, 1).round(3))
    3.928
    """
    b, c = count_arrays(b=b, c=c)
    mixed = special.betaln(b + 0.5, c + 0.5) - special.betaln(0.5, 0.5)
    return np.asarray(mixed + (b + c) * np.log(2))[()]


def first_rejection(log_e: ArrayLike, alpha: float = 0.05) -> int:
    """The first look at which e >= 1/α, α the error over all looks together; −1 where none is.

    A log e-value that is NaN (no look) never rejects.

    Examples
    --------
    >>> first_rejection(log_e_discordant(np.arange(20), 0))
    7
    """
    crossed = np.flatnonzero(np.ravel(np.asarray(log_e, float)) >= -np.log(error_rate(alpha)))
    return int(crossed[0]) if crossed.size else -1
