"""The paired intervention measures what is there, and takes the placebo off."""

from __future__ import annotations

from dataclasses import replace as replace_record

import numpy as np
import pytest

from cuewise.probe.edits import ProbedCue
from cuewise.probe.intervention import measure_effects, plan
from cuewise.probe.placebo import Pool
from cuewise.probe.reliance import reliance
from cuewise.probe.sdr import sdr
from cuewise.records import Corpus, Predictions
from cuewise.text.edits import insert, remove, replace
from cuewise.text.spans import merge_spans, word_spans
from cuewise.text.tokens import words

WORDS = [a + b for a in "bdfgklmnprst" for b in ("an", "en", "in", "on", "un")]
POOL = Pool({w: 40 + i for i, w in enumerate(WORDS)})


def corpus_of(n=400):
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice(WORDS, 10)) for _ in range(n)]
    texts = [f"{t} zebra" if i % 2 else t for i, t in enumerate(texts)]
    labels = np.arange(n) % 2
    return Corpus([str(i) for i in range(n)], texts, labels.astype(np.int32), ("no", "yes"), "")


class Rule:
    """A model that decides by a rule on the text."""

    label_names = ("no", "yes")
    model_id = "rule"

    def __init__(self, rule):
        self.rule = rule

    def predict(self, texts, texts_b=None):
        p = np.array([self.rule(t) for t in texts], float)
        return Predictions(np.stack([1 - p, p], axis=1), self.model_id, len(texts))


def target(corpus):
    return ProbedCue("word:zebra", 1, np.array(["zebra" in t for t in corpus.texts]), 200)


def reliance_of(rule):
    corpus, model = corpus_of(), Rule(rule)
    base = model.predict(corpus.texts).probs
    return reliance(corpus, target(corpus), model, base, POOL, size=100, seed=0)


def test_a_model_that_reads_only_the_cue_relies_on_it_fully():
    r = reliance_of(lambda t: "zebra" in t)
    assert r.delta == 1
    assert r.low > 0.9
    assert r.flip_rate == 1
    assert r.placebo == 0
    assert r.fcs_do == pytest.approx(1)


def test_a_model_that_does_not_read_the_cue_relies_on_nothing():
    r = reliance_of(lambda t: len(t.split()[0]) > 2 and t.split()[0] < "m")
    assert abs(r.delta) < 0.1
    assert r.low <= 0 <= r.high


def test_documents_of_one_author_count_as_one_cluster():
    corpus = corpus_of()
    model = Rule(lambda t: ("zebra" in t) and t < "m")
    base = model.predict(corpus.texts).probs
    wide, narrow = (
        reliance(c, target(corpus), model, base, POOL, size=100, seed=0)
        # Ten authors, whose texts the model treats alike.
        for c in (
            replace_record(corpus, cluster=np.array([ord(t[0]) for t in corpus.texts])),
            corpus,
        )
    )
    assert wide.delta == narrow.delta
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


def test_an_effect_that_any_edit_has_is_not_reliance():
    # Decides by the number of words: every removal and insertion changes it, cue or placebo alike.
    r = reliance_of(lambda t: len(t.split()) % 2)
    assert r.flip_rate > 0.5
    assert abs(r.delta) < 0.02


def test_every_edit_of_the_cue_has_placebos_in_the_same_document():
    corpus = corpus_of()
    edits = plan(corpus, target(corpus), POOL, size=20, rng=np.random.default_rng(0))
    for row, operator in {(e.row, e.operator) for e in edits}:
        placebos = [e.placebo for e in edits if (e.row, e.operator) == (row, operator)]
        assert placebos.count(-1) == 1
        assert len(placebos) >= 2
    assert {e.operator for e in edits} == {"remove", "swap", "insert"}
    cue_edits = [e for e in edits if e.placebo == -1 and e.operator != "insert"]
    assert not any("zebra" in e.text for e in cue_edits)


def test_unanswered_documents_are_left_out():
    corpus = corpus_of()
    edits = plan(corpus, target(corpus), POOL, size=20, rng=np.random.default_rng(0))
    base = np.full((400, 2), np.nan)
    effect = measure_effects(target(corpus), edits, base, np.full((len(edits), 2), 0.5))
    assert effect.rows.size == 0


def test_a_cue_that_no_edit_changes_is_not_probed():
    corpus = corpus_of()
    meta = ProbedCue("meta:source=app", 1, np.ones(400, bool), 400)
    assert plan(corpus, meta, POOL, size=20, rng=np.random.default_rng(0)) == []


