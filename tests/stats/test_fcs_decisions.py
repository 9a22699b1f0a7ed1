"""Intervals for the correlations of decisions: exact cases, coverage, clusters."""

from __future__ import annotations

import numpy as np
import pytest

from cuewise.stats import do_decisions, excess_decisions, fcs_excess, fcs_raw, raw_decisions
from cuewise.stats.fcs_decisions import LEAST_CUED, insufficient

TRIALS = 400
# Three standard errors of a share of .95 over that many trials.
LEAST = 0.95 - 3 * np.sqrt(0.95 * 0.05 / TRIALS)


def draw(rng, n, *, cue=(0.02, 0.1), skill=0.8, pull=0.4):
    """Output, cue and gold [n]: the output is the cue's label with probability `pull`."""
    gold = rng.random(n) < 0.5
    held = rng.random(n) < np.where(gold, cue[1], cue[0])
    right = np.where(rng.random(n) < skill, gold, ~gold)
    output = np.where(held & (rng.random(n) < pull), True, right)
    return output, held, gold


def truth(**how):
    output, held, gold = draw(np.random.default_rng(99), 2_000_000, **how)
    return fcs_raw(output, held), fcs_excess(output, held, gold)


def covered(how, n, *, size=1):
    """How often the intervals of raw and excess hold the truth, of those that are given."""
    rng, expected, hits = np.random.default_rng(0), truth(**how), []
    for _ in range(TRIALS):
        once = draw(rng, n, **how)
        rows = [np.repeat(v, size) for v in once]
        clusters = np.repeat(np.arange(n), size) if size > 1 else None
        found = (
            raw_decisions(*rows[:2], clusters=clusters),
            excess_decisions(*rows, clusters=clusters),
        )
        if np.isfinite(found[0][1]):
            hits.append([f[1] <= t <= f[2] for f, t in zip(found, expected, strict=True)])
    return np.mean(hits, axis=0)


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"pull": 0.0},
        {"cue": (0.0005, 0.006), "skill": 0.95, "pull": 0.0},
        {"cue": (0.002, 0.006), "pull": 0.6},
    ],
    ids=["planted", "null", "rare null", "rare planted"],
)
def test_intervals_cover_the_truth_at_their_level(how) -> None:
    assert np.all(covered(how, 4000) >= LEAST)


def test_copies_of_documents_make_no_interval_narrower() -> None:
    output, cue, gold = draw(np.random.default_rng(1), 1000)
    copies = [np.repeat(v, 5) for v in (output, cue, gold)]
    clusters = np.repeat(np.arange(1000), 5)
    for once, again, naive in (
        (
            raw_decisions(output, cue),
            raw_decisions(*copies[:2], clusters=clusters),
            raw_decisions(*copies[:2]),
        ),
        (
            excess_decisions(output, cue, gold),
            excess_decisions(*copies, clusters=clusters),
            excess_decisions(*copies),
        ),
    ):
        assert again[0] == pytest.approx(once[0])
        assert np.ptp(again[1:]) == pytest.approx(np.ptp(once[1:]), rel=0.15)
        assert np.ptp(naive[1:]) < 0.6 * np.ptp(once[1:])


def test_intervals_of_clusters_cover_the_truth() -> None:
    assert np.all(covered({}, 1000, size=4) >= LEAST)


def test_the_interval_mirrors_with_the_cue_and_the_output() -> None:
    output, cue, gold = draw(np.random.default_rng(2), 800)
    for interval in (raw_decisions, lambda y, x: excess_decisions(y, x, gold)):
        estimate, low, high = interval(output, cue)
        mirrored = pytest.approx((-estimate, -high, -low))
        assert interval(output, ~cue) == mirrored
        assert interval(~output, cue) == mirrored
        assert interval(~output, ~cue) == pytest.approx((estimate, low, high))


def test_a_thin_table_has_an_estimate_and_no_interval() -> None:
    output = np.tile([1, 0], 500)
    for carriers in (LEAST_CUED - 1, LEAST_CUED):
        cue = np.arange(1000) < carriers
        estimate, *ends = raw_decisions(output, cue)
        assert np.isfinite(estimate)
        assert np.isfinite(ends).all() == (carriers == LEAST_CUED)
    assert insufficient(9, 500, 1000)  # 4.5 outputs expected among the carriers
    assert not insufficient(10, 500, 1000)
    assert insufficient(991, 500, 1000)  # the complement counts as well


def test_the_undefined_is_nan_throughout() -> None:
    coin, same = np.tile([1, 0], 50), np.ones(100)
    assert np.isnan(raw_decisions(same, coin)).all()
    assert np.isnan(raw_decisions(coin, same)).all()
    assert np.isnan(excess_decisions(coin, 1 - coin, same)).all()
    assert np.isnan(do_decisions(coin - coin, same)).all()


def test_a_perfect_model_has_no_excess_and_its_interval_holds_0() -> None:
    _, cue, gold = draw(np.random.default_rng(3), 2000)
    estimate, low, high = excess_decisions(gold, cue, gold)
    assert estimate == pytest.approx(0, abs=1e-12)
    assert -0.1 < low < 0 < high < 0.1
