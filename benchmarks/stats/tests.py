"""Error rates of tests, of sequential looks and of corrections; power of planned pairs."""

from __future__ import annotations

from functools import partial

import numpy as np
from scipy.stats import norm

from cuewise.stats import association, betting, multiplicity, paired, stratified
from cuewise.stats.betting import betting_log_e, betting_sequence
from cuewise.stats.differences import paired_mean
from cuewise.stats.distance import distance_correlation
from cuewise.stats.equivalence import further_pairs, tost_paired
from stats.figures import ERROR, PROMISED, Mean, Median, Share
from stats.rates import Rng

LOOKS = 3000


def peeking(rng: Rng) -> bool:
    """A null with 20% flips and a look after every pair."""
    flips = rng.choice([1, -1, 0], LOOKS, p=[0.1, 0.1, 0.8])
    log_e = betting.log_e_discordant(np.cumsum(flips == 1), np.cumsum(flips == -1))
    return betting.first_rejection(log_e) >= 0


def pairs_to_reject(rng: Rng) -> float:
    flips = rng.choice([1, -1, 0], 1000, p=[0.20, 0.02, 0.78])
    log_e = betting.log_e_discordant(np.cumsum(flips == 1), np.cumsum(flips == -1))
    look = betting.first_rejection(log_e)
    return look + 1 if look >= 0 else np.inf


def betting_trial(rng: Rng, what: str) -> float:
    """Differences of cue and placebo in {−1, 0, 1} or finer, with a look after each."""
    b, c = rng.uniform(0, 0.4), rng.uniform(0, 0.2)
    fine = rng.uniform() < 0.5
    d = rng.choice([1.0, -1.0, 0.0], (1000, 3 if fine else 1), p=[b, c, 1 - b - c]).mean(axis=1)
    if what == "covers":
        low, high = betting_sequence(d, points=401)
        return bool(np.all((low <= b - c) & (b - c <= high)))
    return betting.first_rejection(betting_log_e(d, b - c)) >= 0


def betting_width(rng: Rng) -> float:
    """The width after 400 pairs, relative to the interval for a single look."""
    d = rng.choice([1.0, -1.0, 0.0], 400, p=[0.15, 0.05, 0.8])
    low, high = (v[-1] for v in betting_sequence(d))
    _, fixed_low, fixed_high = paired_mean(d)
    return (high - low) / (fixed_high - fixed_low)


def betting_pairs(rng: Rng) -> float:
    d = rng.choice([1.0, -1.0, 0.0], 1000, p=[0.20, 0.02, 0.78])
    look = betting.first_rejection(betting_log_e(d))
    return look + 1 if look >= 0 else np.inf


def null_p(rng: Rng, what: str) -> bool:
    if what == "independence_p":
        share, prior = rng.uniform(0.02, 0.5), rng.uniform(0.05, 0.95)
        n_c, n_y = max(1, rng.binomial(300, share)), max(1, rng.binomial(300, prior))
        p = association.independence_p(rng.hypergeometric(n_y, 300 - n_y, n_c), n_c, n_y, 300)
    elif what.startswith("mcnemar"):
        b, c = rng.multinomial(60, [0.2, 0.2, 0.6])[:2]
        p = paired.mcnemar(b, c, mid="mid" in what)
    elif what == "distance_correlation":
        x, y = rng.normal(size=(2, 30))
        p = distance_correlation(x, y, rng=rng, permutations=99)[1]
    else:
        n1, n0 = rng.integers(20, 80, 4), rng.integers(20, 80, 4)
        base = rng.uniform(0.2, 0.6, 4)
        ratio = 1.0 if what == "cmh_test" else 2.0
        with_cue = ratio * base / (1 - base + ratio * base)
        table = (rng.binomial(n1, with_cue), n1, rng.binomial(n0, base), n0)
        p = (stratified.cmh_test if what == "cmh_test" else stratified.breslow_day)(*table)[1]
    return bool(p <= 0.05)


