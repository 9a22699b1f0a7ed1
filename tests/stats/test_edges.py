"""Undefined is NaN and never 0; what cannot be told says so; bad input names value and rule."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.stats import hypergeom, norm

from cuewise.stats import (
    association,
    betting,
    bootstrap,
    checks,
    differences,
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
    shrinkage,
    stratified,
)
from cuewise.stats.differences import paired_mean
from cuewise.stats.distance import distance_correlation
from cuewise.stats.score import null_variance, tango_z

RNG = np.random.default_rng(0)
NAN, INF = float("nan"), float("inf")
COIN = np.array([0.0, 1.0] * 10)
SAME = np.ones(20)


def undefined(*values):
    return bool(np.all(np.isnan(np.concatenate([np.ravel(v) for v in values]))))


def test_a_constant_output_or_cue_has_no_score():
    passes = np.ones((20, 3))
    assert undefined(fcs_estimates.fcs_raw(SAME, COIN), fcs_estimates.fcs_excess(SAME, COIN, COIN))
    assert undefined(
        fcs_estimates.fcs_partial(SAME, COIN, COIN), fcs_estimates.fcs_literal(passes, COIN)
    )
    assert undefined(retest.reliability(passes)[:3])
    assert fcs_estimates.fcs(passes, COIN).status == "undefined"
    assert fcs_estimates.fcs(RNG.random((20, 3)), SAME).status == "undefined"
    assert undefined(fcs_bootstrap.raw_interval(SAME, COIN), fcs_bootstrap.raw_interval(COIN, SAME))
    assert undefined(fcs_passes.reliability_interval(passes), fcs_passes.fcs_interval(passes, COIN))
    assert undefined(fcs_decisions.do_decisions(COIN - COIN, SAME))
    assert undefined(fcs_estimates.correlation(np.full(9, 0.1), np.arange(9.0)))


def test_scores_survive_tiny_and_huge_scales():
    for scale in (1e-9, 1e150):
        assert fcs_estimates.correlation(COIN * scale, COIN) == pytest.approx(1)


def test_a_cue_collinear_with_the_label_is_not_identifiable():
    assert undefined(fcs_estimates.fcs_partial(RNG.random(20), COIN, COIN))
    assert undefined(fcs_estimates.fcs_partial(RNG.random(20), 1 - COIN, COIN))
    assert undefined(
        fcs_estimates.fcs_partial(COIN, RNG.random(20), COIN)
    )  # the output is the label


def test_an_unreliable_output_is_refused_with_the_reason():
    refused = fcs_estimates.correct(0.3, 0.19)
    assert undefined(refused.estimate)
    assert refused.status == "refused"
    assert "reliability 0.19 is under 0.2" in refused.reason
    weak = fcs_estimates.correct(0.3, 0.49)
    assert weak.status == "weak"
    assert "under 0.5" in weak.reason
    assert fcs_estimates.correct(0.3, 0.5) == (pytest.approx(0.3 / np.sqrt(0.5)), 0.5, "ok", "")
    assert undefined(fcs_estimates.fcs_do(0.1, 0.5, reliability=0.1))
    assert fcs_estimates.fcs_do(0.1, 0.5, reliability=0.64) == pytest.approx(0.1 / 0.8)
    noise = np.random.default_rng(1).normal(size=(200, 3))
    assert fcs_estimates.fcs(noise, np.arange(200.0)).status == "refused"
    assert undefined(fcs_passes.fcs_interval(noise, np.arange(200.0)))


def test_passes_that_agree_entirely_have_reliability_1():
    passes = np.repeat(COIN[:, None], 3, axis=1)
    assert retest.reliability(passes).estimate == 1
    assert fcs_estimates.fcs(passes, COIN).estimate == pytest.approx(1)
    assert fcs_estimates.fcs(passes, COIN).estimate == pytest.approx(
        fcs_estimates.fcs_raw(COIN, COIN)
    )


def test_excess_and_partial_vanish_where_the_label_explains_all():
    gold = np.repeat([1.0, 0.0], [40, 60])
    cue = np.r_[np.repeat([1.0, 0.0], [30, 10]), np.repeat([1.0, 0.0], [20, 40])]
    output = np.r_[np.tile([1.0, 1.0, 1.0, 1.0, 0.0], 8), np.tile([1.0, 0, 0, 0, 0], 12)]
    assert fcs_estimates.fcs_excess(output, cue, gold) == pytest.approx(0, abs=1e-12)
    assert fcs_estimates.fcs_partial(output, cue, gold) == pytest.approx(0, abs=1e-12)


def test_nothing_is_claimed_without_data():
    assert intervals.worst_group([], [])[0] == -1
    assert undefined(paired.tango(0, 0, 0)[0], paired.newcombe_paired(0, 0, 0, 0)[0])
    assert paired.tango(0, 0, 0)[1:] == (-1, 1)
    assert paired.mcnemar(0, 0) == 1
    assert paired_mean([1, 1, 1], clusters=["a"] * 3) == (1.0, -1.0, 1.0)
    assert equivalence.tost_paired([0] * 9, 0.5, clusters=[1] * 9).equivalent is False
    assert equivalence.tost_paired([], 0.5).equivalent is False
    assert undefined(equivalence.further_pairs([0] * 9, 0.5, clusters=[1] * 9))
    assert equivalence.further_pairs([0] * 98 + [1, 1], 0.02) == INF
    assert betting.log_e_discordant(0, 0) == 0
    assert betting.first_rejection([]) == -1
    assert all(v.size == 0 for v in (*betting.betting_sequence([]), betting.betting_log_e([])))


@pytest.mark.parametrize("n", [1, 2, 3, 30])
def test_tango_reaches_the_edge_and_not_past_it(n):
    assert paired.tango(n, 0, n)[2] == pytest.approx(1)
    assert 0 < paired.tango(0, 0, n)[2] < 1 + 1e-9


def test_fisher_z_is_unbounded_for_three_documents_and_a_point_at_1():
    assert intervals.fisher_z(0.5, 3) == (-1.0, 1.0)
    assert intervals.fisher_z(1.0, 30) == (1.0, 1.0)
    assert undefined(intervals.fisher_z(NAN, 30), intervals.fisher_z(NAN, 2))


def test_an_empty_group_leaves_the_others_their_level():
    with_empty = intervals.simultaneous([8, 9, 0], [10, 10, 0])
    assert with_empty[0][:2] == pytest.approx(intervals.simultaneous([8, 9], [10, 10])[0])


def test_single_classes_and_constant_values_have_no_measure():
    assert undefined(nominal.cramers_v([[5, 9]]), nominal.cramers_v([[5, 0], [9, 0]]))
    assert nominal.cramers_v([[5, 9, 0], [7, 2, 0]]) == nominal.cramers_v([[5, 9], [7, 2]])
    assert undefined(nominal.omega_squared([1, 2, 3], ["a"] * 3))
    assert undefined(nominal.omega_squared([1, 1, 1, 1], list("aabb")))
    assert undefined(nominal.omega_squared([1, 2], list("ab")))
    assert undefined(nominal.mean_contrasts([1, 2, 3], ["a"] * 3))
    assert undefined(nominal.mean_contrasts([1, 2, 3], list("abb"))[1][0])
    assert undefined(nominal.class_contrasts([[0, 0], [3, 4]])[0])
    assert undefined(association.point_biserial(SAME, RNG.random(20)))
    assert undefined(association.point_biserial([0, 1], [0, 5]))
    assert undefined(association.phi_share([0, 10], 10, [0, 20], 20))
    assert undefined(distance_correlation(SAME, RNG.random(20), rng=RNG))


def test_no_variance_within_labels_gives_no_interval():
    """A few documents that agree with the estimate have an estimate, and neither ends nor p."""
    for values, labels in (([0, 0, 1, 1], "aabb"), ([0, 0, 1], "aab")):
        omega = nominal.omega_squared(values, list(labels))
        assert omega[0] == 1
        assert undefined(omega[1:])
        assert undefined(association.point_biserial(values, values)[1:])
    difference, *ends = nominal.mean_contrasts([0, 0, 1, 1], list("aabb"))
    assert difference.tolist() == [-1, 1]
    assert undefined(*ends)
    assert association.point_biserial(COIN, 1 - COIN)[0] == pytest.approx(-1)
    agreed = retest.reliability([[1, 1, 1], [0, 0, 0]])
    assert agreed.estimate == 1
    assert undefined(agreed[1:3])


def test_the_stratified_difference_has_a_width_where_no_outcome_varies():
    assert stratified.mh_risk_difference([1], [1], [0], [1])[1] < 0
    difference, low, high = stratified.mh_risk_difference([0, 0], [40, 20], [0, 0], [60, 80])
    assert difference == 0
    assert -0.05 < low < -0.02
    assert 0.04 < high < 0.08
    assert stratified.mh_risk_difference([9], [9], [0], [9])[2] == pytest.approx(1)


def test_omega_squared_of_groups_a_thousand_deviations_apart():
    rng = np.random.default_rng(0)
    label = np.arange(20_000) % 2
    omega, low, high, p = nominal.omega_squared(1000.0 * label + rng.normal(size=20_000), label)
    assert low < omega < high < 1
    assert high - low < 1e-6
    assert p == 0


def test_distance_correlation_has_no_scale():
    x = np.linspace(0, 1, 60)
    for scale in (1e-9, 1e-200, 1e200):
        found = distance_correlation(x * scale, x**2, rng=RNG, permutations=0)[0]
        assert found == pytest.approx(distance_correlation(x, x**2, rng=RNG, permutations=0)[0])
    one_row = np.eye(20)[0]
    assert undefined(distance_correlation(np.full(20, 1 / 3), x[:20], rng=RNG))
    assert undefined(distance_correlation(one_row, x[:20], rng=RNG))


def test_distance_correlation_sees_what_pearson_does_not():
    x = np.linspace(-1, 1, 41)
    value, p = distance_correlation(x, x**2, rng=np.random.default_rng(0), permutations=199)
    assert abs(fcs_estimates.correlation(x, x**2)) < 1e-9
    assert value > 0.1
    assert p == 1 / 200


def test_strata_with_an_empty_arm_change_nothing():
    full = ([30, 5], [40, 20], [20, 10], [60, 80])
    padded = ([30, 5, 3, 0], [40, 20, 9, 0], [20, 10, 0, 0], [60, 80, 0, 7])
    for function in (
        stratified.mh_risk_difference,
        stratified.mh_odds_ratio,
        stratified.cmh_test,
        stratified.breslow_day,
    ):
        assert function(*padded) == pytest.approx(function(*full))
    nothing = ([0], [0], [3], [9])
    assert undefined(stratified.mh_risk_difference(*nothing), stratified.cmh_test(*nothing))
    assert undefined(stratified.mh_odds_ratio(*nothing)[0], stratified.breslow_day(*nothing)[:2])
    constant = ([0, 0], [5, 6], [0, 0], [7, 8])
    assert undefined(stratified.cmh_test(*constant), stratified.mh_odds_ratio(*constant)[0])
    assert stratified.mh_odds_ratio([5], [5], [0], [5]) == (INF, 0.0, INF)
    assert undefined(stratified.cochran_q([0.2, NAN], [0.1, 0.1])[:2])
    assert stratified.cochran_q([0.2, NAN, 0.2], [0.1, 0.1, 0.1])[0] == pytest.approx(0)


def test_one_stratum_is_the_plain_risk_difference():
    assert stratified.mh_risk_difference(30, 40, 20, 60)[0] == pytest.approx(30 / 40 - 20 / 60)


def test_hypotheses_that_cannot_be_tested_are_not_counted():
    for adjust in (
        multiplicity.benjamini_yekutieli,
        multiplicity.benjamini_hochberg,
    ):
        q = adjust([0.01, NAN, 0.03])
        assert np.isnan(q[1])
        assert q[[0, 2]] == pytest.approx(adjust([0.01, 0.03]))
        assert undefined(adjust([NAN]))
        assert adjust([]).size == 0
    assert multiplicity.e_bh([-INF, np.log(80)]) == pytest.approx([1, 0.025])
    assert np.isnan(multiplicity.max_t([NAN, 2.0], RNG.normal(size=(9, 2)))[0])
    alone = shrinkage.shrink([0.3, NAN], [0.1, 0.1])
    assert alone.mean[0] == 0.3
    assert undefined(alone.mean[1], alone.prior_mean)


def test_max_t_never_rejects_where_the_least_permutation_p_is_a_tenth():
    """Six documents, three with the cue: of 20 splits a split and its mirror tie, so p >= .1."""
    splits = np.array(list(itertools.combinations(range(6), 3)))
    label = np.zeros((20, 6))
    label[np.arange(20)[:, None], splits] = 1
    for seed in range(200):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(6, 2)) + 0.1
        order = rng.permutation(6)  # the same sums in another order: rounding parts the ties
        drawn = (label[:, order] / 3) @ x[order] - ((1 - label) / 3) @ x
        seen = (label @ x - (1 - label) @ x) / 3
        for row in range(20):
            assert multiplicity.max_t(seen[row], drawn).min() >= 0.1


def test_effects_that_agree_shrink_onto_their_mean():
    found = shrinkage.shrink([0.5, 0.5, 0.5], [0.1, 0.2, 0.3])
    assert found.mean == pytest.approx([0.5] * 3)
    assert found.prior_sd == 0
    assert shrinkage.shrink([0.5, -0.5], [1, 1], centre=0.0).prior_mean == 0


def test_a_bootstrap_without_spread_or_with_one_cluster_has_no_interval():
    assert undefined(bootstrap.bca(np.mean, SAME, rng=RNG, resamples=50)[1:])
    assert undefined(bootstrap.bca(np.mean, COIN, rng=RNG, clusters=SAME, resamples=50)[1:])
    assert undefined(
        bootstrap.bca_sums(lambda s: s[..., 0], COIN[:, None], rng=RNG, clusters=SAME)[1:]
    )
    assert undefined(bootstrap.bca_ends(0.5, [NAN] * 20 + [0.5] * 80, COIN))
    assert undefined(bootstrap.bca_ends(NAN, COIN, COIN))


def test_a_thin_table_has_an_estimate_and_no_interval():
    """400 documents, the cue in 20, outputs of .9: two cues without output are expected."""
    cue, gold = np.repeat([1.0, 0.0], [20, 380]), np.tile([1.0, 0.0], 200)
    output = np.r_[np.repeat([1.0, 0.0], [19, 1]), np.repeat([1.0, 0.0], [342, 38])]
    raw = fcs_bootstrap.raw_interval(output, cue)
    assert raw[0] == pytest.approx(fcs_estimates.fcs_raw(output, cue))
    assert undefined(raw[1:], fcs_bootstrap.raw_interval(5 - 2 * output, cue)[1:])
    for interval in (fcs_bootstrap.excess_interval, fcs_bootstrap.partial_interval):
        found = interval(output, cue, gold)
        assert np.isfinite(found[0])
        assert undefined(found[1:])
    half = np.tile([1.0, 0.0], 200)  # ten are expected in the least cell
    assert np.all(np.isfinite(fcs_bootstrap.raw_interval(half, cue)))
    nine = np.repeat([1.0, 0.0], [9, 11])
    assert undefined(fcs_bootstrap.raw_interval(COIN, nine)[1:])
    assert np.all(np.isfinite(fcs_bootstrap.raw_interval(RNG.random(400), cue)))


def test_repeats_of_a_document_do_not_narrow_the_interval():
    output, cue = RNG.random(40), RNG.integers(0, 2, 40).astype(float)
    once = fcs_bootstrap.raw_interval(output, cue)
    again = fcs_bootstrap.raw_interval(
        np.repeat(output, 5), np.repeat(cue, 5), clusters=np.repeat(np.arange(40), 5)
    )
    naive = fcs_bootstrap.raw_interval(np.repeat(output, 5), np.repeat(cue, 5))
    assert again == pytest.approx(once, abs=1e-6)
    assert naive[2] - naive[1] < 0.6 * (once[2] - once[1])


def test_copies_of_a_pair_are_about_one_pair():
    d = np.array([1, 0, 0, 0, 0, -1, 0, 0, 1, 0] * 4)
    _, low, high = paired_mean(d)
    _, clustered_low, clustered_high = paired_mean(
        np.repeat(d, 5), clusters=np.repeat(np.arange(40), 5)
    )
    assert (clustered_high - clustered_low) / (high - low) == pytest.approx(1, abs=0.1)


def test_further_pairs_grow_with_power_and_with_clusters():
    d = np.repeat([1, -1, 0], [3, 2, 195])
    plain = equivalence.further_pairs(d, 0.025)
    assert equivalence.further_pairs(d, 0.025, power=0.9) > plain
    twice = np.repeat(np.arange(100), 2)
    assert equivalence.further_pairs(np.sort(d), 0.025, clusters=twice) > plain


BAD = [
    (
        lambda: fcs_estimates.fcs_raw([1, NAN], [0, 1]),
        r"NaN or infinite values \(first: nan at \[1\]\)",
    ),
    (lambda: fcs_estimates.fcs_excess([1, 0], [0, 1], [1]), r"shapes \(1,\) and \(2,\)"),
    (lambda: fcs_estimates.correct(1.5, 0.5), r"r = 1\.5; allowed: -1 to 1"),
    (lambda: fcs_estimates.correct(0.5, 2.0), r"reliability = 2\.0; allowed"),
    (lambda: fcs_estimates.fcs_do(NAN, 0.5), "delta: NaN or infinite"),
    (lambda: retest.reliability([[1, 0], [0, 1]]), "2 passes; allowed: 3 or more"),
    (lambda: retest.reliability([[1, 0, 1]]), "passes has 1 rows; allowed: 2 or more"),
    (lambda: retest.reliability([1, 0, 1]), r"passes has shape \(3,\)"),
    (lambda: retest.reliability([[1, 0, INF]] * 2), "passes: NaN or infinite"),
    (lambda: fcs_estimates.fcs(np.ones((3, 3)), [0, 1]), r"shapes \(3,\) and \(2,\)"),
    (lambda: fcs_decisions.do_decisions([1, 1], [0.5, 0]), r"delta 1\.0 with mean_rate 0\.25"),
    (lambda: fcs_decisions.do_decisions([], []), "difference has 0 rows"),
    (lambda: fcs_decisions.raw_decisions([0, 2], [0, 1]), r"output holds 2\.0; allowed: 0 and 1"),
    (lambda: fcs_decisions.raw_decisions([0, 1], [0]), r"shapes \(2,\) and \(1,\)"),
    (lambda: fcs_decisions.excess_decisions([0, 1], [0, 1], [1]), r"shapes \(1,\) and \(2,\)"),
    (lambda: fcs_bootstrap.raw_interval([], []), "output has 0 rows; allowed: 1 or more"),
    (lambda: fcs_bootstrap.raw_interval(COIN, SAME, level=1.0), r"level 1\.0 is not"),
    (lambda: fcs_bootstrap.raw_interval(COIN, COIN, clusters=[1]), "one label a row"),
    (lambda: association.point_biserial([0, 3], [1, 2]), r"cue holds 3\.0; allowed: 0 and 1"),
    (lambda: association.phi_share(5, 4, 50, 100), "no 2x2 table"),
    (lambda: association.risk_difference(-1, 4, 50, 100), "no 2x2 table"),
    (lambda: intervals.worst_group([[1]], [[2]]), r"k and n have shapes \(1, 1\) and \(1, 1\)"),
    (lambda: intervals.fisher_z(1.2, 9), r"r = 1\.2; allowed: -1 to 1"),
    (lambda: intervals.fisher_z(0.2, -9), r"n = -9\.0 is no count"),
    (lambda: paired.tango(5, 6, 10), r"b \+ c = 11\.0 of n = 10\.0"),
    (lambda: paired.tango(-1, 6, 10), r"b = -1\.0 is no count"),
    (lambda: paired.newcombe_paired(1, NAN, 1, 1), "b = nan is no count"),
    (lambda: paired.mcnemar(1.5, 2), r"1\.5 pairs; allowed: whole numbers"),
    (lambda: paired_mean([0, 1], clusters=[1]), "one label a row"),
    (lambda: paired_mean([0, 1], clusters=[1, NAN]), "clusters: NaN"),
    (lambda: paired_mean([0, NAN]), "paired differences: NaN or infinite"),
    (lambda: nominal.cramers_v([[1, -1], [2, 2]]), r"table holds -1\.0; allowed: counts"),
    (lambda: nominal.class_contrasts([[1, INF]]), "table: NaN or infinite"),
    (lambda: nominal.omega_squared([1, 2], ["a"]), "one label a row"),
    (lambda: nominal.mean_contrasts([1, NAN], list("ab")), "value: NaN or infinite"),
    (lambda: distance_correlation([1, 2, 3], [1, 2, 3], rng=RNG), "a has 3 rows; allowed: 4"),
    (lambda: distance_correlation(COIN, COIN[:9], rng=RNG), "a has 20 rows and b 9"),
    (lambda: distance_correlation(np.zeros(10_001), COIN, rng=RNG), "at most 10000"),
    (lambda: stratified.cmh_test([5], [4], [1], [2]), r"\(5\.0, 4\.0, 1\.0, 2\.0\); allowed"),
    (lambda: stratified.breslow_day([1], [4, 5], [1], [2]), "allowed: one, "),
    (lambda: stratified.mh_odds_ratio([NAN], [4], [1], [2]), "k1: NaN or infinite"),
    (lambda: stratified.cochran_q([1, 2], [1, 0]), r"standard error 0\.0; allowed: above 0"),
    (lambda: stratified.cochran_q([1, 2], [1]), r"shapes \(2,\) and \(1,\)"),
    (lambda: multiplicity.benjamini_hochberg([1.2]), r"reach from 1\.2 to 1\.2"),
    (lambda: multiplicity.benjamini_yekutieli([-0.1]), r"reach from -0\.1"),
    (lambda: multiplicity.e_bh([INF]), r"log e-value is \+inf"),
    (lambda: multiplicity.max_t([1, 2], [[1]]), r"observed \(2,\) and permuted \(1, 1\)"),
    (lambda: multiplicity.max_t([INF], [[1]]), "infinite statistics"),
    (lambda: shrinkage.shrink([1, 2], [1, -1]), r"standard error -1\.0"),
    (lambda: shrinkage.shrink([1], [1, 1]), r"shapes \(1,\) and \(2,\)"),
    (lambda: equivalence.tost_paired([0], 0), r"margin 0; allowed: finite, above 0"),
    (lambda: equivalence.tost_paired([0], 0.1, alpha=1), "alpha 1 is no error rate"),
    (lambda: equivalence.further_pairs([], 0.1), "paired differences has 0 rows"),
    (lambda: betting.log_e_discordant(-1, 2), r"b = -1\.0 is no count"),
    (lambda: betting.first_rejection([1], alpha=0), "alpha 0 is no error rate"),
    (lambda: betting.betting_sequence([2.0]), r"differences reach 2\.0"),
    (lambda: betting.betting_sequence([NAN]), "differences: NaN or infinite"),
    (lambda: betting.betting_sequence([0.0], points=2), "2 points; allowed: 3 or more"),
    (lambda: betting.betting_log_e([0.0], mean=1.0), r"mean 1\.0; allowed: between -1 and 1"),
    (lambda: bootstrap.bca(np.mean, [], rng=RNG), "array 0 has 0 rows"),
    (lambda: bootstrap.bca(np.mean, [1.0], [1.0, 2.0], rng=RNG), "array 1 has 2 rows; allowed: 1"),
    (lambda: bootstrap.bca_sums(np.sum, [[NAN]], rng=RNG), "terms: NaN or infinite"),
    (lambda: association.competency_z(150, 100, 0.5), r"\(150\.0, 100\.0, 0\.5\); allowed"),
    (lambda: association.competency_z(-5, 100, 0.5), r"\(-5\.0, 100\.0, 0\.5\); allowed"),
    (lambda: association.competency_z(NAN, 100, 0.5), r"\(nan, 100\.0, 0\.5\); allowed"),
    (lambda: association.competency_z(5, INF, 0.5), r"\(5\.0, inf, 0\.5\); allowed"),
    (lambda: association.competency_z(5, 10, [0.5, 1.1]), r"1\.1\); allowed: .* 0 <= p0 <= 1"),
    (lambda: association.competency_z(5, 10, NAN), r"nan\); allowed"),
    (lambda: association.independence_p(9.5, 10, 50, 100), r"n_yc = 9\.5; allowed: whole"),
    (lambda: fcs_estimates.fcs_do(5.0, 0.5), r"delta 5\.0 with mean_rate 0\.5; allowed: two rates"),
    (lambda: fcs_estimates.fcs_do(1.0, 0.1), r"delta 1\.0 with mean_rate 0\.1; allowed"),
    (lambda: fcs_estimates.fcs_do(-0.3, 0.9), r"delta -0\.3 with mean_rate 0\.9; allowed"),
    (lambda: fcs_estimates.fcs_do(0.0, 1.2), r"mean_rate 1\.2; allowed"),
    (lambda: fcs_estimates.fcs_do(0.0, NAN), "mean_rate: NaN"),
    (lambda: intervals.worst_group([3], [10, 20]), r"shapes \(1,\) and \(2,\)"),
    (lambda: intervals.worst_group([3, 4, 5], [10]), r"shapes \(3,\) and \(1,\)"),
    (lambda: checks.group_codes(["a", None], 2, "label"), r"label: None at \[1\] is no label"),
    (lambda: checks.group_codes(["a", NAN], 2, "label"), r"label: nan at \[1\] is no label"),
    (lambda: paired_mean([0, 1], clusters=[1, None]), r"clusters: None at \[1\]"),
    (lambda: shrinkage.shrink([1, 2], [1, 1], centre=NAN), "centre: NaN"),
    (lambda: equivalence.tost_paired([0, 1], margin=2), "margin 2; allowed: under 1"),
    (lambda: distance_correlation(COIN, COIN, rng=RNG, permutations=-1), "permutations -1"),
    (lambda: bootstrap.bca_sums(np.sum, [[1.0]], rng=RNG, resamples=0), "resamples 0; allowed"),
    (lambda: bootstrap.bca(np.mean, [1.0], rng=RNG, resamples=0), "resamples 0; allowed"),
    (lambda: checks.positive(-1, "margin"), "margin -1; allowed"),
]


@pytest.mark.parametrize(("call", "message"), BAD)
def test_bad_input_is_refused_with_the_value_and_the_rule(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# Ends that a decision can hang on


def test_independence_is_exact_below_a_fifth_and_normal_above():
    # 28 of 50 against 25 expected: the normal tail beyond 2.5 / sd, above the level of care.
    sd = (25 * 0.5 * 50 / 99) ** 0.5
    normal = 2 * norm.sf(2.5 / sd)
    assert association.independence_p(28, 50, 50, 100) == pytest.approx(normal)
    assert normal > 0.2
    assert association.independence_p(25, 50, 50, 100) == 1
    exact = 2 * hypergeom.sf(28, 100, 50, 50)
    assert association.independence_p(29, 50, 50, 100) == pytest.approx(exact)


@pytest.mark.parametrize("counts", [(0, 0, 5, 10), (5, 10, 5, 10), (0, 5, 0, 10), (5, 5, 10, 10)])
def test_independence_of_a_constant_is_undefined(counts):
    assert np.isnan(association.independence_p(*counts))
    together = association.independence_p(*np.array([counts, (9, 10, 50, 100)]).T)
    assert np.isnan(together[0])
    assert together[1] == association.independence_p(9, 10, 50, 100)


def test_an_interval_of_a_deviation_stays_within_its_range():
    assert intervals.deviation(0, 1, 1, 2)[1] == -1
    assert intervals.deviation(1, 1, 1, 2)[2] == 1


def test_a_partial_score_that_rounding_takes_past_its_range_is_cut():
    cue, gold = np.array([0, 1, 1, 1, 1, 1, 1]), np.array([1, 1, 0, 0, 0, 0, 0])
    assert fcs_estimates.fcs_partial(1 - cue, cue, gold) == -1


def test_without_a_pair_equivalence_says_nothing():
    tested = equivalence.tost_paired([], 0.02)
    assert np.isnan(tested.estimate)
    assert tuple(tested)[1:] == (-1.0, 1.0, 1.0, False)


def test_further_pairs_are_the_same_for_the_mirrored_effect():
    d = np.repeat([1.0, -1.0, 0.0], [18, 2, 180])
    assert equivalence.further_pairs(d, 0.05) == equivalence.further_pairs(-d, 0.05) > 0


def test_the_variance_without_a_pair_is_undefined():
    found = null_variance([0, 1], [0, 1], [0, 9], 0.1)
    assert np.isnan(found[0])
    assert found[1] > 0


def test_a_refusal_keeps_the_reliability_that_it_is_for():
    refused = fcs_estimates.correct(0.3, 0.1)
    assert (refused.reliability, refused.status) == (0.1, "refused")
    weak = fcs_estimates.correct(0.3, 0.3)
    assert (weak.reliability, weak.status) == (0.3, "weak")


@pytest.mark.parametrize("name", ["output", "cue", "gold"])
def test_what_is_no_decision_is_named(name):
    columns = {"output": [0, 1], "cue": [1, 0], "gold": [1, 1]} | {name: [0, 2]}
    with pytest.raises(ValueError, match=rf"^{name}\b"):
        fcs_decisions.excess_decisions(columns["output"], columns["cue"], columns["gold"])


def test_a_mean_that_rounding_takes_past_its_range_is_cut():
    assert differences.as_flips([1 + 1e-10] * 3).mean == 1
    assert differences.as_flips([-1 - 1e-10] * 3).mean == -1


def test_counts_of_32_bits_do_not_overflow():
    counts = (60_000, 100_000, 100_000, 200_000)
    short = [np.array([c], np.int32) for c in counts]
    for function in (association.phi, association.independence_p, association.lmi):
        assert function(*short)[0] == pytest.approx(function(*counts), abs=0)


def test_nothing_and_a_single_value_are_constant():
    assert [checks.constant(np.array(v)) for v in ([], [3.0], [3.0, 3.0], [3.0, 4.0])] == [
        True,
        True,
        True,
        False,
    ]


def test_pairs_whose_interval_ends_at_the_margin_settle_it():
    d = np.repeat([1.0, -1.0, 0.0], [2, 2, 196])
    _, low, high = paired_mean(d)
    margin = max(-low, high)
    assert equivalence.further_pairs(d, margin) == 0
    assert equivalence.further_pairs(d, margin - 1e-6) > 0


def test_rates_are_shares_of_their_own_rows_and_one_half_without_any():
    v = np.array([1.0, 1, 0, 1, 0, 0])
    rows = [np.isin(np.arange(6), some) for some in ([], [0], [2], [0, 1, 2, 3])]
    parts = [(v, r) for r in rows]
    estimate, low, high = fcs_decisions._rates(parts, None, 0.95)
    assert estimate.tolist() == [0.5, 1, 0, 0.75]
    assert [low[0], high[0]] == [0, 1]
    assert (low[3], high[3]) == pytest.approx(intervals.wilson(3, 4))
    estimate, low, high = fcs_decisions._rates(parts, np.array(list("aabbcc")), 0.95)
    assert estimate.tolist() == [0.5, 1, 0, 0.75]
    assert [low[0], high[0]] == [0, 1]


def test_the_interval_of_an_edit_allows_for_the_rate_of_decisions():
    rng = np.random.default_rng(3)
    # Flips both ways, so that their mean square is more than their mean.
    absent = (rng.random(200) < 0.2) * 1.0
    present = np.where(rng.random(200) < 0.3, 1 - absent, absent)
    d, m = present - absent, (present + absent) / 2
    rate, delta = m.mean(), d.mean()
    linear = d - delta * (1 - 2 * rate) / (2 * rate * (1 - rate)) * (m - rate)
    _, low, high = paired_mean(np.clip(linear, -1, 1))
    scale = 2 * np.sqrt(rate * (1 - rate))
    found = fcs_decisions.do_decisions(d, m)
    assert found == pytest.approx((delta / scale, low / scale, high / scale))


def test_an_undefined_correction_says_why():
    undefined = fcs_estimates.correct(NAN, 0.9)
    assert (undefined.status, undefined.reason) == (
        "undefined",
        "the output or the cue never varies",
    )


def test_passes_of_another_length_are_named():
    with pytest.raises(ValueError, match=r"^passes\b"):
        fcs_estimates.one_pass(np.zeros((4, 3)), np.zeros(5))


@pytest.mark.filterwarnings("error")
def test_the_score_at_the_ends_warns_of_nothing():
    assert tango_z(1, 0, 5, 1.0) == 0
    assert intervals.newcombe(1, 2, 1, 2)[0] == 0
