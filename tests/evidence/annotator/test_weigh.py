"""An annotator weighs as much as it agrees with the rest."""

from __future__ import annotations

import math

import pytest

from cuewise.evidence.annotator.annotate import agreement_in_words
from cuewise.evidence.annotator.weigh import Agreement, agreement_of, annotator_signals
from cuewise.evidence.case import LIMIT
from cuewise.report.reasons import sentence
from cuewise.report.wording import wording


def test_agreement_is_counted_on_decided_phrases_only():
    scores = [1.0, -1.0, 1.0, -1.0, None, 1.0, 1.0]
    others = [0.9, 0.9, 0.5, 0.1, 0.9, None, 0.8]
    # The last is a piece of the first.
    agreement = agreement_of(scores, others, [0, 1, 2, 3, 4, 5, 0])
    assert agreement == Agreement(agreed=2, n=3)
    assert agreement.accuracy == (2 + 8) / (3 + 10)


def test_without_decided_cues_the_prior_stands():
    assert agreement_of([1.0], [0.5], [0]) == Agreement(agreed=0, n=0)
    assert Agreement(agreed=0, n=0).accuracy == 0.8


@pytest.mark.parametrize(
    ("agreement", "en", "zh"),
    [
        (
            Agreement(2, 3),
            "on 2 of the 3 phrases where that is clear; with 8 of 10 assumed at first, it",
            "3 个短语中，标注者有 2 个判断一致；连同起初假定的 10 个中 8 个一致，其正确率按 77% 计",
        ),
        (
            Agreement(0, 1),
            "on 0 of the 1 phrase where that is clear",
            "1 个短语中，标注者有 0 个判断一致",
        ),
        (Agreement(0, 0), "right in 80%, as assumed", "按起初的假定，其正确率以 80% 计"),
    ],
)
def test_the_agreement_is_said_in_counts(agreement, en, zh):
    reason = agreement_in_words(agreement)
    assert en in sentence(reason, wording("en"))
    assert zh in sentence(reason, wording("zh"))


@pytest.mark.parametrize("accuracy", [0.0, 0.3, 0.5])
def test_an_annotator_no_better_than_chance_is_worth_nothing(accuracy):
    assert [s.log_lr for s in annotator_signals([1.0, -1.0], accuracy)] == [0, 0]


def test_answers_are_worth_the_log_odds_of_the_accuracy_within_the_bound():
    assert annotator_signals([1.0, None, -1.0, 0.5], 0.9)[1] is None
    found = [s.log_lr for s in annotator_signals([1.0, -1.0, 0.5], 0.9)]
    assert found == pytest.approx([math.log(9), -math.log(9), math.log(9) / 2])
    assert annotator_signals([1.0], 0.9999)[0].log_lr == LIMIT
    assert annotator_signals([1.0], 1.0)[0].log_lr == LIMIT
