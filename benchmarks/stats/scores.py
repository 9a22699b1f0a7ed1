"""Coverage of the intervals for correlations, the FCS family and bootstrap means."""

from __future__ import annotations

from functools import partial

import numpy as np
from scipy.stats import norm

from cuewise.stats import (
    association,
    bootstrap,
    fcs_bootstrap,
    fcs_decisions,
    fcs_estimates,
    fcs_passes,
    intervals,
    nominal,
)
from cuewise.stats.retest import reliability
from cuewise.stats.shrinkage import shrink
from stats.figures import Mean, Share
from stats.rates import Rng, inside

RESAMPLES = 1000
DECISIONS = {
    "raw": "raw_decisions",
    "excess": "excess_decisions",
    "partial": "partial_interval",
}


def normal_pair(rng: Rng, n: int) -> bool:
    r = rng.uniform(-0.9, 0.9)
    x = rng.normal(size=n)
    y = r * x + np.sqrt(1 - r**2) * rng.normal(size=n)
    return inside(intervals.fisher_z(np.corrcoef(x, y)[0, 1], n), r)


def biserial(rng: Rng, n: int) -> bool:
    share, shift = rng.uniform(0.2, 0.5), rng.uniform(-1, 1)
    cue = (np.arange(n) < share * n).astype(float)
    share = cue.mean()
    spread = shift * np.sqrt(share * (1 - share))
    found = association.point_biserial(cue, shift * cue + rng.normal(size=n))
    return inside(found[1:], spread / np.sqrt(spread**2 + 1))


def by_class(rng: Rng, what: str, n: int) -> bool:
    means, label = rng.uniform(-1, 1, 3), np.arange(n) % 3
    value = means[label] + rng.normal(size=n)
    if what == "omega":
        return inside(nominal.omega_squared(value, label)[1:3], means.var() / (means.var() + 1))
    low, high = (v[0] for v in nominal.mean_contrasts(value, label)[1:])
    return inside((low, high), means[0] - means[1:].mean())


def nominal_pair(rng: Rng, what: str, n: int) -> bool:
    mix, core = rng.uniform(0, 0.6), rng.dirichlet([4, 4, 4])
    p = (1 - mix) * np.outer(core, rng.dirichlet([4, 4, 4])) + mix * np.diag(core)
    table = rng.multinomial(n, p.ravel()).reshape(3, 3)
    row, column = p.sum(axis=1), p.sum(axis=0)
    if what == "contrast":
        low, high = (v[0, 0] for v in nominal.class_contrasts(table)[1:])
        truth = p[0, 0] / row[0] - (column[0] - p[0, 0]) / (1 - row[0])
        return inside((low, high), truth)
    phi2 = np.sum(p**2 / np.outer(row, column)) - 1
    return inside(nominal.cramers_v(table)[1:3], np.sqrt(phi2 / 2))


def decisions(rng: Rng, what: str, n: int, kind: str = "usual") -> float:
    """Gold, cue and decision, all 0/1, from a random joint distribution.

    rare: the cue in about 5% of the documents; very rare: in about .3%. skewed: gold and decision
    1 in about 10%. NaN where the table is too thin for an interval.
    """
    share, a, b = rng.uniform(0.3, 0.7), rng.uniform(0.1, 0.5), rng.uniform(0.2, 0.8)
    effect, skill, least = rng.uniform(0, 0.3), rng.uniform(0.2, 0.5), 0.1
    if kind == "rare":
        a, b = rng.uniform(0.02, 0.05), rng.uniform(0.05, 0.08)
    elif kind == "very rare":
        a, b = rng.uniform(0.001, 0.002), rng.uniform(0.003, 0.006)
    elif kind == "skewed":
        share, least, effect = 0.1, 0.05, rng.uniform(0, 0.1)
    cells = np.array([[y, x, o] for y in (0, 1) for x in (0, 1) for o in (0, 1)], float)
    gold, cue, output = cells.T
    p_cue = np.where(gold == 1, b, a)
    p_output = least + skill * gold + effect * cue
    p = np.where(gold == 1, share, 1 - share)
    p *= np.where(cue == 1, p_cue, 1 - p_cue) * np.where(output == 1, p_output, 1 - p_output)
    code = rng.choice(8, n, p=p)
    r = np.cov(cells.T, aweights=p, ddof=0)
    r /= np.sqrt(np.outer(np.diag(r), np.diag(r)))
    excess = r[2, 1] - r[0, 1] * r[2, 0]
    options = {"rng": rng, "resamples": RESAMPLES}
    sample = cells[code]
    if what == "raw":
        found, truth = fcs_decisions.raw_decisions(sample[:, 2], sample[:, 1]), r[2, 1]
    elif what == "excess":
        found = fcs_decisions.excess_decisions(*sample[:, [2, 1, 0]].T)
        truth = excess
    else:
        found = fcs_bootstrap.partial_interval(*sample[:, [2, 1, 0]].T, **options)
        truth = excess / np.sqrt((1 - r[0, 1] ** 2) * (1 - r[2, 0] ** 2))
    return np.nan if np.isnan(found[1]) else inside(found[1:], truth)


