"""Accuracy over all documents, in groups and on counterfactual pairs: planted and null."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.errors import NotApplicable
from cuewise.probe.accuracy import Accuracy
from cuewise.probe.counterfactual import CounterfactualAccuracy
from cuewise.probe.groups import Groups
from cuewise.records import Corpus, CueTable, Predictions
from cuewise.synth import Plant, make

NAMES = ("no", "yes")
EMPTY = CueTable((), (), csr_array((0, 0)), ())
CUES = ("word:zebra", "word:anna", "word:oslo", "word:blue", "punct:!")


class Says:
    """A model that says a given label of each text; None: it gives no answer."""

    label_names = NAMES
    model_id = "says"

    def __init__(self, texts, said):
        self.said = dict(zip(texts, said, strict=True))

    def predict(self, texts, texts_b=None):
        rows = [self.said[t] for t in texts]
        probs = [[np.nan] * 2 if s is None else [0.6 - 0.2 * s, 0.4 + 0.2 * s] for s in rows]
        return Predictions(np.array(probs), self.model_id, len(texts))


def corpus_of(labels, **more):
    labels = np.asarray(labels, np.int32)
    ids = [str(i) for i in range(labels.size)]
    return Corpus(ids, [f"text {i}" for i in ids], labels, NAMES, "", **more)


def measured(probe, corpus, said, cues=EMPTY):
    model = Says(corpus.texts, said)
    return probe(corpus, cues, model, rng=np.random.default_rng(0))


def or_else(labels, is_right):
    """The labels where the model is to be right, and the other label elsewhere."""
    return np.where(is_right, labels, 1 - labels).tolist()


def table_of(held):
    names = CUES[: held.shape[1]]
    kinds = tuple(name.partition(":")[0] for name in names)
    return CueTable(names, kinds, csr_array(held.astype(np.int8)), ("",) * len(names))


def test_accuracy_is_that_of_each_label_and_of_the_whole():
    y = np.repeat([0, 1], [300, 100])
    is_right = np.concatenate([np.arange(300) % 10 > 0, np.arange(100) % 10 > 3])
    found = measured(Accuracy(), corpus_of(y), or_else(y, is_right))
    assert found.subjects == ("all", "label=no", "label=yes")
    assert found.effect == pytest.approx([(270 + 60) / 400, 0.9, 0.6])
    assert found.support.tolist() == [400, 300, 100]
    assert found.high[2] < found.low[1]


def test_no_answer_is_neither_right_nor_wrong():
    y = np.arange(100) % 2
    said = [None if i < 40 else int(y[i]) for i in range(100)]
    found = measured(Accuracy(), corpus_of(y), said)
    assert found.effect.tolist() == [1, 1, 1]
    assert found.support.tolist() == [60, 30, 30]


def test_a_label_that_no_answered_document_has_is_without_accuracy():
    found = measured(Accuracy(), corpus_of([0] * 20), [0] * 20)
    assert found.effect[:2].tolist() == [1, 1]
    assert np.isnan(found.effect[2])
    assert (found.support[2], found.low[2], found.high[2]) == (0, 0, 1)


@pytest.mark.parametrize("rate", [0.5, 0.9])
def test_the_interval_of_accuracy_holds_the_true_rate(rate):
    held = np.zeros(3)
    for seed in range(150):
        y = np.arange(200) % 2
        is_right = np.random.default_rng(seed).random(200) < rate
        found = measured(Accuracy(), corpus_of(y), or_else(y, is_right))
        held += (found.low <= rate) & (rate <= found.high)
        # An interval that holds everything holds the truth too.
        assert found.high[0] - found.low[0] < 0.15
    assert (held / 150 > 0.9).all()


def with_zebra(seed, n=800):
    """Labels, and a cue that goes with the second label in six documents of seven."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    return rng, y, rng.random(n) < np.where(y == 1, 0.6, 0.1)


@pytest.mark.parametrize("seed", range(12))
def test_a_model_that_uses_the_cue_is_worst_where_the_cue_misleads(seed):
    rng, y, zebra = with_zebra(seed, 1000)
    # It knows nine in ten labels by the text, and half the time it follows the cue instead.
    said = or_else(y, rng.random(y.size) < 0.9)
    follows = zebra & (rng.random(y.size) < 0.5)
    said = np.where(follows, 1, said).tolist()
    found = measured(Groups(), corpus_of(y), said, table_of(zebra[:, None]))
    groups = list(zip(found.subjects, found.labels, strict=True))
    worst = int(found.effect.argmin())
    assert groups[worst] == ("with word:zebra", "no")
    assert found.high[worst] < min(np.delete(found.low, worst))


