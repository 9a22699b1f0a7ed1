"""A decided verdict says by whom, and the table of verdicts can be read back as decisions."""

from __future__ import annotations

import csv
import io
import re

import pytest
import report_samples as samples
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from cuewise import report
from cuewise.io.decisions import read_decisions
from cuewise.records import Audit, DecisionNote, Outcome, Reason
from cuewise.records.kinds import KINDS
from cuewise.report.order import report_order
from cuewise.report.page import fragment
from cuewise.report.spreadsheet import protected, restored
from cuewise.report.subjects import subject_of
from cuewise.report.wording import wording

HOSTILE = '<script>alert(1)</script>[red]{{7*7}}" onload="x" \u202e'
FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")


def note(**changes: str) -> DecisionNote:
    texts = {"author": "Ann", "reason": "a place", "date": "2026-11-30", "computed": "spurious"}
    return DecisionNote(**{"subject": "word:spielberg", **texts, **changes})


def decided(audit: Audit, **changes: str) -> Audit:
    """The audit whose first finding somebody decided is genuine."""
    first, *rest = audit.findings
    update = {"type": "genuine", "decision": note(**changes)}
    verdict = first.verdict.model_copy(update=update)
    return audit.model_copy(
        update={"findings": [first.model_copy(update={"verdict": verdict}), *rest]}
    )


def printed(drawn: object) -> str:
    console = Console(width=160, file=io.StringIO(), force_terminal=False)
    console.print(drawn, markup=False, highlight=False)
    return re.sub(r"\s+", " ", console.file.getvalue())


@pytest.mark.parametrize(
    ("changes", "en", "zh"),
    [
        ({}, "decided by Ann on 2026-11-30: a place", "由 Ann 于 2026-11-30 判定：a place"),
        ({"reason": ""}, "decided by Ann on 2026-11-30", "由 Ann 于 2026-11-30 判定"),
        ({"date": ""}, "decided by Ann: a place", "由 Ann 判定：a place"),
        ({"author": ""}, "decided on 2026-11-30: a place", "2026-11-30 人工判定：a place"),
        ({"author": "", "date": "", "reason": ""}, "decided", "人工判定"),
        ({"author": "{x}", "date": "", "reason": "{0}"}, "decided by {x}: {0}", "由 {x} 判定：{0}"),
    ],
)
def test_a_decision_names_what_is_known_of_it(changes: dict[str, str], en: str, zh: str) -> None:
    assert report.decision_in_words(note(**changes), wording("en")) == en
    assert report.decision_in_words(note(**changes), wording("zh")) == zh
    assert report.decision_in_words(None, wording("en")) == ""


@pytest.mark.parametrize(
    ("lang", "verdict", "words"),
    [
        ("en", "genuine", "decided by Ann on 2026-11-30: a place"),
        ("zh", "真实相关", "由 Ann 于 2026-11-30 判定：a place"),
    ],
)
def test_every_report_shows_the_decision(lang: str, verdict: str, words: str) -> None:
    audit = decided(samples.tiny())
    page = report.html(audit, lang)
    assert (
        f'<small class="decision" title="{words}" data-test-decision><bdi>{words}</bdi></small>'
        in page
    )
    assert f'<span class="badge v-genuine">{verdict}</span>' in page
    escaped = words.replace("-", "\\-")
    bracket = (" \\(", "\\)") if lang == "en" else ("（", "）")
    assert f"{verdict}{bracket[0]}{escaped}{bracket[1]}" in report.markdown(audit, lang)
    assert words.split(maxsplit=1)[0] in printed(report.terminal(audit, lang))
    assert "2026-11-30" in printed(report.terminal(audit, lang))


def test_the_page_says_what_the_evidence_said_and_which_cue_was_decided_on() -> None:
    page = report.html(decided(samples.tiny(), subject="word:director"))
    assert "<dt>Verdict of the evidence</dt><dd>spurious</dd>" in page
    assert "<dt>Decided on</dt><dd>director</dd>" in page
    assert "Decided on" not in report.html(decided(samples.tiny()))
    assert "Verdict of the evidence" not in report.html(samples.tiny())


def test_nobody_is_asked_to_judge_what_a_person_left_undetermined() -> None:
    open_cue = samples.finding("word:x", "undetermined", 0.5, "severe", 0.4, [])
    audit = samples.tiny(findings=[open_cue])
    assert "Have a person judge 1 cue" in report.markdown(audit)
    verdict = open_cue.verdict.model_copy(update={"decision": note()})
    settled = open_cue.model_copy(update={"verdict": verdict})
    assert "Have a person judge" not in report.markdown(samples.tiny(findings=[settled]))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_text_is_text(lang: str) -> None:
    audit = decided(samples.tiny(), author=HOSTILE, reason=HOSTILE, date=HOSTILE, subject=HOSTILE)
    for page in (report.html(audit, lang), fragment(audit), report.markdown(audit, lang)):
        assert "<script>alert" not in page
        assert "\u202e" not in page
        assert '" onload="' not in page.replace('\\" onload', "") or "<" not in page
    assert "[red]" in printed(report.terminal(decided(samples.tiny(), author="[red]x"), lang))