def heterogeneity(rng: Rng) -> bool:
    error = rng.uniform(0.1, 0.4, 5)
    return bool(stratified.cochran_q(0.3 + error * rng.normal(size=5), error)[1] <= 0.05)


def at_the_margin(rng: Rng, what: str) -> bool:
    """Whether an effect of exactly the margin is judged equivalent to none."""
    margin = 0.05
    if what == "certificate":
        # The default of cuewise: a 95% interval within two points; flips are rare and one-sided.
        extra = rng.uniform(0.0, 0.005)
        p = [0.02 + extra, extra, 0.98 - 2 * extra]
        d = rng.choice([1, -1, 0], rng.integers(200, 2000), p=p)
        return tost_paired(d, 0.02, alpha=0.025).equivalent
    extra = rng.uniform(0.0, 0.05)
    if what == "pairs":
        d = rng.choice([1, -1, 0], 500, p=[margin + extra, extra, 1 - margin - 2 * extra])
        return tost_paired(d, margin).equivalent
    p = [margin + extra, extra, 1 - margin - 2 * extra]
    code = np.repeat(np.arange(150), 4)
    common = rng.choice([1, -1, 0], 150, p=p)[code]
    d = np.where(rng.uniform(size=600) < 0.5, common, rng.choice([1, -1, 0], 600, p=p))
    return tost_paired(d, margin, clusters=code).equivalent


def plan_kept(rng: Rng, b: int, c: int) -> bool:
    """Whether the planned number of pairs, at the planned rates, reaches a conclusion."""
    d, margin = np.repeat([1, -1, 0], [b, c, 200 - b - c]), 0.05
    n = int(200 + further_pairs(d, margin))
    fresh = rng.choice(d, n)
    _, low, high = paired_mean(fresh)
    return (-margin <= low and high <= margin) or low >= margin or high <= -margin


def discoveries(rng: Rng, method: str, cues: int, nulls: float, shared: float) -> float:
    """The share of false claims among all claims on a grid of cues.

    The cues are independent, or share a part of their noise. e-values are likelihood ratios against
    the planted effect.
    """
    null = np.arange(cues) < nulls * cues
    z = np.sqrt(shared) * rng.normal() + np.sqrt(1 - shared) * rng.normal(size=cues)
    z = z + np.where(null, 0.0, 3.5)
    if method == "e-BH":
        q = multiplicity.e_bh(3.5 * z - 3.5**2 / 2)
    else:
        adjust = {
            "BH": multiplicity.benjamini_hochberg,
            "BY": multiplicity.benjamini_yekutieli,
        }
        q = adjust[method](norm.sf(z))
    claimed = q <= 0.05
    return float((claimed & null).sum() / max(claimed.sum(), 1))


def null_grid(rng: Rng, method: str) -> bool:
    """Any claim on 300 cues of an unrelated label: real counts and exact p."""
    n = 1000
    label = rng.permutation(n) < 400
    cues = rng.uniform(size=(n, 300)) < 0.5 * rng.uniform(size=300) ** 2
    cues[:, 1::2] |= cues[:, ::2]  # every other cue contains its neighbour
    n_c = cues.sum(axis=0)
    p = association.independence_p(cues[label].sum(axis=0), n_c, 400, n)
    adjust = {
        "BH": multiplicity.benjamini_hochberg,
        "BY": multiplicity.benjamini_yekutieli,
    }[method]
    return bool(np.nanmin(adjust(p)) <= 0.05)


def null_e_grid(rng: Rng) -> bool:
    """Any claim on 100 cues whose flips are coin tosses; each stops early if it can."""
    flips = np.cumsum(rng.uniform(size=(100, 200)) < 0.5, axis=1)
    log_e = betting.log_e_discordant(flips, np.arange(1, 201) - flips)
    alpha = 0.05
    # The first crossing of the strictest threshold is a stopping time; the maximum over time is
    # not. So each cue stops at 100/α or at the end.
    first = (log_e >= np.log(100 / alpha)).argmax(axis=1)
    final = np.where(first > 0, log_e[np.arange(100), first], log_e[:, -1])
    return bool(multiplicity.e_bh(final).min() <= alpha)


