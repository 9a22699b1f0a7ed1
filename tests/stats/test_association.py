"""Associations at the ends of their ranges, by hand and by SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cuewise.stats import association
from cuewise.stats.association import (
    competency_z,
    independence_p,
    lmi,
    log_odds_ratio,
    phi,
    phi_share,
    point_biserial,
    risk_difference,
)

pytestmark = pytest.mark.filterwarnings("error")
CONSTANT = [
    (0, 0, 5, 10),
    (5, 10, 5, 10),
    (0, 5, 0, 10),
    (5, 5, 10, 10),
    (0, 0, 0, 0),
    (1, 1, 1, 1),
]


@pytest.mark.parametrize("counts", CONSTANT)
@pytest.mark.parametrize("function", [independence_p, phi, phi_share])
def test_a_constant_cue_or_label_has_no_association_and_warns_of_nothing(function, counts):
    assert np.isnan(function(*counts))
    together = function(*np.array([counts, (9, 10, 50, 100)]).T)
    assert np.isnan(together[0])
    assert together[1] == function(9, 10, 50, 100)


def test_a_local_mutual_information_without_the_cue_or_the_label_is_0():
    assert [lmi(*counts) for counts in CONSTANT[:3]] == [0, 0, 0]
    assert lmi(0, 0, 0, 0) == 0


def test_a_z_without_the_cue_or_with_a_certain_label_is_undefined():
    found = competency_z([0, 3, 3, 0, 1], [0, 5, 5, 5, 2], [0.5, 1.0, 0.0, 0.0, 0.5])
    assert np.isnan(found[:4]).all()
    assert found[4] == 0
    assert competency_z(9, 16, 0.25) == pytest.approx((9 / 16 - 1 / 4) / np.sqrt(3 / 16 / 16))
    assert competency_z(0, 4, 0.5) == pytest.approx(-2)
    assert competency_z(4, 4, 0.5) == pytest.approx(2)


@pytest.mark.parametrize("value", [(9, 10, 0.5), ([9, 3], 10, 0.5), (9, 10, [0.5, 0.25])])
def test_a_z_is_as_long_as_the_longest_argument(value):
    assert np.shape(competency_z(*value)) == np.broadcast_shapes(*map(np.shape, value))


def test_a_p_below_the_least_float_is_that_of_1e_300():
    assert independence_p(2000, 2000, 2000, 4000) == 1e-300


@pytest.mark.parametrize("counts", [(1, 12, 50, 100), (11, 12, 50, 100), (2, 30, 20, 90)])
def test_a_p_below_a_fifth_is_the_smaller_exact_tail_doubled(counts):
    k, q, s, m = counts
    tail = min(stats.hypergeom.cdf(k, m, s, q), stats.hypergeom.sf(k - 1, m, s, q))
    assert independence_p(*counts) == pytest.approx(2 * tail, rel=1e-9)


@pytest.mark.parametrize("counts", [(28, 50, 50, 100), (3, 10, 25, 100), (7, 30, 20, 100)])
def test_a_p_above_a_fifth_is_normal_with_half_a_count_taken_off(counts):
    k, c, y, n = counts
    sd = stats.hypergeom.std(n, y, c)
    z = max(abs(k - c * y / n) - 0.5, 0) / sd
    assert 2 * stats.norm.sf(z) > 0.2
    assert independence_p(*counts) == pytest.approx(2 * stats.norm.sf(z))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((10, 10, 500, 1000), 1),
        # The least of 60 and 70 of 100 is 30: (100·30 − 60·70) is −1200, and seen is −200.
        ((40, 60, 70, 100), -200 / 1200),
        # 20 and 30 may be apart: −600, of which −100 is seen.
        ((5, 20, 30, 100), -100 / 600),
        ((0, 20, 30, 100), -1),
        ((6, 20, 30, 100), 0),
        ((10, 20, 30, 100), 400 / 1400),
    ],
)
def test_the_share_of_phi_is_of_what_the_margins_allow(counts, expected):
    assert phi_share(*counts) == pytest.approx(expected)


def test_the_level_reaches_the_intervals():
    cells = np.array([30.5, 10.5, 20.5, 40.5])
    estimate, low, high = log_odds_ratio(30, 40, 50, 100, 0.8)
    half = stats.norm.ppf(0.9) * np.sqrt((1 / cells).sum())
    assert (low, high) == pytest.approx((estimate - half, estimate + half))
    difference, low, high = risk_difference(30, 40, 50, 100, 0.8)
    wide = risk_difference(30, 40, 50, 100)
    assert difference == pytest.approx(30 / 40 - 20 / 60)
    assert wide[1] < low < difference < high < wide[2]


def test_the_level_reaches_the_interval_of_a_point_biserial():
    cue, score = np.arange(12) % 2, np.array([1, 3, 2, 5, 2, 4, 3, 3, 1, 6, 4, 5.0])
    r, low, high = point_biserial(cue, score, 0.8)
    t = stats.ttest_ind(score[cue == 1], score[cue == 0]).statistic
    chance = [stats.nct.cdf(t, 10, v * np.sqrt(12 / (1 - v**2))) for v in (low, high)]
    assert r == pytest.approx(stats.pearsonr(cue, score)[0])
    assert chance == pytest.approx([0.9, 0.1])


def test_a_point_biserial_needs_three_documents():
    assert np.isnan(point_biserial([0, 1], [0, 5])).all()
    assert np.isfinite(point_biserial([0, 1, 1], [0, 1, 3])).all()


def test_a_point_biserial_of_1_has_no_ends_and_a_weak_one_holds_0():
    same = np.array([0.0, 1, 0, 1])
    r, *ends = point_biserial(same, same)
    assert r == pytest.approx(1)
    assert np.isnan(ends).all()
    r, low, high = point_biserial([0, 0, 1, 1], [0, 2, 0, 2])
    assert r == pytest.approx(0)
    assert low == pytest.approx(-high)
    assert high > 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: phi([1, 5], [2, 4], 50, 100),
            r"^counts \(n_yc, n_c, n_y, n\) = \(5\.0, 4\.0, 50\.0, 100\.0\) are no 2x2 table; ",
        ),
        (
            lambda: phi(5, 4, 50, 100),
            r"; allowed: finite, 0 <= n_yc <= min\(n_c, n_y\), n_c - n_yc <= n - n_y$",
        ),
        (lambda: phi(4, 5, 3, 100), r"\(4\.0, 5\.0, 3\.0, 100\.0\) are no"),
        (lambda: phi(1, 50, 60, 100), r"\(1\.0, 50\.0, 60\.0, 100\.0\) are no"),
        (lambda: phi(1, 2, 3, np.inf), r"inf\) are no"),
        (lambda: competency_z([1, 5], 4, 0.5), r"^\(n_yc, n_c, p0\) = \(5\.0, 4\.0, 0\.5\); "),
        (lambda: competency_z(1, 4, -0.1), r"allowed: 0 <= n_yc <= n_c, 0 <= p0 <= 1$"),
        (lambda: independence_p([9, 9.5], 10, 50, 100), r"^n_yc = 9\.5; allowed: whole numbers$"),
        (lambda: independence_p(9, 10.5, 50, 100), r"^n_c = 10\.5;"),
        (lambda: independence_p(9, 10, 50.5, 100), r"^n_y = 50\.5;"),
        (lambda: independence_p(9, 10, 50, 100.5), r"^n = 100\.5;"),
        (lambda: point_biserial([0, 1], [1.0]), r"^cue and value have shapes"),
        (lambda: point_biserial([0, np.nan], [1, 2]), r"^cue: NaN"),
        (lambda: point_biserial([0, 1], [1, np.nan]), r"^value: NaN"),
        (lambda: point_biserial([0, 1, 1], [1, 2, 2], 1.5), r"^level 1\.5 is not"),
    ],
)
def test_what_is_no_table_is_refused_with_the_first_bad_row(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_bracket_far_from_its_root_is_found():
    # t = 2.5 of 3 degrees of freedom: its 97.5% end is five steps away.
    r = association._noncentral_r(2.5, 5, 0.975)
    assert stats.nct.cdf(2.5, 3, r * np.sqrt(5 / (1 - r**2))) == pytest.approx(0.975)
