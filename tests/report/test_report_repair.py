"""What the page, the Markdown and the terminal say of a repair's worth, and of one refused."""

import re
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline" / "fix"))

import fix_samples
from test_report_page import Page

from cuewise import report
from cuewise.records import Measure, Rate
from cuewise.records.comparison import Candidate, Comparison, LossCarrier, Refusal, Stakes


def rate(estimate, half=0.01, n=400):
    return Rate(estimate=estimate, low=estimate - half, high=estimate + half, n=n)


STAKES = Stakes(
    as_is=rate(0.8), ablated=rate(0.7), carried=rate(0.1), majority=0.55, left=rate(0.74),
    cost=rate(0.034), label="pos", label_cost=rate(0.062, n=180),
)  # fmt: skip
CARRIERS = [
    LossCarrier(subject="word:film", support=246, loss=rate(0.171)),
    LossCarrier(subject=f"word:{fix_samples.HOSTILE}", support=9, loss=rate(0.05)),
]


def shipped(**changes):
    return replace(fix_samples.made(), stakes=STAKES, **changes)


def refused(code):
    return shipped(refused=Refusal(code=code, remedy="mask", carriers=CARRIERS))


def told(fixed, lang="en"):
    return drawn(fixed.comparison, lang)


def drawn(comparison, lang="en"):
    page = Page(report.compared_html(comparison, lang)).text
    return page.replace("\u00a0", " ")


def headline(text):
    """The text before the first list or figure of the page."""
    return text.partition("How to read")[2].partition("Shortcut dependence")[0]


def with_changes(comparison, **by_subject):
    """The comparison with fields of some changes replaced, by the word of the cue."""
    changes = [
        x.model_copy(update=by_subject.get(x.subject.removeprefix("word:"), {}))
        for x in comparison.changes
    ]
    return comparison.model_copy(update={"changes": changes})


def test_the_first_sentence_names_the_change_in_accuracy():
    text = told(shipped())
    first = (
        "Accuracy on the texts as they are changes from 80.0% to 70.0%: −3.4 [−4.4, −2.4] points"
        " (n = 400). “mask” repairs 2 cues, and reliance is less on 2 of them."
        " Reliance grew or reversed on 1 cue not judged genuine: see “Displaced reliance”."
    )
    assert headline(text).strip().startswith(first)
    assert "原文准确率由 80.0% 变为 70.0%，变化 −3.4" in told(shipped(), "zh")


def test_the_headline_tells_removed_from_reduced_and_from_neither():
    removed = {"by_construction": True}
    both = with_changes(shipped().comparison, film=removed)
    assert "“mask” removes 1 cue by construction: the repaired model never sees it." in drawn(both)
    assert "It repairs 1 more, and reliance is less on 1." in drawn(both)
    assert "“mask”彻底移除了 1 条线索" in drawn(both, "zh")
    grew = with_changes(shipped().comparison, film={"change": "grew"})
    assert "“mask” repairs 2 cues, and reliance is less on 1 of them." in drawn(grew)
    every = with_changes(shipped().comparison, **{"film": removed, fix_samples.HOSTILE: removed})
    assert "“mask” removes 2 cues by construction" in drawn(every)
    assert "repairs" not in headline(drawn(every))


def test_a_cue_of_two_labels_is_counted_once():
    comparison = shipped().comparison
    film = next(x for x in comparison.changes if x.subject == "word:film")
    twice = [*comparison.changes, film.model_copy(update={"label": "neg", "change": "same"})]
    text = drawn(comparison.model_copy(update={"changes": twice}))
    assert "2 cues were repaired." in text
    assert "“mask” repairs 2 cues, and reliance is less on 1 of them." in text


