"""Intervals of groups and of pairs: the level they share, the clusters, the labels that flip."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.errors import NotApplicable
from cuewise.probe.accuracy import Accuracy, answered_rightly, clustered_accuracy
from cuewise.probe.counterfactual import CounterfactualAccuracy
from cuewise.probe.groups import Groups
from cuewise.records import Corpus, CueTable, Predictions
from cuewise.stats.differences import share_interval

NAMES = ("no", "yes")


class Says:
    """A model that says a given label of each text; None: it gives no answer."""

    label_names, model_id = NAMES, "says"

    def __init__(self, said):
        self.said = said

    def predict(self, texts, texts_b=None):
        assert texts_b is None or [b.upper() for b in texts_b] == [t.upper() for t in texts]
        said = [self.said[int(t.split()[1])] for t in texts]
        probs = [[np.nan, 1.0] if s is None else [0.6 - 0.2 * s, 0.4 + 0.2 * s] for s in said]
        return Predictions(np.array(probs), self.model_id, len(texts))


def corpus_of(labels, **more):
    labels = np.asarray(labels, np.int32)
    ids = [str(i) for i in range(labels.size)]
    return Corpus(ids, [f"text {i}" for i in ids], labels, NAMES, "", **more)


def measured(probe, corpus, said, held=None):
    cues = CueTable((), (), csr_array((0, 0)), ())
    if held is not None:
        names = tuple(f"word:{c}" for c in "abc"[: held.shape[1]])
        kinds = ("word",) * len(names)
        cues = CueTable(names, kinds, csr_array(held.astype(np.int8)), ("",) * len(names))
    return probe(corpus, cues, Says(said), rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("probe", "code"), [(Groups(), "no-cues"), (CounterfactualAccuracy(), "no-pairs")]
)
def test_a_probe_without_anything_to_measure_has_a_code(probe, code):
    with pytest.raises(NotApplicable) as refusal:
        measured(probe, corpus_of([0, 1]), [0, 1])
    assert (refusal.value.code, refusal.value.facts) == (code, {})


def test_a_model_without_answers_has_a_code_and_facts():
    with pytest.raises(NotApplicable) as refusal:
        measured(Accuracy(), corpus_of([0, 1, 1]), [None] * 3)
    assert refusal.value.code == "no-answers"
    assert refusal.value.facts == {"model": "says", "documents": 3}


def test_an_answer_in_part_is_none_and_the_second_text_is_asked_about():
    corpus = corpus_of([0, 1, 1], texts_b=["TEXT 0", "TEXT 1", "TEXT 2"])
    answered, correct = answered_rightly(corpus, Says([0, None, 0]))
    assert answered.tolist() == [True, False, True]
    assert correct.tolist() == [True, False, False]
    assert {answered.dtype, correct.dtype} == {np.dtype(bool)}


def test_accuracy_of_clusters_is_of_those_of_its_rows():
    correct = np.tile([True, True, True, False], 10)
    clusters = np.repeat(np.arange(10), 4)
    corpus, rows = corpus_of(np.arange(40) % 2, cluster=clusters), np.arange(40) >= 8
    for level in (0.8, 0.95):
        wanted = share_interval(correct[8:], clusters[8:], level)
        assert clustered_accuracy(corpus, correct, rows, level) == wanted
    assert clustered_accuracy(corpus, correct, rows) == wanted


def test_accuracy_has_the_interval_of_each_label():
    y, said = np.repeat([0, 1], 20), [0] * 15 + [1] * 25
    found = measured(Accuracy(), corpus_of(y), said)
    wanted = [share_interval(np.repeat([1, 0], counts)) for counts in ((35, 5), (15, 5), (20, 0))]
    numbers = np.stack([found.effect, found.low, found.high], axis=1)
    assert numbers == pytest.approx(np.array(wanted))
    assert found.support.tolist() == [40, 20, 20]


@pytest.mark.parametrize(("least", "groups"), [(10, 3), (11, 2), (21, 1), (31, 0)])
def test_groups_share_the_level_and_one_of_the_least_size_counts(least, groups):
    # 10 and 20 of "no", with the cue and without it; 5 and 30 of "yes".
    y, held = np.repeat([0, 0, 1, 1], [10, 20, 5, 30]), np.repeat([1, 0, 1, 0], [10, 20, 5, 30])
    right = np.arange(65) % 5 != 0
    said = np.where(right, y, 1 - y).tolist()
    found = measured(Groups(least=least), corpus_of(y), said, held[:, None])
    assert found.support.tolist() == [10, 20, 5, 30]
    level = 0.95 ** (1 / max(groups, 1))
    for i, n in enumerate((10, 20, 5, 30)):
        wanted = share_interval(np.arange(n) % 5 != 0, None, level)
        if n < least:
            wanted = (np.nan,) * 3
        numbers = (found.effect[i], found.low[i], found.high[i])
        assert numbers == pytest.approx(wanted, nan_ok=True)


def test_groups_of_two_cues_are_named_in_order():
    held = np.array([[1, 0], [0, 1], [1, 1], [0, 0], [0, 0]])
    found = measured(Groups(least=1), corpus_of([0, 0, 1, 1, 1]), [0, 1, 1, 0, 1], held)
    assert found.cues == ("word:a",) * 4 + ("word:b",) * 4
    assert found.labels == ("no", "no", "yes", "yes") * 2
    assert found.present == (True, False) * 4
    assert (
        found.subjects
        == ("with word:a", "without word:a") * 2
        + (
            "with word:b",
            "without word:b",
        )
        * 2
    )
    assert found.support.tolist() == [1, 1, 1, 2, 1, 1, 1, 2]
    assert found.effect.tolist() == [1, 0, 1, 0.5, 0, 1, 1, 0.5]


def pairs(revisions):
    """Originals of label 0, each with some revisions of label 1."""
    ids = [f"p{i}" for i, n in enumerate(revisions) for _ in range(n + 1)]
    labels = [int(j > 0) for n in revisions for j in range(n + 1)]
    return corpus_of(labels, pair_id=ids)


def test_revisions_of_one_original_are_one_cluster():
    corpus = pairs([2] * 8)
    # The model is right about all texts of five originals, of the others about the original alone.
    said = [y if i // 3 < 5 else 0 for i, y in enumerate(corpus.labels.tolist())]
    found = measured(CounterfactualAccuracy(), corpus, said)
    right = np.repeat([1, 0], [10, 6])
    for row, outcome in enumerate((right, 1 - right)):
        wanted = share_interval(outcome, np.repeat(np.arange(8), 2))
        assert (found.effect[row], found.low[row], found.high[row]) == pytest.approx(wanted)
    assert found.support.tolist() == [16, 16]


def test_pairs_without_another_revision_are_independent():
    corpus = pairs([1] * 10)
    # Three pairs are right throughout, five in one text, two in none.
    said = corpus.labels.tolist()
    for text in (6, 8, 10, 12, 14, 16, 17, 18, 19):
        said[text] = 1 - said[text]
    found = measured(CounterfactualAccuracy(), corpus, said)
    for row, count in enumerate((3, 5)):
        wanted = share_interval(np.repeat([1, 0], [count, 10 - count]))
        assert (found.effect[row], found.low[row], found.high[row]) == pytest.approx(wanted)
