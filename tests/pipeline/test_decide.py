"""Every rule of the deciding layer, on hand-made records."""

from __future__ import annotations

import numpy as np
import pytest
from study_samples import association, associations, reliance

from cuewise.evidence.probability import p_spurious
from cuewise.pipeline import decide
from cuewise.pipeline.decide import (
    by_impact,
    corrected,
    headline,
    ranked,
    severity,
    significant,
    verdict,
)
from cuewise.records import Finding, Measurements, Rate, Signal, Verdict
from cuewise.records.thresholds import SURE

# Signals that alone give these verdicts.
SPURIOUS, GENUINE, OPEN = (Signal(value=0.0, log_lr=v, weight=2.0) for v in (3.0, -3.0, -1.0))
STABLE, UNSTABLE = (Signal(value=0.0, log_lr=v) for v in (-0.5, 1.5))


def finding(subject="word:x", verdict_="spurious", severity_="severe", part_of=None, **more):
    association_ = more.pop("association", association(0.1, 0.2))
    return Finding(
        id=more.pop("id", subject),
        code="association",
        subject=subject,
        kind="word",
        label="yes",
        support=more.pop("support", 100),
        severity=severity_,
        association=association_,
        verdict=Verdict(type=verdict_, p_spurious=0.9),
        reliance=more.pop("reliance", []),
        message="",
        part_of=part_of,
    )


# Significance


def test_significance_is_corrected_over_all_hypotheses():
    # Alone p = .04 would pass; Benjamini and Hochberg over ten give q = .4.
    few = associations(["word:a"], p=[0.04], discovered=[0.1])
    many = associations(
        [f"word:{i}" for i in range(10)], p=[0.04, *[1.0] * 9], discovered=[0.1] * 10
    )
    assert significant(few).rows.tolist() == [0]
    assert significant(many).rows.tolist() == []
    assert significant(many).q[0] == pytest.approx(0.4)


def test_q_of_exactly_the_level_is_significant():
    found = significant(associations(["word:a", "word:b"], p=[0.05, 0.0500001]))
    assert found.rows.tolist() == []
    assert significant(associations(["word:a"], p=[0.05])).rows.tolist() == [0]


def test_a_hypothesis_that_could_not_be_tested_is_neither_counted_nor_found():
    found = significant(associations(["word:a", "word:b"], p=[np.nan, 0.04]))
    assert found.tested == 1
    assert found.rows.tolist() == [1]


def test_a_cue_is_reported_once_with_the_label_it_makes_likelier():
    # The second row is stronger, but there the cue makes the label rarer.
    found = associations(
        ["word:a"] * 3, cue=[0, 0, 0], label=[0, 1, 2], p=[1e-4, 1e-6, 1e-5], discovered=[1, -1, 1]
    )
    assert significant(found).rows.tolist() == [2]


def test_a_cue_that_only_makes_labels_rarer_is_reported_with_the_clearest():
    found = associations(
        ["word:a"] * 2, cue=[0, 0], label=[0, 1], p=[1e-4, 1e-6], discovered=[-1, -1]
    )
    assert significant(found).rows.tolist() == [1]


def test_p_values_of_a_plug_in_are_corrected_and_their_absence_is_kept():
    none = np.zeros(2)
    parts = ("mine", ("a", "b"), ("", ""), none, none, none, np.zeros(2, np.int64), "share")
    assert corrected(Measurements(*parts)) is None
    assert corrected(Measurements(*parts, p=np.array([0.01, 0.04]))).tolist() == [0.02, 0.04]


def test_impact_is_prevalence_times_the_least_deviation():
    found = associations(
        ["word:wide", "word:common", "word:rare", "word:rarer-label"],
        low=[-0.1, 0.2, 0.5, -0.6],
        high=[0.9, 0.3, 0.6, -0.4],
        prevalence=[0.9, 0.1, 0.01, 0.1],
    )
    assert by_impact(found, np.arange(4)).tolist() == [3, 1, 2, 0]
    assert by_impact(found, np.array([2, 1])).tolist() == [1, 2]


# Verdict


@pytest.mark.parametrize(
    ("signal", "expected"), [(SPURIOUS, "spurious"), (GENUINE, "genuine"), (OPEN, "undetermined")]
)
def test_a_verdict_follows_the_probability(signal, expected):
    assert verdict({"lexicon": signal}, "word").type == expected


def test_without_a_signal_of_weight_there_is_no_verdict():
    shown = {"training_dynamics": SPURIOUS.model_copy(update={"weight": 0.0})}
    assert verdict(shown, "word") == Verdict(type="undetermined", p_spurious=None, signals=shown)


