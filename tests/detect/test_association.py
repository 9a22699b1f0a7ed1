"""A planted cue is found on both splits, and permuted labels give no finding."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.cues import cue_table
from cuewise.detect.association import AssociationDetector
from cuewise.records import Corpus, CueTable
from cuewise.split.parts import assigned
from cuewise.stats.multiplicity import benjamini_hochberg
from cuewise.synth import Plant, make

LEVEL = 0.05
WORD = {"en": "tuesday", "zh": "周二"}


def measured(corpus, cues, seed=0):
    return AssociationDetector().over(assigned(corpus, seed), cues)


def row_of(found, subject, label=None):
    pairs = zip(found.subjects, found.labels, strict=True)
    (row,) = [i for i, (s, y) in enumerate(pairs) if s == subject and label in {None, y}]
    return row


def drawn(seed, chances, n=1000):
    """One cue on three in ten documents; label k has chance chances[1][k] with it."""
    rng = np.random.default_rng(seed)
    held = rng.random(n) < 0.3
    without, within = np.cumsum(chances, axis=1)
    y = np.where(
        held, np.searchsorted(within, draw := rng.random(n)), np.searchsorted(without, draw)
    )
    names = ("a", "b", "c")[: len(chances[0])]
    texts = [f"{i:04d}" for i in range(n)]
    corpus = Corpus(texts, texts, np.minimum(y, len(names) - 1).astype(np.int32), names, "")
    return corpus, CueTable(("word:x",), ("word",), csr_array(held[:, None].astype(int)), ("",))


@pytest.mark.parametrize("label", ["positive", "negative"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("seed", range(3))
def test_a_planted_cue_is_found_on_both_splits_with_its_sign(language, label, seed):
    plant = Plant("word", WORD[language], label, 0.9, 0.25)
    corpus = make(language, 320, plants=[plant], seed=seed).to_corpus()
    found = measured(corpus, cue_table(corpus), seed)
    row = row_of(found, f"word:{WORD[language]}")
    assert benjamini_hochberg(found.p)[row] <= LEVEL
    assert found.labels[row] == label
    assert found.discovered[row] > 0.2
    assert found.low[row] > 0
    assert found.replicated[row] == 1
    assert found.log_odds_ratio[row] > 1
    assert found.support[row] == 80


def test_permuted_labels_give_no_finding():
    findings, corpora = 0, 0
    for seed in range(3):
        corpus = make(n=300, seed=seed).to_corpus()
        cues = cue_table(corpus)
        for turn in range(20):
            y = np.random.default_rng([seed, turn]).permutation(corpus.labels)
            found = measured(replace(corpus, labels=y), cues, turn)
            assert np.isfinite(found.p).sum() > 200
            findings += bool((benjamini_hochberg(found.p) <= LEVEL).any())
            corpora += 1
    assert corpora == 60
    assert findings <= (1 - 0.95) * corpora


def test_a_chance_deviation_of_one_split_is_not_repeated_on_the_other():
    corpus = make(n=300, seed=3).to_corpus()
    cues = cue_table(corpus)
    suggested, repeated, holds_zero = [], [], []
    for turn in range(30):
        y = np.random.default_rng([9, turn]).permutation(corpus.labels)
        found = measured(replace(corpus, labels=y), cues, turn)
        some = found.p < 0.2
        suggested += found.discovered[some].tolist()
        repeated += found.replicated[some].tolist()
        holds_zero += ((found.low <= 0) & (found.high >= 0))[some].tolist()
    assert len(suggested) > 500
    assert np.mean(suggested) > 0.15
    assert np.mean(repeated) < 0.04
    assert np.mean(holds_zero) > 0.93


@pytest.mark.parametrize(
    "chances",
    [[[0.5, 0.5], [0.5, 0.5]], [[0.6, 0.4], [0.2, 0.8]], [[0.9, 0.1], [0.8, 0.2]]],
)
def test_the_interval_holds_the_true_deviation(chances):
    held = []
    for seed in range(120):
        corpus, cues = drawn(seed, chances)
        found = measured(corpus, cues, seed)
        k = int(found.label[0])
        true = (1 - 0.3) * (chances[1][k] - chances[0][k])
        held.append(found.low[0] <= true <= found.high[0])
        assert found.high[0] - found.low[0] < 0.25
    assert np.mean(held) > 0.9


def test_with_three_labels_each_has_its_own_sign():
    signs = []
    for seed in range(10):
        corpus, cues = drawn(seed, [[0.3, 0.5, 0.2], [0.7, 0.1, 0.2]])
        found = measured(corpus, cues, seed)
        assert found.labels == ("a", "b", "c")
        assert (found.p[:2] < 0.001).all()
        assert found.replicated[:2].tolist() == [1, 1]
        assert found.low[0] > 0 > found.high[1]
        signs.append(found.low[2] <= 0 <= found.high[2])
    assert sum(signs) >= 8


def test_a_text_posted_ten_times_is_one_observation():
    # Five texts of one label hold the cue: too few once each, plenty ten times each.
    y = np.arange(100) % 2
    held = (np.arange(100) < 10) & (y == 1)
    again = np.repeat(np.arange(100), 10)
    texts = [f"{i:03d}" for i in again]
    ids = [str(i) for i in range(again.size)]
    corpus = Corpus(ids, texts, y[again].astype(np.int32), ("a", "b"), "", cluster=again)
    cues = CueTable(("word:x",), ("word",), csr_array(held[again][:, None].astype(int)), ("",))
    apart = replace(corpus, cluster=None)
    for seed in range(6):
        assert not measured(corpus, cues, seed).p[0] < 0.05
        assert measured(apart, cues, seed).p[0] < 1e-3