@pytest.mark.parametrize(
    ("decisions", "findings", "en", "zh"),
    [
        (
            4,
            8,
            "4 decisions were read; they decide 8 findings.",
            "读入 4 条人工判定，据此判定 8 条线索。",
        ),
        (
            1,
            1,
            "1 decision was read; it decides 1 finding.",
            "读入 1 条人工判定，据此判定 1 条线索。",
        ),
    ],
)
def test_the_terminal_says_how_much_was_decided(decisions, findings, en, zh) -> None:
    reasons = [Reason.of("decided", decisions=decisions, findings=findings)]
    outcome = Outcome(status="ran", reason="", seconds=0.0, reasons=reasons)
    audit = samples.tiny(outcomes={"decisions": outcome})
    assert en in printed(report.terminal(audit))
    assert zh in printed(report.terminal(audit, "zh"))


def test_a_decision_file_without_a_decision_is_said_to_hold_none() -> None:
    reasons = [Reason.of("no-decisions")]
    outcome = Outcome(status="ran", reason="", seconds=0.0, reasons=reasons)
    audit = samples.tiny(outcomes={"decisions": outcome})
    assert "The decision file holds no decision." in printed(report.terminal(audit))
    assert "人工判定文件中没有任何判定。" in printed(report.terminal(audit, "zh"))


def test_stale_decisions_are_named_where_the_report_begins() -> None:
    reasons = [Reason.of("decided", decisions=7, findings=0)]
    about = ["good", *["*"] * 6]
    reasons += [
        Reason.of("stale-decision", subject=f"word:w{i}", label=label)
        for i, label in enumerate(about)
    ]
    outcome = Outcome(status="ran", reason="", seconds=0.0, reasons=reasons)
    audit = samples.tiny(outcomes={"decisions": outcome})
    line = (
        "7 decisions are stale, as no finding is about them: word:w0 with the label “good”; word:w1"
    )
    assert line in report.html(audit)
    assert line in printed(report.terminal(audit))
    assert "word:w0（标签“good”）；word:w1；" in report.html(audit, "zh")
    assert "stale: no finding is about word:w6 with the label *" in report.html(audit)
    assert "已失效：没有线索 word:w6 与标签 * 关联" in report.html(audit, "zh")


def test_the_table_has_the_order_of_the_report(tmp_path) -> None:
    rich = samples.rich()
    of_known_kind = [f for f in rich.findings if f.subject.partition(":")[0] in KINDS]
    audit = rich.model_copy(update={"findings": of_known_kind})
    path = tmp_path / "d.csv"
    path.write_text(report.decision_table(audit), encoding="utf-8", newline="")
    decisions = read_decisions(path)
    listed = [(f.subject, f.label) for f in report_order(audit)]
    assert [(d.subject, d.label) for d in decisions] == listed
    assert len(listed) == len(audit.findings) > 20
    drawn = [c.subject.raw for c in report.summary(audit).cues]
    assert [subject_of(s, wording("en")).raw for s, _ in listed] == drawn
    by_subject = {(f.subject, f.label): f for f in audit.findings}
    for decision in decisions:
        assert decision.verdict == by_subject[decision.subject, decision.label].verdict.type


def test_the_table_is_exact() -> None:
    assert report.decision_table(decided(samples.tiny(), author="=Ann", date="")) == (
        "\ufeffsubject,label,verdict,reason,author,date,severity,p_spurious,support\n"
        '"word:spielberg","positive","genuine","a place","\'=Ann","","severe",0.94,340\n'
    )


@given(st.text() | st.text(alphabet=";\t\r\n\"'=+a"))
def test_no_protected_text_is_a_formula_and_each_is_restored(text: str) -> None:
    # Whatever a spreadsheet takes for the separator of its cells.
    for separator in ("\0", ";", "\t", "\n", "\r"):
        for cell in protected(text).split(separator):
            assert not re.match(r'"*[=+\-@＝＋－＠]', cell)
    assert not FORMULA.match(protected(text))
    assert restored(protected(text)) == text


def test_a_formula_behind_a_semicolon_comes_back_from_a_decision_file(tmp_path) -> None:
    label = "x;=cmd|'/C calc'!A0;y"
    audit = samples.tiny()
    renamed = [f.model_copy(update={"label": label}) for f in audit.findings]
    text = report.decision_table(audit.model_copy(update={"findings": renamed}))
    assert ";=" not in text
    path = tmp_path / "d.csv"
    path.write_text(text, encoding="utf-8", newline="")
    assert {d.label for d in read_decisions(path)} == {label}


TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4, unique=True))
def test_any_cue_and_label_survive_the_table(tmp_path_factory, cues) -> None:
    one = samples.tiny().findings[0]
    findings = [
        one.model_copy(update={"id": str(i), "subject": f"word:{cue}", "label": f"{label}="})
        for i, (cue, label) in enumerate(cues)
    ]
    table = report.decision_table(samples.tiny(findings=findings))
    path = tmp_path_factory.mktemp("table") / "d.csv"
    path.write_text(table, encoding="utf-8", newline="")
    read = [(d.subject, d.label) for d in read_decisions(path)]
    assert read == [(f"word:{cue}", f"{label}=") for cue, label in cues]
    spreadsheet = csv.reader(io.StringIO(table.lstrip("\ufeff"), newline=""))
    assert not [cell for row in spreadsheet for cell in row if FORMULA.match(cell)]
