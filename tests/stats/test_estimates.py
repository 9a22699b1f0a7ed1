"""The FCS family by hand: the bounds, the refusals, and the names in messages."""

from __future__ import annotations

import numpy as np
import pytest

from cuewise.stats.fcs_estimates import (
    correct,
    correlation,
    fcs,
    fcs_do,
    fcs_excess,
    fcs_literal,
    fcs_partial,
    one_pass,
)

NAN = float("nan")
PASSES = np.array([[1, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0]])
CUE = [1, 1, 0, 0]


def test_a_correlation_is_cut_where_rounding_takes_it_past_1():
    x = np.array([0.0, 1, 1])
    assert correlation(x, 3 * x + 1) == 1
    assert correlation(x, 1 - 3 * x) == -1


def test_a_single_value_and_none_have_no_correlation():
    assert np.isnan([correlation([], []), correlation([2], [3])]).all()
    assert np.isnan([correlation([1, 1], [0, 1]), correlation([0, 1], [1, 1])]).all()
    assert correlation([0, 1], [5, 4]) == -1


def test_a_correction_keeps_the_reliability_and_says_why():
    assert correct(0.3, 0.25) == (
        0.6,
        0.25,
        "weak",
        "reliability 0.25 is under 0.5: the correction is large",
    )
    assert correct(0.3, 0.5).status == "ok"
    assert correct(-0.3, 0.2).status == "weak"
    assert correct(-0.3, 0.2).estimate == pytest.approx(-0.3 / np.sqrt(0.2))
    assert correct(1 + 1e-10, 1) == (1 + 1e-10, 1, "ok", "")
    for r, reliability in ((NAN, 0.9), (0.3, NAN)):
        found = correct(r, reliability)
        assert np.isnan(found.estimate)
        assert (found.status, found.reason) == (
            "undefined",
            "the output or the cue never varies",
        )
        assert found.reliability == pytest.approx(reliability, nan_ok=True)


def test_one_pass_by_hand():
    # Means 1, ⅔, ⅓, 0: MSB = 3·(5/9)/3 = 5/9, MSW = (⅔ + ⅔)/8 = 1/6; σ² = (5/9 + 2/6)/3 = 8/27.
    r, agreement = one_pass(PASSES, CUE)
    assert agreement == pytest.approx((5 / 9 - 1 / 6) / (8 / 9))
    # The covariance of means and cue is 4·(½·⅓)/3 = 2/9 of the halves ⅚ and ⅙; the cue's is ⅓.
    assert r == pytest.approx(2 / 9 / np.sqrt(8 / 27 / 3))
    assert one_pass(PASSES.astype(bool), CUE) == (r, agreement)
    assert fcs(PASSES, CUE).estimate == pytest.approx(r / np.sqrt(agreement))
    assert fcs_literal(PASSES, CUE) == pytest.approx(r / agreement)


def test_passes_that_never_vary_or_never_agree_have_no_score():
    assert np.isnan(one_pass(np.ones((4, 3)), CUE)).all()
    assert np.isnan(one_pass(PASSES, np.ones(4))).all()
    # Each document has one pass of its own that says yes: no agreement, and MSB is 0.
    apart = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]])
    assert one_pass(apart, CUE)[1] == pytest.approx(-1 / 2)
    assert np.isnan(fcs_literal(apart, CUE))
    assert np.isfinite(one_pass(apart, CUE)[0])
    # MSB = MSW = 3/2: passes that agree as by chance.
    assert np.isnan(fcs_literal([[0, 0, 0], [3, 0, 0]], [0, 1]))


def test_the_excess_and_the_partial_score_by_hand():
    output, cue, gold = [1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 0, 0], [1, 0, 1, 0, 1, 0]
    # r(ŷ, x) = ⅓, r(y, x) = −⅓, r(ŷ, y) = ⅓.
    assert fcs_excess(output, cue, gold) == pytest.approx(1 / 3 + 1 / 9)
    assert fcs_partial(output, cue, gold) == pytest.approx((4 / 9) / (8 / 9))


@pytest.mark.parametrize("sign", [1, -1])
def test_a_score_of_an_edit_is_cut_where_rounding_takes_it_past_1(sign):
    assert fcs_do(sign * (1 + 1e-9), 0.5) == sign
    assert fcs_do(sign, 0.5, reliability=0.64) == sign / 0.8
    assert fcs_do(sign * 0.2, 0.9) == pytest.approx(sign / 3)
    assert fcs_do(sign * 0.2, 0.1) == pytest.approx(sign / 3)


def test_a_score_of_an_edit_of_a_rate_of_0_or_1_is_undefined():
    assert np.isnan([fcs_do(0, 0), fcs_do(0, 1), fcs_do(0.1, 0.5, reliability=NAN)]).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: correlation([0, NAN], [0, 1]), "^a: NaN"),
        (lambda: correlation([0, 1], [0, NAN]), "^b: NaN"),
        (lambda: correct(-1.1, 0.5), r"^r = -1\.1; allowed: -1 to 1, NaN where undefined$"),
        (lambda: correct(0.1, 1.1), r"^reliability = 1\.1; allowed"),
        (lambda: one_pass(PASSES, [1, 0, 0, NAN]), "^cue: NaN"),
        (lambda: one_pass(PASSES, [1]), "^passes and cue have shapes"),
        (lambda: fcs_do(np.inf, 0.5), "^delta: NaN or inf"),
        (lambda: fcs_do(0.1, np.inf), "^mean_rate: NaN or inf"),
        (
            lambda: fcs_do(0.3, 0.1),
            r"mean_rate 0\.1; allowed: two rates mean_rate ± delta/2 within 0 and 1$",
        ),
        (lambda: fcs_do(0.2 + 3e-9, 0.1), "allowed"),
    ],
)
def test_bad_scores_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