def test_three_questions_are_answered_with_numbers_and_the_majority():
    text = told(shipped())
    for part in (
        "They carry 10.0 points: the model as it was loses as much",
        "As it was, texts as they are 80.0% [79.0, 81.0] n = 400",
        "As it was, cues ablated 70.0% [69.0, 71.0] n = 400",
        "Difference in points +10.0 [9.0, 11.0] n = 400 Most frequent label 55.0%",
        "Yes: with the cues ablated, the repaired model is above",
        "Repaired, cues ablated 74.0% [73.0, 75.0] n = 400 Most frequent label 55.0%",
        "More than is allowed. Points of accuracy lost 3.4 [2.4, 4.4], allowed 2.0 n = 400",
        "Recall lost for “pos”, which loses most 6.2 [5.2, 7.2], allowed 5.0 n = 180",
        "Repaired, texts as they are 70.0%",
    ):
        assert part in text, part
    assert text.count("Most frequent label 55.0%") == 3


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({"carried": rate(0.005)}, "None is shown: the model as it was is not shown to lose"),
        ({"carried": rate(-0.05)}, "None: the model as it was is 5.0 points more accurate"),
        ({"left": rate(0.555)}, "Not shown: with the cues ablated, the repaired model"),
        ({"cost": rate(0.015), "label_cost": rate(0.05)}, "Some accuracy, and no more than"),
        ({"cost": rate(0.005), "label_cost": rate(0.05)}, "No loss of accuracy is shown."),
        ({"cost": rate(-0.02), "label_cost": rate(0.05)}, "Nothing: accuracy rises."),
        ({"cost": rate(-0.02)}, "More than is allowed."),
    ],
)
def test_an_answer_says_no_more_than_is_shown(changed, answer):
    assert answer in told(replace(shipped(), stakes=STAKES.model_copy(update=changed)))


WHY = {
    "loss": ({}, "It loses 3.4 [2.4, 4.4] points (n = 400), and at most 2.0 are allowed."),
    "label": (
        {},
        "For the label “pos” it costs 6.2 [5.2, 7.2] points of recall (n = 180), and at most 5.0",
    ),
    "majority": (
        {"majority": 0.72},
        "That is below always answering the most frequent label (72.0%).",
    ),
    "task": (
        {"left": rate(0.555)},
        "With the cues ablated it has 55.5% [54.5, 56.5] (n = 400), which is not shown to be above",
    ),
    "displaced": (
        {},
        "Reliance on “take” would grow by 20.0 points, and the most that is removed from any cue",
    ),
}


@pytest.mark.parametrize("code", WHY)
def test_a_refusal_says_why_and_what_to_do(code):
    changed, why = WHY[code]
    fixed = replace(refused(code), stakes=STAKES.model_copy(update=changed))
    less = {"after": fix_samples.reliance("tfidf", 0.15)}
    comparison = with_changes(fixed.comparison, film=less)
    text = drawn(comparison)
    assert (
        "A repair was found (“mask”) and is not shipped: accuracy on the texts as they are would "
        "change from 80.0% to 70.0%, by −3.4 [−4.4, −2.4] points (n = 400). "
    ) + why in text
    assert "The model in model/ is as it was." in headline(text)
    assert "--decisions FILE" in text.partition("Next:")[2]
    assert "“film” (17.1 [16.1, 18.1], n = 246)" in text
    assert "2 cues would be repaired, in the refused repair." in text
    assert "word would be repaired" in text
    assert "found, and not shipped" in text
    assert "Reliance grew or reversed on 1 cue" not in headline(text)
    assert ("--max-loss POINTS" in text) is (code in {"loss", "label"})
    assert 'class="top tone-warn"' in report.compared_html(comparison)
    assert "未采用" in drawn(comparison, "zh")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("loss", "it loses 5.1 [4.1, 6.1] points (n = 400), and at most 2.0 are allowed."),
        ("label", "it costs the label “neg” 9.0 [8.0, 10.0] points of recall (n = 400), and at"),
        ("majority", "it is below always answering the most frequent label (55.0% here)."),
        ("task", "with the cues ablated, it is not shown to be above always answering"),
    ],
)
def test_a_refusal_by_cross_fitting_names_the_cost_there(code, why):
    folds = Refusal(
        code=code, remedy="mask", split="folds", cost=rate(0.051), label="neg",
        label_cost=rate(0.09),
    )  # fmt: skip
    small = {"cost": rate(0.01), "label_cost": rate(0.02)}
    text = told(replace(shipped(refused=folds), stakes=STAKES.model_copy(update=small)))
    assert "In cross-fitting" in headline(text)
    assert why in headline(text)
    # The confirmation split says otherwise, and that is shown too.
    assert "Points of accuracy lost 1.0 [0.0, 2.0], allowed 2.0" in text
    assert "In cross-fitting" not in headline(told(refused(code)))


def test_the_columns_of_a_refused_repair_say_that_it_is_not_shipped():
    assert "Before Not shipped" in told(refused("loss"))
    assert "Before After" not in told(refused("loss")).partition("How to read")[2]
    assert "Before After" in told(shipped())
    assert "numbers after → are of “mask”, which is not shipped" in told(refused("loss"))
    assert "which is not shipped ·" not in told(shipped())
    assert "之前 未采用" in told(refused("loss"), "zh")


