"""Intervals at their ends, at other levels and without data, against SciPy and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from cuewise.stats.intervals import (
    deviation,
    fisher_z,
    newcombe,
    simultaneous,
    wilson,
    wilson_ends,
    worst_group,
)

pytestmark = pytest.mark.filterwarnings("error")
NAN = float("nan")


@pytest.mark.parametrize("level", [0.5, 0.8, 0.99])
def test_the_level_of_a_rate_and_of_a_difference(level):
    assert wilson(3, 8, level) == pytest.approx(proportion_confint(3, 8, 1 - level, "wilson"))
    wanted = confint_proportions_2indep(
        56, 70, 48, 80, method="newcomb", compare="diff", alpha=1 - level
    )
    assert newcombe(56, 70, 48, 80, level)[1:] == pytest.approx(wanted, abs=1e-4)
    r, n = 0.4, 20
    half = stats.norm.ppf((1 + level) / 2) / np.sqrt(n - 3)
    ends = np.tanh(np.arctanh(r) - half), np.tanh(np.arctanh(r) + half)
    assert fisher_z(r, n, level) == pytest.approx(ends)


def test_a_rate_of_less_than_one_trial_is_wilsons_too():
    # k = ¼ of n = ½, z = 1: (¼ + ½ ± √(⅛ + ¼)) / 1½.
    low, high = (0.75 - np.sqrt(0.375)) / 1.5, (0.75 + np.sqrt(0.375)) / 1.5
    assert wilson_ends(0.25, 0.5, 1.0) == pytest.approx((low, high))


def test_rates_of_no_trials_of_none_and_of_all():
    low, high = wilson([0, 0, 4, 1], [0, 4, 4, 2])
    z2 = stats.norm.ppf(0.975) ** 2
    assert low == pytest.approx([0, 0, 4 / (4 + z2), 0.0945], abs=1e-4)
    assert high == pytest.approx([1, z2 / (4 + z2), 1, 0.9055], abs=1e-4)
    assert (low[1], high[2]) == (0, 1)


def test_a_difference_with_an_empty_side_is_undefined():
    assert np.isnan([v[0] for v in newcombe([0, 3], [0, 9], [2, 1], [5, 9])]).all()
    assert np.isnan([v[0] for v in newcombe([2, 3], [5, 9], [0, 1], [0, 9])]).all()
    assert newcombe([0, 3], [0, 9], [2, 1], [5, 9])[0][1] == pytest.approx(2 / 9)
    assert np.isnan(deviation([0, 5, 0], [0, 10, 0], [5, 5, 0], [10, 10, 0])).all()


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_a_deviation_adds_the_error_of_the_share_with_the_cue(level):
    # 6 of 10 with the cue, 3 of 30 without it: δ = ½, of which ¾ is the deviation.
    z = stats.norm.ppf((1 + level) / 2)
    (l1, h1), (l2, h2) = (
        proportion_confint(k, n, 1 - level, method="wilson") for k, n in ((6, 10), (3, 30))
    )
    down, up = (0.6 - l1) ** 2 + (h2 - 0.1) ** 2, (h1 - 0.6) ** 2 + (0.1 - l2) ** 2
    share = z**2 * 0.25 * 0.75 * 0.25 / 40
    below, above = np.sqrt(0.75**2 * down + share), np.sqrt(0.75**2 * up + share)
    assert deviation(6, 10, 9, 40, level) == pytest.approx((0.375, 0.375 - below, 0.375 + above))


def test_a_correlation_without_information_has_the_whole_range():
    low, high = fisher_z([0.5, 1.0, NAN, NAN, 0.5, 1.0], [3, 3, 3, 30, 2, 0])
    assert low == pytest.approx([-1, -1, NAN, NAN, -1, -1], nan_ok=True)
    assert high == pytest.approx([1, 1, NAN, NAN, 1, 1], nan_ok=True)
    low, high = fisher_z(0.0, 4)
    assert (low, high) == pytest.approx((-np.tanh(1.959964), np.tanh(1.959964)))


@pytest.mark.parametrize("sign", [1, -1])
def test_a_correlation_that_rounding_takes_past_1_is_1(sign):
    assert fisher_z(sign * (1 + 1e-10), 30) == (sign, sign)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_worst_group_shares_the_level_among_the_groups_with_documents(level):
    k, n = [0, 1, 6, 3], [0, 1, 8, 9]
    each = level ** (1 / 3)
    low, high = simultaneous(k, n, level)
    wanted = [proportion_confint(a, b, 1 - each, method="wilson") for a, b in ((6, 8), (3, 9))]
    assert np.stack([low, high], axis=1)[2:] == pytest.approx(np.array(wanted))
    index, rate, least, most = worst_group(k, n, level)
    one = proportion_confint(1, 1, 1 - each, method="wilson")[0]
    assert (index, rate) == (3, pytest.approx(1 / 3))
    assert (least, most) == pytest.approx((min(one, wanted[1][0]), wanted[1][1]))


def test_a_group_without_documents_is_never_the_worst():
    index, rate, low, high = worst_group([0, 0], [0, 0])
    assert (index, low, high) == (-1, 0, 1)
    assert np.isnan(rate)
    assert worst_group([0, 1], [0, 1])[:2] == (1, 1.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: wilson([1, -1], 5), r"^k = \[ 1 -1\], n = \[5 5\]: allowed are finite 0 <= k"),
        (lambda: wilson(1, np.inf), "allowed are finite"),
        (lambda: wilson(NAN, 3), "allowed are finite"),
        (lambda: wilson(1, NAN), "allowed are finite"),
        (lambda: fisher_z(0.5, NAN), "^n = nan is no count"),
        (lambda: fisher_z(-1.1, 9), r"^r = -1\.1; allowed: -1 to 1, NaN where undefined$"),
        (lambda: fisher_z(0.5, 9, 2), "^level 2 "),
        (lambda: deviation(1, 2, 3, 9, 0), "^level 0 "),
        (lambda: simultaneous([1, 1], [2, 2], 0), "^level 0 "),
        (lambda: worst_group([1, 2], [3]), "^k and n have shapes"),
        (lambda: worst_group([1, NAN], [3, 3]), "^k: NaN"),
        (lambda: worst_group([1, 2], [3, NAN]), "^n: NaN"),
    ],
)
def test_bad_counts_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
