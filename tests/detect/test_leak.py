"""Metadata leaks: a column that decides the label is told from one that only predicts it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.detect.leak import MetadataLeak
from cuewise.errors import NotApplicable
from cuewise.plugins.rows import as_measures
from cuewise.records import Corpus, CueTable
from cuewise.report.judged import leaks
from cuewise.split.parts import assigned

NO_CUES = CueTable((), (), csr_array((0, 0)), ())
ACCURACY, LIFT = "accuracy", "lift over majority"


def corpus_of(labels, **columns):
    n = len(labels)
    names = list(map(str, range(n)))
    meta = {
        name: [None if v is None else str(v) for v in values] for name, values in columns.items()
    }
    return Corpus(
        ids=names,
        texts=[f"text {name}" for name in names],
        labels=np.asarray(labels, np.int32),
        label_names=("no", "yes"),
        fingerprint="",
        meta=meta,
    )


def measured(corpus, seed=0):
    """The measures by column and quantity."""
    found = MetadataLeak()(assigned(corpus, seed), NO_CUES, rng=np.random.default_rng(0))
    return {(m.subject, m.quantity): m for m in as_measures(found)}


def leaking(corpus, seed=0):
    return [m.subject for m in leaks(list(measured(corpus, seed).values()))]


Y = np.arange(400) % 2
RNG = np.random.default_rng(0)
AUTHOR = 2 * RNG.integers(0, 10, 400) + Y


def test_a_column_that_decides_the_label_has_accuracy_1():
    found = measured(corpus_of(Y, author=AUTHOR))
    alone, lift = found["author", ACCURACY], found["author", LIFT]
    assert (alone.code, alone.value, alone.high, alone.n) == ("metadata.leak.author", 1, 1, 400)
    # Wilson's lower end for 400 of 400.
    assert alone.low == pytest.approx(400 / (400 + 1.959964**2), abs=1e-6)
    assert lift.value == pytest.approx(0.5)
    assert leaking(corpus_of(Y, author=AUTHOR)) == ["author"]


def test_a_missing_value_is_a_value_that_may_decide():
    corpus = corpus_of(Y, stars=[None if y else 1 for y in Y])
    assert measured(corpus)["stars", ACCURACY].value == 1
    assert leaking(corpus) == ["stars"]


def test_an_id_gives_no_label_away():
    found = measured(corpus_of(Y, id=range(400)))
    assert found["id", ACCURACY].value == 0.5
    assert found["id", LIFT].value == 0


@pytest.mark.parametrize("seed", range(5))
def test_columns_without_relation_or_with_a_weak_one_are_no_leak(seed):
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 20, 400)
    weak = np.where(rng.random(400) < 0.9, Y, 1 - Y)
    corpus = corpus_of(Y, noise=noise, weak=weak)
    found = measured(corpus, seed)
    assert 0.4 < found["noise", ACCURACY].value < 0.6
    assert 0.85 < found["weak", ACCURACY].value < 0.95
    assert leaking(corpus, seed) == []


def test_accuracy_that_the_majority_label_has_anyway_is_no_leak():
    y = np.arange(2000) % 40 == 0
    noise = RNG.integers(0, 5, 2000)
    found = measured(corpus_of(y, noise=noise))
    assert found["noise", ACCURACY].low > 0.95
    assert leaking(corpus_of(y, noise=noise)) == []
    assert leaking(corpus_of(y, noise=noise, same=y)) == ["same"]


def test_copies_of_a_text_count_once():
    corpus = replace(corpus_of(np.arange(1000) % 2, x=np.arange(1000) % 2),
                     cluster=np.arange(1000, dtype=np.int64) % 10)  # fmt: skip
    found = measured(corpus)
    assert found["x", ACCURACY].value == 1
    assert found["x", ACCURACY].n == 10
    assert found["x", ACCURACY].low < 0.8
    assert leaking(corpus) == []


def test_it_needs_metadata_and_two_labels():
    with pytest.raises(NotApplicable, match="no-metadata"):
        measured(corpus_of(Y))
    with pytest.raises(NotApplicable, match="single-label-part"):
        measured(corpus_of(0 * Y, author=AUTHOR))
