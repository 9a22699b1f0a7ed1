"""Measures for variables of several classes: unsigned strength, and signed contrasts by class."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from cuewise.stats.checks import FloatArray, constant, finite_array, group_codes, two_sided_z
from cuewise.stats.intervals import newcombe

# Beyond this noncentrality F comes from its limit, a mean over these normal quantiles.
_FAR = 1e4
_NORMAL = stats.norm.ppf((np.arange(1001) + 0.5) / 1001)


def _contingency(table: ArrayLike) -> FloatArray:
    t = finite_array(np.atleast_2d(np.asarray(table, float)), "table", ndim=2)
    if np.any(t < 0):
        raise ValueError(f"table holds {t.min()}; allowed: counts, 0 or more")
    return t


def _noncentrality(below: Callable[[float], float], seen: float, level: float) -> tuple[float, ...]:
    """Ends of a noncentrality: where P(statistic <= seen) is (1+level)/2 and (1−level)/2."""

    def end(probability: float) -> float:
        if below(0.0) <= probability:
            return 0.0
        top = 10.0 + 2 * seen
        while below(top) > probability:
            top *= 2
        return float(optimize.brentq(lambda shift: below(shift) - probability, 0.0, top))

    return end((1 + level) / 2), end((1 - level) / 2)


def cramers_v(table: ArrayLike, level: float = 0.95) -> tuple[float, float, float, float]:
    """Bias-corrected Cramér's V of two nominal variables, its interval and the p of independence.

    φ² = χ²/n, φ̃² = max(0, φ² − (r−1)(c−1)/(n−1)), r̃ = r − (r−1)²/(n−1), c̃ likewise;
    V = √(φ̃²/(min(r̃, c̃) − 1)) (Bergsma 2013, J. Korean Stat. Soc. 42:323). The interval is
    √(λ/(n·(min(r, c) − 1))), χ² noncentral with λ (Smithson 2003), its reach from V times the
    square root of var(φ²)/(4φ²/n): the variance by the delta method (Bishop, Fienberg and Holland
    1975, section 11.3) over that of the noncentral χ², which is right near independence only. p is
    that of Pearson's χ² without continuity correction; do not rely on it with an expected cell
    under 5.

    Parameters
    ----------
    table:
        Counts, [r, c]; empty rows and columns are left out.

    Returns
    -------
    V, low, high, p:
        All NaN where fewer than two rows or columns have documents.

    Examples
    --------
    >>> [round(v, 4) for v in cramers_v([[30, 10, 10], [10, 30, 10], [10, 10, 30]])]
    [0.3854, 0.2673, 0.5067, 0.0]
    """
    two_sided_z(level)
    t = _contingency(table)
    t = t[np.ix_(t.sum(axis=1) > 0, t.sum(axis=0) > 0)]
    r, c = t.shape
    if min(r, c) < 2:
        return float("nan"), float("nan"), float("nan"), float("nan")
    n, df = t.sum(), (r - 1) * (c - 1)
    chi2, p = stats.chi2_contingency(t, correction=False)[:2]
    corrected = max(0.0, chi2 / n - df / (n - 1))
    least = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
    value = min(1.0, float(np.sqrt(corrected / least))) if least > 0 else float("nan")

    def below(shift: float) -> float:
        return float(stats.ncx2.cdf(chi2, df, shift) if shift > 0 else stats.chi2.cdf(chi2, df))

    ends = _noncentrality(below, float(chi2), level)
    low, high = (float(np.sqrt(v / n / (min(r, c) - 1))) for v in ends)
    middle = np.sqrt(max(0.0, chi2 - df) / n / (min(r, c) - 1))
    stretch = _stretch(t / n)
    low = max(0.0, float(middle - (middle - low) * stretch))
    return value, low, min(1.0, float(middle + (high - middle) * stretch)), float(p)


def _stretch(p: FloatArray) -> float:
    """√ of the delta method's variance of φ² over 4φ²; at least 1, its value at independence."""
    row, column = p.sum(axis=1, keepdims=True), p.sum(axis=0, keepdims=True)
    ratio = p / (row * column)
    phi2 = float(np.sum(p * ratio)) - 1
    if phi2 <= 1e-12:
        return 1.0
    slope = 2 * ratio - np.sum(ratio**2 * column, axis=1, keepdims=True)
    slope = slope - np.sum(ratio**2 * row, axis=0, keepdims=True)
    variance = float(np.sum(p * slope**2) - np.sum(p * slope) ** 2)
    return max(1.0, float(np.sqrt(max(variance, 0.0) / (4 * phi2))))