def lengths():
    """Texts of 8 or 16 neutral words each, and the long ones."""
    rng = np.random.default_rng(1)
    texts = [" ".join(rng.choice(WORDS, 16 if i % 2 else 8)) for i in range(400)]
    labels = (np.arange(400) % 2).astype(np.int32)
    corpus = Corpus([str(i) for i in range(400)], texts, labels, ("no", "yes"), "")
    return corpus, np.arange(400) % 2 == 1


@pytest.mark.parametrize("value", ["long", "short"])
def test_a_length_edit_moves_a_text_over_the_threshold_and_its_placebo_does_not(value):
    corpus, long = lengths()
    holders = long if value == "long" else ~long
    target = ProbedCue(f"length:{value}", 1, holders, 200)
    edits = plan(corpus, target, POOL, size=30, rng=np.random.default_rng(0))
    assert {e.operator for e in edits} == {"scattered", "end", "insert"}
    for e in edits:
        size = len(words(e.text))
        carries = size >= 16 if value == "long" else size <= 8
        assert carries == (holders[e.row] if e.placebo >= 0 else not holders[e.row])


@pytest.mark.parametrize(
    ("rule", "relies"),
    [(lambda t: len(t.split()) > 12, True), (lambda t: t.split()[0] < "m", False)],
)
def test_reliance_on_length_is_measured_only_where_it_exists(rule, relies):
    corpus, long = lengths()
    model = Rule(rule)
    r = reliance(
        corpus,
        ProbedCue("length:long", 1, long, 200),
        model,
        model.predict(corpus.texts).probs,
        POOL,
        size=100,
        seed=0,
    )
    assert (r.low > 0.9) if relies else (r.low <= 0 <= r.high)


def test_sdr_of_a_model_that_reads_only_the_cue_is_its_share_of_documents():
    corpus, model = corpus_of(), Rule(lambda t: "zebra" in t)
    base = model.predict(corpus.texts).probs
    rate = sdr(corpus, ["word:zebra"], model, base, {"": POOL}, seed=0)
    assert rate.estimate == pytest.approx(0.5)
    assert rate.low < 0.5 < rate.high
    assert rate.n == 400
    assert sdr(corpus, [], model, base, {"": POOL}, seed=0) is None


def test_edits_keep_spaces_and_capitals():
    assert remove("a very good film.", [(2, 6), (12, 16)]) == "a good."
    assert replace("Zebra runs", [(0, 5)], "mouse") == "Mouse runs"
    assert insert("今天,很好", "周二", 0.4) == "今天,周二很好"
    assert insert("", "x", 0.5) == "x"
    assert merge_spans([(4, 6), (0, 2), (1, 3)]) == [(0, 3), (4, 6)]


def test_word_spans_are_right_where_lower_case_changes_length():
    text = "İstanbul is Big"
    assert [text[a:b].lower() for _, a, b in word_spans(text)][-2:] == ["is", "big"]


FCS = ("raw", "excess", "do")


def test_every_fcs_member_has_an_interval_that_holds_it():
    noisy = {}

    def rule(text):
        # Reads the cue, but answers at random where the first word says so.
        return noisy.setdefault(text, "zebra" in text if text < "n" else len(text) % 2)

    r = reliance_of(rule)
    for name in FCS:
        member = r.fcs[name]
        assert member.low < member.estimate < member.high, name
        assert member.high - member.low < 0.5, name
    assert r.fcs["raw"].nearest > 0


def test_the_intervals_of_fcs_count_clusters_and_not_documents():
    corpus = corpus_of()
    model = Rule(lambda t: ("zebra" in t) and t < "m")
    base = model.predict(corpus.texts).probs
    initial = np.array([ord(t[0]) for t in corpus.texts])
    clustered = replace_record(corpus, cluster=initial)
    wide, narrow = (
        reliance(c, target(corpus), model, base, POOL, size=100, seed=0)
        for c in (clustered, corpus)
    )
    for name in ("raw", "do"):
        few, many = wide.fcs[name], narrow.fcs[name]
        assert few.estimate == many.estimate
        assert few.high - few.low > 1.3 * (many.high - many.low), name


def further_of(rule, size):
    corpus, model = corpus_of(), Rule(rule)
    base = model.predict(corpus.texts).probs
    return reliance(corpus, target(corpus), model, base, POOL, size=size, seed=0).further


def test_further_documents_are_planned_for_an_inconclusive_effect():
    # 189 documents without a flip certify 2 points: z²/(n + z²).
    assert further_of(lambda t: False, 50) == 189 - 100
    assert further_of(lambda t: False, 100) == 0
    assert further_of(lambda t: "zebra" in t, 50) == 0


def test_no_further_documents_are_planned_where_operators_disagree():
    # The word ends each text that holds it: only an insertion moves this model.
    assert further_of(lambda t: "zebra" in t and not t.endswith("zebra"), 50) is None
