"""Intervals of decisions against the same formula written out, at the ends and at other levels."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from cuewise.stats import fcs_decisions
from cuewise.stats.differences import paired_mean, share_interval
from cuewise.stats.fcs_decisions import (
    do_decisions,
    excess_decisions,
    insufficient,
    propagated,
    raw_decisions,
)

pytestmark = pytest.mark.filterwarnings("error")
# For (gold, cue) = 00, 01, 10, 11: documents, and those with the output.
CELLS = ((60, 20), (25, 15), (40, 30), (35, 28))


def columns():
    gold, cue, output = [], [], []
    for (y, x), (n, k) in zip(((0, 0), (0, 1), (1, 0), (1, 1)), CELLS, strict=True):
        gold, cue, output = gold + [y] * n, cue + [x] * n, output + [1] * k + [0] * (n - k)
    return np.array(output), np.array(cue), np.array(gold)


def recovered(function, parts, interval):
    """The estimate and the ends from the slopes of a function of rates, by central differences."""
    rates = np.array([k / n for k, n in parts])
    low, high = np.array([interval(k, n) for k, n in parts]).T
    below = above = 0.0
    for j in range(rates.size):
        step = np.eye(rates.size)[j] * 1e-6
        slope = (function(*(rates + step)) - function(*(rates - step))) / 2e-6
        ends = (rates[j] - low[j], high[j] - rates[j])
        below += (slope * ends[int(slope < 0)]) ** 2
        above += (slope * ends[int(slope > 0)]) ** 2
    estimate = function(*rates)
    return estimate, estimate - np.sqrt(below), estimate + np.sqrt(above)


def phi_of(cued, plain, x):
    p = x * cued + (1 - x) * plain
    return (cued - plain) * np.sqrt(x * (1 - x) / (p * (1 - p)))


def excess_of(p00, p01, p10, p11, x0, x1, y):
    weights = [(1 - y) * (1 - x0), (1 - y) * x0, y * (1 - x1), y * x1]
    table = [[y, x, o] for y in (0, 1) for x in (0, 1) for o in (0, 1)]
    share = [w * v for w, p in zip(weights, (p00, p01, p10, p11), strict=True) for v in (1 - p, p)]
    cov = np.cov(np.array(table).T, aweights=np.array(share), ddof=0)
    r = cov / np.sqrt(np.outer(np.diag(cov), np.diag(cov)))
    return r[2, 1] - r[0, 1] * r[2, 0]


RAW = ((43, 60), (50, 100), (60, 160))
EXCESS = ((20, 60), (15, 25), (30, 40), (28, 35), (25, 85), (35, 75), (75, 160))


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_ends_come_from_the_slopes_of_the_rates(level):
    output, cue, gold = columns()

    def wilson(k, n):
        return proportion_confint(k, n, 1 - level, method="wilson")

    raw = recovered(phi_of, RAW, wilson)
    assert raw_decisions(output, cue, level=level) == pytest.approx(raw, abs=1e-6)
    mirrored = (-raw[0], -raw[2], -raw[1])
    assert raw_decisions(output, 1 - cue, level=level) == pytest.approx(mirrored, abs=1e-6)
    excess = recovered(excess_of, EXCESS, wilson)
    assert excess_decisions(output, cue, gold, level=level) == pytest.approx(excess, abs=1e-6)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_clusters_reach_every_rate(level):
    output, cue, gold = columns()
    clusters = np.arange(160) // 4

    def ends(part, rows):
        return share_interval(part[rows], clusters[rows], level)[1:]

    masks = [cue == 1, cue == 0, np.ones(160, bool)]
    found = dict(zip(RAW, map(ends, (output, output, cue), masks), strict=True))
    raw = recovered(phi_of, RAW, lambda *counts: found[counts])
    assert raw_decisions(output, cue, clusters=clusters, level=level) == pytest.approx(
        raw, abs=1e-6
    )
    masks = [(gold == y) & (cue == x) for y in (0, 1) for x in (0, 1)]
    masks += [gold == 0, gold == 1, np.ones(160, bool)]
    parts = [output] * 4 + [cue, cue, gold]
    found = dict(zip(EXCESS, map(ends, parts, masks), strict=True))
    excess = recovered(excess_of, EXCESS, lambda *counts: found[counts])
    assert excess_decisions(output, cue, gold, clusters=clusters, level=level) == pytest.approx(
        excess, abs=1e-6
    )


@pytest.mark.parametrize("label", [0, 1])
def test_a_label_without_the_cue_has_an_excess_all_the_same(label):
    # The rate of outputs where label and cue meet is unknown, yet no document is there.
    gold = np.repeat([label, 1 - label], [40, 60])
    cue = np.repeat([0, 1, 0], [40, 30, 30])
    output = np.tile([1, 0, 1, 0, 0], 20)
    estimate, low, high = excess_decisions(output, cue, gold)
    assert low < estimate < high


@pytest.mark.parametrize("sign", [1, -1])
def test_ends_stay_within_the_range_of_a_correlation(sign):
    cue = np.repeat([1, 0], 10)
    gold = np.where(np.arange(20) % 3 == 0, cue, 1 - cue)
    output = cue if sign == 1 else 1 - cue
    end = 2 if sign == 1 else 1
    assert raw_decisions(output, cue)[end] == sign
    found = excess_decisions(output, cue, gold)
    assert abs(found[0]) < 1
    assert found[end] == sign


def test_the_table_needs_ten_of_each_cue_and_five_in_each_cell():
    assert insufficient(50, 9, 100)
    assert not insufficient(50, 10, 100)
    assert insufficient(50, 91, 100)
    assert not insufficient(50, 90, 100)
    assert insufficient(24, 20, 100)
    assert not insufficient(25, 20, 100)
    assert insufficient(76, 80, 100)
    assert not insufficient(75, 80, 100)


def test_a_slope_below_0_swaps_the_ends():
    rates = np.array([0.5, 0.4]), np.array([0.2, 0.3]), np.array([0.6, 0.9])
    # p − q: down by √(.3² + .5²), up by √(.1² + .1²).
    low, high = propagated(lambda p: p[..., 0] - p[..., 1], rates)
    assert (low, high) == pytest.approx((0.1 - np.sqrt(0.34), 0.1 + np.sqrt(0.02)))


@pytest.mark.parametrize("clusters", [None, np.arange(100) // 2])
@pytest.mark.parametrize(("level", "sign"), [(0.8, 1), (0.95, 1), (0.95, -1)])
def test_an_edit_has_the_interval_of_its_linear_part(level, sign, clusters):
    # 20 rise from 0 to 1, 5 fall, 40 stay at 0 and 35 at 1: p̄ = .5·.25 + .35.
    d = np.repeat([1.0, -1.0, 0.0, 0.0], [20, 5, 40, 35]) * sign
    m = np.repeat([0.5, 0.5, 0.0, 1.0], [20, 5, 40, 35])
    rate, delta = 0.475, 0.15 * sign
    linear = d - delta * 0.05 / (2 * rate * (1 - rate)) * (m - rate)
    _, low, high = paired_mean(np.clip(linear, -1, 1), level, clusters)
    scale = 2 * np.sqrt(rate * (1 - rate) * 0.64)
    found = do_decisions(d, m, reliability=0.64, level=level, clusters=clusters)
    assert found == pytest.approx((delta / scale, low / scale, high / scale))


def test_decisions_without_variation_have_no_score():
    coin, same = np.tile([1, 0], 50), np.ones(100)
    for found in (raw_decisions(same, coin), do_decisions(coin - coin, same)):
        assert np.isnan(found).all()
    estimate, *ends = do_decisions([0.2, 0], [0.5, 0.5], reliability=0.1)
    assert np.isnan([estimate, *ends]).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: raw_decisions([0, 1], [0]), "^output and cue have shapes"),
        (lambda: excess_decisions([0, 1], [0], [0, 1]), "^output and cue have shapes"),
        (lambda: excess_decisions([0, 1], [0, 1], [0]), "^gold and cue have shapes"),
        (lambda: excess_decisions([0, 1], [0, 1], [0, 3]), "^gold holds 3"),
        (lambda: raw_decisions([0, 3], [0, 1]), "^output holds 3"),
        (lambda: raw_decisions([0, 1], [0, 3]), "^cue holds 3"),
        (lambda: do_decisions([0, 1], [0]), "^difference and middle have shapes"),
        (lambda: do_decisions([0, np.nan], [0, 1]), "^difference: NaN"),
        (lambda: do_decisions([0, 1], [0, np.nan]), "^middle: NaN"),
        (lambda: do_decisions([], []), "^difference has 0 rows; allowed: 1 or more"),
        (
            lambda: raw_decisions(*(np.tile([0, 1], 20),) * 2, clusters=[1]),
            "^clusters has shape",
        ),
    ],
)
def test_bad_columns_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_an_undefined_slope_leaves_the_ends_unknown():
    rates = np.array([0.0]), np.array([0.0]), np.array([0.5])
    phi = fcs_decisions._phi(np.zeros((1, 3)), (0, 2), (1, 2))
    assert np.isnan(phi)
    assert np.isnan(propagated(lambda p: p[..., 0] * np.nan, rates)).all()