def class_contrasts(
    table: ArrayLike, level: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """p(column j | row i) − p(column j | other rows) for every cell: the signs that V lacks.

    Each cell of the counts `table` [r, c] has Newcombe's interval (`intervals.newcombe`); the
    estimate is NaN where the row, or every other row, is empty.

    Examples
    --------
    >>> class_contrasts([[30, 10], [10, 30]])[0]
    array([[ 0.5, -0.5],
           [-0.5,  0.5]])
    """
    t = _contingency(table)
    row, column = t.sum(axis=1, keepdims=True), t.sum(axis=0, keepdims=True)
    inside, outside = np.broadcast_to(row, t.shape), np.broadcast_to(t.sum() - row, t.shape)
    difference, low, high = newcombe(t, inside, column - t, outside, level)
    return np.asarray(difference), np.asarray(low), np.asarray(high)


def omega_squared(
    value: ArrayLike, label: ArrayLike, level: float = 0.95
) -> tuple[float, float, float, float]:
    """ω² of a continuous value by a nominal label, its interval and the p of the F test.

    ω² = (SSB − (g−1)·MSW)/(SST + MSW) (Hays 1963), the share of variance between the labels less
    what chance gives; it can be below 0. The interval is λ/(λ + n), F noncentral with λ (Steiger
    2004, Psychological Methods 9:164). It assumes normal values of one variance.

    Parameters
    ----------
    value, label:
        Numbers, and labels of any kind, [n] each.

    Returns
    -------
    ω², low, high, p:
        All NaN where there is one label, a constant value, or no more documents than labels. Ends
        and p are NaN where no value varies within its label, since F has no error term.

    Examples
    --------
    >>> [round(v, 3) for v in omega_squared([1, 2, 3, 2, 3, 4, 5, 6, 7], list("aaabbbccc"))]
    [0.727, 0.167, 0.887, 0.007]
    """
    two_sided_z(level)
    y = finite_array(value, "value")
    code = group_codes(label, y.size, "label")
    size = np.bincount(code)
    n, g = y.size, size.size
    total = float(np.sum((y - y.mean()) ** 2)) if n else 0.0
    if g < 2 or n <= g or total <= 1e-24 * max(float(y @ y), 1e-300):
        return float("nan"), float("nan"), float("nan"), float("nan")
    means = np.bincount(code, weights=y) / size
    within = float(np.sum((y - means[code]) ** 2)) / (n - g)
    between = total - within * (n - g)
    omega = (between - (g - 1) * within) / (total + within)
    if within <= 1e-14 * total:
        return float(omega), float("nan"), float("nan"), float("nan")
    f = between / (g - 1) / within
    df = (g - 1, n - g)
    ends = _noncentrality(lambda shift: _chance_of_f(f, *df, shift), f * (g - 1), level)
    low, high = (float(v / (v + n)) for v in ends)
    return float(omega), low, high, float(stats.f.sf(f, *df))


def _chance_of_f(f: float, df: int, df_within: int, shift: float) -> float:
    """P(F <= f), F noncentral with `shift`."""
    if shift <= 0:
        return float(stats.f.cdf(f, df, df_within))
    if shift < _FAR:
        return float(stats.ncf.cdf(f, df, df_within, shift))
    # SciPy's series fails far out, where the root of the noncentral χ² is normal about √λ.
    root = np.sqrt(shift + df - 1) + _NORMAL
    return float(np.mean(stats.chi2.sf(df_within * root**2 / (df * f), df_within)))


def mean_contrasts(
    value: ArrayLike, label: ArrayLike, level: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean value with each label minus the mean without it: the signs that ω² lacks.

    Each with Welch's interval (Welch 1947), in the units of the value.

    Parameters
    ----------
    value, label:
        Numbers, and labels of any kind, [n] each.

    Returns
    -------
    difference, low, high:
        [g] each, in the order of the sorted labels. NaN ends where a side has one document or
        neither side varies; all NaN where a side is empty.

    Examples
    --------
    >>> mean_contrasts([1, 2, 3, 5, 6, 7], list("aaabbb"))[0]
    array([-4.,  4.])
    """
    two_sided_z(level)
    y = finite_array(value, "value")
    code = group_codes(label, y.size, "label")
    rows = []
    for i in range(int(code.max()) + 1 if code.size else 0):
        inside, outside = y[code == i], y[code != i]
        if not outside.size:
            rows.append((np.nan,) * 3)
            continue
        difference = float(inside.mean() - outside.mean())
        if min(inside.size, outside.size) < 2 or (constant(inside) and constant(outside)):
            rows.append((difference, np.nan, np.nan))
            continue
        interval = stats.ttest_ind(inside, outside, equal_var=False).confidence_interval(level)
        rows.append((difference, float(interval.low), float(interval.high)))
    table = np.array(rows, float).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]