def test_a_model_that_does_not_use_the_cue_has_no_group_apart():
    apart, rate, draws = 0, 0.8, 250
    for seed in range(draws):
        rng, y, zebra = with_zebra(seed)
        others = rng.random((y.size, 4)) < 0.3
        said = or_else(y, rng.random(y.size) < rate)
        cues = table_of(np.column_stack([zebra, others]))
        found = measured(Groups(), corpus_of(y), said, cues)
        assert np.isfinite(found.effect).all()
        apart += bool(((rate < found.low) | (rate > found.high)).any())
    # Twenty groups at 95% each would be apart in two draws of three.
    assert apart / draws <= 0.08


def test_groups_are_label_by_presence_and_small_ones_have_no_accuracy():
    y = np.repeat([0, 1], 50)
    zebra = np.concatenate([np.arange(50) < 9, np.arange(50) < 20])
    said = or_else(y, ~((y == 1) & zebra & (np.arange(100) % 2 == 0)))
    found = measured(Groups(), corpus_of(y), said, table_of(zebra[:, None]))
    assert found.subjects == ("with word:zebra", "without word:zebra") * 2
    assert found.labels == ("no", "no", "yes", "yes")
    assert found.present == (True, False, True, False)
    assert set(found.cues) == {"word:zebra"}
    assert found.support.tolist() == [9, 41, 20, 30]
    assert np.isnan([found.effect[0], found.low[0], found.high[0]]).all()
    assert found.effect[1:].tolist() == [1, 0.5, 1]


def test_groups_leave_out_what_has_no_answer():
    y = np.arange(80) % 2
    said = [None if i < 20 else int(y[i]) for i in range(80)]
    found = measured(Groups(), corpus_of(y), said, table_of(np.ones((80, 1))))
    assert found.support.tolist() == [30, 0, 30, 0]


def paired(seed=0, n=60):
    plants = [Plant("word", "tuesday", "positive", 0.9, 0.4)]
    return make(n=n, plants=plants, twins=True, seed=seed).to_corpus()


@pytest.mark.parametrize("seed", range(4))
def test_a_model_that_reads_the_cue_alone_is_right_about_one_text_of_a_pair(seed):
    corpus = paired(seed)
    said = [int("tuesday" in text.lower()) for text in corpus.texts]
    assert 0 < sum(said) < len(said)
    found = measured(CounterfactualAccuracy(), corpus, said)
    assert found.subjects == ("both right", "one right")
    assert found.effect.tolist() == [0, 1]
    assert found.high[0] < 0.1
    assert found.low[1] > 0.9
    # Its plain accuracy on pairs is that of a coin, and hides this.
    assert measured(Accuracy(), corpus, said).effect[0] == 0.5


def test_a_model_that_reads_what_decides_the_label_is_right_about_both_texts():
    corpus = paired()
    found = measured(CounterfactualAccuracy(), corpus, corpus.labels.tolist())
    assert found.effect.tolist() == [1, 0]
    assert found.support.tolist() == [60, 60]


@pytest.mark.parametrize("rate", [0.5, 0.8])
def test_a_model_that_errs_by_chance_has_the_pairs_of_chance(rate):
    corpus, true = paired(n=120), np.array([rate**2, 2 * rate * (1 - rate)])
    held = np.zeros(2)
    for seed in range(150):
        is_right = np.random.default_rng(seed).random(240) < rate
        found = measured(CounterfactualAccuracy(), corpus, or_else(corpus.labels, is_right))
        held += (found.low <= true) & (true <= found.high)
        assert (found.high - found.low < 0.2).all()
    assert (held / 150 > 0.9).all()


def test_pairs_with_an_unanswered_text_are_left_out():
    corpus = paired()
    said = corpus.labels.tolist()
    said[:15] = [None] * 15
    found = measured(CounterfactualAccuracy(), corpus, said)
    assert found.support.tolist() == [45, 45]
    assert found.effect.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("probe", "said", "why"),
    [
        (Accuracy(), [None] * 4, "no-answers .model='says', documents=4"),
        (Groups(), [0] * 4, "no-cues"),
        (CounterfactualAccuracy(), [0] * 4, "no-pairs"),
    ],
)
def test_a_probe_that_does_not_apply_says_why(probe, said, why):
    with pytest.raises(NotApplicable, match=why):
        measured(probe, corpus_of([0, 1, 0, 1]), said)


def test_every_column_of_the_probes_is_named():
    y = np.arange(40) % 2
    zebra = (np.arange(40) < 20)[:, None]
    found = measured(Accuracy(), corpus_of(y), y.tolist())
    assert (found.code, found.unit, found.model_id) == ("model.accuracy", "share", "says")
    assert found.labels == ("", "no", "yes")
    found = measured(Groups(), corpus_of(y), y.tolist(), table_of(zebra))
    assert (found.code, found.unit, found.model_id) == ("group.accuracy", "share", "says")
    assert found.cues == ("word:zebra",) * 4
    assert found.present == (True, False, True, False)
    corpus = paired()
    found = measured(CounterfactualAccuracy(), corpus, corpus.labels.tolist())
    assert (found.code, found.unit, found.model_id) == ("twins.accuracy", "share", "says")
    assert found.labels == ("", "")
