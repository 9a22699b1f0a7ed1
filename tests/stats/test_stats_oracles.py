"""Every function of `stats` against SciPy, statsmodels or a hand calculation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from cuewise.stats.association import competency_z, independence_p, lmi, log_odds_ratio, phi
from cuewise.stats.differences import paired_mean
from cuewise.stats.fcs_estimates import correlation, fcs_do, fcs_excess, fcs_raw
from cuewise.stats.intervals import deviation, newcombe, simultaneous, wilson
from cuewise.stats.multiplicity import benjamini_hochberg

tables = st.tuples(*[st.integers(0, 60)] * 4).filter(lambda t: sum(t) > 1)


def counts(table: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    a, b, c, d = table
    return a, a + b, a + c, a + b + c + d


@given(tables)
def test_independence_p_is_never_below_the_exact_one_sided_tails(table):
    n_yc, n_c, n_y, n = counts(table)
    p = independence_p(n_yc, n_c, n_y, n)
    if n_c in {0, n} or n_y in {0, n}:
        assert np.isnan(p)
        return
    tail = min(stats.hypergeom.sf(n_yc - 1, n, n_y, n_c), stats.hypergeom.cdf(n_yc, n, n_y, n_c))
    if 2 * tail < 0.1:
        assert p == pytest.approx(2 * tail, rel=1e-9)
    else:
        assert p > 0.05


@given(tables)
def test_independence_p_is_the_same_for_the_mirrored_label(table):
    a, b, c, d = table
    assert independence_p(*counts((a, b, c, d))) == pytest.approx(
        independence_p(*counts((b, a, d, c))), rel=1e-6, nan_ok=True
    )


def test_independence_p_holds_its_level_for_a_rare_label():
    rng = np.random.default_rng(0)
    n_yc = rng.hypergeometric(200, 1800, 40, size=20_000)
    assert np.mean(independence_p(n_yc, 40, 200, 2000) <= 0.01) <= 0.01 + 0.003


def test_competency_z_is_the_one_sample_z_test():
    assert competency_z(75, 100, 0.5) == pytest.approx((0.75 - 0.5) / np.sqrt(0.25 / 100))
    assert np.isnan(competency_z(0, 0, 0.5))
    assert np.isnan(competency_z(3, 5, 1.0))


@given(tables)
def test_phi_is_pearson(table):
    a, b, c, d = table
    x = np.repeat([1, 1, 0, 0], [a, b, c, d])
    y = np.repeat([1, 0, 1, 0], [a, b, c, d])
    value = phi(*counts(table))
    if x.std() == 0 or y.std() == 0:
        assert np.isnan(value)
    else:
        assert value == pytest.approx(stats.pearsonr(x, y)[0], abs=1e-9)


def test_log_odds_ratio_by_hand():
    estimate, low, high = log_odds_ratio(30, 40, 50, 100)
    cells = np.array([30.5, 10.5, 20.5, 40.5])
    assert estimate == pytest.approx(np.log(cells[0] * cells[3] / cells[1] / cells[2]))
    assert high - low == pytest.approx(2 * 1.959964 * np.sqrt((1 / cells).sum()), rel=1e-6)


def test_lmi_by_hand():
    assert lmi(30, 40, 50, 100) == pytest.approx(0.3 * np.log(0.3 / (0.4 * 0.5)))
    assert lmi(0, 40, 50, 100) == 0


def test_counts_that_are_no_table_are_refused_with_their_values():
    with pytest.raises(ValueError, match=r"\(5\.0, 4\.0, 50\.0, 100\.0\) are no 2x2 table"):
        phi(5, 4, 50, 100)
    with pytest.raises(ValueError, match="no 2x2 table"):
        phi(np.nan, 4, 50, 100)


@pytest.mark.parametrize(("k", "n"), [(0, 10), (8, 10), (10, 10), (3, 1000)])
def test_wilson_is_statsmodels(k, n):
    assert wilson(k, n) == pytest.approx(proportion_confint(k, n, method="wilson"), abs=1e-12)


def test_wilson_holds_its_rate():
    for n in range(1, 200):
        assert wilson(n, n)[1] == 1.0
        assert wilson(0, n)[0] == 0.0


def test_wilson_without_data_is_0_to_1():
    assert wilson(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="0 <= k <= n"):
        wilson(3, 2)
    with pytest.raises(ValueError, match=r"level 1\.5"):
        wilson(1, 2, level=1.5)


def test_newcombe_is_statsmodels():
    expected = confint_proportions_2indep(56, 70, 48, 80, method="newcomb", compare="diff")
    assert newcombe(56, 70, 48, 80)[1:] == pytest.approx(expected, abs=1e-4)


def test_deviation_is_the_scaled_difference_and_a_little_wider():
    difference, low, high = newcombe(30, 40, 20, 60)
    of_share = (1.959964 * difference) ** 2 * 0.4 * 0.6 / 100
    assert deviation(30, 40, 50, 100) == pytest.approx(
        (
            30 / 40 - 50 / 100,
            0.25 - np.sqrt(((difference - low) * 0.6) ** 2 + of_share),
            0.25 + np.sqrt(((high - difference) * 0.6) ** 2 + of_share),
        ),
        rel=1e-6,
    )


def test_deviation_covers_where_cue_and_label_are_both_sampled():
    rng = np.random.default_rng(3)
    n_c = rng.binomial(100, 0.4, 4000)
    yes, no = rng.binomial(n_c, 0.9), rng.binomial(100 - n_c, 0.2)
    _, low, high = deviation(yes, n_c, yes + no, 100)
    truth = 0.9 - (0.4 * 0.9 + 0.6 * 0.2)
    assert 0.935 <= np.mean((low <= truth) & (truth <= high)) <= 0.97


def test_paired_mean_is_tango():
    # Tango 1998, by hand at no flip in n pairs: q = 0, so nδ² = z²δ(1−δ) and δ = z²/(n + z²).
    z2 = stats.norm.ppf(0.975) ** 2
    for n in (10, 98):
        assert paired_mean(np.zeros(n)) == pytest.approx((0, -z2 / (n + z2), z2 / (n + z2)))
    # Wilson's interval where flips go one way only: that of the share of pairs that flip.
    low, high = paired_mean(np.repeat([1, 0], [12, 48]))[1:]
    assert high == pytest.approx(wilson(12, 60)[1])
    assert low > 0


def test_no_effect_at_the_margin_is_certified_more_often_than_stated():
    # Rare flips one way: where a Wald interval, even with pseudo-pairs, certifies 4% at 2.5%.
    rng = np.random.default_rng(2)
    for n in (400, 800):
        flips = rng.binomial(n, 0.02, 4000)
        values, counts_ = np.unique(flips, return_counts=True)
        clean = [paired_mean(np.repeat([1.0, 0.0], [k, n - k]))[2] <= 0.02 for k in values]
        assert np.sum(counts_[clean]) / 4000 <= 0.025 + 0.005


def test_paired_mean_covers_its_target():
    rng = np.random.default_rng(1)
    draws = rng.choice([1, 0, -1], (2000, 80), p=[0.2, 0.7, 0.1])
    hits = [low <= 0.1 <= high for _, low, high in map(paired_mean, draws)]
    assert 0.93 <= np.mean(hits) <= 0.975


def test_paired_mean_by_cluster_is_wider_when_clusters_agree():
    d = np.repeat([1, 0, 0, 0, 1, 0, 0, 0, 0, 0], 10)
    plain, clustered = paired_mean(d), paired_mean(d, clusters=np.repeat(np.arange(10), 10))
    assert clustered[2] - clustered[1] > 1.5 * (plain[2] - plain[1])


def test_paired_mean_bad_input():
    assert np.isnan(paired_mean([])[0])
    with pytest.raises(ValueError, match=r"reach 2\.0"):
        paired_mean([2.0])


def test_simultaneous_is_sidak():
    low, high = simultaneous([8, 9], [10, 10])
    assert (low[0], high[0]) == pytest.approx(wilson(8, 10, 0.95**0.5))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_benjamini_hochberg_is_statsmodels(p):
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-12)


def test_benjamini_hochberg_leaves_nan_out():
    q = benjamini_hochberg([0.01, np.nan, 0.03])
    assert np.isnan(q[1])
    assert q[[0, 2]] == pytest.approx([0.02, 0.03])
    with pytest.raises(ValueError, match=r"reach from -0\.1"):
        benjamini_hochberg([-0.1])


def test_correlation_is_scipy_and_undefined_for_a_constant():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=50), rng.normal(size=50)
    assert correlation(a, b) == pytest.approx(stats.pearsonr(a, b)[0])
    assert fcs_raw(a, b) == correlation(a, b)
    assert np.isnan(correlation([1, 1, 1], [0, 1, 0]))
    with pytest.raises(ValueError, match="NaN or infinite"):
        correlation([np.nan, 1], [0, 1])
    with pytest.raises(ValueError, match="shapes"):
        correlation([1, 2, 3], [0, 1])


def test_fcs_excess_is_zero_when_the_output_depends_on_the_label_alone():
    gold = np.repeat([1, 1, 0, 0], [30, 10, 20, 40])
    cue = np.repeat([1, 0, 1, 0], [30, 10, 20, 40])
    # Half of each label group × cue cell decided 1 with a rate that depends on the label alone.
    output = np.concatenate(
        [
            np.r_[np.ones(int(n * r)), np.zeros(n - int(n * r))]
            for n, r in [(30, 0.9), (10, 0.9), (20, 0.1), (40, 0.1)]
        ]
    )
    assert fcs_excess(output, cue, gold) == pytest.approx(0, abs=1e-12)


def test_fcs_do_is_the_correlation_with_a_randomised_cue():
    absent = np.repeat([1.0, 0.0], [30, 70])
    present = np.repeat([1.0, 0.0], [60, 40])
    output, cue = np.r_[present, absent], np.repeat([1.0, 0.0], [100, 100])
    assert fcs_do(0.3, 0.45) == pytest.approx(stats.pearsonr(output, cue)[0])
    assert np.isnan(fcs_do(0.0, 0.0))
