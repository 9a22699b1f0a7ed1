"""The rule of choice, step by step, on hand-made scores."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from score_samples import UNKNOWN, rated

from cuewise.selection.choose import choose, confirmed, standings
from cuewise.selection.harm import Limits

LIMITS = Limits()


def test_a_label_that_was_answered_to_all_texts_without_the_cue_may_lose_recall():
    first = rated(0.57, 0.16, 2.2, [0.16, 0.98])
    found = standings({"none": first, "mask": rated(0.72, 0.69, 0.13, [0.69, 0.75])}, LIMITS)
    assert found["mask"] == "chosen"


def test_a_label_that_is_given_up_is_not_and_nothing_changes_where_none_is_left():
    first = rated(0.6, 0.5, 2.2, [0.5, 0.6, 0.7])
    found = standings({"none": first, "odd": rated(0.7, 0.1, 0.1, [0.9, 0.9, 0.1])}, LIMITS)
    assert found == {"none": "chosen", "odd": "harm"}


def test_what_is_not_shown_to_help_is_not_taken_though_the_model_is_behind():
    first = rated(0.6, 0.5, 0.1, [], upper_reliance=0.2)
    other = rated(0.8, 0.7, 0.5, [], upper_reliance=0.8)
    assert standings({"none": first, "other": other}, LIMITS)["none"] == "chosen"


def test_a_pull_that_is_not_known_is_no_less_than_any():
    first = rated(0.6, 0.5, 3.0, [])
    silent = replace(rated(0.6, 0.5, 0.0, []), reliance=UNKNOWN, upper_reliance=UNKNOWN)
    assert standings({"none": first, "silent": silent}, LIMITS)["none"] == "chosen"
    assert not confirmed(first, silent)
    assert not confirmed(silent, silent)


def test_a_label_is_given_up_also_beside_one_that_never_was_answered():
    first = rated(0.5, 0.0, 2.2, [0.0, 0.8, 0.9])
    found = standings({"none": first, "odd": rated(0.55, 0.0, 0.1, [0.9, 0.0, 0.9])}, LIMITS)
    assert found == {"none": "chosen", "odd": "harm"}


def test_the_lowest_recall_does_not_decide_by_itself():
    first = rated(0.7, 0.5, 2.2, [])
    found = standings({"none": first, "a": rated(0.7, 0.0, 0.1, []),
                       "b": rated(0.7, 0.9, 0.1, [])}, LIMITS)  # fmt: skip
    assert found == {"none": "dependence", "a": "chosen", "b": "cost"}


def test_what_is_not_told_from_the_least_dependent_may_be_taken_for_its_accuracy():
    first = rated(0.81, 0.70, 0.8, [], upper_reliance=0.9)
    least = rated(0.81, 0.60, 0.27, [], upper_reliance=0.34)
    others = {
        "alike": rated(0.83, 0.85, 0.33, [], upper_reliance=0.40),
        "later": rated(0.825, 0.85, 0.31, [], upper_reliance=0.395),
        "more": rated(0.90, 0.90, 0.3401, [], upper_reliance=0.41),
        "edge": rated(0.805, 0.84, 0.34, [], upper_reliance=0.45),
    }
    assert standings({"none": first, "least": least} | others, LIMITS) == {
        "none": "dependence",
        "least": "accuracy",
        "alike": "chosen",
        "later": "cost",
        "more": "dependence",
        "edge": "accuracy",
    }


def test_accuracy_within_a_point_is_alike_and_the_cheaper_is_chosen():
    first = rated(0.0, 0.7, 0.8, [])
    best = rated(0.0101, 0.7, 0.1, [])
    assert standings({"none": first, "cheap": rated(0.0001, 0, 0.1, []), "best": best}, LIMITS) == {
        "none": "dependence", "cheap": "chosen", "best": "cost",
    }  # fmt: skip
    assert choose({0: first, 1: rated(0.00005, 0, 0.1, []), 2: best}, LIMITS) == 2
    # A wider tolerance takes them as equal.
    assert choose({0: first, 1: rated(0.00005, 0, 0.1, []), 2: best}, LIMITS, tolerance=0.02) == 1


def test_only_shown_differences_of_accuracy_discard_a_candidate():
    even, ahead = np.full(100, 0.01), (np.arange(100) < 80) * 1.0
    behind = ahead - (np.arange(100) < 3)
    far = ahead - (np.arange(100) < 20)
    scores = {
        name: replace(rated(right.mean(), 0, reliance, []), right=right, weights=even)
        for name, right, reliance in (
            ("none", far, 0.5), ("far", far, 0.1), ("near", behind, 0.1), ("best", ahead, 0.1),
        )
    }  # fmt: skip
    assert standings(scores, LIMITS) == {
        "none": "dependence", "far": "accuracy", "near": "chosen", "best": "cost",
    }  # fmt: skip


def test_a_candidate_at_the_estimate_of_the_model_as_it_is_does_not_help():
    first = rated(0.8, 0.7, 0.3, [])
    for upper, chosen in ((0.3, "none"), (0.2999, "other")):
        other = rated(0.8, 0.7, 0.1, [], upper_reliance=upper)
        assert choose({"none": first, "other": other}, LIMITS) == chosen
        # More accuracy does not make up for it.
        sharp = rated(0.95, 0.7, 0.1, [], upper_reliance=upper)
        assert choose({"none": first, "other": sharp}, LIMITS) == chosen


def test_a_candidate_that_costs_too_much_as_it_is_does_harm_and_none_allows_it():
    even = np.full(100, 0.01)
    sharp = rated(0.7, 0.6, 0.1, [])
    scores = {
        name: replace(
            score,
            weights=even,
            labels=np.arange(100) % 2,
            right_as_is=(np.arange(100) < right) * 1.0,
        )
        for name, score, right in (
            ("none", rated(0.7, 0.6, 0.5, []), 95),
            ("dear", sharp, 92),
            ("fair", rated(0.7, 0.6, 0.2, []), 93),
        )
    }
    assert standings(scores, LIMITS) == {"none": "dependence", "dear": "harm", "fair": "chosen"}
    assert standings(scores, None) == {"none": "dependence", "dear": "chosen", "fair": "dependence"}
    assert choose(scores, Limits(0.03)) == "dear"
    del scores["fair"]
    assert standings(scores, LIMITS) == {"none": "chosen", "dear": "harm"}


def test_no_limit_allows_a_model_shown_worse_where_the_cues_say_nothing():
    first = rated(0.7, 0.6, 0.5, [])
    for accuracy, standing in ((0.691, "chosen"), (0.6899, "harm")):
        other = rated(accuracy, 0.6, 0.1, [])
        assert standings({"none": first, "other": other}, None)["other"] == standing
    assert standings({"none": first, "o": rated(0.68, 0, 0.1, [])}, LIMITS, tolerance=0.03) == {
        "none": "dependence", "o": "chosen",
    }  # fmt: skip


def test_a_model_a_point_worse_where_the_cues_say_nothing_is_not_harmful():
    first = rated(0.01, 0.6, 0.5, [])
    assert choose({"none": first, "other": rated(0.0, 0.6, 0.1, [])}, None) == "other"


def test_a_fall_of_twenty_points_is_allowed_and_no_more_to_the_lowest_recall_only():
    first = rated(0.5, 0.5, 2.2, [0.5, 0.75])
    for recall, standing in (
        ([0.3125, 0.75], "chosen"),
        ([0.3, 0.75], "chosen"),
        ([0.29, 0.75], "harm"),
        # From .75 to .51 is a fall by more, and not to the lowest of both.
        ([0.6, 0.51], "chosen"),
        ([0.6, 0.5], "harm"),
    ):
        other = rated(0.5, 0.5, 0.1, recall)
        assert standings({"none": first, "other": other}, None)["other"] == standing


def test_a_point_of_accuracy_may_be_lost_and_no_more():
    before = rated(0.01, 0.5, 0.5, [])
    assert confirmed(before, rated(0.0, 0.5, 0.1, []))
    assert not confirmed(replace(before, ablated=rated(0.0101, 0, 0, []).ablated),
                         rated(0.0, 0.5, 0.1, []))  # fmt: skip