def test_overlap_is_never_genuine():
    assert verdict({"lexicon": GENUINE}, "overlap").type == "necessary-not-sufficient"
    assert verdict({"lexicon": SPURIOUS}, "overlap").type == "spurious"


def test_unstable_needs_a_signal_of_instability_and_no_other_ground_for_spurious():
    assert verdict({"environment_stability": UNSTABLE}, "word").type == "unstable"
    genuine = {"environment_stability": UNSTABLE, "lexicon": GENUINE}
    assert verdict(genuine, "word").type == "unstable"
    both = {"environment_stability": UNSTABLE, "lexicon": SPURIOUS}
    assert verdict(both, "word").type == "spurious"
    assert verdict({"environment_stability": STABLE, "lexicon": GENUINE}, "word").type == "genuine"


def test_a_verdict_keeps_its_signals_and_rounds_its_probability():
    given = {"lexicon": SPURIOUS}
    found = verdict(given, "word")
    assert found.signals == given
    assert found.p_spurious == round(found.p_spurious, 4) > 0.8


# Severity


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.101, 0.3, "severe"),
        (0.10, 0.3, "material"),
        (0.021, 0.3, "material"),
        (0.02, 0.3, "weak"),
        (0.001, 0.3, "weak"),
        (0.0, 0.3, "none"),
        (-0.01, 0.3, "none"),
        (-0.3, -0.101, "severe"),
        (-0.3, -0.021, "material"),
    ],
)
def test_severity_follows_the_least_reliance(low, high, expected):
    assert severity(association(0.9, 0.95), 1.0, [reliance(low, high)]) == expected


def test_severity_is_that_of_the_most_reliant_model():
    weak, strong = reliance(-0.01, 0.05, "a"), reliance(0.2, 0.3, "b")
    for models in ([weak, strong], [strong, weak]):
        assert severity(association(0, 0), 0.0, models) == "severe"


@pytest.mark.parametrize(
    ("low", "high", "prevalence", "expected"),
    [
        (0.26, 0.4, 0.01, "severe"),
        (0.26, 0.4, 0.0099, "material"),
        (0.25, 0.4, 0.5, "material"),
        (0.101, 0.4, 0.0001, "material"),
        (0.10, 0.4, 0.5, "weak"),
        (-0.4, -0.26, 0.5, "severe"),
        (-0.1, 0.4, 0.5, "none"),
    ],
)
def test_without_a_model_severity_follows_the_association(low, high, prevalence, expected):
    assert severity(association(low, high), prevalence, []) == expected


def test_an_association_that_is_not_replicated_is_not_severe():
    assert severity(association(0.5, 0.9, replicated=False), 0.5, []) == "none"


# Rank and headline


def test_a_model_without_an_answer_leaves_severity_to_the_association():
    strong, silent = association(0.3, 0.4), reliance(None, None)
    for unknown in (silent, reliance(None, 0.3), reliance(0.3, None)):
        assert severity(strong, 0.5, [unknown]) == severity(strong, 0.5, []) == "severe"
    assert severity(strong, 0.5, [silent, reliance(0.03, 0.05)]) == "material"


def test_rank_puts_whole_phrases_first_then_severity_then_impact():
    whole = finding("ngram:a b", severity_="weak", id="whole")
    piece = finding("word:a", severity_="severe", part_of="whole")
    severe = finding("word:c", severity_="severe", support=10)
    common = finding("word:d", severity_="severe", support=500)
    assert ranked([piece, whole, severe, common], 1000) == [common, severe, whole, piece]


def test_rank_prefers_measured_reliance_to_association():
    relied = finding("word:z", reliance=[reliance(0.2, 0.3)], association=association(0.1, 0.2))
    strong = finding("word:a", reliance=[reliance(0.1, 0.3)], association=association(0.8, 0.9))
    unprobed = finding("word:u", association=association(0.8, 0.9))
    assert ranked([unprobed, strong, relied], 1000) == [relied, strong, unprobed]


def test_rank_counts_the_least_effect_and_breaks_ties_by_name():
    wide = finding("word:wide", association=association(-0.1, 0.9))
    sure = finding("word:sure", association=association(0.1, 0.2))
    a, b = finding("word:a"), finding("word:b")
    assert ranked([wide, sure], 10) == [sure, wide]
    assert ranked([b, a], 10) == [a, b]
    assert ranked([a], 0) == [a]


