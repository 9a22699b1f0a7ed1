"""What holds of every data set: order and names do not matter, signs mirror, more is more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cuewise.stats import (
    association,
    betting,
    bootstrap,
    equivalence,
    fcs_bootstrap,
    fcs_estimates,
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

settings.register_profile("stats", max_examples=60, deadline=None)
settings.load_profile("stats")

seeds = st.integers(0, 2**32 - 1)
count = st.integers(0, 60)
cells = st.tuples(count, count, count, count)
flips = st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=1, max_size=60)
probabilities = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def close(value):
    return pytest.approx(value, rel=1e-6, abs=1e-9, nan_ok=True)


def draw(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


@given(cells)
def test_phi_share_mirrors_with_the_label_and_is_at_most_1(table):
    a, b, c, d = table
    assume(sum(table) > 0)
    n = sum(table)
    one = association.phi_share(a, a + b, a + c, n)
    other = association.phi_share(b, a + b, b + d, n)
    assert one == close(-other)
    assert np.isnan(one) or abs(one) <= 1 + 1e-12
    assert np.isnan(one) or abs(one) >= abs(association.phi(a, a + b, a + c, n)) - 1e-12


@given(cells)
def test_risk_difference_mirrors_with_the_cue(table):
    a, b, c, d = table
    n = sum(table)
    assume(a + b > 0 and c + d > 0)
    one = association.risk_difference(a, a + b, a + c, n)
    other = association.risk_difference(c, c + d, a + c, n)
    assert one == close((-other[0], -other[2], -other[1]))


@given(count, count, count, count)
def test_paired_intervals_mirror_and_hold_their_estimate(both, b, c, neither):
    n = both + b + c + neither
    for forward, back in (
        (paired.tango(b, c, n), paired.tango(c, b, n)),
        (
            paired.newcombe_paired(both, b, c, neither),
            paired.newcombe_paired(both, c, b, neither),
        ),
    ):
        assert forward == close((-back[0], -back[2], -back[1]))
        if n:
            assert forward[1] - 1e-9 <= forward[0] <= forward[2] + 1e-9
            assert forward[1] >= -1 - 1e-9
            assert forward[2] <= 1 + 1e-9


@given(count, count)
def test_mcnemar_is_symmetric_and_mid_is_below_exact(b, c):
    mid, exact = paired.mcnemar(b, c), paired.mcnemar(b, c, mid=False)
    assert mid == close(paired.mcnemar(c, b))
    assert mid <= exact + 1e-12
    assert paired.mcnemar(b, c + b + 1) <= 1


@given(flips, seeds)
def test_paired_mean_needs_no_order_and_mirrors(d, seed):
    d = np.array(d)
    mean, low, high = paired_mean(d)
    assert paired_mean(draw(seed).permutation(d)) == close((mean, low, high))
    assert paired_mean(-d) == close((-mean, -high, -low))
    assert low < high


@given(flips, seeds)
def test_paired_mean_takes_cluster_names_of_any_kind(d, seed):
    code = draw(seed).integers(0, 5, len(d))
    names = np.array(["e", "d", "c", "b", "a"])[code]
    assert paired_mean(d, clusters=code) == close(paired_mean(d, clusters=names))


@given(flips)
def test_paired_mean_is_wider_at_a_higher_level(d):
    _, low, high = paired_mean(d, 0.9)
    _, wider_low, wider_high = paired_mean(d, 0.99)
    assert wider_low <= low
    assert high <= wider_high


@given(flips)
def test_the_certificate_is_the_interval_within_the_margin(d):
    result = equivalence.tost_paired(d, 0.1, alpha=0.025)
    _, low, high = paired_mean(d, 0.95)
    assert (result.low, result.high) == close((low, high))
    assert result.equivalent == (low >= -0.1 and high <= 0.1)
    further = equivalence.further_pairs(d, 0.1)
    assert (further == 0) == (result.equivalent or low >= 0.1 or high <= -0.1)


@given(seeds)
def test_scores_change_sign_with_the_cue_and_need_no_order(seed):
    rng = draw(seed)
    cue, gold = rng.integers(0, 2, (2, 40)).astype(float)
    output = rng.random(40)
    order = rng.permutation(40)
    for score in (fcs_estimates.fcs_raw, lambda y, x: fcs_estimates.fcs_excess(y, x, gold)):
        assert score(output, 1 - cue) == close(-score(output, cue))
    for score in (fcs_estimates.fcs_excess, fcs_estimates.fcs_partial):
        assert score(output[order], cue[order], gold[order]) == close(score(output, cue, gold))
        # The scale of the output does not matter: probabilities in percent, or turned about.
        assert score(100 * output - 7, cue, gold) == close(score(output, cue, gold))
        assert score(output, cue, 1 - gold) == close(score(output, cue, gold))
        assert score(1 - output, cue, gold) == close(-score(output, cue, gold))


@given(seeds)
def test_corrections_raise_the_raw_score_the_literal_most(seed):
    rng = draw(seed)
    cue = rng.integers(0, 2, 60).astype(float)
    passes = (cue + rng.normal(size=60))[:, None] + rng.normal(size=(60, 4))
    r, agreement = fcs_estimates.one_pass(passes, cue)
    assume(0.2 <= agreement <= 1 and r > 0)
    assert r <= fcs_estimates.fcs(passes, cue).estimate <= fcs_estimates.fcs_literal(passes, cue)
    columns = rng.permutation(4)
    assert fcs_estimates.fcs(passes[:, columns], cue).estimate == close(
        fcs_estimates.fcs(passes, cue).estimate
    )
    assert retest.reliability(passes[:, columns]).estimate == close(agreement)


@given(seeds)
def test_nominal_measures_do_not_depend_on_names_or_order(seed):
    rng = draw(seed)
    table = rng.integers(0, 20, (3, 4))
    rows, columns = rng.permutation(3), rng.permutation(4)
    v = nominal.cramers_v(table)
    assert nominal.cramers_v(table[rows][:, columns]) == close(v)
    assert nominal.cramers_v(table.T) == close(v)
    difference = nominal.class_contrasts(table)[0]
    assert np.nansum(difference, axis=1) == pytest.approx(np.zeros(3), abs=1e-9)
    value, label = rng.normal(size=30), np.arange(30) % 3
    omega = nominal.omega_squared(value, label)
    assert nominal.omega_squared(5 - 2 * value, np.array(list("zxy"))[label]) == close(omega)


@given(st.lists(cells, min_size=1, max_size=5), seeds)
def test_strata_need_no_order_and_swapped_arms_mirror(tables, seed):
    a, b, c, d = np.array(tables, float).T
    args, swapped = (a, a + b, c, c + d), (c, c + d, a, a + b)
    order = draw(seed).permutation(len(a))
    again = tuple(v[order] for v in args)
    for function in (
        stratified.mh_risk_difference,
        stratified.mh_odds_ratio,
        stratified.cmh_test,
        stratified.breslow_day,
    ):
        assert function(*again) == close(function(*args))
    one, other = stratified.mh_risk_difference(*args), stratified.mh_risk_difference(*swapped)
    assert one == close((-other[0], -other[2], -other[1]))
    assert stratified.cmh_test(*args) == close(stratified.cmh_test(*swapped))
    ratio, turned = stratified.mh_odds_ratio(*args)[0], stratified.mh_odds_ratio(*swapped)[0]
    if np.isfinite(ratio) and ratio > 0:
        assert ratio == close(1 / turned)
        assert stratified.breslow_day(*args)[0] == pytest.approx(
            stratified.breslow_day(*swapped)[0], rel=1e-4, abs=1e-6, nan_ok=True
        )


@given(probabilities)
def test_corrections_are_monotone_and_ordered(p):
    p = np.array(p)
    bh, by = multiplicity.benjamini_hochberg(p), multiplicity.benjamini_yekutieli(p)
    assert np.all(p <= bh + 1e-12)
    assert np.all(bh <= by + 1e-12)
    order = np.argsort(p, kind="stable")
    for q in (bh, by):
        assert np.all(np.diff(q[order]) >= -1e-12)
        assert np.all(q <= 1)


@given(seeds)
def test_max_t_steps_down_never_above_the_single_step(seed):
    rng = draw(seed)
    observed, permuted = 2 * rng.normal(size=6), rng.normal(size=(99, 6))
    down = multiplicity.max_t(observed, permuted)
    largest = np.abs(permuted).max(axis=1)
    single = (1 + (largest[:, None] >= np.abs(observed)).sum(axis=0)) / 100
    assert np.all(down <= single + 1e-12)
    order = rng.permutation(6)
    assert multiplicity.max_t(observed[order], permuted[:, order]) == close(down[order])
    assert multiplicity.max_t(-observed, permuted) == close(down)


@given(seeds)
def test_shrinkage_goes_towards_the_centre_and_most_for_the_noisiest(seed):
    rng = draw(seed)
    error = rng.uniform(0.1, 1, 8)
    effect = rng.normal(size=8)
    found = shrinkage.shrink(effect, error)
    kept = (found.mean - found.prior_mean) / (effect - found.prior_mean)
    assert np.all((kept >= -1e-9) & (kept <= 1 + 1e-9))
    assert np.all(np.diff(kept[np.argsort(error)]) <= 1e-9)
    moved = shrinkage.shrink(effect + 3, error)
    assert moved.mean == pytest.approx(found.mean + 3, abs=1e-3)


@given(count, count)
def test_evidence_on_discordant_pairs_is_symmetric_and_fair(b, c):
    log_e = betting.log_e_discordant
    assert log_e(b, c) == close(log_e(c, b))
    # One more pair, by a fair coin, leaves the evidence what it was in expectation.
    after = np.logaddexp(log_e(b + 1, c), log_e(b, c + 1)) - np.log(2)
    assert after == pytest.approx(log_e(b, c), abs=1e-9)


@given(flips)
def test_betting_mirrors_narrows_and_holds_the_mean_seen(d):
    d = np.array(d)
    low, high = betting.betting_sequence(d, points=201)
    back_low, back_high = betting.betting_sequence(-d, points=201)
    assert low == close(-back_high)
    assert high == close(-back_low)
    assert np.all(np.diff(low) >= 0)
    assert np.all(np.diff(high) <= 0)
    assert betting.betting_log_e(d) == close(betting.betting_log_e(-d))


@given(seeds)
@settings(max_examples=10)
def test_distance_correlation_does_not_depend_on_order_scale_or_side(seed):
    rng = draw(seed)
    x = rng.normal(size=20)
    y = x**2 + rng.normal(size=20)
    order = rng.permutation(20)
    value = distance_correlation(x, y, rng=rng, permutations=0)[0]
    for a, b in ((y, x), (x[order], y[order]), (3 - 2 * x, 10 * y)):
        assert distance_correlation(a, b, rng=rng, permutations=0)[0] == close(value)


@pytest.mark.parametrize("seed", range(3))
def test_the_fast_bootstrap_is_the_slow_one(seed):
    x = draw(seed).exponential(size=40)
    code = np.arange(40) // 2
    terms = np.stack([np.ones(40), x], axis=1)
    fast = bootstrap.bca_sums(
        lambda s: s[..., 1] / s[..., 0], terms, rng=draw(1), clusters=code, resamples=1500
    )
    slow = bootstrap.bca(np.mean, x, rng=draw(2), clusters=code, resamples=1500)
    assert fast == pytest.approx(slow, abs=0.2 * np.ptp(fast))


@given(st.lists(st.tuples(count, count), min_size=1, max_size=6))
def test_the_worst_group_is_no_better_than_any(groups):
    k, extra = np.array(groups, float).T
    index, rate, low, high = intervals.worst_group(k, k + extra)
    if index < 0:
        assert np.isnan(rate)
    else:
        assert low <= rate <= high
        assert rate == pytest.approx(np.nanmin(k[k + extra > 0] / (k + extra)[k + extra > 0]))


def test_the_same_seed_gives_the_same_interval():
    rng = draw(3)
    output, cue = rng.random(50), rng.integers(0, 2, 50).astype(float)
    first, second = (fcs_bootstrap.raw_interval(output, cue, rng=draw(7)) for _ in range(2))
    assert first == second
    assert fcs_bootstrap.raw_interval(100 * output, cue, rng=draw(7)) == close(first)
