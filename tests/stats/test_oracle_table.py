"""One row for every public function of `stats`: its value, and the same from SciPy, statsmodels or
by hand. A function without a row fails the last test.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq, minimize_scalar
from statsmodels.stats.contingency_tables import StratifiedTable, mcnemar
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import cuewise.stats
from cuewise.stats import (
    association,
    betting,
    bootstrap,
    differences,
    distance,
    equivalence,
    fcs_bootstrap,
    fcs_decisions,
    fcs_estimates,
    fcs_passes,
    intervals,
    multiplicity,
    nominal,
    paired,
    retest,
    score,
    shrinkage,
    stratified,
    tails,
)

# Its functions refuse bad input and return what they were given; test_edges.py has them.
CHECKS = "cuewise.stats.checks"

RNG = np.random.default_rng(20)
X = RNG.normal(size=60)
Y = 0.5 * X + RNG.normal(size=60)
CUE = (RNG.random(60) < 0.4).astype(float)
GOLD = np.where(RNG.random(60) < 0.75, CUE, 1 - CUE)
OUTPUT = np.where(RNG.random(60) < 0.7, GOLD, CUE)
LABEL = RNG.integers(0, 3, 60)
VALUE = X + LABEL
PASSES = (CUE + RNG.normal(size=60))[:, None] + 0.7 * RNG.normal(size=(60, 5))
P = RNG.random(12) ** 3
K1, N1, K0, N0 = (np.array(v) for v in ([30, 5, 9], [40, 20, 12], [20, 10, 6], [60, 80, 15]))
EFFECT, ERROR = np.array([0.2, 0.9, 0.5, -0.3]), np.array([0.2, 0.25, 0.3, 0.15])
DIFF = RNG.choice([1.0, 0.0, -1.0], 80, p=[0.2, 0.7, 0.1])
FIXED = {"rng": np.random.default_rng(5)}


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def strata() -> StratifiedTable:
    return StratifiedTable(
        [np.array([[a, m - a], [c, w - c]]) for a, m, c, w in zip(K1, N1, K0, N0, strict=True)]
    )


def scipy_bca(statistic: Callable[..., float], *data: np.ndarray) -> tuple[float, float]:
    found = stats.bootstrap(
        data, statistic, paired=True, vectorized=False, n_resamples=1500, rng=rng()
    ).confidence_interval
    return found.low, found.high


def icc(y: np.ndarray) -> float:
    """ICC(1) from a one-way analysis of variance by SciPy."""
    f, k = stats.f_oneway(*y).statistic, y.shape[1]
    return (f - 1) / (f + k - 1)


def rbg() -> tuple[float, ...]:
    ratio, error = strata().oddsratio_pooled, strata().logodds_pooled_se
    return ratio, ratio * np.exp(-1.959964 * error), ratio * np.exp(1.959964 * error)


def miettinen_nurminen(delta: float) -> float:
    """How many standard errors the pooled difference lies from δ, the likeliest rates by search."""
    squares, gap = 0.0, 0.0
    for k1, n1, k0, n0 in zip(K1, N1, K0, N0, strict=True):

        def loss(p: float, k1=k1, n1=n1, k0=k0, n0=n0) -> float:
            return -stats.binom.logpmf(k0, n0, p) - stats.binom.logpmf(k1, n1, p + delta)

        ends = (max(0.0, -delta), min(1.0, 1 - delta))
        p = minimize_scalar(loss, bounds=ends, method="bounded", options={"xatol": 1e-10}).x
        weight = n1 * n0 / (n1 + n0)
        variance = (p + delta) * (1 - p - delta) / n1 + p * (1 - p) / n0
        squares += weight**2 * variance * (n1 + n0) / (n1 + n0 - 1)
        gap += weight * (k1 / n1 - k0 / n0 - delta)
    return gap / np.sqrt(squares)


def variance_by_search(b: float, c: float, n: float, delta: float) -> float:
    """The variance of a pair at the likeliest rates of difference δ, found by search."""

    def loss(q: float) -> float:
        p = np.clip([q + delta, q, 1 - 2 * q - delta], 1e-300, 1)
        return -float(np.dot([b, c, n - b - c], np.log(p)))

    ends = (max(0.0, -delta), (1 - delta) / 2)
    q = minimize_scalar(loss, bounds=ends, method="bounded", options={"xatol": 1e-12}).x
    return 2 * q + delta - delta**2


def tango_by_search(b: float, c: float, n: float) -> tuple[float, float, float]:
    """The root of the score, its variance found by search and not by formula."""

    def score_at(delta: float) -> float:
        return (b - c - n * delta) / np.sqrt(n * variance_by_search(b, c, n, delta))

    d, z = (b - c) / n, stats.norm.ppf(0.975)
    return (
        d,
        brentq(lambda v: score_at(v) - z, -1 + 1e-9, d - 1e-9),
        brentq(lambda v: score_at(v) + z, d + 1e-9, 1 - 1e-9),
    )


def naive_distance_correlation(a: np.ndarray, b: np.ndarray) -> float:
    """The definition, cell by cell."""
    n = len(a)
    u = []
    for v in (a, b):
        d = np.abs(np.subtract.outer(v, v))
        row = d.sum(axis=1)
        cells = d - row[:, None] / (n - 2) - row[None] / (n - 2) + d.sum() / (n - 1) / (n - 2)
        u.append([cells[i, j] for i in range(n) for j in range(n) if i != j])
    return float(np.dot(*u) / np.sqrt(np.dot(u[0], u[0]) * np.dot(u[1], u[1])))


def residual_correlation(a: np.ndarray, b: np.ndarray, given: np.ndarray) -> float:
    design = np.stack([np.ones_like(given), given], axis=1)
    left = [v - design @ np.linalg.lstsq(design, v, rcond=None)[0] for v in (a, b)]
    return stats.pearsonr(*left)[0]


def wealth_by_loop(d: np.ndarray, m: float, alpha: float) -> np.ndarray:
    """Both gamblers' wealth after each bet, [n, 2], bet by bet as the paper writes it."""
    seen: list[float] = []
    path = []
    squares, up, down = 0.25, 1.0, 1.0
    for t, x in enumerate((d + 1) / 2, start=1):
        stake = np.sqrt(2 * np.log(2 / alpha) / (squares / t * t * np.log(t + 1)))
        up *= 1 + min(stake, 0.5 / m) * (x - m)
        down *= 1 - min(stake, 0.5 / (1 - m)) * (x - m)
        seen.append(x)
        path.append((up, down))
        squares += (x - (0.5 + sum(seen)) / (t + 1)) ** 2
    return np.array(path)