def nothing(sdr, **changes):
    fixed = fix_samples.made()
    audit = fixed.before.model_copy(
        update={"headline": fixed.before.headline.model_copy(update={"sdr": sdr})}
    )
    accuracy = {
        "code": "model.accuracy", "subject": "all", "model": "tfidf", "value": 0.88, "low": 0.86,
        "high": 0.9, "n": 800, "unit": "share",
    }  # fmt: skip
    audit = audit.model_copy(update={"measures": [Measure(**accuracy)]} | changes)
    return replace(
        fixed, before=audit, after=audit, cues=(), kept=0, candidates=(), confirmed_before=None,
        confirmed_after=None,
    ).comparison  # fmt: skip


def test_nothing_to_repair_is_good_news():
    comparison = nothing(rate(0.013, 0.037))
    text = headline(drawn(comparison))
    assert text.strip().startswith("Accuracy is unchanged at 88.0% [86.0, 90.0] (n = 800).")
    assert "Good news: there was nothing to repair." in text
    assert "1.3% [−2.4, 5.0]" in text
    assert 'class="top tone-good"' in report.compared_html(comparison)
    assert "好消息：无需修复" in drawn(comparison, "zh")


def test_reliance_that_the_audit_shows_is_no_good_news():
    comparison = nothing(rate(0.2, 0.05))
    assert "Good news" not in drawn(comparison)
    assert "they change" not in drawn(comparison)
    assert "the cues change 20.0% [15.0, 25.0] of the decisions" in drawn(comparison)
    assert 'class="top tone-plain"' in report.compared_html(comparison)


def test_a_model_that_relies_severely_on_an_open_cue_is_not_drawn_as_good():
    severe = {"verdict": "undetermined", "severity_before": "severe", "severity_after": "severe"}
    comparison = with_changes(nothing(rate(0.013, 0.037)), film=severe)
    assert 'class="top tone-plain"' in report.compared_html(comparison)


def test_no_helpful_remedy_leaves_accuracy_unchanged():
    text = headline(told(replace(fix_samples.made(), kept=0)))
    assert text.strip().startswith("Accuracy is unchanged at 80.0% [70.0, 90.0] (n = 80).")
    assert "None of the 2 remedies tried is better" in text


@pytest.mark.parametrize("drawn", [report.compared_html, report.compared_markdown])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_carriers_with_hostile_names_are_text(drawn, lang):
    text = drawn(refused("loss").comparison, lang)
    assert "<script>alert" not in text
    assert "\u202e" not in text


def test_the_terminal_and_the_markdown_say_it_too():
    comparison = refused("loss").comparison
    out = StringIO()
    Console(file=out, width=80).print(report.compared_terminal(comparison), markup=False)
    for text in (out.getvalue(), report.compared_markdown(comparison)):
        flat = " ".join(text.replace("\\", "").split())
        assert "is not shipped" in flat
        assert "What does the repair cost on the texts as they are?" in flat
        assert "“film” (17.1 [16.1, 18.1], n = 246)" in flat.replace("\u00a0", " ")
        assert "2 cues would be repaired" in flat
    assert max(map(len, out.getvalue().splitlines())) <= 80


def test_why_the_winner_won_and_what_the_runner_up_would_have_given():
    fixed = shipped()
    worse = replace(fixed.candidates[1].score, ablated=rate(0.5), as_is=rate(0.9))
    others = [replace(fixed.candidates[1], code="rwg"), replace(fixed.candidates[1], code="poe")]
    others[1] = replace(others[1], score=worse)
    text = told(replace(fixed, candidates=(*fixed.candidates[:2], *others)))
    assert "Why this repair" in text
    assert "do no harm; then least reliance; then accuracy with the cues ablated; then" in text
    assert "“mask” is the first that passes all four (70.0% [60.0, 80.0] on the texts" in text
    assert (
        "The runner-up, “rwg” (rejected: as good, but later in the order), would have given 70.0%"
        in text
    )
    assert "75.0% [65.0, 85.0] with the cues ablated" in text
    assert "Why this repair" not in told(refused("loss"))
    assert "No other candidate was measured." in told(shipped())


