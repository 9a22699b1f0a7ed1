"""A name typed into a shell prints one line."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from cuewise.records import Audit, Corpus

CORPUS = Corpus(
    [str(i) for i in range(1500)],
    ["a text"] * 1500,
    np.repeat(np.array([0, 1], np.int32), [1400, 100]),
    ("hatespeech", "other"),
    "f",
)


@pytest.fixture
def empty_audit(doctest_namespace: dict[str, Audit]) -> Audit:
    return doctest_namespace["empty_audit"]


def test_a_corpus_names_its_size_language_and_labels() -> None:
    line = "Corpus(1,500 texts, language 'en', labels: hatespeech 1,400, other 100)"
    assert repr(CORPUS) == str(CORPUS) == line
    pairs = replace(CORPUS, texts_b=CORPUS.texts, language="other", language_name="German")
    assert repr(pairs).startswith("Corpus(1,500 text pairs, language 'German', labels: ")


@pytest.mark.parametrize("names", [("x" * 10_000, "a\nb"), tuple(map(str, range(5000)))])
def test_odd_or_many_labels_keep_the_line_short(names: tuple[str, ...]) -> None:
    line = repr(replace(CORPUS, label_names=names))
    assert len(line) < 200
    assert line.isprintable()


def test_a_corpus_without_texts_has_a_line() -> None:
    none = replace(CORPUS, ids=[], texts=[], labels=np.array([], np.int32), label_names=())
    assert repr(none) == "Corpus(0 texts, language 'en', labels: none)"


def test_an_audit_names_its_findings_and_models(empty_audit: Audit) -> None:
    assert repr(empty_audit) == str(empty_audit) == "Audit(0 findings, models: none)"
    models = empty_audit.provenance.model_copy(update={"models": ["tfidf", "hf:x"]})
    two = empty_audit.model_copy(update={"provenance": models})
    assert repr(two) == "Audit(0 findings, models: tfidf, hf:x)"
    assert two != empty_audit


def test_equality_pickles_and_json_are_as_before(empty_audit: Audit) -> None:
    assert pickle.loads(pickle.dumps(empty_audit)) == empty_audit  # noqa: S301
    assert Audit.model_validate_json(empty_audit.to_json()) == empty_audit
    again = pickle.loads(pickle.dumps(CORPUS))  # noqa: S301
    assert (again.ids, again.label_names) == (CORPUS.ids, CORPUS.label_names)
    assert (again.labels == CORPUS.labels).all()
