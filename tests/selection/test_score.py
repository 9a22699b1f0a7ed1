"""The score of a candidate, from answers written down by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.records import Corpus, CueTable, Rate
from cuewise.selection.logit_shift import logit_shift
from cuewise.selection.questions import Answers
from cuewise.selection.rank_gap import balanced, rank_gaps
from cuewise.selection.score import AssociatedLabels, score
from cuewise.stats import paired_mean
from cuewise.stats.intervals import wilson

N = 60
NAN = float("nan")
# Documents 20 to 79 of a hundred were asked, and the even ones of these were edited.
ROWS = np.arange(20, 80)
EDITED = ROWS[::2]
LABELS = (np.arange(100) % 3 == 0).astype(np.int32)
NAMES = ("no", "yes", "maybe")


def corpus_of(**more):
    ids = [str(i) for i in range(100)]
    return Corpus(ids, ids, LABELS, NAMES, "", **more)


def decided(labels):
    """Probabilities [n, 3] by which each document is given this label; NaN where None."""
    rows = [[NAN] * 3 if y is None else np.eye(3)[y] * 0.4 + 0.2 for y in labels]
    return np.array(rows)


def right_but(wrong):
    """The labels of the documents asked, others at some places."""
    return [1 - int(y) if i in wrong else int(y) for i, y in enumerate(LABELS[ROWS])]


def table(*columns, kinds=("word",)):
    names = tuple(f"{kind}:{j}" for j, kind in enumerate(kinds))
    values = csr_array(np.stack(columns, axis=1).astype(np.int8))
    return CueTable(names, tuple(kinds), values, ("",) * len(kinds))


# Two thirds of the edited documents hold the cue.
HELD = np.arange(100) % 6 != 0


def answers(base=None, ablated=None, change=None, shift=None):
    rng = np.random.default_rng(1)
    return Answers(
        "m",
        ROWS,
        decided(right_but({0, 1})) if base is None else base,
        decided(right_but({0, 1, 2})) if ablated is None else ablated,
        EDITED,
        (np.arange(30) % 5 == 0) * 1.0 if change is None else change,
        rng.normal(0.3, 0.1, (30, 3)) if shift is None else shift,
    )


LABEL = AssociatedLabels(np.array([1]), np.array([-1]))


def rate_of(k, n, level=0.95):
    low, high = wilson(k, n, level=level)
    return Rate(estimate=k / n, low=float(low), high=float(high), n=n, model="m")


def close(rate, wanted):
    assert (rate.n, rate.model) == (wanted.n, wanted.model)
    assert (rate.estimate, rate.low, rate.high) == pytest.approx(
        (wanted.estimate, wanted.low, wanted.high)
    )


def test_accuracy_is_counted_on_both_forms_of_the_texts():
    made = score(corpus_of(), table(HELD), LABEL, answers())
    close(made.as_is, rate_of(58, 60))
    close(made.ablated, rate_of(57, 60))
    assert made.right.tolist() == [0, 0, 0, *[1] * 57]
    assert made.weights == pytest.approx(np.full(60, 1 / 60))


def test_recall_is_of_every_label_with_an_interval_that_holds_for_all():
    # Twenty documents of label 1, of which 21 and 24 are wrong; forty of label 0, one wrong.
    ablated = decided(right_but({1, 4, 2}))
    made = score(corpus_of(), table(HELD), LABEL, answers(ablated=ablated))
    assert made.recall[:2].tolist() == [39 / 40, 18 / 20]
    assert np.isnan(made.recall[2])
    level = 0.95**0.5
    rates = [rate_of(39, 40, level), rate_of(18, 20, level)]
    low, high = min(r.low for r in rates), min(r.high for r in rates)
    assert made.worst_class.estimate == 0.9
    assert (made.worst_class.n, made.worst_class.model) == (20, "m")
    assert (made.worst_class.low, made.worst_class.high) == pytest.approx((low, high))


def test_a_text_without_an_answer_is_not_right_in_either_form():
    base = decided([None, *right_but(set())[1:]])
    made = score(corpus_of(), table(HELD), LABEL, answers(base, decided(right_but(set()))))
    assert made.as_is.estimate == made.ablated.estimate == pytest.approx(59 / 60)
    silent = decided([None, *right_but(set())[1:]])
    made = score(corpus_of(), table(HELD), LABEL, answers(decided(right_but(set())), silent))
    assert (made.as_is.estimate, made.ablated.estimate) == pytest.approx((1, 59 / 60))


def test_sdr_is_the_mean_change_by_cluster():
    change = (np.arange(30) % 5 == 0) * 1.0
    change[7] = NAN
    clusters = np.arange(100) // 10
    made = score(corpus_of(cluster=clusters), table(HELD), LABEL, answers(change=change))
    some = np.delete(np.arange(30), 7)
    wanted = paired_mean(change[some], clusters=clusters[EDITED[some]])
    assert (made.sdr.estimate, made.sdr.low, made.sdr.high) == wanted
    assert (made.sdr.n, made.sdr.model) == (29, "m")


def test_reliance_on_a_located_cue_is_its_logit_shift():
    own = answers()
    made = score(corpus_of(), table(HELD), LABEL, own)
    estimate, low, high, n = logit_shift(
        HELD[EDITED][:, None], np.array([1]), np.array([-1]), own.shift
    )
    wanted = Rate(estimate=estimate, low=low, high=high, n=n, model="m")
    assert made.logit_shift == wanted
    assert (made.reliance, made.upper_reliance) == (estimate, high)
    assert made.rank_gap is None


@pytest.mark.parametrize(("unknown", "shown"), [(2, True), (3, False)])
def test_the_shift_is_known_where_nine_of_ten_holders_were_answered(unknown, shown):
    own = answers()
    holders = np.flatnonzero(HELD[EDITED])
    assert holders.size == 20
    own.change[holders[:unknown]] = NAN
    made = score(corpus_of(), table(HELD), LABEL, own)
    assert (made.logit_shift is not None) == shown
    assert np.isfinite(made.reliance) == np.isfinite(made.upper_reliance) == shown
    # Others than holders do not count.
    other = answers()
    other.change[np.flatnonzero(~HELD[EDITED])] = NAN
    assert score(corpus_of(), table(HELD), LABEL, other).logit_shift is not None


def test_without_a_holder_among_the_edited_the_shift_is_unknown():
    made = score(corpus_of(), table(np.zeros(100)), LABEL, answers())
    assert made.logit_shift is None
    assert made.reliance == made.upper_reliance == float("inf")


def scored(lift):
    """Base probabilities that are higher for label 1 where a document holds the style."""
    rng = np.random.default_rng(2)
    yes = np.clip(0.5 + lift * STYLE[ROWS] + rng.normal(0, 0.1, N), 0.01, 0.98)
    return np.stack([0.99 - yes, yes, np.full(N, 0.01)], axis=1)


STYLE = np.arange(100) % 2 == 0
NOISE = np.arange(100) % 4 < 2


@pytest.mark.parametrize("lift", [0.3, -0.3])
def test_reliance_on_a_style_is_the_largest_rank_gap(lift):
    cues = table(NOISE, STYLE, kinds=("style", "style"))
    both = AssociatedLabels(np.array([1, 1]), np.array([1, 1]))
    base = scored(lift)
    made = score(corpus_of(), cues, both, answers(base, base))
    held = csr_array(cues.values[ROWS])
    gaps = rank_gaps(held, LABELS[ROWS], base)
    estimate, low, high = gaps[1].estimate, gaps[1].low, gaps[1].high
    assert made.rank_gap.estimate == abs(estimate) > 0.5
    assert (made.rank_gap.low, made.rank_gap.high) == tuple(sorted([abs(low), abs(high)]))
    assert (made.rank_gap.n, made.rank_gap.model) == (60, "m")
    assert (made.reliance, made.upper_reliance) == (made.rank_gap.estimate, made.rank_gap.high)
    assert made.logit_shift is None
    right, weights = balanced(held, LABELS[ROWS], base)
    assert made.right.tolist() == right.tolist()
    assert made.weights.tolist() == weights.tolist()
    assert made.ablated.estimate == pytest.approx(right @ weights)
    n = 1 / (weights**2).sum()
    assert made.ablated.low == pytest.approx(wilson(right @ weights * n, n)[0])
    assert made.ablated.n == (weights > 0).sum()


def test_reliance_on_cues_of_both_sorts_is_the_sum():
    cues = table(HELD, STYLE, kinds=("word", "style"))
    both = AssociatedLabels(np.array([1, 0]), np.array([-1, 1]))
    own = answers(scored(0.3))
    made = score(corpus_of(), cues, both, own)
    alone = score(corpus_of(), table(HELD), LABEL, own)
    style = table(STYLE, kinds=("style",))
    other = score(corpus_of(), style, AssociatedLabels(np.array([0]), np.array([1])), own)
    assert made.logit_shift == alone.logit_shift
    assert made.rank_gap == other.rank_gap
    assert made.reliance == alone.reliance + other.reliance
    assert made.upper_reliance == alone.upper_reliance + other.upper_reliance


def test_a_style_that_no_label_compares_leaves_reliance_unknown():
    style = table(np.ones(100), kinds=("style",))
    made = score(corpus_of(), style, LABEL, answers())
    assert made.rank_gap is None
    assert made.reliance == made.upper_reliance == float("inf")


def test_unanswered_texts_are_left_out_of_the_rank_gap():
    base = scored(0.3)
    base[:10] = NAN
    made = score(corpus_of(), table(STYLE, kinds=("style",)), LABEL, answers(base))
    held = csr_array(STYLE[ROWS][10:, None].astype(int))
    assert made.rank_gap.n == 50
    assert made.rank_gap.estimate == abs(rank_gaps(held, LABELS[ROWS][10:], base[10:])[0].estimate)


def test_the_columns_of_a_score_are_not_compared():
    made = score(corpus_of(), table(HELD), LABEL, answers())
    assert made == replace(made, right=made.right + 1, weights=made.weights[:1])


def test_the_interval_of_the_lowest_recall_reaches_as_low_as_that_of_any_label():
    # Five documents of label 2, all right, tell less than forty of label 0 with one wrong.
    labels = LABELS.copy()
    labels[[21, 24, 27, 30, 33]] = 2
    corpus = replace(corpus_of(), labels=labels)
    right = labels[ROWS].tolist()
    right[0] = 1
    made = score(corpus, table(HELD), LABEL, answers(ablated=decided(right)))
    level = 0.95 ** (1 / 3)
    assert made.worst_class.estimate == 39 / 40
    assert made.worst_class.low == pytest.approx(rate_of(5, 5, level).low)
    assert made.worst_class.high == pytest.approx(rate_of(39, 40, level).high)


def test_a_balanced_share_counts_the_documents_that_have_a_weight():
    labels = (np.arange(100) // 2 % 2).astype(np.int32)
    labels[60:80] = 2
    style = STYLE & (labels != 2)
    made = score(
        replace(corpus_of(), labels=labels), table(style, kinds=("style",)), LABEL, answers()
    )
    assert made.ablated.n == 40
