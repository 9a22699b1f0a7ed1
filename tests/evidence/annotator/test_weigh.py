"""An annotator weighs as much as it agrees with the rest."""

from __future__ import annotations

import math

import pytest

from cuewise.evidence.annotator.weigh import accuracy_of, annotator_signals
from cuewise.evidence.case import LIMIT


def test_agreement_is_counted_on_decided_phrases_only():
    scores = [1.0, -1.0, 1.0, -1.0, None, 1.0, 1.0]
    others = [0.9, 0.9, 0.5, 0.1, 0.9, None, 0.8]
    # The last is a piece of the first.
    assert accuracy_of(scores, others, [0, 1, 2, 3, 4, 5, 0]) == ((2 + 8) / (3 + 10), 3)


def test_without_decided_cues_the_prior_stands():
    assert accuracy_of([1.0], [0.5], [0]) == (0.8, 0)


@pytest.mark.parametrize("accuracy", [0.0, 0.3, 0.5])
def test_an_annotator_no_better_than_chance_is_worth_nothing(accuracy):
    assert [s.log_lr for s in annotator_signals([1.0, -1.0], accuracy)] == [0, 0]


def test_answers_are_worth_the_log_odds_of_the_accuracy_within_the_bound():
    assert annotator_signals([1.0, None, -1.0, 0.5], 0.9)[1] is None
    found = [s.log_lr for s in annotator_signals([1.0, -1.0, 0.5], 0.9)]
    assert found == pytest.approx([math.log(9), -math.log(9), math.log(9) / 2])
    assert annotator_signals([1.0], 0.9999)[0].log_lr == LIMIT
    assert annotator_signals([1.0], 1.0)[0].log_lr == LIMIT
