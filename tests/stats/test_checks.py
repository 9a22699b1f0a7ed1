"""Checks return what they were given, and name what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from cuewise.stats.checks import (
    binary,
    constant,
    count_arrays,
    effects_and_errors,
    error_rate,
    finite_array,
    group_codes,
    margin,
    pair,
    positive,
    two_sided_z,
    whole_number,
)

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    "labels",
    [
        [7, 3, 7, 9],
        np.array([7, 3, 7, 9], np.uint8),
        [10**9, 5, 10**9, 10**10],
        [-1, -2, -1, 0],
        [31, 0, 31, 32],
        [1.5, -1.0, 1.5, 2.0],
        ["b", "a", "b", "c"],
        np.array(["b", "a", "b", "c"]),
        np.array(["b", "a", "b", "c"], object),
        ["b", "", "b", "nan"],
    ],
)
def test_labels_of_any_kind_become_codes_in_order(labels):
    codes = group_codes(labels, 4, "group")
    assert codes.dtype == np.int64
    assert codes.tolist() == np.unique(labels, return_inverse=True)[1].tolist()


def test_no_rows_have_no_codes():
    assert group_codes(np.zeros(0, int), 0, "group").size == 0
    assert group_codes([], 0, "group").size == 0


def test_effects_are_known_where_neither_number_is_missing():
    effect, error, known = effects_and_errors([0.1, NAN, 0.3], [1, 2, NAN])
    assert known.tolist() == [True, False, False]
    assert effect[0] == 0.1
    assert error.tolist()[:2] == [1.0, 2.0]
    assert [v.tolist() for v in effects_and_errors(0.5, 2)] == [[0.5], [2.0], [True]]


def test_numbers_come_back_as_they_were():
    assert whole_number(3, "n", 3) == 3
    assert isinstance(whole_number(3.0, "n", 1), int)
    assert (margin(0.5), error_rate(0.1), positive(2, "x")) == (0.5, 0.1, 2.0)
    assert two_sided_z(0.95) == pytest.approx(1.959964)
    assert binary([0, 1, 1], "cue").tolist() == [0, 1, 1]
    assert [v.tolist() for v in count_arrays(b=1, c=[0, 2])] == [[1, 1], [0, 2]]
    assert [v.tolist() for v in pair([True, False], ["1", 2], ("a", "b"))] == [[1, 0], [1, 2]]
    assert finite_array([[1, 2]], "x", ndim=2, least=1).dtype == np.float64


def test_a_vector_that_varies_by_rounding_is_constant():
    assert constant(np.array([1.0, 1 + 1e-14]))
    assert constant(np.zeros(3))
    assert not constant(np.array([1.0, 1 + 1e-12]))
    # The largest magnitude counts, on either side of 0.
    assert constant(np.array([-1.0, -1 - 1e-14]))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: finite_array([1], "x", ndim=2), r"^x has shape \(1,\); allowed: an array of 2 d"),
        (lambda: finite_array([[1]], "x"), r"^x has shape \(1, 1\); allowed: an array of 1 d"),
        (lambda: finite_array([1], "x", least=2), "^x has 1 rows; allowed: 2 or more$"),
        (
            lambda: finite_array([[1, 2], [3, INF]], "x", ndim=2),
            r"first: inf at \[1, 1\]\); allowed: finite numbers \(leave unanswered rows out\)$",
        ),
        (
            lambda: pair([[1]], [[2]], ("a", "b")),
            r"^a and b have shapes .* and \(1, 1\); allowed: two equal one-dimensional arrays$",
        ),
        (lambda: pair([1], [1, 2], ("a", "b")), r"\(1,\) and \(2,\)"),
        (lambda: pair([1, NAN], [1, 2], ("a", "b")), "^a: "),
        (lambda: pair([1, 2], [1, NAN], ("a", "b")), "^b: "),
        (lambda: binary([0, 0.5, 2], "cue"), r"^cue holds 0\.5; allowed: 0 and 1$"),
        (lambda: binary([0, NAN], "cue"), "^cue: NaN"),
        (
            lambda: count_arrays(b=1, c=[0, -2]),
            r"^c = -2\.0 is no count; allowed: finite, 0 or more$",
        ),
        (lambda: count_arrays(b=INF, c=1), "^b = inf is no count"),
        (
            lambda: group_codes([1], 2, "group"),
            r"^group has shape \(1,\); allowed: one label a row, \(2,\)$",
        ),
        (
            lambda: group_codes([1.0, INF], 2, "group"),
            "^group: NaN or infinite values; allowed: a label a row$",
        ),
        (
            lambda: group_codes(["a", None], 2, "group"),
            r"^group: None at \[1\] is no label; allowed: a label a row$",
        ),
        (lambda: group_codes([INF, "a"], 2, "group"), r"^group: inf at \[0\] is no label"),
        (
            lambda: group_codes(np.array(["a", NAN], object), 2, "group"),
            r"^group: nan at \[1\] is no label",
        ),
        (lambda: whole_number(2, "n", 3), "^n 2; allowed: a whole number, 3 or more$"),
        (lambda: whole_number(3.5, "n", 3), r"^n 3\.5; allowed"),
        (lambda: whole_number(INF, "n", 3), "^n inf; allowed"),
        (lambda: effects_and_errors([1, INF], [1, 1]), "^effect: NaN or inf"),
        (lambda: effects_and_errors([1, 2], [1, INF]), "^error: NaN or inf"),
        (lambda: effects_and_errors([1, 2], [1, 0]), r"^standard error 0\.0; allowed: above 0$"),
        (
            lambda: effects_and_errors([1, 2], [1]),
            r"^shapes \(2,\) and \(1,\); allowed: two equal vectors$",
        ),
        (lambda: effects_and_errors([[1]], [[1]]), r"^shapes \(1, 1\) and"),
        (lambda: margin(0), "^margin 0; allowed: finite, above 0$"),
        (lambda: margin(1), "^margin 1; allowed: under 1, which no difference of rates passes$"),
        (lambda: two_sided_z(0), "^level 0 is not a confidence level; allowed: between 0 and 1$"),
        (lambda: two_sided_z(1), "^level 1 "),
        (lambda: error_rate(0), "^alpha 0 is no error rate; allowed: between 0 and 1$"),
        (lambda: error_rate(1), "^alpha 1 "),
        (lambda: positive(0, "x"), "^x 0; allowed: finite, above 0$"),
        (lambda: positive(INF, "x"), "^x inf;"),
    ],
)
def test_what_is_refused_is_named_with_its_value_and_the_rule(call, message):
    with pytest.raises(ValueError, match=message):
        call()
