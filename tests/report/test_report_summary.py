"""The record every renderer draws: headlines, steps, measures, what ran."""

from __future__ import annotations

import dataclasses

import pytest
import report_samples as samples

from cuewise import report
from cuewise.types import Audit, Finding, Measure, Outcome


def _finding(kind: str, severity: str, delta: float | None = 0.1, half: float = 0.01) -> Finding:
    known = [samples.reliance(delta, half)] if delta is not None else []
    return samples.finding(f"word:{kind}-{severity}", kind, 0.5, severity, 0.2, known)


def _no_sdr(**changes: object) -> Audit:
    head = samples.tiny().headline.model_copy(update={"sdr": None})
    return samples.tiny(headline=head, **changes)


SPURIOUS = _finding("spurious", "material")
GENUINE, OPEN = _finding("genuine", "severe"), _finding("undetermined", "none")
FAILED = {"association": Outcome(status="failed", reason="x", seconds=0)}
NOTHING = "so there was nothing to neutralise in tfidf."
SDR = "the model tfidf changes 12.3% [9.8, 15.1] of its decisions (n = 80, net of placebo edits)"
HEADLINES = {
    "spurious": (
        _no_sdr(findings=[SPURIOUS]),
        (
            "1 cue looks spurious and matters; how many decisions of the model depend on spurious "
            "cues was not measured."
        ),
    ),
    "unstable": (
        _no_sdr(findings=[_finding("unstable", "severe")] * 2),
        f"2 cues look unstable and matter; {NOTHING}",
    ),
    "idle": (
        samples.tiny(findings=[_finding("spurious", "weak")]),
        (
            f"1 cue looks spurious, but is not shown to matter to a model; {SDR} when it is "
            "neutralised."
        ),
    ),
    "others": (
        samples.tiny(findings=[SPURIOUS, _finding("spurious", "weak")]),
        f"1 cue looks spurious and matters; {SDR} when every spurious cue is neutralised.",
    ),
    "undetermined": (
        _no_sdr(findings=[OPEN, GENUINE]),
        (
            "None of the 2 cues reported is judged spurious, but the evidence leaves 1 "
            f"undetermined; {NOTHING}"
        ),
    ),
    "genuine": (
        _no_sdr(findings=[GENUINE]),
        f"The 1 cue reported is not judged spurious; {NOTHING}",
    ),
    "data only": (
        samples.data_only([SPURIOUS, SPURIOUS]),
        (
            "2 cues look spurious and go strongly with a label; no model was probed, so what a "
            "model relies on is not known."
        ),
    ),
    "nothing": (samples.empty(), "No cue was found to go with a label, of 12 hypotheses tested."),
    "nothing ran": (
        samples.empty().model_copy(update={"outcomes": FAILED}),
        "Nothing can be said: no check ran.",
    ),
}


@pytest.mark.parametrize("case", HEADLINES)
def test_the_headline_is_one_honest_sentence(case: str) -> None:
    audit, expected = HEADLINES[case]
    assert report.summary(audit).headline == expected
    chinese = report.summary(audit, "zh").headline
    assert chinese.endswith("。")
    assert chinese.count("。") == 1


def test_the_record_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.summary(samples.tiny()).headline = "x"


def test_steps_differ_with_what_a_cue_is() -> None:
    kinds = ("spurious", "unstable", "undetermined", "necessary-not-sufficient", "genuine")
    titles = {
        k: [s.title for s in report.summary(samples.tiny(findings=[_finding(k, "severe")])).steps]
        for k in kinds
    }
    assert titles == {
        "spurious": ["Remove the model's reliance on 1 spurious cue"],
        "unstable": ["Look at 1 cue by environment"],
        "undetermined": ["Have a person judge 1 cue"],
        "necessary-not-sufficient": [
            "Add counter-examples for 1 cue that is meaningful but not enough"
        ],
        "genuine": ["Leave 1 genuine cue alone"],
    }


def test_an_inconclusive_interval_asks_for_more_documents_and_a_clean_one_does_not() -> None:
    wide, clean = _finding("spurious", "none", 0.0, 0.05), _finding("spurious", "none", 0.0, 0.01)
    steps = [report.summary(samples.tiny(findings=[f])).steps[0].title for f in (wide, clean)]
    assert steps[0].startswith("Settle 1 inconclusive cue")
    assert steps[1].startswith("Keep an eye on 1 spurious cue")


def test_a_failed_check_comes_first() -> None:
    record = report.summary(samples.rich())
    assert record.steps[0].title == "Repair 1 failed check and run the audit again"
    assert record.notices[0] == ("1 check failed and is missing from this report: probe:hf:broken.")
    assert [c.status for c in record.checks[:3]] == ["failed", "skipped", "not_applicable"]
    assert record.checks[0].reason == "OSError: <b>no such file</b>↵ line 2"


def test_measures_stand_in_families_with_the_worst_group_marked() -> None:
    blocks = {b.family: b for b in report.summary(samples.rich()).blocks}
    assert list(blocks) == ["group", "baseline", "twins", "model", "other"]
    groups = blocks["group"].rows
    assert [r.mark for r in groups] == ["", "", "worst group", "", ""]
    assert groups[0].subject == "with the word “spielberg”"
    assert groups[4].estimate.written == "–"
    assert groups[4].estimate.reason == "too few documents"
    lift = blocks["baseline"].rows[1]
    assert (lift.estimate.text, lift.unit) == ("+6.8", "points")
    assert blocks["model"].rows[1].subject == "label positive"
    assert blocks["model"].axis is not None
    assert blocks["other"].rows[0].axis is None


def test_a_measure_of_hypotheses_is_believed_before_a_sentence() -> None:
    told = Measure(
        code="association.hypotheses", subject="", model=None, value=99.0, low=None, high=None,
        n=1, unit="count",
    )  # fmt: skip
    record = report.summary(samples.tiny(measures=[told]))
    assert record.figures[3].text == "99"
    assert record.blocks == ()


def test_settings_are_flat_and_provenance_is_whole() -> None:
    record = report.summary(samples.rich())
    settings = {f.name: f.text for f in record.config}
    assert settings["nested.models"] == '["tfidf", "hf:x"]'
    assert settings["nested.none"] == "null"
    assert [f.text for f in record.provenance[:2]] == ["0.1.0", "7"]
    assert record.provenance[4].text == "9f86d081884c"
    assert (record.set_aside[0].name, record.set_aside[0].text) == ("empty text", "12")


def test_every_bar_lies_on_its_axis() -> None:
    record = report.summary(samples.rich())
    for cue in record.cues:
        for estimate, axis in [
            (cue.association, record.association_axis),
            *((r.delta, record.reliance_axis) for r in cue.reliance),
        ]:
            if estimate.low is not None and estimate.high is not None:
                assert axis.low <= estimate.low <= estimate.high <= axis.high
    assert record.reliance_axis.low < -0.02 < 0.02 < record.reliance_axis.high
    assert 2 <= len(record.association_axis.ticks) <= 6
