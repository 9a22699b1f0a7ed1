"""The record every renderer draws: headlines, steps, measures, what ran."""

from __future__ import annotations

import dataclasses
import re

import pytest
import report_samples as samples

from cuewise import report
from cuewise.records import Audit, Finding, Measure, Outcome, Rate, Reason
from cuewise.report.wording import wording


def _finding(kind: str, severity: str, delta: float | None = 0.1, half: float = 0.01) -> Finding:
    known = [samples.reliance(delta, half)] if delta is not None else []
    return samples.finding(f"word:{kind}-{severity}", kind, 0.5, severity, 0.2, known)


def _no_sdr(**changes: object) -> Audit:
    head = samples.tiny().headline.model_copy(update={"sdr": None})
    return samples.tiny(headline=head, **changes)


def _with_sdr(rate: Rate, findings: list[Finding]) -> Audit:
    head = samples.tiny().headline.model_copy(update={"sdr": rate})
    return samples.tiny(headline=head, findings=findings)


SPURIOUS = _finding("spurious", "material")
GENUINE, OPEN = _finding("genuine", "severe"), _finding("undetermined", "none")
FAILED = {"association": Outcome(status="failed", reason="x", seconds=0)}
NOTHING = "There was no spurious cue to ablate in the input of tfidf."
SDR = "changes 12.3% [9.8, 15.1] of the decisions of tfidf, beyond placebo edits"
# An older audit does not count the cues that were ablated.
SOME = "the spurious cues that can be edited"
BELOW = Rate(estimate=-0.02, low=-0.049, high=0.008, n=800, model="tfidf")
NO_MORE = (
    "is not shown to change more decisions of tfidf than placebo edits do (difference "
    "−2.0 [−4.9, 0.8] points, n = 800)."
)
HEADLINES = {
    "spurious": (
        _no_sdr(findings=[SPURIOUS]),
        (
            "1 suspicious cue matters. The share of decisions that rely on spurious cues was not "
            "measured."
        ),
    ),
    "unstable": (
        _no_sdr(findings=[_finding("unstable", "severe")] * 2),
        f"2 suspicious cues matter. {NOTHING}",
    ),
    "idle": (
        samples.tiny(findings=[_finding("spurious", "weak")]),
        f"1 suspicious cue is in the data. Ablating {SOME} {SDR} (n = 80).",
    ),
    "others": (
        samples.tiny(findings=[SPURIOUS, _finding("spurious", "weak")]),
        f"1 suspicious cue matters. Ablating {SOME} {SDR} (n = 80).",
    ),
    "a share below 0": (
        _with_sdr(BELOW, [SPURIOUS]),
        f"1 suspicious cue matters. Ablating {SOME} {NO_MORE}",
    ),
    "all ablated": (
        _with_sdr(BELOW.model_copy(update={"ablated": 2, "spurious": 2}), [SPURIOUS]),
        f"1 suspicious cue matters. Ablating all 2 spurious cues {NO_MORE}",
    ),
    "some ablated, some documents without room": (
        _with_sdr(
            BELOW.model_copy(update={"ablated": 1, "spurious": 8, "no_room": 137}), [SPURIOUS]
        ),
        "1 suspicious cue matters. Ablating 1 of the 8 spurious cues " + NO_MORE,
    ),
    "no evidence": (
        _with_sdr(BELOW, [_finding("spurious", "weak")] * 127),
        (
            "127 suspicious cues are in the data. There is no evidence that tfidf "
            f"relies on {SOME} (decisions changed by ablation, minus those changed by placebo "
            "edits: −2.0 [−4.9, 0.8] points, n = 800)."
        ),
    ),
    "undetermined": (
        _no_sdr(findings=[OPEN, GENUINE]),
        (
            "None of the 2 reported cues is judged spurious, but the evidence leaves 1 "
            f"undetermined. {NOTHING}"
        ),
    ),
    "genuine": (
        _no_sdr(findings=[GENUINE]),
        f"The 1 reported cue is not judged spurious. {NOTHING}",
    ),
    "data only": (
        samples.data_only([SPURIOUS, SPURIOUS]),
        (
            "2 suspicious cues are strongly associated with a label. No model was probed, so model "
            "reliance is not known."
        ),
    ),
    "nothing": (
        samples.empty(),
        "No cue was found to be associated with a label (12 hypotheses tested).",
    ),
    "nothing ran": (
        samples.empty().model_copy(update={"outcomes": FAILED}),
        "Nothing can be said: no check ran.",
    ),
}


@pytest.mark.parametrize("case", HEADLINES)
def test_the_headline_says_what_is_in_the_data_and_what_it_does_to_the_model(case: str) -> None:
    audit, expected = HEADLINES[case]
    assert report.summary(audit).headline == expected
    chinese = report.summary(audit, "zh").headline
    assert chinese.endswith("。")
    assert chinese.count("。") == expected.count(". ") + 1


def test_documents_without_room_for_a_placebo_are_counted_beside_the_rate() -> None:
    audit = _with_sdr(BELOW.model_copy(update={"no_room": 137}), [SPURIOUS])
    rate = report.summary(audit).figures[0]
    assert rate.note.endswith("n = 800 · tfidf · 137 more documents have no room for a placebo")


