"""Halves: balanced, never through a cluster, and the same whatever the order of the rows."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuewise.records import Corpus
from cuewise.split.parts import deal, distinct, halves, quarters, rows_in
from cuewise.split.rows import rows_of

NAMES = ("a", "b", "c")


def corpus_of(texts, labels, cluster=None, **more):
    ids = [str(i) for i in range(len(texts))]
    own = None if cluster is None else np.asarray(cluster, np.int64)
    return Corpus(ids, list(texts), np.asarray(labels, np.int32), NAMES, "", cluster=own, **more)


def drawn(seed, n=200):
    """Texts of which some repeat; a cluster for each text, which may hold two labels."""
    rng = np.random.default_rng(seed)
    number = rng.integers(0, max(n // 2, 1), n)
    return corpus_of([f"text {i}" for i in number], rng.integers(0, 3, n), number)


def sides(corpus, seed):
    first, second = halves(corpus, seed)
    assert sorted([*first, *second]) == list(range(len(corpus.ids)))
    found = np.zeros(len(corpus.ids), bool)
    found[first] = True
    return found


@given(st.integers(0, 10_000), st.integers(0, 200), st.integers(0, 2**70))
def test_the_half_of_a_document_does_not_hang_on_its_place(draw, n, seed):
    corpus = drawn(draw, n)
    order = np.random.default_rng(draw).permutation(n)
    assert (sides(corpus, seed)[order] == sides(rows_of(corpus, order), seed)).all()


@given(st.integers(0, 10_000), st.integers(0, 200))
def test_no_cluster_is_in_both_halves_and_each_label_is_dealt_evenly(draw, n):
    corpus = drawn(draw, n)
    side = sides(corpus, 0)
    for cluster in np.unique(corpus.cluster):
        assert np.unique(side[corpus.cluster == cluster]).size == 1
    alone = corpus_of([str(i) for i in range(n)], np.asarray(corpus.labels))
    side = sides(alone, 0)
    counts = [np.bincount(alone.labels[s], minlength=3) for s in (side, ~side)]
    assert np.abs(counts[0] - counts[1]).max() <= 1
    assert abs(int(side.sum()) - int((~side).sum())) <= 2


def test_another_seed_deals_otherwise_and_independently():
    corpus = corpus_of([str(i) for i in range(4000)], np.zeros(4000))
    agree = np.mean(sides(corpus, 1) == sides(corpus, 2))
    assert 0.45 < agree < 0.55


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_the_first_of_every_label_keep_the_halves_they_had(share):
    corpus = drawn(3, 2000)
    kept = np.flatnonzero(deal(rows_in(corpus), 7).first(round(share * 2000)))
    assert kept.size < 0.6 * 2000
    assert (sides(rows_of(corpus, kept), 7) == sides(corpus, 7)[kept]).all()


def test_of_repeats_the_same_one_is_counted_in_any_order():
    texts = ["Good", "good", "good", "GOOD ", "bad"]
    meta = {"source": ["x", None, "", "x", "x"]}
    corpus = corpus_of(texts, [1, 1, 1, 1, 0], [0, 0, 0, 0, 1], meta=meta)
    chosen = set()
    for seed in range(20):
        order = np.random.default_rng(seed).permutation(5)
        again = rows_of(corpus, order)
        rows = distinct(again, np.arange(5))
        assert rows.size == 2
        chosen.add(frozenset((again.texts[i], again.meta["source"][i]) for i in rows))
    assert len(chosen) == 1


@given(st.integers(0, 10_000), st.integers(0, 200))
def test_quarters_halve_both_halves_and_cut_no_cluster(draw, n):
    corpus = drawn(draw, n)
    parts = quarters(corpus, 3)
    assert sorted(np.concatenate(parts).tolist()) == list(range(n))
    assert sorted(np.concatenate(parts[:2]).tolist()) == halves(corpus, 3)[0].tolist()
    cluster = np.asarray(corpus.cluster)
    for a, b in combinations(parts, 2):
        assert not set(cluster[a]) & set(cluster[b])
    sizes = [np.unique(cluster[p]).size for p in parts]
    assert max(sizes) - min(sizes) <= 2 * len(NAMES)
