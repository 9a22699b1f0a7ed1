"""What a reliance holds: the scores of the decisions, the plan, and None where nothing is known."""

from __future__ import annotations

import numpy as np
import pytest

from cuewise.probe.edits import ProbedCue
from cuewise.probe.intervention import PairedEffects
from cuewise.probe.place import plan_place
from cuewise.probe.placebo import Pool
from cuewise.probe.reliance import _filled, _record
from cuewise.probe.sdr import AblationArms, _placebo, ablation_arms, rate_of
from cuewise.records import Corpus, Predictions
from cuewise.stats.fcs_decisions import do_decisions, excess_decisions, raw_decisions

pytestmark = pytest.mark.filterwarnings("error")
N = 120


class Echo:
    """A model that keeps what it was asked, and says the second label of texts that end in x."""

    label_names, model_id = ("no", "yes"), "echo"

    def __init__(self):
        self.asked = []

    def predict(self, texts, texts_b=None):
        self.asked.append((list(texts), texts_b))
        yes = np.array([float(t.endswith("x")) for t in texts])
        return Predictions(np.stack([1 - yes, yes], axis=1), "echo", len(texts))


def corpus_of(texts, **more):
    labels = (np.arange(len(texts)) % 2).astype(np.int32)
    ids = [str(i) for i in range(len(texts))]
    return Corpus(ids, list(texts), labels, ("no", "yes"), "", **more)


def effect_of(cue, rows=None, **means):
    cue = np.asarray(cue, float)
    rows = np.arange(cue.size) if rows is None else np.asarray(rows)
    middle = np.full(cue.size, 0.5)
    return PairedEffects(rows, cue, 0 * cue, np.abs(cue), 0 * cue + 0.25, means, middle)