def scored(rng: Rng, what: str, n: int) -> bool:
    """A score that gold, cue and noise add up to, gold and cue 0/1."""
    gold = rng.uniform(size=n) < 0.5
    cue = rng.uniform(size=n) < np.where(gold, 0.4, 0.2)
    a, b = rng.uniform(0, 1, 2)
    score = a * gold + b * cue + rng.normal(size=n)
    spread = np.sqrt(a**2 * 0.25 + b**2 * 0.21 + 2 * a * b * 0.05 + 1)
    of_cue = (b * 0.21 + a * 0.05) / (spread * np.sqrt(0.21))
    of_gold = (a * 0.25 + b * 0.05) / (spread * 0.5)
    options = {"rng": rng, "resamples": RESAMPLES}
    if what == "raw":
        return inside(fcs_bootstrap.raw_interval(score, cue, **options)[1:], of_cue)
    truth = of_cue - 0.05 / np.sqrt(0.21 * 0.25) * of_gold
    return inside(fcs_bootstrap.excess_interval(score, cue, gold, **options)[1:], truth)


def passes_of(rng: Rng, n: int, agreement: float, r: float, *, binary: bool):
    """Outputs [n, 5] of a given agreement whose expectation has correlation r with a 0/1 cue."""
    cue = (rng.uniform(size=n) < 0.3).astype(float)
    held = r * (cue - 0.3) / np.sqrt(0.21) + np.sqrt(1 - r**2) * rng.normal(size=n)
    if not binary:
        noise = np.sqrt(1 / agreement - 1)
        return held[:, None] + noise * rng.normal(size=(n, 5)), cue
    # A decision with probability ½ + held/6 (cut) has the latent correlation of that probability.
    p = np.clip(0.5 + agreement * held / 2, 0.02, 0.98)
    return (rng.uniform(size=(n, 5)) < p[:, None]).astype(float), cue


def repeated(rng: Rng, what: str, n: int) -> float:
    agreement, r = rng.uniform(0.4, 0.9), rng.uniform(0, 0.6)
    passes, cue = passes_of(rng, n, agreement, r, binary=False)
    options = {"rng": rng, "resamples": RESAMPLES}
    if what == "F":
        return inside(reliability(passes)[1:3], agreement)
    if what == "reliability":
        return inside(fcs_passes.reliability_interval(passes, **options)[1:], agreement)
    if what == "literal":
        found = fcs_passes.literal_interval(passes, cue, **options)
        return inside(found[1:], r / np.sqrt(agreement))
    found = fcs_passes.fcs_interval(passes, cue, **options)
    return np.nan if np.isnan(found[1]) else inside(found[1:], r)


def bias(rng: Rng, n: int, agreement: float) -> float:
    """`fcs` less the latent r of the sample's own expectation, which sampling does not blur."""
    r = rng.uniform(0, 0.6)
    passes, cue = passes_of(rng, n, agreement, r, binary=False)
    return fcs_estimates.fcs(passes, cue).estimate - r