def test_a_cue_that_makes_a_label_rarer_is_not_said_to_be_associated_with_it() -> None:
    base = samples.tiny().findings[0]
    less = {"estimate": -0.28, "low": -0.3, "high": -0.2}
    rarer = base.model_copy(
        update={"association": base.association.model_copy(update=less), "message": ""}
    )
    (cue,) = report.summary(samples.tiny(findings=[rarer])).cues
    assert cue.label == "not positive"
    assert "is negatively associated with positive" in cue.sentence
    (cue,) = report.summary(samples.tiny(findings=[rarer]), "zh").cues
    assert (cue.label, "呈负关联" in cue.sentence) == ("非 positive", True)


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
        "spurious": ["Remove the model’s reliance on 1 spurious cue"],
        "unstable": ["Compare 1 cue across environments"],
        "undetermined": ["Have a person judge 1 cue"],
        "necessary-not-sufficient": [
            "Add counterexamples for 1 cue that is necessary but not sufficient"
        ],
        "genuine": ["Leave 1 genuine cue alone"],
    }


def test_an_inconclusive_interval_asks_for_more_documents_and_a_clean_one_does_not() -> None:
    wide, clean = _finding("spurious", "none", 0.0, 0.05), _finding("spurious", "none", 0.0, 0.01)
    steps = [report.summary(samples.tiny(findings=[f])).steps[0].title for f in (wide, clean)]
    assert steps[0].startswith("Settle 1 inconclusive cue")
    assert steps[1].startswith("Watch 1 suspicious cue")


def test_a_failed_check_comes_first() -> None:
    record = report.summary(samples.rich())
    assert record.steps[0].title == "Repair 1 failed check and run the audit again"
    assert record.notices[0] == ("1 check failed and is missing from this report: probe:hf:broken.")
    assert [c.status for c in record.checks[:3]] == ["failed", "skipped", "not_applicable"]
    assert record.checks[0].reason == "OSError: <b>no such file</b>↵ line 2"


def test_measures_come_in_families_with_the_worst_group_marked() -> None:
    blocks = {b.family: b for b in report.summary(samples.rich()).blocks}
    assert list(blocks) == ["group", "baseline", "metadata", "split", "twins", "model", "other"]
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


def test_hypotheses_come_from_the_reasons_and_are_unknown_in_old_audits() -> None:
    assert report.summary(samples.tiny()).figures[3].text == "12"
    old = Outcome(status="ran", reason="9 hypotheses tested", seconds=0)
    record = report.summary(samples.tiny(outcomes={"association": old}))
    assert record.figures[3].text == "–"
    assert record.checks[0].reason == "9 hypotheses tested"


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


def _piece(subject: str, whole: str = "") -> Finding:
    one = samples.finding(subject, "spurious", 0.9, "material", 0.3, [])
    return one.model_copy(update={"id": subject, "part_of": whole or None})


def test_pieces_of_phrases_come_last() -> None:
    whole = "ngram:on a plane"
    audit = samples.tiny(
        findings=[_piece("ngram:on a", whole), _piece("word:plane", whole), _piece(whole), OPEN]
    )
    cues = report.summary(audit).cues
    assert [c.subject.value for c in cues] == ["on a plane", "undetermined-none", "on a", "plane"]
    assert [c.rank for c in cues] == [1, 2, 3, 4]
    assert [c.part_of for c in cues] == ["", "", "on a plane", "on a plane"]
    assert cues[2].unprobed == "part of “on a plane”"
    chinese = report.summary(audit, "zh").cues[2]
    assert chinese.sentence.endswith("判定：虚假相关；是短语“on a plane”的一部分。")
    steps = report.summary(audit).steps
    assert (steps[0].title[:15], steps[0].cues, steps[0].more) == (
        "Rebalance or ma", ("on a plane",), 0
    )  # fmt: skip


def test_a_piece_of_a_phrase_that_was_not_reported_is_a_cue_of_its_own() -> None:
    lone = _piece("word:cake", "word:a piece of cake")
    assert [c.part_of for c in report.summary(samples.tiny(findings=[lone])).cues] == [""]


def test_the_report_says_why_a_cue_was_not_probed() -> None:
    named = ("meta:source=app", "pos:NOUN", "entity:NAME", "length:long", "word:x")
    found = [samples.finding(s, "spurious", 0.9, "severe", 0.3, []) for s in named]
    record = report.summary(_no_sdr(findings=found))
    assert [c.unprobed for c in record.cues] == ["not editable in a text"] * 3 + ["not probed"] * 2
    assert record.figures[0].note == "no spurious cue could be probed"
    assert record.headline.endswith(
        "No spurious cue could be probed, so it is not known whether the model relies on them."
    )


