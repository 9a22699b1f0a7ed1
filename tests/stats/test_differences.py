"""Design effects, bounds and levels of paired differences, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cuewise.stats.differences import as_flips, effective, paired_mean, share_interval
from cuewise.stats.score import score_interval

PAIRS = np.repeat(np.arange(10), 2)


def test_differences_that_rounding_takes_past_their_range_are_cut():
    past = 1 + 1e-10
    assert tuple(as_flips([past] * 3)) == (1, 3, 0, 3, np.inf)
    assert tuple(as_flips([-past, -past, 0])) == pytest.approx((-2 / 3, 0, 2, 3, np.inf), abs=0)


def test_small_differences_of_one_sign_count_as_flips_of_that_sign():
    # The mean square, 1/4, is under the mean, 1/2, so no flip goes the other way.
    assert tuple(as_flips([0.5, 0.5])) == (0.5, 1, 0, 2, np.inf)
    assert tuple(as_flips([-0.5, -0.5])) == (-0.5, 0, 1, 2, np.inf)


def test_without_a_pair_there_are_no_flips():
    assert tuple(as_flips([]))[1:4] == (0, 0, 0)
    assert np.isnan([as_flips([]).mean, as_flips([]).df]).all()
    mean, *ends = paired_mean([])
    assert np.isnan(mean)
    assert ends == [-1, 1]


def test_a_table_of_differences_is_one_list():
    assert as_flips([[1, 0], [0, -1]]) == as_flips([1, 0, 0, -1])


def test_clusters_that_do_not_agree_count_as_their_documents():
    # Every cluster has the mean: (0 + 2·2)/(5 + 2√2) is under 1. 20/2 − 1 degrees of freedom.
    assert effective(np.tile([1.0, 0.0], 10), PAIRS) == (20, 9)


def test_clusters_that_agree_count_as_one_document_each():
    # (2·2 + 2·2)/(1 + 2√2) = 2.09 is past the size of a cluster.
    assert effective(np.repeat([1.0, 0.0], 2), np.repeat([0, 1], 2)) == (2, 1)


def test_clusters_where_nothing_differs_are_half_way():
    pairs, df = effective(np.zeros(20), PAIRS)
    assert pairs == pytest.approx(20 / np.sqrt(2))
    assert df == 9


def test_one_large_cluster_leaves_one_degree_of_freedom():
    d = np.array([1.0, 1, 1, 0, 0, 0, 0, 0, 0, 1])
    clusters = [0] * 9 + [1]
    # The sums are 3 of 9 and 1 of 1, the mean .4: off by −.6 and .6; Σm²/Σm = 8.2.
    design = (2 * 0.36 * 2 + 2 * 8.2) / (2.4 + 2 * np.sqrt(8.2))
    assert effective(d, clusters) == pytest.approx((10 / design, 1))


def test_one_cluster_says_nothing():
    assert effective(np.array([1.0, 0.0]), [7, 7]) == (0, 1)
    assert tuple(as_flips([1, 0], [7, 7])) == (0.5, 0, 0, 0, 1)
    assert share_interval([1, 0], [7, 7]) == (0.5, 0, 1)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_interval_of_clusters_has_the_quantile_of_t(level):
    d = np.tile([1.0, 0.0, 0.0, -1.0, 1.0], 4)
    _, up, down, pairs, df = as_flips(d, PAIRS)
    assert df == 9
    assert (up - down) / pairs == pytest.approx(0.2)
    wanted = score_interval(up, down, pairs, stats.t.ppf((1 + level) / 2, 9))
    assert paired_mean(d, level, PAIRS) == pytest.approx((0.2, *wanted))


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_a_share_is_of_effective_documents_with_the_quantile_of_t(level):
    x = np.repeat([1, 1, 0, 1, 0], 4)
    clusters = np.repeat(np.arange(10), 2)
    assert share_interval(x, None, level) == pytest.approx(
        (0.6, *proportion_confint(12, 20, 1 - level, method="wilson"))
    )
    # Both documents of a cluster agree: Σ(s_g − .6·2)² = 9.6 over ten clusters, Σ(x − .6)² = 4.8.
    n = 20 / ((9.6 * 10 / 9 + 4) / (4.8 + 2 * np.sqrt(2)))
    t = stats.t.ppf((1 + level) / 2, 9)
    centre, half = 0.6 * n + t**2 / 2, t * np.sqrt(0.24 * n + t**2 / 4)
    ends = ((centre - half) / (n + t**2), (centre + half) / (n + t**2))
    assert share_interval(x, clusters, level) == pytest.approx((0.6, *ends))


def test_a_share_of_no_documents_is_undefined():
    share, *ends = share_interval([])
    assert np.isnan(share)
    assert ends == [0, 1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: as_flips([0, -2]), r"^paired differences reach 2\.0; allowed: finite, in \[-1, 1"),
        (lambda: as_flips([np.nan]), "^paired differences: NaN"),
        (lambda: as_flips([1, 0], [1]), "^clusters has shape"),
        (lambda: paired_mean([1, 0], 1.5), r"^level 1\.5"),
        (lambda: share_interval([1, 2]), r"^outcome holds 2\.0"),
        (lambda: share_interval([1, 0], None, 0), "^level 0 "),
    ],
)
def test_bad_differences_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