def permuted_labels(rng: Rng) -> bool:
    """Any claim of max-T on 30 correlated cues of an unrelated label."""
    x = rng.normal(size=(60, 30)) + rng.normal(size=(60, 1))
    x -= x.mean(axis=0)
    label = rng.normal(size=60)
    permuted = np.array([rng.permutation(label) for _ in range(199)]) @ x
    return bool(multiplicity.max_t(label @ x, permuted).min() <= 0.05)


TYPE_I = (0.03, 0.07)  # for an approximate test at 5%, as for the coverage of intervals
SCENARIOS = [
    Share(f"type I, e-value, {LOOKS} peeks", peeking, ERROR, "every look", 2.0),
    Median("median pairs to reject, flips .20/.02, e-value", pairs_to_reject, (0, 50), runs=2.0),
    Share(
        "betting_sequence, all of 1,000 looks",
        partial(betting_trial, what="covers"),
        PROMISED,
        "promises at least its level",
        0.5,
    ),
    Share("type I, betting_log_e, 1,000 looks", partial(betting_trial, what="errs"), ERROR),
    Median(
        "median pairs to reject, flips .20/.02, betting", betting_pairs, (0, 100), "for comparison"
    ),
    Mean(
        "width of betting_sequence over one look's, n=400",
        betting_width,
        (1, 2),
        "price of looking",
        0.2,
    ),
    Share("type I, independence_p", partial(null_p, what="independence_p"), ERROR, "exact", 4.0),
    Share("type I, mcnemar mid-p", partial(null_p, what="mcnemar mid"), TYPE_I, "", 4.0),
    Share("type I, mcnemar exact", partial(null_p, what="mcnemar"), ERROR, "exact", 4.0),
    Share("type I, distance_correlation", partial(null_p, what="distance_correlation"), TYPE_I),
    Share("type I, cmh_test", partial(null_p, what="cmh_test"), TYPE_I, "", 2.0),
    Share("type I, breslow_day", partial(null_p, what="breslow_day"), TYPE_I, "", 2.0),
    Share("type I, cochran_q", heterogeneity, TYPE_I, "", 2.0),
    *(
        Share(
            f"effect at the margin called none, tost_{what}",
            partial(at_the_margin, what=what),
            ERROR,
            "nominal .05",
            2.0,
        )
        for what in ("pairs", "clusters")
    ),
    Share(
        "effect of 2 points certified clean by the 95% interval",
        partial(at_the_margin, what="certificate"),
        (0.0, 0.025),
        "nominal .025",
        4.0,
    ),
    *(
        Share(
            f"plan of further_pairs at 80% power settles it ({b} up, {c} down of 200)",
            partial(plan_kept, b=b, c=c),
            (0.75, 0.85),
        )
        for b, c in ((6, 2), (18, 2))
    ),
    *(
        Share(f"any claim on a null grid of 300 cues, {m}", partial(null_grid, method=m), ERROR)
        for m in ("BH", "BY")
    ),
    Share("any claim on a null grid of 100 sequential cues, e-BH", null_e_grid, ERROR),
    Share("any claim on a null grid, max_t", permuted_labels, TYPE_I),
    *(
        Mean(
            f"false among claims, {m}, {cues} cues, {int(100 * nulls)}% null, {word}",
            partial(discoveries, method=m, cues=cues, nulls=nulls, shared=shared),
            ERROR,
            "",
            2.0,
        )
        for m in ("BH", "BY", "e-BH")
        for cues, nulls in ((50, 0.8), (500, 0.9))
        for shared, word in ((0.0, "independent"), (0.5, "correlated"))
    ),
]
