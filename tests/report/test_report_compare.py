"""The comparison page: what it says in both languages, and that hostile text is text."""

import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline" / "fix"))

import fix_samples
from test_report_page import Page

import cuewise
from cuewise import report
from cuewise.records.comparison import Comparison


@pytest.fixture(scope="module")
def comparison():
    return fix_samples.made().comparison


def test_the_page_says_what_the_comparison_says(comparison):
    text = Page(report.compared_html(comparison)).text
    for expected in (
        "“mask” was chosen (remedies measured: 1). The share of decisions that rely",
        "on the 2 repaired cues changed from 20.0% [10.0, 30.0] to −2.0% [−12.0, 8.0]",
        "(not shown to exceed placebo edits) (n = 80)",
        "and accuracy with the cues ablated from 70.0% to 75.0%.",
        "Reliance grew or reversed on 1 cue not judged genuine",
        "film word repaired pos spurious +30.0 [27.0, 33.0] 0.0 [−3.0, 3.0]",
        "Accuracy, texts as they are includes what the cues contribute 80.0% [70.0, 90.0] 70.0%",
        "rejected: may rely more on the cues",
        "Show 1 remedy that does not apply",
        "<script>alert(1)</script>|`x` https://evil.example/⟨U+202E⟩ cannot be inserted",
        "by the two audits, for all cues judged spurious",
    ):
        assert expected in text.replace("\u00a0", " "), expected


def test_chinese_is_chinese(comparison):
    text = Page(report.compared_html(comparison, "zh")).text
    assert "选用“mask”（共测得 1 种方法）" in text
    assert "落选：对线索的依赖可能更大" in text
    assert "Accuracy" not in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_text_is_text(comparison, lang):
    page = report.compared_html(comparison, lang)
    tags = {tag for tag, _ in Page(page).tags}
    assert not tags & {"script", "img", "iframe", "form", "object"}
    assert "://" not in page
    assert "\u202e" not in page
    markdown = report.compared_markdown(comparison, lang)
    assert "<script>" not in markdown
    assert "\u202e" not in markdown


def test_only_cues_whose_reliance_grew_count_as_displaced(comparison):
    page = report.compared_html(comparison)
    displaced = page.partition("data-test-displaced")[2].partition("</section>")[0]
    assert "word:take" in displaced
    assert "word:good" in displaced
    assert "word:film" not in displaced


def test_a_loaded_comparison_draws_the_same_bytes(comparison):
    loaded = Comparison.model_validate_json(comparison.to_json())
    assert report.compared_html(loaded) == report.compared_html(comparison)


def test_the_page_says_that_there_was_nothing_to_repair():
    fixed = fix_samples.made()
    same = replace(
        fixed, after=fixed.before, cues=(), kept=0, candidates=(), confirmed_before=None,
        confirmed_after=None,
    )  # fmt: skip
    text = Page(report.compared_html(same.comparison)).text
    assert "Accuracy is unchanged." in text
    assert "No candidate was needed" in text


def test_the_page_says_that_no_remedy_helped():
    fixed = fix_samples.made()
    same = replace(fixed, after=fixed.before, kept=0)
    text = Page(report.compared_html(same.comparison)).text
    assert "None of the 2 remedies tried is better than the original model" in text


def test_two_audits_alone_show_no_candidates(comparison):
    fixed = fix_samples.made()
    alone = cuewise.compare(fixed.before, fixed.after)
    text = Page(report.compared_html(alone)).text
    assert "The model relies less on 2 of 4 cues measured in both audits." in text
    assert "Candidates" not in text
    assert "by the two audits" not in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_terminal_shows_the_cues_and_the_remedies(comparison, lang):
    text = _printed(comparison, lang, 100)
    assert "film" in text
    assert "mask" in text
    assert "\u202e" not in text


def _printed(comparison, lang, width):
    out = StringIO()
    Console(file=out, width=width).print(
        report.compared_terminal(comparison, lang), markup=False, highlight=False
    )
    return out.getvalue()


def test_the_rank_gap_is_shown_if_any_candidate_has_one():
    fixed = fix_samples.made()
    with_gap = replace(fixed.candidates[1].score, rank_gap=fix_samples.rate(0.43, "tfidf"))
    scored = replace(
        fixed, candidates=(fixed.candidates[0], replace(fixed.candidates[1], score=with_gap))
    )
    for drawn in (report.compared_markdown, lambda c: _printed(c, "en", 120)):
        assert "Rank gap" not in drawn(fixed.comparison)
        assert "Rank gap" in drawn(scored.comparison)
        assert "43.0%" in drawn(scored.comparison)


def test_a_narrow_terminal_folds_chinese_and_cuts_nothing_off(comparison):
    text = _printed(comparison, "zh", 80)
    assert "变化" in text
    lines = text.partition("修复方法")[2].splitlines()
    outcome = "".join(line.rstrip().rpartition("  ")[2] for line in lines[1:])
    assert "落选：对线索的依赖可能更大" in outcome.replace(" ", "")


def test_an_unconfirmed_repair_is_not_called_a_success():
    fixed = fix_samples.made()
    other = replace(fixed, confirmed_after=fixed.confirmed_before)
    assert fixed.comparison.repair.confirmed is True
    assert other.comparison.repair.confirmed is False
    assert replace(fixed, kept=0).comparison.repair.confirmed is None
    page = Page(report.compared_html(other.comparison)).text
    assert "does not confirm that the model relies less on the cues" in page
    assert "does not confirm" not in Page(report.compared_html(fixed.comparison)).text
    assert "不足以确认" in Page(report.compared_html(other.comparison, "zh")).text


def test_accuracy_on_some_labels_only_comes_with_a_notice():
    fixed = fix_samples.made()
    few = fixed.confirmed_after.ablated.model_copy(update={"n": 30})
    part = replace(fixed, confirmed_after=replace(fixed.confirmed_after, ablated=few))
    all_of_them = Page(report.compared_html(fixed.comparison)).text
    assert "uses 30 of 80 documents" in Page(report.compared_html(part.comparison)).text
    assert "of 80 documents" not in all_of_them
    assert "只使用了 80 篇文档中的 30 篇" in Page(report.compared_html(part.comparison, "zh")).text


def test_severe_cues_of_an_undetermined_verdict_are_named(comparison):
    severe = {"verdict": "undetermined", "severity_after": "severe", "mended": False}
    one = next(x for x in comparison.changes if x.after and x.subject == "word:film")
    more = [
        one.model_copy(
            update=severe
            | {"subject": f"word:w{i}", "after": one.after.model_copy(update={"delta": i / 10})}
        )
        for i in (1, 4, 3, 2)
    ]
    repaired = one.model_copy(update=severe | {"mended": True})
    material = one.model_copy(update=severe | {"severity_after": "material"})
    genuine = one.model_copy(update=severe | {"subject": "word:good", "verdict": "genuine"})

    def page(changes, lang="en"):
        return Page(
            report.compared_html(comparison.model_copy(update={"changes": changes}), lang)
        ).text

    assert "severely on 4 cues that were not repaired" in page(more)
    assert "genuine: “w4”, “w3”, “w2”, 1 more." in page(more)
    assert "1 cue that was not repaired" in page(more[:1])
    assert "“w4”、“w3”、“w2”、另外 1 条。" in page(more, "zh")
    assert "relies severely" not in page([one, genuine, repaired, material])
