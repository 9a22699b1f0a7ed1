"""The probability of being spurious, by hand from given weights."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuewise.evidence.probability import evidence_of, p_spurious, speaks
from cuewise.evidence.weights import Fit
from cuewise.records import Signal
from cuewise.records.thresholds import SURE

FIT = Fit(0.5, 0.1, {"strength": 4.0})
# A strong association; whatever its weight, it is no evidence of meaning.
STRONG = Signal(value=0.9, log_lr=-0.9, weight=4.0)


def signals(weight=1.0, **ratios):
    return {name: Signal(value=0.0, log_lr=ratio, weight=weight) for name, ratio in ratios.items()}


def by_hand(log_odds):
    return 0.1 + 0.9 / (1 + math.exp(-log_odds))


def test_evidence_adds_up_with_its_weights_and_the_axes_are_averaged():
    assert evidence_of(signals(lexicon=1.0, form=2.0)) == 3.0
    assert evidence_of(signals(weight=0.5, lexicon=1.0, form=2.0)) == 1.5
    axes = signals(semantic_irrelevance=1.0, static_irrelevance=3.0, lexicon=1.0)
    assert evidence_of(axes) == 3.0
    assert evidence_of({"strength": STRONG}) == 0.0


def test_a_signal_of_weight_0_is_only_shown():
    assert not speaks(signals(weight=0.0, robust_effect=3.0))
    assert speaks(signals(form=0.0))


def test_the_probability_adds_the_evidence_to_the_prior_and_allows_for_disagreement():
    found = p_spurious(signals(form=1.0, twin_support=-2.5), FIT)
    assert found == pytest.approx(by_hand(0.5 + 1.0 - 2.5), abs=1e-12)


@pytest.mark.parametrize("log_odds", [-9.0, 9.0])
def test_strength_alone_decides_nothing(log_odds):
    prior = Fit(log_odds, 0.0, FIT.weights)
    assert 1 - SURE < p_spurious({"strength": STRONG}, prior) < SURE


def test_open_cases_keep_their_order():
    sure = Fit(9.0, 0.0, FIT.weights)
    found = [p_spurious(signals(form=-0.01, strength=s), sure) for s in (-5, 0)]
    assert found == sorted(set(found))
    assert max(found) < SURE


def test_a_strong_shortcut_stays_spurious_where_the_evidence_is_clear():
    strong = {"strength": STRONG}
    assert p_spurious(signals(form=4.0) | strong, FIT) == SURE
    # Clear at a deviation of .25 means log-odds of at least 1.87.
    assert p_spurious(signals(form=2.4) | strong, FIT) == SURE
    assert p_spurious(signals(form=2.3) | strong, FIT) < SURE


def test_that_a_word_is_common_does_not_make_its_evidence_clear():
    common = signals(common_word=4.0) | {"strength": STRONG}
    assert p_spurious(common, FIT) == pytest.approx(by_hand(0.5 + 4.0 - 3.6))


@given(
    st.dictionaries(
        st.sampled_from(["form", "lexicon", "closed_class", "strength"]), st.floats(-6, 6)
    )
)
def test_a_verdict_rests_on_evidence_on_its_own_side(ratios):
    own = signals(**ratios)
    p, evidence = p_spurious(own), evidence_of(own)
    assert not (p >= SURE and evidence <= 0)
    assert not (p <= 1 - SURE and evidence >= 0)


def test_evidence_that_hardly_speaks_decides_nothing():
    assert p_spurious(signals(form=1e-9)) < SURE
    assert p_spurious({"form": Signal(value=0, log_lr=1e-9)}) < SURE
    strong = {"strength": Signal(value=0.9, log_lr=-3.0, weight=2.0)}
    faint, clear = (Signal(value=0, log_lr=v) for v in (-0.2, -0.3))
    assert p_spurious({"lexicon": faint} | strong) > 1 - SURE
    assert p_spurious({"lexicon": clear} | strong) <= 1 - SURE