def arms(rng: Rng, n: int) -> float:
    """A cue switched on in the same documents; the truth is r with a cue set by a coin."""
    base, up, down = rng.uniform(0.2, 0.8), rng.uniform(0, 0.5), rng.uniform(0, 0.2)
    absent = (rng.uniform(size=n) < base).astype(float)
    turn = np.where(absent == 1, down, up)
    present = np.where(rng.uniform(size=n) < turn, 1 - absent, absent)
    after = base * (1 - down) + (1 - base) * up
    truth = fcs_estimates.fcs_do(after - base, (after + base) / 2)
    return inside(fcs_decisions.do_decisions(present - absent, (present + absent) / 2)[1:], truth)


def skewed_mean(rng: Rng, clusters: int, size: int) -> bool:
    """Exponential clusters' means, with noise inside."""
    code = np.repeat(np.arange(clusters), size)
    x = rng.exponential(size=clusters)[code] + rng.normal(size=code.size)
    found = bootstrap.bca_sums(
        lambda s: s[..., 1] / s[..., 0],
        np.stack([np.ones(x.size), x], axis=1),
        rng=rng,
        clusters=code,
        resamples=RESAMPLES,
    )
    return inside(found[1:], 1.0)


def skewed_median(rng: Rng) -> bool:
    found = bootstrap.bca(np.median, rng.exponential(size=60), rng=rng, resamples=500)
    return inside(found[1:], np.log(2))


def shrunk(rng: Rng) -> float:
    """The share of 60 effects within the posterior's 95%."""
    truth, error = rng.normal(0.1, 0.2, 60), rng.uniform(0.05, 0.4, 60)
    found = shrink(truth + error * rng.normal(size=60), error)
    return float(np.mean(np.abs(found.mean - truth) <= norm.ppf(0.975) * found.sd))


SCENARIOS = [
    *(Share(f"fisher_z, normal, n={n}", partial(normal_pair, n=n)) for n in (20, 100)),
    *(Share(f"point_biserial n={n}", partial(biserial, n=n)) for n in (30, 100)),
    *(Share(f"omega_squared n={n}", partial(by_class, what="omega", n=n)) for n in (30, 90)),
    Share("mean_contrasts n=60", partial(by_class, what="contrast", n=60)),
    *(Share(f"cramers_v n={n}", partial(nominal_pair, what="v", n=n)) for n in (150, 600)),
    Share("class_contrasts n=150", partial(nominal_pair, what="contrast", n=150)),
    *(
        Share(f"{name} (0/1), n={n}", partial(decisions, what=what, n=n))
        for what, name in DECISIONS.items()
        for n in (100, 400)
    ),
    *(
        Share(f"{name} (0/1), {kind}, n={n}", partial(decisions, what=what, n=n, kind=kind))
        for what, name in DECISIONS.items()
        for kind, n in (("rare", 400), ("rare", 1000), ("skewed", 400))
    ),
    *(
        Share(
            f"{DECISIONS[what]} (0/1), very rare, n=10000",
            partial(decisions, what=what, n=10_000, kind="very rare"),
        )
        for what in ("raw", "excess")
    ),
    *(
        Share(f"{what}_interval, scores, n={n}", partial(scored, what=what, n=n))
        for what in ("raw", "excess")
        for n in (100, 400)
    ),
    *(
        Share(f"{name}, 5 passes, n={n}", partial(repeated, what=what, n=n))
        for name, what in (
            ("reliability (F)", "F"),
            ("reliability_interval", "reliability"),
            ("literal_interval", "literal"),
            ("fcs_interval", "fcs"),
        )
        for n in (50, 200)
    ),
    *(Share(f"do_decisions n={n}", partial(arms, n=n)) for n in (50, 200)),
    *(
        Share(f"bca_sums, skewed mean, {g} clusters", partial(skewed_mean, clusters=g, size=3))
        for g in (30, 100)
    ),
    Share("bca, median of an exponential, n=60", skewed_median, runs=0.5),
    Mean("shrink, effects within 95% of the posterior", shrunk, (0.93, 0.97)),
    *(
        Mean(
            f"bias of fcs against the latent r, reliability {agreement}, n={n}",
            partial(bias, n=n, agreement=agreement),
            (-0.02, 0.02),
            "5 passes",
            4.0,
        )
        for agreement in (0.4, 0.6, 0.8)
        for n in (100, 400)
    ),
]
