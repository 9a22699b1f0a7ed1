"""Documents shown for a cue, and the answers of models on them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from study_samples import study

import cuewise
from cuewise.pipeline.base import Base
from cuewise.pipeline.findings import Evidence, finding
from cuewise.pipeline.shown import answers_on, shown_documents, with_answers
from cuewise.probe.run import ModelReport
from cuewise.records import Corpus, CorpusInfo, Predictions
from cuewise.synth import Plant, make

TEXTS = ["a b", "a", "a b c", "b c d", "b e f g"]


def made(labels, **columns):
    """A study of `word:a`, in the first three documents, and `word:b`, in all but the second."""
    ids = [f"d{i}" for i in range(5)]
    corpus = Corpus(ids, TEXTS, np.array(labels, np.int32), ("no", "yes"), "made up")
    values = [[1, 1], [1, 0], [1, 1], [0, 1], [0, 1]]
    subjects = ["word:a", "word:b"]
    return study(subjects, ["spurious"] * 2, values=np.array(values), corpus=corpus, **columns)


def base(own, documents=5, fetch=None):
    info = CorpusInfo(fingerprint="", documents=documents, labels={"no": 0, "yes": 0})
    return Base(info, None, None, own.corpus, fetch)


class Stub:
    """A model that answers yes where it reads a c, and nothing where it reads an e."""

    model_id, label_names = "stub", ("no", "yes")

    def __init__(self, cost="low"):
        self.cost, self.batches = cost, []

    def predict(self, texts, texts_b=None):
        self.batches.append((list(texts), texts_b))
        yes = np.array([0.9 if "c" in text else 0.3 for text in texts])
        yes[["e" in text for text in texts]] = np.nan
        return Predictions(np.stack([1 - yes, yes], axis=1), "stub", len(texts))


def shown_ids(own, **more):
    return ["".join(c.ids).replace("d", "") for c in shown_documents(base(own, **more), own)]


def test_a_cue_with_both_labels_shows_a_counterexample_and_a_cue_without_does_not():
    assert shown_ids(made([1, 1, 0, 0, 0])) == ["102", "023"]
    assert shown_ids(made([1, 1, 1, 1, 1])) == ["102", "023"]
    assert shown_ids(made([1, 1, 1, 0, 0])) == ["102", "023"]
    assert shown_ids(made([0, 1, 1, 1, 1])) == ["120", "230"]


def test_where_a_cue_makes_its_label_rarer_documents_of_the_label_are_the_counterexamples():
    own = made([0, 1, 1, 1, 1], effect=[-0.3, 0.3], low=[-0.4, 0.2], high=[-0.2, 0.4])
    assert shown_ids(own) == ["012", "230"]
    documents = shown_documents(base(own), own)
    first = finding(own, own.judged[0], Evidence(documents[0], []))
    assert [(e.label, first.fits(e.label)) for e in first.excerpts] == [
        ("no", True),
        ("yes", False),
        ("yes", False),
    ]


def test_the_whole_corpus_is_asked_for_what_a_sample_lacks():
    own, asked = made([1, 1, 1, 1, 1]), []

    def fetch(pairs):
        asked.append(pairs)
        whole = replace(own.corpus, ids=list("vwxyz"), labels=np.array([1, 0, 0, 0, 0], np.int32))
        return [whole] * len(pairs)

    assert shown_ids(own, documents=9, fetch=fetch) == ["vwx", "vwx"]
    assert asked == [[(0, 1), (1, 1)]]


@pytest.mark.parametrize(("others", "fetched"), [(0, [(0, 1)]), (1, [])])
def test_a_sample_with_enough_documents_and_a_counterexample_is_not_left(others, fetched):
    n = 50 + others
    corpus = Corpus(
        *([[f"{name}{i}" for i in range(n)] for name in ("d", "a ")]),
        np.array([1] * 50 + [0] * others, np.int32),
        ("no", "yes"),
        "made up",
    )
    own = study(["word:a"], ["spurious"], values=np.ones((n, 1)), corpus=corpus)
    asked = []

    def fetch(pairs):
        asked.extend(pairs)
        return [corpus] * len(pairs)

    shown_documents(base(own, documents=900, fetch=fetch), own)
    assert asked == fetched


def test_a_model_answers_in_one_batch_once_for_each_document_and_nan_is_no_answer():
    own, model = made([1, 1, 0, 0, 0]), Stub()
    documents = [own.corpus, shown_documents(base(own), own)[1]]
    answers = answers_on(documents, own, model, {})
    assert model.batches == [(TEXTS, None)]
    assert answers == {"d0": "no", "d1": "no", "d2": "yes", "d3": "yes"}


def test_a_slow_model_answers_only_about_cues_it_was_probed_on():
    own, model = made([1, 1, 0, 0, 0]), Stub("high")
    documents = shown_documents(base(own), own)
    assert answers_on(documents, own, model, {}) == {}
    assert model.batches == []
    assert set(answers_on(documents, own, model, {0: None})) == {"d0", "d1", "d2"}


def test_second_texts_are_asked_about_with_the_first():
    own, model = made([1, 1, 0, 0, 0]), Stub()
    pairs = replace(own.corpus, texts_b=list("vwxyz"))
    answers_on([pairs, pairs], own, model, {})
    assert model.batches == [(TEXTS, list("vwxyz"))]


def test_a_finding_gets_the_answers_of_every_model():
    own = made([1, 1, 0, 0, 0])
    documents = shown_documents(base(own), own)
    reports = [
        ModelReport("m", {}, None, None, answers={"d1": "yes", "d2": "yes"}),
        ModelReport("n", {}, None, None, answers={"d1": "no", "d9": "yes"}),
    ]
    found = with_answers(finding(own, own.judged[0], Evidence(documents[0], [])), reports)
    assert [(e.id, e.label, e.answers) for e in found.excerpts] == [
        ("d1", "yes", {"m": "yes", "n": "no"}),
        ("d0", "yes", {}),
        ("d2", "no", {"m": "yes"}),
    ]


class Words:
    """A model that answers positive where it reads a zebra; it knows nothing of long texts."""

    model_id, label_names, cost = "words", ("negative", "positive"), "low"

    def predict(self, texts, texts_b=None):
        yes = np.array([0.9 if "zebra" in text.split() else 0.2 for text in texts])
        yes[[len(text.split()) > 18 for text in texts]] = np.nan
        return Predictions(np.stack([1 - yes, yes], axis=1), "words", len(texts))


def test_an_audit_shows_counterexamples_and_answers():
    plants = [Plant("word", "zebra", "positive", 0.9, 0.3)]
    corpus = make("en", 600, plants=plants, seed=3).to_corpus()
    text = dict(zip(corpus.ids, corpus.texts, strict=True))
    audit = cuewise.audit(corpus, models=[Words()])
    zebra = next(f for f in audit.findings if f.subject == "word:zebra")
    assert [e.label for e in zebra.excerpts] == ["positive", "positive", "negative"]
    every = [e for f in audit.findings for e in f.excerpts]
    for e in every:
        known = len(text[e.id].split()) <= 18
        answer = "positive" if "zebra" in text[e.id].split() else "negative"
        assert e.answers == ({"words": answer} if known else {})
    assert {len(e.answers) for e in every} == {0, 1}
    bare = cuewise.audit(corpus, models=("none",))
    assert not any(e.answers for f in bare.findings for e in f.excerpts)
