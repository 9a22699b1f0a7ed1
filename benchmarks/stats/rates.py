"""Coverage of the intervals for rates, paired rates and stratified tables.

Coverage for counts oscillates with the rate, so every simulation draws its own.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from cuewise.stats import association, intervals, paired, stratified
from cuewise.stats.differences import paired_mean
from stats.figures import PROMISED, Share

Rng = np.random.Generator


def inside(ends, truth) -> bool:
    return bool(np.all((ends[0] <= truth + 1e-12) & (truth - 1e-12 <= ends[1])))


def one_rate(rng: Rng, method, n: int) -> bool:
    p = rng.uniform()
    return inside(method(rng.binomial(n, p), n), p)


def two_rates(rng: Rng, n1: int, n2: int) -> bool:
    p, q = rng.uniform(size=2)
    found = intervals.newcombe(rng.binomial(n1, p), n1, rng.binomial(n2, q), n2)
    return inside(found[1:], p - q)


def cue_and_label(rng: Rng, what: str, n: int) -> float:
    """A cue of random prevalence and its relation to a label, in n documents."""
    share, p, q = rng.uniform(0.1, 0.5), *rng.uniform(0.1, 0.9, size=2)
    n_c = rng.binomial(n, share)
    yes, no = rng.binomial(n_c, p), rng.binomial(n - n_c, q)
    if n_c in {0, n}:
        return np.nan
    counts = (yes, n_c, yes + no, n)
    if what == "deviation":
        return inside(intervals.deviation(*counts)[1:], p - (share * p + (1 - share) * q))
    if what == "risk":
        return inside(association.risk_difference(*counts)[1:], p - q)
    truth = np.log(p / (1 - p) * (1 - q) / q)
    return inside(association.log_odds_ratio(*counts)[1:], truth)


def many_groups(rng: Rng, worst: bool) -> bool:
    n = rng.integers(20, 200, 8)
    p = rng.uniform(0.5, 1, 8)
    k = rng.binomial(n, p)
    if worst:
        return inside(intervals.worst_group(k, n)[2:], p.min())
    return inside(intervals.simultaneous(k, n), p)


def rates_of_pairs(rng: Rng, flips: tuple[float, float]) -> tuple[float, float]:
    total, split = rng.uniform(*flips), rng.uniform()
    return total * split, total * (1 - split)


def pairs(rng: Rng, method: str, n: int, flips: tuple[float, float]) -> bool:
    """Flips both ways at random rates."""
    b, c = rates_of_pairs(rng, flips)
    both = rng.uniform() * (1 - b - c)
    cells = rng.multinomial(n, [both, b, c, max(0.0, 1 - both - b - c)])
    if method == "tango":
        return inside(paired.tango(cells[1], cells[2], n)[1:], b - c)
    if method == "newcombe":
        return inside(paired.newcombe_paired(*cells)[1:], b - c)
    d = np.repeat([0, 1, -1, 0], cells)
    return inside(paired_mean(d)[1:], b - c)


def cue_less_placebo(rng: Rng, n: int) -> bool:
    """What the probe measures: two operators' effect less the mean of three placebos each."""
    b, c = rates_of_pairs(rng, (0, 0.5))
    cue = rng.choice([1, -1, 0], (n, 2), p=[b, c, 1 - b - c]).mean(axis=1)
    placebo = rng.choice([1, -1, 0], (n, 6), p=[0.05, 0.05, 0.9]).mean(axis=1)
    return inside(paired_mean(np.clip(cue - placebo, -1, 1))[1:], b - c)


def clustered_pairs(rng: Rng, clusters: int, most: int, agree: float) -> bool:
    """Clusters of 1 to `most` pairs; a pair does as its cluster with probability `agree`."""
    b, c = rates_of_pairs(rng, (0, 0.5))
    code = np.repeat(np.arange(clusters), rng.integers(1, most + 1, clusters))
    shares = [b, c, 1 - b - c]
    common = rng.choice([1, -1, 0], clusters, p=shares)[code]
    own = rng.choice([1, -1, 0], code.size, p=shares)
    d = np.where(rng.uniform(size=code.size) < agree, common, own)
    return inside(paired_mean(d, clusters=code)[1:], b - c)


