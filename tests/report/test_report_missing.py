"""What the report says is missing to judge an undetermined cue."""

from __future__ import annotations

import pytest
import report_samples as samples

from cuewise import report
from cuewise.records import Audit, DecisionNote, Finding, Outcome, Reason, Signal, Verdict
from cuewise.report.missing import missing_evidence
from cuewise.report.wording import wording

EN, ZH = wording("en"), wording("zh")
DESCRIBE = "say what “positive” means with --describe"
MEANING = "name a source of meaning with --meaning"
SIGNAL = Signal(value=0.0, log_lr=0.5)


def cue(subject: str, *signals: str, kind: str = "undetermined") -> Finding:
    made = samples.finding(subject, kind, 0.5, "severe", 0.3, [])
    verdict = Verdict(type=kind, p_spurious=0.5, signals=dict.fromkeys(signals, SIGNAL))
    of_kind = subject.partition(":")[0].rpartition("/")[2]
    return made.model_copy(update={"verdict": verdict, "kind": of_kind})


def audit(finding: Finding, absent: dict[str, str] | None = None, **config: object) -> Audit:
    """An audit of one finding; by default every source of meaning but a knowledge base ran."""
    absent = {"knowledge": "no-knowledge-base"} if absent is None else absent
    reasons = [Reason(code=code, about=name) for name, code in absent.items()]
    reasons.append(Reason(code="coverage", about="lexicon",
                          facts={"resource": "lexicon", "holds": 1, "n": 9}))  # fmt: skip
    made = samples.tiny(findings=[finding])
    run = made.provenance.model_copy(update={"config": config})
    outcomes = {"verdict": Outcome(status="ran", reason="", seconds=0, reasons=reasons)}
    return made.model_copy(update={"provenance": run, "outcomes": outcomes})


def said(finding: Finding, absent: dict[str, str] | None = None, **config: object) -> str:
    return missing_evidence(finding, audit(finding, absent, **config), EN)


def test_an_unknown_word_lacks_an_encoder_a_list_and_a_description() -> None:
    word = cue("word:muzzies", "strength")
    assert said(word) == (
        "Missing: an encoder that knows this word; a list of praise and blame that names it; a "
        f"description of “positive”. To settle it, {DESCRIBE}, or {MEANING}."
    )
    assert missing_evidence(word, audit(word), ZH) == (
        "缺少的证据：认识这个词的编码器；收录它的褒贬词表；对标签“positive”的说明。"
        "要作出判定，可用 --describe 说明“positive”的含义，或用 --meaning 指定语义来源。"
    )


GRAMMAR = "evidence beyond its words, which only join, count, date, negate or grade others"


@pytest.mark.parametrize(
    ("subject", "lack"),
    [
        ("ngram:the muzzies", "an encoder that knows all these words; "),
        ("b/position:first=muzzies", "an encoder that knows this word; "),
        ("char::-)", "an encoder that reads pieces of words; "),
        ("char:zzi", "an encoder that reads pieces of words; "),
        ("word:not", GRAMMAR),
        ("ngram:very muzzies", GRAMMAR),
        ("position:last=the", GRAMMAR),
    ],
)
def test_the_lack_follows_the_cue(subject: str, lack: str) -> None:
    assert said(cue(subject)).startswith(f"Missing: {lack}")


def test_a_signal_that_speaks_is_not_missing() -> None:
    for axis in ("semantic_irrelevance", "static_irrelevance"):
        assert said(cue("word:x", axis, "lexicon")) == (
            f"Missing: a description of “positive”. To settle it, {DESCRIBE}, or {MEANING}."
        )


def test_a_source_that_did_not_run_is_named_by_its_reason() -> None:
    absent = {
        "semantic_irrelevance": "encoder-language",
        "static_irrelevance": "no-vectors",
        "lexicon": "no-polarity",
        "knowledge": "no-knowledge-base",
    }
    assert said(cue("word:zug"), absent, describe={"positive": "It arrives."}) == (
        "Missing: an encoder of the language. To settle it, name an encoder with --encoder, or "
        f"{MEANING}."
    )
    # One of the two axes ran and does not know the word.
    del absent["static_irrelevance"]
    assert said(cue("word:zug"), absent).startswith("Missing: an encoder that knows this word;")


