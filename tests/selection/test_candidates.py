"""Which candidates may be kept, and what is said of the others."""

from __future__ import annotations

from dataclasses import replace

from cuewise.records import Rate, Reason
from cuewise.records.comparison import Scores
from cuewise.selection.candidates import eligible, reported, serialised
from cuewise.selection.crossfit import Evaluated
from cuewise.selection.harm import Limits
from cuewise.selection.score import Score

ANY_LOSS = Limits(1.0)


def rate(estimate):
    return Rate(estimate=estimate, low=0.0, high=1.0, n=100)


def scored(reliance, code="mask", accuracy=0.8, **more):
    score = Score(rate(accuracy), rate(0.9), rate(0.7), None, None, None, reliance, reliance)
    return Evaluated(code, "none", "relied-on", score=score, **more)


BASELINE = replace(scored(0.5, "no change"), scope=None)


def test_what_files_do_not_hold_whole_may_be_kept_only_if_nothing_else_helps():
    partial = scored(0.0, complete=False)
    assert list(eligible([BASELINE, partial, scored(0.1)], ANY_LOSS)) == [0, 2]
    assert list(eligible([BASELINE, partial, scored(0.9)], ANY_LOSS)) == [0, 1, 2]
    assert list(eligible([replace(BASELINE, complete=False), partial], ANY_LOSS)) == [0, 1]


def test_a_candidate_without_a_score_or_files_may_not_be_kept():
    rows = [BASELINE, scored(0.0, writable=False), Evaluated("dfr", "none"), scored(0.1)]
    scores = eligible(rows, ANY_LOSS)
    assert list(scores) == [0, 3]
    assert scores[3] is rows[3].score
    assert eligible([], ANY_LOSS) == {}


def test_every_candidate_is_reported_with_why_it_was_not_kept():
    why = Reason.of("no-cues")
    rows = [
        BASELINE,
        scored(0.1, "rwg", seconds=1.23456),
        scored(0.1, "later"),
        scored(0.1, "dull", accuracy=0.5),
        scored(0.0, "prompt", complete=False),
        scored(0.0, "custom", writable=False),
        Evaluated("dfr", "group in training", "not-cleared", reason=why),
        Evaluated("poe", "none", reason=Reason.of("error", type="E", message="m"), failed=True),
    ]
    listed = reported(rows, 1, ANY_LOSS)
    assert [(c.code, c.standing) for c in listed] == [
        ("no change", "dependence"),
        ("rwg", "chosen"),
        ("later", "cost"),
        ("dull", "harm"),
        ("prompt", "not-in-files"),
        ("custom", "not-writable"),
        ("dfr", "not-applicable"),
        ("poe", "failed"),
    ]
    assert [c.scope for c in listed[:2]] == [None, "relied-on"]
    assert (listed[1].seconds, listed[1].scores.neutral) == (1.235, rate(0.8))
    assert (listed[1].reason, listed[1].reasons, listed[1].needs) == ("", [], "none")
    assert (listed[6].needs, listed[6].scope) == ("group in training", "not-cleared")
    assert (listed[6].scores, listed[6].reasons) == (None, [why])
    assert "no cue" in listed[6].reason.lower()


def test_a_dropped_candidate_is_not_kept_and_a_refused_one_did_harm():
    rows = [BASELINE, scored(0.0, "hopeless", dropped=True), scored(0.1, "rwg"), scored(0.2)]
    assert list(eligible(rows, ANY_LOSS)) == [0, 2, 3]
    listed = {c.code: c.standing for c in reported(rows, 0, ANY_LOSS, refused=2)}
    assert listed == {
        "no change": "chosen",
        "hopeless": "dropped",
        "rwg": "harm",
        "mask": "dependence",
    }


def test_without_a_score_nothing_is_chosen():
    (only,) = reported([Evaluated("dfr", "none")], None, ANY_LOSS)
    assert only.standing == "not-applicable"


def test_a_score_is_serialised_field_by_field():
    parts = [rate(i / 10) for i in range(6)]
    assert serialised(Score(*parts)) == Scores(
        neutral=parts[0],
        as_is=parts[1],
        worst_class=parts[2],
        sdr=parts[3],
        gap=parts[4],
        pull=parts[5],
    )
    assert serialised(None) is None
