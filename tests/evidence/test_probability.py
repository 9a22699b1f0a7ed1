"""The probability of being spurious, by hand from the numbers of the calibration."""

from __future__ import annotations

import math

import pytest

from cuewise.evidence import probability
from cuewise.evidence.probability import by_family, p_spurious, speaks
from cuewise.records import Signal


def signals(**ratios):
    return {name: Signal(value=0.0, log_lr=ratio) for name, ratio in ratios.items()}


@pytest.fixture
def calibrated(monkeypatch):
    numbers = {"prior": {"log_odds": 0.5, "disagree": 0.1}, "shared": {"meaning": 0.25}}
    monkeypatch.setattr(probability, "calibration", lambda: numbers)


@pytest.mark.usefixtures("calibrated")
def test_signals_of_one_family_are_divided_by_their_design_effect():
    assert by_family(signals(lexicon=1.0, word_class=2.0)) == {"meaning": 3 / 1.25}
    assert by_family(signals(lexicon=1.0, word_class=2.0, knowledge=3.0)) == {"meaning": 4.0}
    assert by_family(signals(lexicon=1.5)) == {"meaning": 1.5}


@pytest.mark.usefixtures("calibrated")
def test_both_axes_count_as_one_signal():
    assert by_family(signals(semantic_irrelevance=1.0, static_irrelevance=3.0)) == {"meaning": 2.0}
    assert by_family(signals(static_irrelevance=3.0)) == {"meaning": 3.0}
    three = signals(semantic_irrelevance=1.0, static_irrelevance=3.0, lexicon=1.0)
    assert by_family(three) == {"meaning": 3 / 1.25}


@pytest.mark.usefixtures("calibrated")
def test_a_signal_of_no_family_counts_whole_and_a_shown_one_not_at_all():
    assert by_family(signals(form=1.0, twin_support=-2.0, robust_effect=3.0)) == {
        "form": 1.0,
        "twin_support": -2.0,
    }
    assert speaks(signals(form=0.0, robust_effect=3.0))
    assert not speaks(signals(robust_effect=3.0, training_dynamics=1.0, pointwise_information=1.0))


def test_a_family_without_a_measured_correlation_is_averaged(monkeypatch):
    monkeypatch.setattr(probability, "calibration", lambda: {"shared": {}})
    assert by_family(signals(lexicon=1.0, word_class=2.0)) == {"meaning": 1.5}


@pytest.mark.usefixtures("calibrated")
def test_the_probability_adds_the_families_to_the_prior_and_allows_for_disagreement():
    alone = 0.1 + 0.9 / (1 + math.exp(-0.5))
    assert p_spurious({}) == pytest.approx(alone, abs=1e-12)
    both = 0.1 + 0.9 / (1 + math.exp(-(0.5 + 1.0 - 2.5)))
    assert p_spurious(signals(form=1.0, twin_support=-2.5)) == pytest.approx(both, abs=1e-12)
