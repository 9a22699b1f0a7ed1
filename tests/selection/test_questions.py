"""What candidates are asked, and what their answers are taken for."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.probe.placebo import Pool
from cuewise.probe.sdr import AblationAnswers
from cuewise.records import Corpus, CueTable, Predictions
from cuewise.selection import questions as asking
from cuewise.selection.logit_shift import log_odds, logit_shift
from cuewise.selection.questions import Answers, Questions, join_answers, located, questions

WORDS = ["one", "two", "three", "four", "five", "six"]
POOL = Pool(dict.fromkeys(WORDS, 50))
TABLE = CueTable(("word:alpha", "length:long"), ("word", "length"), csr_array((6, 2)), ("", ""))


def corpus_of(**more):
    texts = [f"one two three {'alpha ' if i % 2 else ''}four five six {i}" for i in range(6)]
    labels = np.array([0, 0, 1, 1, 0, 1], np.int32)
    return Corpus([str(i) for i in range(6)], texts, labels, ("no", "yes"), "", **more)


def ask_of(corpus, rows, cues=TABLE, pools=None):
    return questions(corpus, np.array(rows), cues, pools or {"": POOL}, seed=4)


def test_texts_are_asked_about_as_they_are_and_without_the_located_cues():
    corpus = corpus_of()
    own = ask_of(corpus, [1, 2, 5])
    assert own.rows.tolist() == [1, 2, 5]
    assert own.texts == [[corpus.texts[i] for i in (1, 2, 5)]]
    assert own.ablated == [[corpus.texts[i].replace("alpha ", "") for i in (1, 2, 5)]]
    assert own.arms.rows.tolist() == [0, 1, 2]
    assert located(TABLE) == ["word:alpha"]


def test_pairs_have_a_column_for_each_text():
    corpus = corpus_of(texts_b=[f"three alpha four {i}" for i in range(6)])
    cues = CueTable(("b/word:alpha",), ("word",), csr_array((6, 1)), ("",))
    own = ask_of(corpus, [0, 3], cues, {"a": POOL, "b": POOL})
    assert own.texts == [[corpus.texts[0], corpus.texts[3]], [corpus.texts_b[i] for i in (0, 3)]]
    assert own.ablated == [own.texts[0], ["three four 0", "three four 3"]]


def test_repeats_of_a_text_count_once():
    corpus = corpus_of(cluster=np.array([0, 0, 0, 0, 1, 1]))
    # One row for each cluster and label: of rows 0 and 1 one, of rows 2 and 3 one.
    rows = ask_of(corpus, range(6)).rows.tolist()
    assert len(rows) == 4
    assert {4, 5} <= set(rows)


def test_without_a_located_cue_nothing_is_ablated():
    cues = CueTable(("length:long",), ("length",), csr_array((6, 1)), ("",))
    own = ask_of(corpus_of(), [1, 2], cues)
    assert own.ablated is None
    assert own.arms.rows.size == 0

    class Half:
        model_id = "half"

        def predict(self, texts, texts_b=None):
            return Predictions(np.full((len(texts), 2), 0.5), "half", len(texts))

    answers = own.ask(Half())
    assert answers.ablated is answers.base
    assert (answers.change.size, answers.shift.shape) == (0, (0, 2))


@dataclass(frozen=True)
class Trial:
    """Rows of a trial with a reaction that is known beforehand."""

    rows: np.ndarray
    reaction: AblationAnswers

    def answers(self, predictor, base):
        return self.reaction


def probabilities(logits):
    p = 1 / (1 + np.exp(-np.array(logits, float)))
    return np.stack([1 - p, p], axis=1)


@dataclass(frozen=True)
class Scripted:
    """Answers by a table of logits."""

    logits: dict
    model_id: str = "scripted"

    def predict(self, texts, texts_b=None):
        return Predictions(probabilities([self.logits[t] for t in texts]), "scripted", 0)


def test_a_shift_is_what_the_cues_add_beyond_a_placebo_in_deviations_of_the_logits():
    model = Scripted({"a": 3.0, "b": 0.5, "c": 1.0, "a-": 1.0, "b-": -1.0, "c-": 1.0})
    reaction = AblationAnswers(
        ablated=probabilities([1.0, 1.0, 1.0]),
        placebo=probabilities([2.0, 2.5, 1.5]),
        change=np.array([1.0, 0.0, -1.0]),
        complete=np.array([True, True, False]),
    )
    own = Questions(
        np.array([7, 8, 9]),
        [["a", "b", "c"]],
        [["a-", "b-", "c-"]],
        Trial(np.array([0, 2, 1]), reaction),
    )
    answers = own.ask(model)
    assert answers.model_id == "scripted"
    assert answers.rows.tolist() == [7, 8, 9]
    assert answers.edited.tolist() == [7, 9, 8]
    assert answers.change[:2].tolist() == [1.0, 0.0]
    assert np.isnan(answers.change[2])
    # Ablated logits of 1, -1 and 1 have the standard deviation √8/3.
    spread = 8**0.5 / 3
    assert answers.shift[0] == pytest.approx([-1 / spread, 1 / spread])
    # Ablation did not move the second, so the cues add nothing there.
    assert answers.shift[1].tolist() == [0, 0]
    assert np.isnan(answers.shift[2]).all()
    assert answers.base[:, 1] == pytest.approx(probabilities([3.0, 0.5, 1.0])[:, 1])
    assert answers.ablated[:, 1] == pytest.approx(probabilities([1.0, -1.0, 1.0])[:, 1])


def test_a_constant_model_is_measured_in_the_least_spread():
    half = np.full((4, 2), 0.5)
    before = probabilities([1.0] * 4)
    shift = asking._shift(before, half, before, half)
    assert shift[0] == pytest.approx([-1e6, 1e6])


def test_a_text_that_was_not_answered_does_not_count_for_the_spread():
    ablated = np.vstack([probabilities([1.0, -1.0]), [[np.nan, np.nan]]])
    shift = asking._shift(probabilities([2.0]), probabilities([0.0]), probabilities([0.5]), ablated)
    assert shift[0] == pytest.approx([-0.5, 0.5])


def test_a_move_of_a_hundredth_of_a_deviation_counts_and_a_smaller_one_does_not():
    ablated = probabilities([1.0, -1.0])
    shifts = [
        asking._shift(probabilities([x]), probabilities([0.0]), probabilities([0.5]), ablated)[0, 1]
        for x in (0.0101, 0.0099)
    ]
    assert shifts == pytest.approx([0.5, 0.0])


def test_answers_are_joined_column_by_column():
    one = Answers(
        "m",
        np.array([3, 1]),
        np.full((2, 2), 0.1),
        np.full((2, 2), 0.2),
        np.array([1]),
        np.array([1.0]),
        np.full((1, 2), 0.3),
    )
    other = replace(one, model_id="other", rows=np.array([5]), base=np.full((1, 2), 0.9))
    joined = join_answers([one, other])
    assert joined.model_id == "m"
    assert joined.rows.tolist() == [3, 1, 5]
    assert joined.base[:, 0].tolist() == [0.1, 0.1, 0.9]
    assert joined.ablated.shape == (4, 2)
    assert joined.edited.tolist() == [1, 1]


def test_log_odds_are_those_of_each_probability_and_finite_at_the_ends():
    assert log_odds(np.array([[0.25, 0.75]]))[0] == pytest.approx([-np.log(3), np.log(3)])
    ends = log_odds(np.array([[0.0, 1.0]]))[0]
    assert ends == pytest.approx([np.log(1e-9), -np.log(1e-9)], abs=1e-6)


def test_the_shift_of_several_cues_weighs_them_by_their_holders():
    held = np.zeros((12, 3), bool)
    held[:5, 0] = True
    held[4:11, 1] = True
    # Four holders are too few.
    held[8:, 2] = True
    shift = np.zeros((12, 2))
    shift[:5, 1] = [0.4, 0.5, 0.6, 0.5, 0.5]
    shift[5:11, 0] = [-0.2, -0.1, -0.3, -0.2, -0.2, -0.2]
    shift[4, 0] = -0.2
    estimate, low, high, n = logit_shift(held, np.array([1, 0, 1]), np.array([1, -1, 1]), shift)
    assert estimate == pytest.approx((5 * 0.5 + 7 * 0.2) / 12)
    # Student's t at .975 with 4 and with 6 degrees of freedom.
    half = [2.7764451052 * 0.005**0.5 / 5**0.5, 2.4469118487 * (0.02 / 6) ** 0.5 / 7**0.5]
    assert low == pytest.approx((5 * (0.5 - half[0]) + 7 * (0.2 - half[1])) / 12)
    assert high == pytest.approx((5 * (0.5 + half[0]) + 7 * (0.2 + half[1])) / 12)
    assert n == 12


def test_the_least_shift_of_a_wide_interval_is_nothing():
    held = np.ones((5, 1), bool)
    shift = np.array([[0.9], [-0.8], [0.3], [-0.2], [0.1]])
    estimate, low, high, n = logit_shift(held, np.array([0]), np.array([-1]), shift)
    assert estimate == pytest.approx(0.06)
    assert (low, n) == (0.0, 5)
    assert high > 0.5
    assert logit_shift(held[:4], np.array([0]), np.array([1]), shift[:4]) is None


def test_a_rare_cue_does_not_end_the_sum():
    held = np.zeros((12, 2), bool)
    held[:4, 0] = True
    held[4:, 1] = True
    shift = np.repeat([[0.9], [0.2]], [4, 8], axis=0)
    found = logit_shift(held, np.array([0, 0]), np.array([1, 1]), shift)
    assert found[:3] == pytest.approx((0.2, 0.2, 0.2))
    assert found[3] == 12


def test_a_move_of_exactly_the_least_that_counts_does(monkeypatch):
    ablated, before = probabilities([1.0, -1.0]), probabilities([0.5])
    without, placebo = probabilities([0.0]), probabilities([0.7])
    spread = np.std(log_odds(ablated), axis=0)
    moved = np.abs(log_odds(before) - log_odds(without)) / spread
    monkeypatch.setattr(asking, "_STILL", moved.max())
    assert asking._shift(before, without, placebo, ablated)[0, 1] == pytest.approx(0.7)