def test_a_genuine_cue_is_no_alarm_and_an_open_one_comes_after_a_spurious_one():
    in_order = [
        finding("word:a", "spurious", "material"),
        finding("word:b", "unstable", "material"),
        finding("word:c", "undetermined", "severe"),
        finding("word:d", "spurious", "weak"),
        finding("word:e", "necessary-not-sufficient", "weak"),
        finding("word:f", "genuine", "severe"),
    ]
    assert ranked(in_order[::-1], 1000) == in_order


def test_what_the_label_seems_to_be_made_from_counts_as_an_alarm_unless_it_is_genuine():
    mark = finding("emoji:😀", "undetermined", "severe", id="mark")
    good = finding("char:[哈哈]", "genuine", "severe", id="good")
    spurious = finding("word:a", "spurious", "material")
    assert ranked([good, mark, spurious], 1000, {"mark", "good"}) == [mark, spurious, good]
    assert ranked([good, mark, spurious], 1000) == [spurious, mark, good]


def test_the_headline_counts_spurious_and_unstable_whole_phrases():
    found = [
        finding("word:a", "spurious", "severe"),
        finding("word:b", "unstable", "material"),
        finding("word:c", "genuine", "severe"),
        finding("word:d", "undetermined", "severe"),
        finding("word:e", "spurious", "weak"),
        finding("word:f", "spurious", "severe", part_of="word:a"),
    ]
    counts = headline(found, [])
    assert (counts.material, counts.severe, counts.sdr) == (1, 1, None)


def test_the_headline_has_the_most_dependent_model():
    low, high = (Rate(estimate=e, low=0, high=1, n=9, model=m) for e, m in ((0.1, "a"), (0.3, "b")))
    assert headline([], [low, high]).sdr == high
    assert headline([], [high, low]).sdr == high


# Exact ends


def test_all_tested_hypotheses_are_counted():
    found = significant(associations(["word:a", "word:b", "word:c"], p=[0.2, np.nan, 0.04]))
    assert found.tested == 2


def test_equal_impact_keeps_the_order_of_rows():
    found = associations([f"word:{i}" for i in range(300)])
    rows = np.random.default_rng(0).permutation(300)
    assert by_impact(found, rows).tolist() == rows.tolist()


def test_a_verdict_rounds_to_four_places():
    found = verdict({"lexicon": SPURIOUS}, "word")
    exact = p_spurious({"lexicon": SPURIOUS})
    assert found.p_spurious == round(exact, 4) != round(exact, 3)


@pytest.mark.parametrize(
    ("p", "word", "overlap"),
    [
        (SURE, "spurious", "spurious"),
        (SURE - 1e-9, "undetermined", "necessary-not-sufficient"),
        (1 - SURE + 1e-9, "undetermined", "necessary-not-sufficient"),
        (1 - SURE, "genuine", "necessary-not-sufficient"),
    ],
)
def test_the_ends_of_sure_belong_to_a_verdict(monkeypatch, p, word, overlap):
    monkeypatch.setattr(decide, "p_spurious", lambda signals: p)
    assert verdict({"lexicon": OPEN}, "word").type == word
    assert verdict({"lexicon": OPEN}, "overlap").type == overlap


def test_unstable_needs_more_than_no_evidence_and_yields_to_spurious(monkeypatch):
    ps = {2: 0.95, 1: SURE}
    monkeypatch.setattr(decide, "p_spurious", lambda signals: ps[len(signals)])
    both = {"environment_stability": UNSTABLE, "lexicon": OPEN}
    assert verdict(both, "word").type == "spurious"
    ps[1] = SURE - 1e-9
    assert verdict(both, "word").type == "unstable"
    even = Signal(value=0.0, log_lr=0.0)
    assert verdict({"environment_stability": even, "lexicon": OPEN}, "word").type == "spurious"


@pytest.mark.parametrize(
    ("discovered", "row"), [([0.5, -0.5], 0), ([-0.5, 0.5], 1), ([0.0, 0.5], 1), ([0.5, 0.0], 1)]
)
def test_only_a_lower_share_makes_a_label_rarer(discovered, row):
    found = associations(
        ["word:a"] * 2, cue=[0, 0], label=[0, 1], p=[1e-4, 1e-6], discovered=discovered
    )
    assert significant(found).rows.tolist() == [row]


def test_any_evidence_of_instability_makes_a_cue_unstable():
    weak = Signal(value=0.0, log_lr=0.01)
    assert verdict({"environment_stability": weak, "lexicon": OPEN}, "word").type == "unstable"