def test_no_description_helps_where_the_label_relates_two_texts() -> None:
    names = ("semantic_irrelevance", "static_irrelevance", "described", "lexicon", "knowledge")
    absent = dict.fromkeys(names, "label-relates-texts")
    for subject in ("b/word:nobody", "word:zebra"):
        assert said(cue(subject), absent) == (
            "Missing: evidence beyond the meaning of words, as the label relates two texts. "
            "To settle it, "
            f"{MEANING}."
        )


def test_only_a_person_is_left_where_every_source_was_named() -> None:
    named = {"describe": {"positive": "Good."}, "meaning": "openai:x"}
    word = cue("word:x", "semantic_irrelevance", "lexicon")
    assert said(word, **named) == (
        "Missing: a clear answer from the source of meaning. To settle it, decide it yourself with "
        "--decisions."
    )
    # All evidence is there and conflicts.
    assert said(cue("word:x", "semantic_irrelevance", "lexicon", "annotator"), **named) == ""


def test_no_source_judges_cues_that_are_no_words() -> None:
    expected = (
        "Missing: a source of meaning that judges cues of this kind. To settle it, decide it "
        "yourself with --decisions."
    )
    for subject in ("length:long", "pos:NOUN", "meta:source=app", "unheard-of:x"):
        assert said(cue(subject)) == expected
    # An annotator is not asked about topic word sets.
    assert MEANING not in said(cue("field:lima|oslo"))


@pytest.mark.parametrize("kind", ["spurious", "genuine", "unstable", "necessary-not-sufficient"])
def test_a_cue_with_a_verdict_lacks_nothing(kind: str) -> None:
    assert said(cue("word:x", kind=kind)) == ""


def test_a_person_who_leaves_a_cue_open_is_not_asked_again() -> None:
    note = DecisionNote(subject="word:x", author="A", reason="", date="", computed="genuine")
    word = cue("word:x")
    word = word.model_copy(update={"verdict": word.verdict.model_copy(update={"decision": note})})
    assert said(word) == ""


def test_an_old_audit_says_only_what_it_knows() -> None:
    word = cue("word:x")
    old = Outcome(status="ran", reason="no word vectors", seconds=0)
    failed = old.model_copy(update={"status": "failed", "reasons": [Reason.of("error")]})
    expected = f"Missing: a description of “positive”. To settle it, {DESCRIBE}, or {MEANING}."
    for outcomes in ({}, {"verdict": old}, {"verdict": failed}):
        made = audit(word).model_copy(update={"outcomes": outcomes})
        assert missing_evidence(word, made, EN) == expected


def test_hostile_labels_are_shown_as_they_are() -> None:
    word = cue("word:x", "lexicon").model_copy(update={"label": "{0} {items} <b>"})
    made = audit(word)
    assert "a description of “{0} {items} <b>”" in missing_evidence(word, made, EN)
    assert "“{0} {items} &lt;b&gt;”" in report.html(made)


def test_the_page_and_the_markdown_show_it_with_undetermined_cues_only() -> None:
    open_cue, clear = audit(cue("word:x")), audit(cue("word:x", kind="genuine"))
    assert report.html(open_cue).count("data-test-missing") == 1
    assert "   - Missing: an encoder that knows this word;" in report.markdown(open_cue)
    assert "data-test-missing" not in report.html(clear)
    assert "Missing:" not in report.markdown(clear)


def test_coverage_is_not_called_missing_and_is_worded_under_what_ran() -> None:
    made = audit(cue("word:x"))
    record = report.summary(made)
    assert record.notices == (
        "1 of 1 cues is undetermined. Missing evidence: no knowledge base was named.",
    )
    sentence = "the list of praise and blame holds 1 of the 9 strongest words"
    assert sentence in record.checks[0].reason
    assert "最强的 9 个线索词中，褒贬词表收录了 1 个" in report.summary(made, "zh").checks[0].reason