def betting_edge(d: np.ndarray) -> bool:
    """At the ends of the last interval a gambler was rich once, well inside nobody was."""
    low, high = (v[-1] for v in betting.betting_sequence(d))
    at = [(low + 1) / 2, (high + 1) / 2, (low + high + 2) / 4]
    rich = [bool(wealth_by_loop(d, m, 0.05).max() / 2 >= 20) for m in at]
    return rich == [True, True, False]


def max_t_by_loop(t: np.ndarray, b: np.ndarray) -> list[float]:
    order = sorted(range(len(t)), key=lambda i: -abs(t[i]))
    out, least = [0.0] * len(t), 0.0
    for rank, i in enumerate(order):
        reached = sum(max(abs(row[j]) for j in order[rank:]) >= abs(t[i]) for row in b)
        least = max(least, (1 + reached) / (1 + len(b)))
        out[i] = least
    return out


def by_label() -> list[np.ndarray]:
    return [VALUE[i == LABEL] for i in range(3)]


def chance_of_f(omega: float) -> float:
    """P(F seen or less) if ω² in the population were `omega`."""
    f = stats.f_oneway(*by_label()).statistic
    return stats.ncf.cdf(f, 2, 57, 60 * omega / (1 - omega))


def chance_of_chi2(v: float) -> float:
    """P(χ² seen or less) if V in the population were `v`."""
    seen = stats.chi2_contingency(CELLS, correction=False)[0]
    return stats.ncx2.cdf(seen, 2, CELLS.sum() * v**2)