def test_the_best_of_the_nearest_candidates_is_the_runner_up():
    comparison = shipped().comparison
    scores = comparison.repair.candidates[1].scores
    pull = rate(0.07)

    def other(code, standing, accuracy):
        given = scores.model_copy(update={"neutral": rate(accuracy), "pull": pull})
        return Candidate(code=code, needs="none", seconds=1, scores=given, standing=standing)

    others = [
        other("dropped-one", "dropped", 0.9),
        other("harmful", "harm", 0.9),
        other("near", "accuracy", 0.6),
        other("nearer", "accuracy", 0.65),
    ]
    candidates = [*comparison.repair.candidates[:2], *others]
    repair = comparison.repair.model_copy(update={"candidates": candidates})
    text = drawn(comparison.model_copy(update={"repair": repair}))
    assert "The runner-up, “nearer” (rejected: less accurate with the cues ablated), would" in text
    assert "logit shift 7.0% [6.0, 8.0]" in text
    assert (
        "Of the other candidates, 1 was dropped after the first fold; 1 would do harm; "
        "2 are less accurate with the cues ablated."
    ) in text
    assert "rejected: does harm" in text
    assert "dropped: hopeless on the first of three folds" in text


def test_cues_on_which_reliance_grew_come_first():
    comparison = shipped().comparison
    film = next(x for x in comparison.changes if x.subject == "word:film")

    def cue(name, change, delta, *, repaired=False):
        after = film.after.model_copy(update={"delta": delta})
        given = {"subject": f"word:{name}", "change": change, "after": after, "mended": repaired}
        return film.model_copy(update=given)

    changes = [
        cue("same", "same", 0.3), cue("turned", "turned", -0.9), cue("grew", "grew", 0.4),
        cue("most", "grew", 0.6), cue("repaired", "gone", 0.0, repaired=True),
        cue("worse", "grew", 0.5, repaired=True),
    ]  # fmt: skip
    page = report.compared_html(comparison.model_copy(update={"changes": changes}))
    cues, _, rest = page.partition("data-test-displaced")
    shown = re.findall(r'title="word:(\w+)"', cues)
    assert shown == ["worse", "repaired", "most", "grew", "turned", "same"]
    grown = re.findall(r'title="word:(\w+)"', rest.partition("</section>")[0])
    assert grown == ["most", "worse", "grew", "turned"]


def test_every_cue_says_what_was_done_about_it():
    changes = fix_samples.made().comparison.changes
    assert [c.action for c in changes] == ["repaired", "repaired", "undetermined", "not-spurious"]
    text = told(shipped())
    assert "2 cues were repaired." in text
    assert "1 cue was left alone: the evidence does not settle" in text
    assert "more verdict open" in text
    assert "more not judged spurious" in text


def test_removed_and_reduced_are_told_apart():
    comparison = fix_samples.made().comparison
    gone = [c.model_copy(update={"by_construction": c.subject == "word:film"})
            for c in comparison.changes]  # fmt: skip
    text = Page(report.compared_html(comparison.model_copy(update={"changes": gone}))).text
    assert "film word removed" in text.replace("\u00a0", " ")
    assert "1 cue was removed by construction. 1 cue was repaired." in " ".join(text.split())
    assert "Removed by construction The repaired model never sees the cue" in text
    assert "Removed by construction" not in told(shipped())
    assert text.count("word repaired") == 1


def test_a_comparison_of_an_older_version_is_drawn_without_them():
    comparison = fix_samples.made().comparison
    old = comparison.model_dump(mode="json", by_alias=True)
    for name in ("max_loss", "stakes", "refused"):
        old["repair"].pop(name)
    for change in old["changes"]:
        change.pop("action")
        change.pop("by_construction")
    text = Page(report.compared_html(Comparison.model_validate(old))).text
    assert "What is at stake" not in text
    assert "What the repair did" not in text
    assert "Why this repair" not in text
    assert "“mask” was chosen (remedies measured: 1). The share of decisions that rely" in text
    assert "Those shown to do worse on their worst label drop out." in text
    old["repair"]["candidates"][2] |= {"standing": "accuracy"}
    old["repair"]["candidates"].append(old["repair"]["candidates"][2] | {"standing": "class"})
    text = Page(report.compared_html(Comparison.model_validate(old))).text
    assert "rejected: less accurate with the cues ablated, or gives up a label" in text
    assert "rejected: worse on its worst label" in text


def test_an_older_comparison_without_cues_is_drawn_as_it_was():
    old = nothing(rate(0.013, 0.037)).model_dump(mode="json", by_alias=True)
    del old["repair"]["max_loss"]
    comparison = Comparison.model_validate(old)
    text = headline(drawn(comparison))
    assert text.strip().startswith("There was nothing to repair")
    assert 'class="top tone-plain"' in report.compared_html(comparison)
