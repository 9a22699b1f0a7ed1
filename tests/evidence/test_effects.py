"""Matched and robust effects, partial inputs, and the signals without weight."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from evidence_cases import case_of, planted_case

from cuewise.errors import NotApplicable
from cuewise.evidence.bag import bag_of
from cuewise.evidence.bias_only import bias_only_lift
from cuewise.evidence.dynamics import cartography, training_dynamics
from cuewise.evidence.matched import MatchedEffect, compare_shares, matched_effect, matched_effects
from cuewise.evidence.pvi import pointwise_information
from cuewise.evidence.robust import robust_effect, robust_effects
from cuewise.evidence.signals import SIGNALS
from cuewise.evidence.weights import fitted
from cuewise.synth import Decoy, Plant, make, null

WORDS = ["anna", "henrik", "marcus", "boston", "dublin", "oslo"]
DECOYS = ["superb", "charming", "friendly", "dreadful", "rude", "obnoxious"]


def planted_and_genuine(seed=0, **more):
    """Six planted words and six genuine ones, as strong and as frequent as each other."""
    sides = ["positive"] * 3 + ["negative"] * 3
    plants = [Plant("word", w, s, 0.95, 0.03) for w, s in zip(WORDS, sides, strict=True)]
    decoys = [Decoy(w, s, 0.03, 0.95) for w, s in zip(DECOYS, sides, strict=True)]
    return make(n=1200, plants=plants, decoys=decoys, seed=seed, **more)


@pytest.fixture(scope="module")
def words_case():
    return planted_case(planted_and_genuine())


def test_genuine_words_keep_more_of_their_effect_among_similar_documents(words_case):
    case, spurious = words_case
    found = np.array([s.log_lr for s in matched_effect(case)])
    assert found[spurious].mean() > found[~spurious].mean()
    assert np.abs(found).max() < 1


def test_an_effect_lies_in_its_interval_and_counts_its_documents(words_case):
    for effect in matched_effects(words_case[0]).values():
        assert effect.low < effect.matched < effect.high
        assert effect.carriers >= 10


def test_permuted_labels_have_no_effect():
    sides = ["positive"] * 6
    plants = [Plant("word", w, s, 0.5, 0.05) for w, s in zip(WORDS, sides, strict=True)]
    case, _ = planted_case(null(n=1000, plants=plants))
    found = matched_effects(case)
    assert np.mean([e.low <= 0 <= e.high for e in found.values()]) > 0.6
    robust = robust_effects(case)
    assert np.mean([r.low <= 0 <= r.high for r in robust.values()]) > 0.6


def test_z_scores_rise_with_the_remaining_share():
    found = {m: MatchedEffect(0.4, 0.02 * m, 0.0, 0.0, 20) for m in range(15)}
    z = [v for _, v in compare_shares(found).values()]
    assert z == sorted(z)


@pytest.mark.parametrize("measure", [matched_effect, robust_effect, training_dynamics])
def test_text_pairs_are_not_applicable(measure):
    with pytest.raises(NotApplicable, match="label-relates-texts"):
        measure(case_of(["word:x"], [[1], [0]], [1, 0], texts_b=["", ""]))


@pytest.mark.parametrize(
    ("measure", "why"),
    [
        (matched_effect, "few-cues .least=10"),
        (robust_effect, "few-words"),
        (bias_only_lift, "no-partial-cue"),
    ],
)
def test_too_little_is_not_applicable(measure, why):
    with pytest.raises(NotApplicable, match=why):
        measure(case_of(["word:x"], [[1], [0]], [1, 0]))


@pytest.mark.parametrize("measure", [training_dynamics, pointwise_information])
def test_a_single_label_is_not_applicable(measure):
    with pytest.raises(NotApplicable, match=r"single-label|nothing-to-learn"):
        measure(case_of(["word:x"], [[1], [1]], [1, 1]))


def test_metadata_that_predicts_the_label_by_itself_speaks_for_spurious():
    plants = [Plant("metadata", "source=kiosk", "negative", 0.95, 0.3)]
    case, _ = planted_case(make(n=600, plants=plants))
    (found,) = bias_only_lift(case)
    assert found.value > 0.1
    assert found.log_lr > 0.1
    (nothing,) = bias_only_lift(planted_case(null(n=600, plants=plants))[0])
    assert nothing.log_lr == 0


def test_one_field_that_predicts_the_label_speaks_for_spurious():
    y = np.arange(200) % 2
    case = case_of(
        ["b/word:nobody", "a/word:man"],
        np.column_stack([y, np.arange(200) % 3 == 0]),
        y,
        texts=[f"{i * 77 % 200:03d}" for i in range(200)],
        texts_b=[""] * 200,
    )
    field_b, field_a = bias_only_lift(case)
    assert field_b.log_lr == 1
    assert field_a.log_lr == 0


def test_cartography_separates_right_from_wrong_labels(words_case):
    seen = bag_of(words_case[0], 2000)
    mean, spread = cartography(seen, 2)
    wrong = np.arange(seen.labels.size) % 10 == 0
    relabelled = replace(seen, labels=np.where(wrong, 1 - seen.labels, seen.labels))
    noisy, _ = cartography(relabelled, 2)
    assert noisy[wrong].mean() < noisy[~wrong].mean() - 0.03
    assert ((mean > 0) & (mean < 1)).all()
    assert (spread >= 0).all()


def test_a_cue_reveals_more_bits_the_stronger_its_association():
    strengths = (0.5, 0.75, 1.0)
    draw = np.random.default_rng(0)
    y = np.repeat([0, 1], 500)
    held = [draw.random(1000) < np.where(y == 1, 0.4 * s, 0.4 * (1 - s)) for s in strengths]
    names = [f"word:w{i}" for i in range(3)]
    texts = [f"{i * 7919 % 1000:04d}" for i in range(1000)]
    case = case_of(names, np.column_stack(held), y, texts=texts)
    bits = [s.value for s in pointwise_information(case)]
    assert abs(bits[0]) < 0.05
    assert bits[1] == pytest.approx(1 - 0.811, abs=0.1)
    assert bits[2] == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("name", ["robust_effect", "training_dynamics", "pointwise_information"])
def test_signals_that_were_never_calibrated_have_a_log_ratio_of_0(words_case, name):
    case, _ = words_case
    assert {s.log_lr for s in SIGNALS[name](case) if s} == {0.0}
    assert name not in fitted().weights
