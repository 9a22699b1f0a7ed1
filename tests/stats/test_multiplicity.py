"""Corrections for many hypotheses, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from cuewise.stats.multiplicity import benjamini_hochberg, benjamini_yekutieli, e_bh, max_t

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("adjust", "method"), [(benjamini_hochberg, "fdr_bh"), (benjamini_yekutieli, "fdr_by")]
)
def test_a_table_of_p_values_keeps_its_shape_and_its_gaps(adjust, method):
    p = np.array([[0.01, NAN, 0.0], [1.0, 0.04, 0.03]])
    q = adjust(p)
    known = ~np.isnan(p)
    assert np.isnan(q).tolist() == np.isnan(p).tolist()
    assert q[known] == pytest.approx(multipletests(p[known], method=method)[1])
    assert np.isnan(adjust([NAN, NAN])).all()
    assert adjust([0, 1]).tolist() == [0, 1]


def test_e_values_of_0_and_of_less_than_1_claim_nothing():
    # 1/e is 1, 1, 1/4 and 1/8 of four.
    assert e_bh([-INF, -3.0, np.log(4), np.log(8)]) == pytest.approx([1, 1, 0.5, 0.5])
    assert e_bh([0, NAN]) == pytest.approx([1, NAN], nan_ok=True)


def test_max_t_by_hand():
    # 5 is reached once of four times by the largest of all, 2 three times by that of the last two.
    permuted = [[6, 0, 0], [0, -3, 0], [1, 2, 1], [4, 0, -2]]
    assert max_t([-5, 2, 1], permuted) == pytest.approx([2 / 5, 4 / 5, 4 / 5])
    assert max_t([1, NAN, -5], permuted) == pytest.approx([4 / 5, NAN, 2 / 5], nan_ok=True)
    assert max_t([5, 2, 1], [[6, NAN, NAN]]) == pytest.approx([1, 1, 1])
    assert np.isnan(max_t([NAN], [[1.0]])).all()


def test_max_t_counts_equal_statistics_the_same_in_any_order():
    permuted = [[2, 0], [0, 2], [0, 0]]
    assert max_t([2, 2], permuted) == pytest.approx([3 / 4, 3 / 4])


@pytest.mark.parametrize("scale", [1e-20, 1.0, 1e20])
def test_max_t_has_no_scale_and_forgives_rounding(scale):
    permuted = np.array([[1.0, 3.0], [1 - 1e-11, 1.0], [0.5, -1.0]])
    # Both of the first reach the 1, one of them but for rounding.
    assert max_t(np.array([1.0, 3.0]) * scale, permuted * scale) == pytest.approx([3 / 4, 2 / 4])
    assert max_t(np.array([9.0, 9.0]) * scale, permuted * scale) == pytest.approx([1 / 4, 1 / 4])
    # A statistic of nothing but rounding, beside large ones.
    small = np.array([[1e-16, 3.0]])
    assert max_t(np.array([2e-16, 4.0]) * scale, small * scale) == pytest.approx([1, 1 / 2])
    small = np.array([[1e-16, 4.0]])
    assert max_t(np.array([2e-16, 3.0]) * scale, small * scale) == pytest.approx([1, 1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: benjamini_hochberg([0.5, NAN, 1.2]),
            r"^p values reach from 0\.5 to 1\.2; allowed:",
        ),
        (lambda: e_bh([INF]), r"allowed: finite, -inf \(e = 0\), NaN \(not tested\)$"),
        (lambda: max_t([[1]], [[1]]), r"^observed \(1, 1\) and permuted \(1, 1\); allowed: \[m\]"),
        (lambda: max_t([1], [1]), r"permuted \(1,\); allowed: \[m\] and \[B, m\], B at least 1$"),
        (lambda: max_t([1], np.zeros((0, 1))), r"permuted \(0, 1\); allowed"),
        (lambda: max_t([1, 2], [[1]]), r"permuted \(1, 1\); allowed"),
        (lambda: max_t([-INF], [[1]]), "^infinite statistics; allowed: finite, NaN where not test"),
        (lambda: max_t([1], [[INF]]), "^infinite statistics"),
    ],
)
def test_what_cannot_be_corrected_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