def test_missing_evidence_is_named_if_a_quarter_of_the_cues_is_undetermined() -> None:
    missing = [Reason(code="no-pairs", about="twin_support"),
               Reason(code="no-environments", about="environment_stability")]  # fmt: skip
    verdict = Outcome(status="ran", reason="", seconds=0, reasons=missing)
    audit = _no_sdr(findings=[OPEN, OPEN], outcomes={"verdict": verdict})
    record = report.summary(audit)
    assert record.headline == f"The evidence settles none of the 2 reported cues. {NOTHING}"
    (said,) = record.notices
    named = "; ".join(wording("en")(f"why.{r.code}") for r in missing)
    assert said == f"2 of 2 cues are undetermined. Missing evidence: {named}."
    (said,) = report.summary(audit, "zh").notices
    named = "；".join(wording("zh")(f"why.{r.code}") for r in missing)
    assert said == f"2 条线索中有 2 条未定。缺少的证据：{named}。"
    assert report.summary(_no_sdr(findings=[OPEN, *[GENUINE] * 4], outcomes={"verdict": verdict})
                          ).notices == ()  # fmt: skip


def test_renamed_and_filtered_rows_are_not_called_unusable() -> None:
    rows = {"duplicate id (kept, renamed)": 18, "left out by where": 5, "empty text": 2}
    run = samples.tiny().provenance
    corpus = run.corpus.model_copy(update={"set_aside": rows})
    audit = samples.tiny(provenance=run.model_copy(update={"corpus": corpus}))
    assert report.summary(audit).notices == (
        "2 rows could not be used and were set aside; see “What ran”.",
    )
    assert [f.name for f in report.summary(audit, "zh").set_aside] == [
        "编号重复（保留并改名）", "被 where 条件排除", "文本为空"
    ]  # fmt: skip


def test_only_the_most_frequent_of_many_labels_are_named() -> None:
    run = samples.tiny().provenance
    labels = {f"类别 {i}": 10 + i for i in range(200)}
    corpus = run.corpus.model_copy(update={"labels": labels})
    audit = samples.tiny(provenance=run.model_copy(update={"corpus": corpus}))
    note = report.summary(audit).figures[4].note
    assert note.startswith("类别 199 209 · 类别 198 208")
    assert note.endswith("· 194 more labels")


def test_no_group_is_the_worst_if_all_are_alike() -> None:
    alike = [
        Measure(code="group.accuracy", subject=f"{w} word:x", model="m", value=1.0, low=0.9,
                high=1.0, n=9, unit="share", note="a")
        for w in ("with", "without")
    ]  # fmt: skip
    rows = report.summary(samples.tiny(measures=alike)).blocks[0].rows
    assert [r.mark for r in rows] == ["", ""]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_command_that_the_report_names_exists(lang: str) -> None:
    from cuewise.cli import COMMANDS
    from cuewise.report.wording import wording

    texts = " ".join(v for k, v in wording(lang).strings.items())
    named = set(re.findall(r"cuewise ([a-z]+)(?![a-z.])", texts))
    assert named - {"audit"} <= set(COMMANDS)


def _group(present: bool, value: float, low: float, high: float, label: str = "hate") -> Measure:
    return Measure(
        code="group.accuracy",
        subject="x",
        model="tfidf",
        value=value,
        low=low,
        high=high,
        n=50,
        unit="share",
        label=label,
        cue=SPURIOUS.subject,
        present=present,
    )


def test_the_headline_names_the_recall_that_suffers_most_for_sure():
    sure = [_group(True, 0.34, 0.25, 0.44), _group(False, 0.71, 0.66, 0.76)]
    unsure = [_group(True, 0.1, 0.0, 0.9, "other"), _group(False, 0.95, 0.5, 1.0, "other")]
    text = report.summary(samples.tiny(findings=[SPURIOUS], measures=[*unsure, *sure])).headline
    assert text.endswith(
        "The recall of “hate” by tfidf is 34.0% with the word “spurious-material” (n = 50) and "
        "71.0% without (n = 50)."
    )
    text = report.summary(samples.tiny(findings=[SPURIOUS], measures=unsure)).headline
    assert "recall" not in text


def test_accuracy_is_shown_beside_the_most_frequent_label():
    measure = _group(True, 0.9, 0.88, 0.92).model_copy(
        update={"code": "model.accuracy", "label": None, "cue": None, "present": None}
    )
    figures = report.summary(samples.tiny(measures=[measure])).figures
    shown = next(f for f in figures if f.name == "Accuracy of tfidf")
    assert shown.text.startswith("90.0%")
    assert "always the most frequent label: " in shown.note


def test_a_strong_genuine_cue_is_drawn_as_no_alarm():
    drawn = {
        c.verdict: c.alarm for c in report.summary(samples.tiny(findings=[GENUINE, SPURIOUS])).cues
    }
    assert drawn == {"genuine": "none", "spurious": "material"}


def test_a_topic_word_set_lists_all_its_words() -> None:
    base = samples.tiny().findings[0]
    words = ["lima", "oslo", "kyoto", "sofia", "tunis", "quito"]
    field = base.model_copy(update={"subject": f"field:{'|'.join(words)}", "kind": "field"})
    (cue,) = report.summary(samples.tiny(findings=[field])).cues
    assert [f.text for f in cue.facts if f.name == "Words"] == [", ".join(words)]
    (plain,) = report.summary(samples.tiny(findings=[base])).cues
    assert "Words" not in [f.name for f in plain.facts]
