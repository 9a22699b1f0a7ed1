"""Labels made from marks: planted, null, and marks that only help."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.detect.label_marks import LabelMarks
from cuewise.errors import NotApplicable
from cuewise.plugins.rows import as_measures
from cuewise.records import Corpus, CueTable
from cuewise.report.judged import label_marks
from cuewise.split.parts import assigned

NO_CUES = CueTable((), (), csr_array((0, 0)), ())
N = 600
PLACES, THINGS = ("park", "shop", "office"), ("lamp", "jacket", "router", "novel")
GLAD, SAD = ("😀", "[哈哈]", "👩‍💻"), ("😭", "[泪]", "👨‍💻")


def corpus_of(texts, labels):
    return Corpus(
        ids=list(map(str, range(len(texts)))),
        texts=texts,
        labels=np.asarray(labels, np.int32),
        label_names=("sad", "glad"),
        fingerprint="",
    )


def posts(rng, *, faithful, marked=1.0, word=0.5):
    """Posts whose mark gives the label with probability `faithful`, and a word with `word`."""
    y = rng.integers(0, 2, N)
    texts = []
    for i, label in enumerate(y):
        by_mark = label if rng.random() < faithful else 1 - label
        by_word = label if rng.random() < word else 1 - label
        mark = rng.choice((SAD, GLAD)[by_mark]) if rng.random() < marked else ""
        text = f"a {rng.choice(THINGS)} from the {rng.choice(PLACES)} {i}"
        texts.append(f"{text} {('dull', 'fine')[by_word]} {mark}")
    return corpus_of(texts, y)


def measured(corpus, seed=0):
    found = LabelMarks()(assigned(corpus, seed), NO_CUES, rng=np.random.default_rng(0))
    return as_measures(found)


def test_labels_made_from_marks_are_found_and_the_rest_gives_about_chance():
    pair = label_marks(measured(posts(np.random.default_rng(0), faithful=0.97)))
    assert pair is not None
    marks, rest = pair
    assert marks.value == pytest.approx(0.97, abs=0.03)
    assert rest.low < 0.5 < rest.high
    assert marks.n == rest.n == N


@pytest.mark.parametrize("seed", range(5))
def test_marks_without_a_relation_are_no_leak(seed):
    found = measured(posts(np.random.default_rng(seed), faithful=0.5))
    assert label_marks(found) is None
    accuracy = next(m for m in found if (m.subject, m.quantity) == ("marks", "accuracy"))
    assert accuracy.low < 0.55


def test_marks_that_only_help_are_no_leak():
    assert label_marks(measured(posts(np.random.default_rng(1), faithful=0.8))) is None


def test_marks_are_no_leak_where_the_words_say_the_same():
    both = posts(np.random.default_rng(2), faithful=0.97, word=0.97)
    assert label_marks(measured(both)) is None


def test_labels_are_not_made_from_marks_that_few_texts_have():
    with pytest.raises(NotApplicable) as reason:
        measured(posts(np.random.default_rng(3), faithful=1.0, marked=0.5))
    assert reason.value.code == "few-marks"


def test_a_pair_of_texts_has_no_marks_of_its_own():
    corpus = posts(np.random.default_rng(4), faithful=1.0)
    with pytest.raises(NotApplicable):
        measured(replace(corpus, texts_b=corpus.texts))


def test_one_label_in_a_part_does_not_apply():
    corpus = posts(np.random.default_rng(5), faithful=1.0)
    with pytest.raises(NotApplicable):
        measured(replace(corpus, labels=np.zeros(N, np.int32)))


def test_marks_can_be_all_that_there_is_to_learn_from():
    y = np.arange(300) % 2
    texts = [f"zq{i}x {'😀' if label else '😡'}" for i, label in enumerate(y)]
    marks, rest = label_marks(measured(corpus_of(texts, y)))
    assert (marks.value, rest.value) == (1, pytest.approx(0.5, abs=0.1))
