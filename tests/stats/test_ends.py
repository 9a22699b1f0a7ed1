"""The ends of ranges, mirrored signs, and the names in messages."""

from __future__ import annotations

import numpy as np
import pytest

from cuewise.stats import association, checks, equivalence, fcs_decisions, fcs_estimates, intervals
from cuewise.stats.differences import paired_mean
from cuewise.stats.multiplicity import e_bh, max_t

NAN, INF = float("nan"), float("inf")


def test_a_point_biserial_of_the_other_label_is_mirrored():
    rng = np.random.default_rng(0)
    cue = np.arange(40) % 2
    score = rng.normal(cue, 1)
    r, low, high = association.point_biserial(cue, score)
    assert r > 0
    assert association.point_biserial(cue, -score) == pytest.approx((-r, -high, -low))


def test_a_partial_score_of_1_is_not_passed_by_rounding():
    cue, gold = np.array([0, 1, 1, 1, 1, 1, 1]), np.array([1, 1, 0, 0, 0, 0, 0])
    assert fcs_estimates.fcs_partial(cue, cue, gold) == 1


def test_pairs_whose_interval_begins_at_the_margin_settle_it():
    d = np.repeat([1.0, 0.0], [40, 60])
    _, low, high = paired_mean(d)
    assert equivalence.further_pairs(d, low) == 0
    assert equivalence.further_pairs(-d, low) == 0
    assert equivalence.further_pairs(d, (low + high) / 2.1) > 0


@pytest.mark.parametrize("sign", [1, -1])
def test_the_interval_of_an_edit_stays_within_its_range(sign):
    difference, middle = np.array([1.0, 0, 0]) * sign, np.array([0.5, 0, 0])
    estimate, *ends = fcs_decisions.do_decisions(difference, middle)
    assert 0 < sign * estimate < 1
    assert ends[1 if sign == 1 else 0] == sign


def test_groups_of_one_document_count_among_the_groups():
    k, n = np.array([1, 3, 0]), np.array([1, 9, 0])
    low, high = intervals.simultaneous(k, n)
    wanted = intervals.wilson(k, n, 0.95**0.5)
    assert low[:2] == pytest.approx(wanted[0][:2])
    assert high[:2] == pytest.approx(wanted[1][:2])


def test_a_refused_correction_says_why():
    assert fcs_estimates.correct(0.3, 0.1).reason == (
        "reliability 0.10 is under 0.2: two passes of the model hardly agree, so a corrected "
        "correlation would be noise"
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: association.independence_p(9, 10.5, 50, 100), r"^n_c = 10\.5;"),
        (lambda: association.independence_p(9, 10, 50.5, 100), r"^n_y = 50\.5;"),
        (lambda: association.independence_p(9, 10, 50, 100.5), r"^n = 100\.5;"),
        (lambda: checks.binary([0, NAN], "held"), r"^held\b"),
        (lambda: checks.binary([0, 2], "held"), r"^held\b"),
        (lambda: fcs_decisions.do_decisions([0, 1], [0.5]), r"\bmiddle\b"),
        (lambda: intervals.worst_group([1, 2], [3]), r"\bn\b"),
        (lambda: e_bh([INF]), r"allowed: finite, -inf \(e = 0\), NaN \(not tested\)"),
        (lambda: max_t(np.array([INF]), np.zeros((9, 1))), r"allowed: finite, NaN where not"),
    ],
)
def test_a_message_names_the_argument_and_what_is_allowed(call, message):
    with pytest.raises(ValueError, match=message):
        call()