@pytest.mark.parametrize("label", [0, 1])
def test_the_scores_are_of_the_answered_documents_and_their_clusters(label):
    rng = np.random.default_rng(0)
    clusters = np.arange(N) // 3
    corpus = corpus_of(["text"] * N, cluster=clusters)
    holders = rng.random(N) < 0.4
    yes = np.where(rng.random(N) < 0.6, holders, corpus.labels == 1) * 1.0
    base = np.stack([1 - yes, yes], axis=1)
    base[:5, 1] = np.nan
    cue = np.repeat([1.0, 0.0, -1.0], [12, 24, 4])
    effect = effect_of(cue, np.arange(40) * 3 // 2, a=0.1, b=0.1)
    record = _record(corpus, ProbedCue("word:x", label, holders, 48), "m", base, effect)
    known = np.arange(N) >= 5
    output, gold = yes[known] == label, corpus.labels[known] == label
    for name, wanted in {
        "raw": raw_decisions(output, holders[known], clusters=clusters[known]),
        "excess": excess_decisions(output, holders[known], gold, clusters=clusters[known]),
        "do": do_decisions(cue, effect.middle, clusters=clusters[effect.rows]),
    }.items():
        found = [getattr(record, f"fcs_{name}{end}") for end in ("", "_low", "_high")]
        assert found == pytest.approx(wanted)
    assert (record.flip_rate, record.placebo, record.n) == (0.4, 0.25, 40)
    assert record.model == "m"


def test_without_an_answered_edit_nothing_is_known():
    corpus = corpus_of(["text"] * N)
    target = ProbedCue("word:x", 1, np.arange(N) < 40, 40)
    record = _record(corpus, target, "m", np.full((N, 2), np.nan), effect_of([]))
    assert (record.delta, record.flip_rate, record.placebo, record.further) == (None,) * 4
    assert (record.n, record.fcs_do, record.fcs_raw) == (0, None, None)


def test_an_effect_at_the_margin_has_no_plan():
    corpus = corpus_of(["text"] * 100)
    target = ProbedCue("word:x", 1, np.arange(100) < 40, 40)
    effect = effect_of(np.repeat([1.0, 0.0], [2, 98]), a=0.02, b=0.02)
    record = _record(corpus, target, "m", np.full((100, 2), np.nan), effect)
    assert (record.delta, record.further) == (0.02, None)


@pytest.mark.parametrize("sign", [1, -1])
def test_operators_that_disagree_widen_the_interval_to_0(sign):
    corpus = corpus_of(["text"] * 100)
    target = ProbedCue("word:x", 1, np.arange(100) < 40, 40)
    effect = effect_of(np.repeat([sign, 0.0], [40, 60]), a=sign * 0.8, b=-sign * 0.1)
    record = _record(corpus, target, "m", np.full((100, 2), np.nan), effect)
    assert (record.low, record.high)[sign < 0] == 0
    assert abs((record.low, record.high)[sign > 0]) > 0.4


def test_only_rows_without_an_answer_are_asked_about():
    model, base = Echo(), np.array([[0.5, 0.5], [np.nan, 1.0], [np.nan, np.nan]])
    corpus = corpus_of(["a", "b x", "c"])
    filled = _filled(model, corpus, base, [0, 1])
    assert model.asked == [(["b x"], None)]
    assert filled[:2].tolist() == [[0.5, 0.5], [0.0, 1.0]]
    assert np.isnan(filled[2]).all()
    assert np.isnan(base[1, 0])
    assert _filled(model, corpus, base, [0]) is base


POOL = Pool(dict.fromkeys(["ban", "ben", "bin", "bon", "bun"], 5))


def test_only_holders_that_have_the_cue_are_edited_and_only_others_get_it():
    texts = ["ban ben bin zebra", "ban ben bin", "zebra ban ben bin", "ban ben bin"]
    target = ProbedCue("word:zebra", 1, np.array([True, True, False, False]), 5)
    edits = plan_place(corpus_of(texts), target, POOL, size=9, rng=np.random.default_rng(0))
    assert {(e.row, e.operator) for e in edits} == {
        (0, "remove"),
        (0, "swap"),
        (2, "insert"),
        (3, "insert"),
    }


@pytest.mark.parametrize("words", [3, 4, 5])
def test_a_cue_needs_placebos_of_its_size(words):
    pool = Pool(dict(list(POOL.counts.items())[:words]))
    target = ProbedCue("ngram:zebra crossing", 1, np.array([True, False]), 5)
    corpus = corpus_of(["zebra crossing ban ben bin bon bun", "ban ben"])
    edits = plan_place(corpus, target, pool, size=9, rng=np.random.default_rng(0))
    assert bool(edits) == (words == 5)


def test_a_text_of_marks_has_no_placebo_and_one_without_the_cue_none_to_find():
    rng = np.random.default_rng(0)
    assert _placebo("!", [(0, 1)], POOL, rng) is None
    assert _placebo("ban", [], POOL, rng) == []
    assert _placebo("ban !", [(4, 5)], POOL, rng) == [(0, 3)]


def test_the_placebo_of_a_phrase_has_its_words_and_comes_in_order():
    for seed in range(9):
        rng = np.random.default_rng(seed)
        # Runs of two that begin with a neutral word: "ban ben" and "ben bin".
        places = _placebo("so good ban ben bin", [(0, 7)], POOL, rng)
        assert places in ([(8, 15)], [(12, 19)])
        one, two = _placebo("ban x ben y", [(4, 5), (10, 11)], POOL, rng)
        assert (one, two) == ((0, 3), (6, 9))


@pytest.mark.parametrize("pair", [False, True])
def test_arms_lose_the_cue_or_a_placebo_in_each_field(pair):
    first, second = ["ban x", "x ben", "x", "bin bon"], ["x bun", "ban", "ben", "x bin"]
    more = {"texts_b": second} if pair else {}
    corpus = corpus_of(first, **more)
    subjects = ["a/word:x", "b/word:x"] if pair else ["word:x"]
    pools = {"a": POOL, "b": POOL} if pair else {"": POOL}
    arms = ablation_arms(corpus, np.array([0, 1, 2, 3]), subjects, pools, seed=0)
    # The third has no word for a placebo.
    assert arms.rows.tolist() == [0, 1, 3]
    ablated, placebo = arms.arms
    assert ablated[0] == ["ban", "ben", "bin bon"]
    assert placebo[0] == ["x", "x", "bin bon"]
    if pair:
        assert ablated[1:] == [["bun", "ban", "bin"]]
        assert placebo[1:] == [["x", "ban", "x"]]
    nothing = ablation_arms(corpus, np.array([0, 1]), [], pools, seed=0)
    assert nothing.rows.size == 0
    assert nothing.answers(Echo(), np.ones((4, 2))).change.size == 0


def test_a_change_counts_the_cue_less_the_placebo_where_all_forms_are_answered():
    model = Echo()
    rows = np.array([1, 0, 2, 3])
    arms = AblationArms(rows, ([["a", "b x", "c", "d x"]], [["a x", "b x", "c", "d"]]))
    base = np.array([[1.0, 0], [0, 1.0], [np.nan, 1.0], [1.0, 0]])
    found = arms.answers(model, base)
    # Base says yes, no, –, no of these rows.
    assert found.change[[0, 1, 3]].tolist() == [1, 0, 1]
    assert found.complete.tolist() == [True, True, False, True]
    assert found.ablated[:, 1].tolist() == [0, 1, 0, 1]
    assert found.placebo[:, 1].tolist() == [1, 1, 0, 0]


def test_a_rate_of_no_documents_is_none():
    assert rate_of(np.zeros(0), None, "m") is None
    rate = rate_of(np.array([1.0, 0, 0, 0]), None, "m")
    assert (rate.estimate, rate.n, rate.model) == (0.25, 4, "m")