def bergsma() -> float:
    n = CELLS.sum()
    excess = stats.chi2_contingency(CELLS, correction=False)[0] / n - 2 / (n - 1)
    return np.sqrt(excess / (2 - 1 / (n - 1) - 1))


def chance_of_t(r: float) -> float:
    """P(t seen or less) if r in the population were `r`."""
    t = stats.ttest_ind(X[CUE == 1], X[CUE == 0]).statistic
    return stats.nct.cdf(t, 58, r * np.sqrt(60 / (1 - r**2)))


def omega_by_hand() -> float:
    within = sum(((g - g.mean()) ** 2).sum() for g in by_label()) / 57
    total = ((VALUE - VALUE.mean()) ** 2).sum()
    return (total - 57 * within - 2 * within) / (total + within)


def settled(further: float) -> tuple[bool, ...]:
    """Whether that many more pairs of the same rates have the power, and one pair fewer has not."""
    margin, mean, sigma = 0.025, 1 / 200, np.sqrt(5 / 200 - (1 / 200) ** 2)
    at = [np.sqrt(variance_by_search(3, 2, 200, end)) for end in (margin, -margin)]
    out = []
    for n in (200 + further, 200 + further - 1):
        room = np.array([margin - mean, margin + mean]) * np.sqrt(n) - 1.959964 * np.array(at)
        out.append(bool(stats.norm.cdf(room / sigma).sum() - 1 >= 0.8))
    return tuple(out)