def strata(rng: Rng, what: str, number: int, size: int) -> float:
    """Strata of one risk difference or one odds ratio, with their own base rates."""
    n1, n0 = rng.integers(size // 2, size + 1, number), rng.integers(size // 2, size + 1, number)
    base = rng.uniform(0.2, 0.6, number)
    if what == "difference":
        truth = rng.uniform(-0.2, 0.4)
        with_cue = base + truth
    else:
        truth = np.exp(rng.uniform(-1, 1))
        with_cue = truth * base / (1 - base + truth * base)
    k1, k0 = rng.binomial(n1, with_cue), rng.binomial(n0, base)
    if what == "difference":
        return inside(stratified.mh_risk_difference(k1, n1, k0, n0)[1:], truth)
    ratio, *ends = stratified.mh_odds_ratio(k1, n1, k0, n0)
    return np.nan if np.isnan(ratio) else inside(ends, truth)


def near_one(rng: Rng) -> float:
    """Two strata of 50 and 50 whose outcomes hardly vary: no variance at the rates seen."""
    k1, k0 = rng.binomial(50, 0.99, 2), rng.binomial(50, 0.97, 2)
    return inside(stratified.mh_risk_difference(k1, [50, 50], k0, [50, 50])[1:], 0.02)


HALF, RARE, OFTEN = (0.0, 0.5), (0.0, 0.05), (0.1, 0.8)
SCENARIOS = [
    *(Share(f"wilson n={n}", partial(one_rate, method=intervals.wilson, n=n)) for n in (20, 100)),
    *(
        Share(f"newcombe n={a},{b}", partial(two_rates, n1=a, n2=b))
        for a, b in ((20, 30), (100, 300))
    ),
    *(
        Share(f"{name} n={n}", partial(cue_and_label, what=what, n=n))
        for name, what in (
            ("deviation", "deviation"),
            ("risk_difference", "risk"),
            ("log_odds_ratio", "odds"),
        )
        for n in (100, 400)
    ),
    Share("simultaneous, all of 8 groups", partial(many_groups, worst=False)),
    Share(
        "worst_group, 8 groups",
        partial(many_groups, worst=True),
        PROMISED,
        "holds whenever all do: promises at least its level",
    ),
    *(
        Share(f"{name} n={n}, flips 0-50%", partial(pairs, method=method, n=n, flips=HALF))
        for name, method in (
            ("paired_mean", "mean"),
            ("tango", "tango"),
            ("newcombe_paired", "newcombe"),
        )
        for n in (50, 200)
    ),
    # At n = 20 rates of under a tenth leave no flip to see; every interval covers there.
    *(
        Share(f"{name} n=20, flips 10-80%", partial(pairs, method=method, n=20, flips=OFTEN))
        for name, method in (
            ("paired_mean", "mean"),
            ("tango", "tango"),
            ("newcombe_paired", "newcombe"),
        )
    ),
    *(
        Share(f"{name} n=400, flips 0-5%", partial(pairs, method=method, n=400, flips=RARE))
        for name, method in (
            ("paired_mean", "mean"),
            ("tango", "tango"),
            ("newcombe_paired", "newcombe"),
        )
    ),
    *(
        Share(f"paired_mean cue less placebos n={n}", partial(cue_less_placebo, n=n))
        for n in (50, 200)
    ),
    *(
        Share(
            f"paired_mean {g} clusters of 1-{most}, agreement {agree}",
            partial(clustered_pairs, clusters=g, most=most, agree=agree),
        )
        for g in (20, 60)
        for most in (5, 20)
        for agree in (0.2, 0.8)
    ),
    *(
        Share(
            f"{name}, {number} strata of {size}",
            partial(strata, what=what, number=number, size=size),
        )
        for name, what in (("mh_risk_difference", "difference"), ("mh_odds_ratio", "odds"))
        for number, size in ((2, 200), (50, 6))
    ),
    Share("mh_risk_difference, 2 strata of 50, rates .97 and .99", near_one),
]
