"""A cue and an outcome in several strata, by 2x2 tables: pooled effects and their heterogeneity.

Stratum s holds n1 documents with the cue, k1 of them with the outcome, and n0 without it, k0 of
them with the outcome. Strata are gold labels (what does the cue add, given the label?) or
environments (does the relation hold everywhere?). Every function takes the counts by stratum, [s],
and gives weight 0 to a stratum with an empty arm.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from cuewise.stats.checks import FloatArray, effects_and_errors, finite_array, two_sided_z


def _strata(k1: ArrayLike, n1: ArrayLike, k0: ArrayLike, n0: ArrayLike) -> tuple[FloatArray, ...]:
    names = ("k1", "n1", "k0", "n0")
    arrays = [
        finite_array(np.atleast_1d(np.asarray(v, float)), name)
        for v, name in zip((k1, n1, k0, n0), names, strict=True)
    ]
    shapes = {a.shape for a in arrays}
    if len(shapes) > 1:
        raise ValueError(f"k1, n1, k0, n0 have shapes {sorted(shapes)}; allowed: one, [strata]")
    a, m1, c, m0 = arrays
    bad = (a < 0) | (c < 0) | (a > m1) | (c > m0)
    if bad.any():
        row = tuple(float(v[bad][0]) for v in arrays)
        raise ValueError(f"(k1, n1, k0, n0) = {row}; allowed: 0 <= k1 <= n1, 0 <= k0 <= n0")
    both = (m1 > 0) & (m0 > 0)
    return a[both], m1[both], c[both], m0[both]


def mh_risk_difference(
    k1: ArrayLike, n1: ArrayLike, k0: ArrayLike, n0: ArrayLike, level: float = 0.95
) -> tuple[float, float, float]:
    """Mantel-Haenszel risk difference with the stratified score interval.

    δ̂ = Σw(k1/n1 − k0/n0)/Σw, w = n1·n0/N, N = n1 + n0 (Greenland and Robins 1985). The interval
    holds every δ with (δ̂ − δ)² <= z²·Σw²·v(δ)/(Σw)², v(δ) = (p1(1−p1)/n1 + p0(1−p0)/n0)·N/(N−1),
    p1 and p0 = p1 − δ the likeliest rates of the stratum given δ (Miettinen and Nurminen 1985,
    Statistics in Medicine 4:213). Unlike that of Sato 1989, it has a width where every outcome is
    the same. It suits few large strata and many small ones.

    Returns
    -------
    difference, low, high:
        NaN where no stratum has both arms.

    Examples
    --------
    >>> [round(v, 3) for v in mh_risk_difference([30, 5], [40, 20], [20, 10], [60, 80])]
    [0.3, 0.154, 0.441]
    """
    z = two_sided_z(level)
    a, m1, c, m0 = _strata(k1, n1, k0, n0)
    if not a.size:
        return float("nan"), float("nan"), float("nan")
    weight = m1 * m0 / (m1 + m0)
    weight = weight / weight.sum()
    delta = float(np.clip(np.sum(weight * (a / m1 - c / m0)), -1, 1))

    def end(outside: float) -> float:
        """Bisect between an impossible difference and the observed one, which always belongs."""
        inside = delta
        for _ in range(60):
            middle = (inside + outside) / 2
            reach = z * np.sqrt(np.sum(weight**2 * _variance_given(middle, a, m1, c, m0)))
            inside, outside = (
                (middle, outside) if abs(delta - middle) <= reach else (inside, middle)
            )
        return outside

    return delta, end(-1.0), end(1.0)


def _variance_given(
    delta: float, k1: FloatArray, n1: FloatArray, k0: FloatArray, n0: FloatArray
) -> FloatArray:
    """Each stratum's variance of the difference at its likeliest rates given the difference δ."""
    n, k = n1 + n0, k1 + k0
    # The likeliest p0 is a root of 1, b, c, d, by the cosine of a third (Miettinen and Nurminen).
    b = ((n1 + 2 * n0) * delta - n - k) / (3 * n)
    c = ((n0 * delta - n - 2 * k0) * delta + k) / (3 * n)
    d = k0 * delta * (1 - delta) / n
    q = b**3 - 1.5 * b * c + d / 2
    root = np.where(q < 0, -1.0, 1.0) * np.sqrt(np.maximum(b**2 - c, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        cosine = np.nan_to_num(np.clip(q / root**3, -1, 1))
    p0 = 2 * root * np.cos((np.pi + np.arccos(cosine)) / 3) - b
    p0 = np.clip(p0, max(0.0, -delta), min(1.0, 1 - delta))
    p1 = np.clip(p0 + delta, 0, 1)
    return np.asarray((p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0) * n / (n - 1))


def mh_odds_ratio(
    k1: ArrayLike, n1: ArrayLike, k0: ArrayLike, n0: ArrayLike, level: float = 0.95
) -> tuple[float, float, float]:
    """Mantel-Haenszel odds ratio with the interval of Robins, Breslow and Greenland.

    ψ = ΣR/ΣS, R = k1(n0−k0)/N, S = k0(n1−k1)/N (Mantel and Haenszel 1959). Variance of ln ψ:
    ΣPR/(2(ΣR)²) + Σ(PS+QR)/(2ΣRΣS) + ΣQS/(2(ΣS)²), P = (k1 + n0−k0)/N, Q = 1 − P (Robins et al.
    1986, Biometrics 42:311).

    Returns
    -------
    ratio, low, high:
        The ratio is NaN where ΣR and ΣS are both 0. The interval is (0, ∞) where either is, since
        the formula has no width there.

    Examples
    --------
    >>> [round(v, 2) for v in mh_odds_ratio([30, 5], [40, 20], [20, 10], [60, 80])]
    [4.43, 2.2, 8.91]
    """
    z = two_sided_z(level)
    a, m1, c, m0 = _strata(k1, n1, k0, n0)
    n = m1 + m0
    r, s = a * (m0 - c) / n, c * (m1 - a) / n
    top, bottom = float(r.sum()), float(s.sum())
    if top == 0 or bottom == 0:
        ratio = float("nan") if top == bottom else float("inf") if top else 0.0
        return ratio, 0.0, float("inf")
    p = (a + m0 - c) / n
    q = 1 - p
    variance = (
        np.sum(p * r) / (2 * top**2)
        + np.sum(p * s + q * r) / (2 * top * bottom)
        + np.sum(q * s) / (2 * bottom**2)
    )
    ratio, reach = top / bottom, float(np.exp(z * np.sqrt(variance)))
    return ratio, ratio / reach, ratio * reach


def cmh_test(k1: ArrayLike, n1: ArrayLike, k0: ArrayLike, n0: ArrayLike) -> tuple[float, float]:
    """Cochran-Mantel-Haenszel test that the cue and the outcome are independent in every stratum.

    χ² = (Σ(k1 − E))²/ΣV on 1 degree of freedom, E = n1·K/N, V = n1·n0·K(N−K)/(N²(N−1)),
    K = k1 + k0 (Mantel and Haenszel 1959, without their continuity correction).

    Returns
    -------
    statistic, p:
        NaN both where the outcome is constant in every stratum.

    Examples
    --------
    >>> [round(v, 5) for v in cmh_test([30, 5], [40, 20], [20, 10], [60, 80])]
    [17.73134, 3e-05]
    """
    a, m1, c, m0 = _strata(k1, n1, k0, n0)
    n, k = m1 + m0, a + c
    variance = float(np.sum(m1 * m0 * k * (n - k) / (n**2 * (n - 1))))
    if variance <= 0:
        return float("nan"), float("nan")
    statistic = float(np.sum(a - m1 * k / n)) ** 2 / variance
    return statistic, float(stats.chi2.sf(statistic, 1))


def breslow_day(
    k1: ArrayLike, n1: ArrayLike, k0: ArrayLike, n0: ArrayLike
) -> tuple[float, float, int]:
    """Breslow-Day test, with Tarone's correction, that the odds ratio is the same in every stratum.

    Σ(k1 − e)²/v − (Σ(k1 − e))²/Σv, where e gives the stratum the Mantel-Haenszel odds ratio with
    its margins kept and 1/v = 1/e + 1/(n1−e) + 1/(K−e) + 1/(n0−K+e) (Breslow and Day 1980,
    section 4.4; Tarone 1985). χ² on strata − 1, counting strata in which the outcome varies.

    Returns
    -------
    statistic, p, degrees of freedom:
        NaN where fewer than two strata say something or the odds ratio is 0, infinite or
        undefined.

    Examples
    --------
    >>> statistic, p, df = breslow_day([30, 5], [40, 20], [20, 10], [60, 80])
    >>> round(statistic, 3), round(p, 3), df
    (1.534, 0.216, 1)
    """
    a, m1, c, m0 = _strata(k1, n1, k0, n0)
    varies = (a + c > 0) & (a + c < m1 + m0)
    a, m1, c, m0 = a[varies], m1[varies], c[varies], m0[varies]
    ratio = mh_odds_ratio(a, m1, c, m0)[0]
    df = a.size - 1
    if df < 1 or not np.isfinite(ratio) or ratio == 0:
        return float("nan"), float("nan"), max(df, 0)
    expected = _expected(ratio, m1, a + c, m0)
    variance = 1 / (
        1 / expected + 1 / (m1 - expected) + 1 / (a + c - expected) + 1 / (m0 - (a + c) + expected)
    )
    gap = a - expected
    statistic = float(np.sum(gap**2 / variance) - np.sum(gap) ** 2 / np.sum(variance))
    return statistic, float(stats.chi2.sf(statistic, df)), df


def _expected(ratio: float, m1: FloatArray, k: FloatArray, m0: FloatArray) -> FloatArray:
    """The count e with e(m0−k+e) = ratio·(m1−e)(k−e) within its margins."""
    square, linear = 1 - ratio, m0 - k + ratio * (m1 + k)
    constant = -ratio * m1 * k
    # The root in the form that is stable as the ratio nears 1, where the square term vanishes.
    return np.asarray(
        -2 * constant / (linear + np.sqrt(np.maximum(linear**2 - 4 * square * constant, 0)))
    )


def cochran_q(effect: ArrayLike, error: ArrayLike) -> tuple[float, float, int, float]:
    """Cochran's Q that effects in several environments are one, with I².

    Q = Σw(θ − θ̄)², w = 1/error², θ̄ = Σwθ/Σw; χ² on environments − 1 (Cochran 1954);
    I² = max(0, 1 − df/Q), the share of variation beyond chance (Higgins and Thompson 2002). This is
    the Q of meta-analysis, not the Q for related samples.

    Parameters
    ----------
    effect, error:
        Effects (such as log odds ratios) and their standard errors, [e]; an environment where
        either is NaN is left out.

    Returns
    -------
    Q, p, degrees of freedom, I²:
        NaN where fewer than two are left.

    Examples
    --------
    >>> [round(v, 3) for v in cochran_q([0.2, 0.9, 0.5], [0.2, 0.25, 0.3])]
    [4.787, 0.091, 2, 0.582]
    """
    theta, se, known = effects_and_errors(effect, error)
    theta, se = theta[known], se[known]
    df = theta.size - 1
    if df < 1:
        return float("nan"), float("nan"), max(df, 0), float("nan")
    w = 1 / se**2
    q = float(np.sum(w * (theta - np.sum(w * theta) / np.sum(w)) ** 2))
    return q, float(stats.chi2.sf(q, df)), df, max(0.0, 1 - df / q) if q > 0 else 0.0