@dataclass(frozen=True)
class Row:
    """A function, what to call it with, what to take of the answer, and the same from elsewhere."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    expected: Callable[[], Any]
    options: dict[str, Any] = field(default_factory=dict)
    take: Callable[[Any], Any] = lambda v: v
    within: float = 1e-6


def ends(value: tuple[float, ...]) -> tuple[float, ...]:
    return value[1:3]


COUNTS = (30, 40, 50, 100)
DRAWS = ([100, 900, 99_000], [50, 300, 500], [10, 90, 9_000])
CELLS = np.array([[30, 20, 7], [10, 40, 9]])
ROWS = [
    Row(association.competency_z, (75, 100, 0.5), lambda: 5.0),
    Row(
        association.independence_p,
        (9, 10, 50, 100),
        lambda: 2 * stats.fisher_exact([[9, 1], [41, 49]], "greater").pvalue,
    ),
    Row(
        tails.upper_tail,
        tuple(np.array([[9, 40, 80], *DRAWS], float)),
        lambda: stats.hypergeom.sf([8, 39, 79], *DRAWS),
    ),
    Row(
        association.log_odds_ratio,
        COUNTS,
        lambda: np.log(30.5 * 40.5 / 10.5 / 20.5),
        take=lambda v: v[0],
    ),
    Row(
        association.phi,
        COUNTS,
        lambda: stats.pearsonr(*np.repeat([[1, 1, 0, 0], [1, 0, 1, 0]], [30, 10, 20, 40], axis=1))[
            0
        ],
    ),
    Row(association.phi_share, COUNTS, lambda: 1000 / 2000),  # n·n_yc − n_c·n_y, of 40 in 40
    Row(
        association.risk_difference,
        COUNTS,
        lambda: confint_proportions_2indep(30, 40, 20, 60, method="newcomb", compare="diff"),
        take=ends,
        within=1e-4,
    ),
    Row(association.lmi, COUNTS, lambda: 0.3 * np.log(0.3 / 0.2)),
    Row(
        association.point_biserial,
        (CUE, X),
        lambda: stats.pointbiserialr(CUE, X)[0],
        take=lambda v: v[0],
    ),
    Row(intervals.wilson, (8, 10), lambda: proportion_confint(8, 10, method="wilson")),
    Row(
        intervals.wilson_ends,
        (8, 10, stats.norm.isf(0.025)),
        lambda: proportion_confint(8, 10, method="wilson"),
    ),
    Row(
        differences.share_interval,
        ([1] * 8 + [0] * 2,),
        lambda: (0.8, *proportion_confint(8, 10, method="wilson")),
    ),
    # By hand: k = (16 + 2·4) / (8/3 + 2·2) = 3.6 of at most 4, and 12/4 - 1 degrees of freedom.
    Row(
        differences.effective,
        (np.repeat([1.0, 0.0, 0.0], 4), np.repeat([0, 1, 2], 4)),
        lambda: (12 / 3.6, 2.0),
    ),
    Row(
        intervals.newcombe,
        (56, 70, 48, 80),
        lambda: confint_proportions_2indep(56, 70, 48, 80, method="newcomb", compare="diff"),
        take=ends,
        within=1e-4,
    ),
    Row(intervals.deviation, COUNTS, lambda: 30 / 40 - 0.5, take=lambda v: v[0]),
    Row(
        intervals.fisher_z,
        (stats.pearsonr(X, Y)[0], 60),
        lambda: tuple(stats.pearsonr(X, Y).confidence_interval()),
    ),
    Row(
        intervals.simultaneous,
        ([8, 9], [10, 10]),
        lambda: proportion_confint([8, 9], 10, 1 - 0.95**0.5, method="wilson"),
    ),
    Row(
        intervals.worst_group,
        ([90, 40, 9], [100, 50, 10]),
        lambda: (
            1,
            0.8,
            # The smallest group has the lowest end, the group of 80% the lowest high end.
            proportion_confint(9, 10, 1 - 0.95 ** (1 / 3), method="wilson")[0],
            proportion_confint(40, 50, 1 - 0.95 ** (1 / 3), method="wilson")[1],
        ),
    ),
    Row(
        differences.paired_mean,
        (DIFF,),
        lambda: tango_by_search((DIFF > 0).sum(), (DIFF < 0).sum(), 80),
        within=1e-5,
    ),
    Row(
        differences.as_flips,
        (DIFF,),
        lambda: (DIFF.mean(), (DIFF > 0).sum(), (DIFF < 0).sum(), 80, np.inf),
    ),
    # Halves of a flip: mean 1/8, mean square 3/16.
    Row(
        differences.as_flips,
        ([0.5, 0.5, -0.5, 0, 0, 0, 1, -0.5],),
        lambda: (0.125, 8 * (0.25 + 0.125) / 2, 8 * (0.25 - 0.125) / 2, 8, np.inf),
    ),
    Row(
        score.null_variance,
        (3, 8, 40, 0.1),
        lambda: variance_by_search(3, 8, 40, 0.1),
    ),
    Row(
        score.tango_z,
        (4, 11, 60, 0.0),
        lambda: -np.sqrt(mcnemar([[0, 4], [11, 0]], exact=False, correction=False).statistic),
    ),
    Row(
        score.score_interval,
        (3, 8, 40, stats.norm.ppf(0.975)),
        lambda: tango_by_search(3, 8, 40)[1:],
        within=1e-5,
    ),
    # Bentur et al. 2009, airway hyper-responsiveness: the example of Fagerland et al. 2014.
    Row(paired.newcombe_paired, (1, 1, 7, 12), lambda: (-6 / 21, -0.507, -0.026), within=6e-4),
    Row(paired.tango, (1, 7, 21), lambda: tango_by_search(1, 7, 21), within=1e-5),
    Row(
        paired.mcnemar,
        (4, 11),
        lambda: mcnemar([[0, 4], [11, 0]], exact=True).pvalue - stats.binom.pmf(4, 15, 0.5),
    ),
    Row(
        paired.mcnemar,
        (4, 11),
        lambda: mcnemar([[0, 4], [11, 0]], exact=True).pvalue,
        {"mid": False},
    ),
    Row(
        retest.mean_squares,
        (PASSES,),
        lambda: stats.f_oneway(*PASSES).statistic,
        take=lambda v: v[0] / v[1],
    ),
    # Shrout and Fleiss 1979, table 2 and 4: four judges, six targets, ICC(1,1) = .17.
    Row(
        retest.reliability,
        ([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]],),
        lambda: (0.1657, -0.1329, 0.7226),
        take=lambda v: v[:3],
        within=1e-4,
    ),
    Row(fcs_estimates.correlation, (X, Y), lambda: stats.pearsonr(X, Y)[0]),
    Row(fcs_estimates.fcs_raw, (X, CUE), lambda: stats.pointbiserialr(CUE, X)[0]),
    Row(fcs_estimates.correct, (0.3, 0.64), lambda: 0.3 / 0.8, take=lambda v: v.estimate),
    Row(fcs_estimates.one_pass, (PASSES, CUE), lambda: icc(PASSES), take=lambda v: v[1]),
    Row(
        fcs_estimates.fcs,
        (PASSES, CUE),
        # The mean of all passes, corrected by its own reliability (Spearman-Brown).
        lambda: (
            stats.pearsonr(PASSES.mean(axis=1), CUE)[0]
            / np.sqrt(5 * icc(PASSES) / (1 + 4 * icc(PASSES)))
        ),
        take=lambda v: v.estimate,
    ),
    Row(
        fcs_estimates.fcs_literal,
        (PASSES, CUE),
        lambda: (
            stats.pearsonr(PASSES.mean(axis=1), CUE)[0]
            / np.sqrt(5 * icc(PASSES) / (1 + 4 * icc(PASSES)))
            / np.sqrt(icc(PASSES))
        ),
    ),
    Row(
        fcs_estimates.fcs_excess,
        (OUTPUT, CUE, GOLD),
        lambda: (
            np.corrcoef([OUTPUT, CUE, GOLD])[0, 1]
            - np.corrcoef([OUTPUT, CUE, GOLD])[1, 2] * np.corrcoef([OUTPUT, CUE, GOLD])[0, 2]
        ),
    ),
    Row(
        fcs_estimates.fcs_partial,
        (OUTPUT, CUE, GOLD),
        lambda: residual_correlation(OUTPUT, CUE, GOLD),
    ),
    Row(
        fcs_estimates.fcs_do,
        (0.3, 0.45),
        lambda: stats.pearsonr(
            np.repeat([1, 0, 1, 0], [60, 40, 30, 70]), np.repeat([1, 0], [100, 100])
        )[0],
    ),
    Row(fcs_bootstrap.filled, ({"level": 0.9},), lambda: 0.9, take=lambda v: v["level"]),
    Row(
        fcs_bootstrap.raw_interval,
        (X, Y),
        lambda: scipy_bca(lambda a, b: np.corrcoef(a, b)[0, 1], X, Y),
        FIXED,
        ends,
        0.03,
    ),
    Row(
        fcs_bootstrap.excess_interval,
        (OUTPUT, CUE, GOLD),
        lambda: scipy_bca(fcs_estimates.fcs_excess, OUTPUT, CUE, GOLD),
        FIXED,
        ends,
        0.03,
    ),
    Row(
        fcs_bootstrap.partial_interval,
        (OUTPUT, CUE, GOLD),
        lambda: scipy_bca(residual_correlation, OUTPUT, CUE, GOLD),
        FIXED,
        ends,
        0.03,
    ),
    Row(
        fcs_decisions.do_decisions,
        (np.repeat([1, 0], [20, 80]), np.repeat([0.5, 0, 1], [20, 40, 40])),
        # At p̄ = ½ r is Δ itself.
        lambda: tango_by_search(20, 0, 100)[1:],
        take=ends,
        within=1e-5,
    ),
    Row(
        fcs_decisions.raw_decisions,
        (OUTPUT, CUE),
        lambda: fcs_estimates.fcs_raw(OUTPUT, CUE),
        take=lambda v: v[0],
    ),
    Row(
        fcs_decisions.raw_decisions,
        (np.tile([1, 1, 1, 0], 250), np.repeat([1, 0], 500)),
        lambda: scipy_bca(
            fcs_estimates.fcs_raw, np.tile([1, 1, 1, 0], 250), np.repeat([1, 0], 500)
        ),
        take=ends,
        within=5e-3,
    ),
    Row(
        fcs_decisions.excess_decisions,
        tuple(np.tile(v, 20) for v in (OUTPUT, CUE, GOLD)),
        lambda: scipy_bca(fcs_estimates.fcs_excess, *(np.tile(v, 20) for v in (OUTPUT, CUE, GOLD))),
        take=ends,
        within=8e-3,
    ),
    Row(fcs_decisions.insufficient, (30, 20, 100), lambda: False),
    Row(
        fcs_decisions.propagated,
        (
            lambda p: p[..., 0] - p[..., 1],
            (np.array([0.8, 0.6]), *proportion_confint([56, 48], [70, 80], method="wilson")),
        ),
        lambda: confint_proportions_2indep(56, 70, 48, 80, method="newcomb", compare="diff"),
        within=1e-4,
    ),
    Row(
        fcs_passes.reliability_interval,
        (PASSES,),
        lambda: scipy_bca(lambda *c: retest.reliability(np.stack(c, axis=1))[0], *PASSES.T),
        FIXED,
        ends,
        0.03,
    ),
    Row(
        fcs_passes.literal_interval,
        (PASSES, CUE),
        lambda: scipy_bca(
            lambda *c: fcs_estimates.fcs_literal(np.stack(c[:5], axis=1), c[5]), *PASSES.T, CUE
        ),
        FIXED,
        ends,
        0.04,
    ),
    Row(
        fcs_passes.fcs_interval,
        (PASSES, CUE),
        lambda: scipy_bca(
            lambda *c: fcs_estimates.fcs(np.stack(c[:5], axis=1), c[5]).estimate, *PASSES.T, CUE
        ),
        FIXED,
        ends,
        0.03,
    ),
    Row(
        bootstrap.bca_ends,
        # Symmetric resamples and a jackknife without skew: the percentiles of the wider level.
        (0.0, np.linspace(-3, 3, 100_001), np.linspace(-1, 1, 401)),
        lambda: tuple(
            6 * stats.norm.cdf(s * stats.t.ppf(0.975, 400) * np.sqrt(401 / 400)) - 3
            for s in (-1, 1)
        ),
        within=1e-3,
    ),
    Row(bootstrap.bca, (np.median, X), lambda: scipy_bca(np.median, X), FIXED, ends, 0.06),
    Row(
        bootstrap.bca_sums,
        (lambda s: s[..., 1] / s[..., 0], np.stack([np.ones(60), np.exp(X)], axis=1)),
        lambda: scipy_bca(np.mean, np.exp(X)),
        FIXED,
        ends,
        0.1,
    ),
    Row(
        nominal.cramers_v,
        (CELLS,),
        lambda: stats.chi2_contingency(CELLS, correction=False)[1],
        take=lambda v: v[3],
    ),
    Row(
        nominal.class_contrasts,
        (CELLS,),
        lambda: (30 / 57 - 10 / 59, 10 / 59 - 30 / 57),
        take=lambda v: tuple(v[0][:, 0]),
    ),
    Row(nominal.omega_squared, (VALUE, LABEL), omega_by_hand, take=lambda v: v[0]),
    Row(
        nominal.omega_squared,
        (VALUE, LABEL),
        lambda: (0.975, 0.025, stats.f_oneway(*by_label()).pvalue),
        take=lambda v: (chance_of_f(v[1]), chance_of_f(v[2]), v[3]),
    ),
    Row(nominal.cramers_v, (CELLS,), bergsma, take=lambda v: v[0]),
    Row(
        nominal.cramers_v,
        (CELLS,),
        lambda: (0.975, 0.025),
        take=lambda v: (chance_of_chi2(v[1]), chance_of_chi2(v[2])),
    ),
    Row(
        association.point_biserial,
        (CUE, X),
        lambda: (0.975, 0.025),
        take=lambda v: (chance_of_t(v[1]), chance_of_t(v[2])),
    ),
    Row(
        nominal.mean_contrasts,
        (X, LABEL),
        lambda: tuple(
            stats.ttest_ind(X[LABEL == 0], X[LABEL != 0], equal_var=False).confidence_interval()
        ),
        take=lambda v: (v[1][0], v[2][0]),
    ),
    Row(
        distance.distance_correlation,
        (X, Y),
        lambda: naive_distance_correlation(X, Y),
        {"rng": rng(), "permutations": 0},
        lambda v: v[0],
    ),
    Row(
        stratified.mh_risk_difference,
        (K1, N1, K0, N0),
        lambda: (np.average(K1 / N1 - K0 / N0, weights=N1 * N0 / (N1 + N0)), 1.959964, -1.959964),
        take=lambda v: (v[0], *map(miettinen_nurminen, v[1:])),
    ),
    Row(  # Newcombe 1998, Statistics in Medicine 17:873, table II (a), method 5
        stratified.mh_risk_difference,
        (56, 70, 48, 80),
        lambda: (0.2, 0.0528, 0.3382),
        within=5e-5,
    ),
    Row(stratified.mh_odds_ratio, (K1, N1, K0, N0), rbg),
    Row(
        stratified.cmh_test,
        (K1, N1, K0, N0),
        lambda: (strata().test_null_odds().statistic, strata().test_null_odds().pvalue),
    ),
    Row(
        stratified.breslow_day,
        (K1, N1, K0, N0),
        lambda: (
            strata().test_equal_odds(adjust=True).statistic,
            strata().test_equal_odds(adjust=True).pvalue,
            2,
        ),
    ),
    Row(
        stratified.cochran_q,
        (EFFECT, ERROR),
        lambda: (combine_effects(EFFECT, ERROR**2).q, combine_effects(EFFECT, ERROR**2).i2),
        take=lambda v: (v[0], v[3]),
    ),
    Row(multiplicity.benjamini_hochberg, (P,), lambda: multipletests(P, method="fdr_bh")[1]),
    Row(multiplicity.benjamini_yekutieli, (P,), lambda: multipletests(P, method="fdr_by")[1]),
    Row(multiplicity.e_bh, (-np.log(P),), lambda: multipletests(P, method="fdr_bh")[1]),
    Row(multiplicity.max_t, (EFFECT, PASSES[:, :4]), lambda: max_t_by_loop(EFFECT, PASSES[:, :4])),
    Row(
        shrinkage.shrink,
        (EFFECT, ERROR),
        lambda: (
            combine_effects(EFFECT, ERROR**2, method_re="dl").mean_effect_re,
            np.sqrt(combine_effects(EFFECT, ERROR**2, method_re="dl").tau2),
        ),
        take=lambda v: (v.prior_mean, v.prior_sd),
    ),
    Row(
        equivalence.tost_paired,
        (DIFF, 0.3),
        lambda: stats.norm.cdf(
            (DIFF.sum() - 80 * 0.3)
            / np.sqrt(80 * variance_by_search((DIFF > 0).sum(), (DIFF < 0).sum(), 80, 0.3))
        ),
        take=lambda v: v.p,
    ),
    Row(
        equivalence.further_pairs,
        (np.repeat([1.0, -1.0, 0.0], [3, 2, 195]), 0.025),
        lambda: (True, False),
        take=settled,
    ),
    Row(
        betting.log_e_discordant,
        (3, 1),
        # ∫ θ^3(1−θ) dBeta(½,½) = B(3.5, 1.5)/B(.5, .5) = (5π/128)/π, against ½^4.
        lambda: np.log(5 / 128 * 16),
    ),
    Row(betting.first_rejection, ([0.0, 2.9, 3.1, 5.0],), lambda: 2),
    Row(betting.betting_sequence, (DIFF,), lambda: betting_edge(DIFF), take=lambda v: True),
    Row(
        betting.betting_log_e,
        (DIFF,),
        lambda: np.log(np.mean(wealth_by_loop(DIFF, 0.5, 0.05)[-1])),
        take=lambda v: v[-1],
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.function.__name__)
def test_the_function_is_its_oracle(row):
    # A copy, so that no row draws from a generator that another row has used.
    value = row.take(row.function(*row.arguments, **deepcopy(row.options)))
    assert np.ravel(value) == pytest.approx(np.ravel(row.expected()), abs=row.within, rel=1e-6)


def test_every_public_function_has_a_row():
    named = {row.function for row in ROWS}
    for module in pkgutil.iter_modules(cuewise.stats.__path__, "cuewise.stats."):
        if module.name == CHECKS:
            continue
        for name, function in inspect.getmembers(
            importlib.import_module(module.name), inspect.isfunction
        ):
            if function.__module__ == module.name and not name.startswith("_"):
                assert function in named, f"{module.name}.{name} has no oracle row"
