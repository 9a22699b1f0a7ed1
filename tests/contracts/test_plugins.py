"""What every registered detector and probe must keep, whoever wrote it: found, not listed."""

from __future__ import annotations

import copy
from dataclasses import fields

import numpy as np
import pytest

from cuewise.cues import cue_table
from cuewise.plugins.registry import entries
from cuewise.records import Corpus, Measurements, Predictions
from cuewise.split.rows import cues_of

ENTRIES = [*entries("detectors"), *entries("probes")]
N = 240


class Coin:
    """Decides by the first letter; has no answer on every tenth text."""

    model_id = "coin"
    label_names = ("negative", "positive")

    def predict(self, texts, texts_b=None):
        p = np.array([float(t[:1] < "m") for t in texts])
        probs = np.stack([1 - p, p], axis=1)
        probs[::10] = np.nan
        return Predictions(probs, self.model_id, len(texts))


def corpus_of(seed=0):
    rng = np.random.default_rng(seed)
    y = np.arange(N, dtype=np.int32) % 2
    filler = [" ".join(rng.choice(list("abcdefghijkmnopqrstu"), 9)) for _ in range(N)]
    texts = [
        f"{t} {'zebra' if i % 4 == 1 else 'mouse'}. {'🙂' if i % 2 else '🙁'}"
        for i, t in enumerate(filler)
    ]
    # Some texts of the test part are in the training part too.
    texts[3::12] = texts[1::12]
    return Corpus(
        ids=[str(i) for i in range(N)],
        texts=texts,
        labels=y,
        label_names=("negative", "positive"),
        fingerprint="f",
        meta={"source": ["web" if i % 3 else "app" for i in range(N)]},
        split=["test" if i % 4 == 3 else "train" for i in range(N)],
        # Rows 2i and 2i + 1 are twins: one of each label.
        pair_id=[str(i // 2) for i in range(N)],
    )


def measured(entry, corpus, seed=0) -> Measurements:
    cues = cue_table(corpus)
    arguments = [corpus, cues]
    if entry.kind == "probes":
        strongest = cues_of(cues, [cues.names.index("word:zebra")])
        arguments = [corpus, strongest, Coin()]
    return entry.plugin()(*arguments, rng=np.random.default_rng(seed))


@pytest.fixture(params=ENTRIES, ids=lambda e: f"{e.kind}-{e.code}")
def entry(request):
    return request.param


def test_there_are_plugins_of_both_kinds():
    assert {e.kind for e in ENTRIES} == {"detectors", "probes"}


def test_it_is_documented_and_every_option_has_a_default(entry):
    assert entry.summary.endswith(".")
    assert entry.code
    for option in fields(entry.plugin):
        assert option.name in entry.plugin.__doc__
    entry.plugin()


def test_its_columns_are_of_one_length_and_its_numbers_lie_in_their_intervals(entry):
    m = measured(entry, corpus_of())
    size = len(m.subjects)
    assert size > 0
    columns = [m.labels, m.effect, m.low, m.high, m.support]
    assert {len(c) for c in columns} == {size}
    known = np.isfinite(m.effect) & np.isfinite(m.low) & np.isfinite(m.high)
    assert known.any()
    assert np.all(m.low[known] <= m.effect[known] + 1e-12)
    assert np.all(m.effect[known] <= m.high[known] + 1e-12)
    assert np.all(m.support >= 0)
    if m.p is not None:
        p = m.p[~np.isnan(m.p)]
        assert np.all((p >= 0) & (p <= 1))


def test_the_same_seed_gives_the_same_numbers(entry):
    a, b = measured(entry, corpus_of()), measured(entry, corpus_of())
    assert a.subjects == b.subjects
    np.testing.assert_array_equal(a.effect, b.effect)
    np.testing.assert_array_equal(a.low, b.low)


def test_it_leaves_the_corpus_as_it_was(entry):
    corpus = corpus_of()
    before = copy.deepcopy((corpus.texts, corpus.labels.tolist(), corpus.meta, corpus.pair_id))
    measured(entry, corpus)
    assert (corpus.texts, corpus.labels.tolist(), corpus.meta, corpus.pair_id) == before
