"""Parts are balanced, never cut a cluster, and do not depend on the order of the rows."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuewise.records import Corpus
from cuewise.split.keys import row_keys
from cuewise.split.order import ClusterOrder, cluster_order
from cuewise.split.parts import assigned, strata
from cuewise.split.repeats import without_repeats
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
    split = assigned(corpus, seed).parts
    assert sorted([*split.discovery, *split.estimation]) == list(range(len(corpus.ids)))
    found = np.zeros(len(corpus.ids), bool)
    found[split.discovery] = True
    return found


@given(st.integers(0, 10_000), st.integers(0, 200), st.integers(0, 2**70))
def test_the_part_of_a_document_does_not_depend_on_its_place(draw, n, seed):
    corpus = drawn(draw, n)
    order = np.random.default_rng(draw).permutation(n)
    assert (sides(corpus, seed)[order] == sides(rows_of(corpus, order), seed)).all()


@given(st.integers(0, 10_000), st.integers(0, 200))
def test_no_cluster_is_in_both_splits_and_each_label_is_split_evenly(draw, n):
    corpus = drawn(draw, n)
    side = sides(corpus, 0)
    for cluster in np.unique(corpus.cluster):
        assert np.unique(side[corpus.cluster == cluster]).size == 1
    alone = corpus_of([str(i) for i in range(n)], np.asarray(corpus.labels))
    side = sides(alone, 0)
    counts = [np.bincount(alone.labels[s], minlength=3) for s in (side, ~side)]
    assert np.abs(counts[0] - counts[1]).max() <= 1
    assert abs(int(side.sum()) - int((~side).sum())) <= 2


def test_another_seed_splits_independently():
    corpus = corpus_of([str(i) for i in range(4000)], np.zeros(4000))
    agree = np.mean(sides(corpus, 1) == sides(corpus, 2))
    assert 0.45 < agree < 0.55


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_a_sample_keeps_the_parts_it_had(share):
    corpus = drawn(3, 2000)
    kept = np.flatnonzero(cluster_order(row_keys(corpus), 7).first(round(share * 2000)))
    assert kept.size < 0.6 * 2000
    assert (sides(rows_of(corpus, kept), 7) == sides(corpus, 7)[kept]).all()


def test_the_same_repeat_counts_in_any_order():
    texts = ["Good", "good", "good", "GOOD ", "bad"]
    meta = {"source": ["x", None, "", "x", "x"]}
    corpus = corpus_of(texts, [1, 1, 1, 1, 0], [0, 0, 0, 0, 1], meta=meta)
    chosen = set()
    for seed in range(20):
        order = np.random.default_rng(seed).permutation(5)
        again = rows_of(corpus, order)
        rows = without_repeats(again, np.arange(5))
        assert rows.size == 2
        chosen.add(frozenset((again.texts[i], again.meta["source"][i]) for i in rows))
    assert len(chosen) == 1


@given(st.integers(0, 10_000), st.integers(0, 200))
def test_folds_and_confirmation_cut_no_cluster(draw, n):
    corpus = drawn(draw, n)
    split = assigned(corpus, 3).parts
    parts = [*split.folds, split.confirmation]
    assert sorted(np.concatenate(parts).tolist()) == list(range(n))
    assert sorted(np.concatenate(parts[:2]).tolist()) == split.discovery.tolist()
    cluster = np.asarray(corpus.cluster)
    for a, b in combinations(parts, 2):
        assert not set(cluster[a]) & set(cluster[b])
    sizes = [np.unique(cluster[p]).size for p in parts]
    assert max(sizes) - min(sizes) <= 2 * len(NAMES)


def test_clusters_go_to_the_parts_in_turn_and_odd_labels_start_with_estimation():
    order = ClusterOrder(
        cluster=np.arange(8),
        label=np.array([0, 0, 0, 0, 1, 1, 1, 1]),
        rank=np.array([0, 1, 2, 3, 0, 1, 2, 3]),
    )
    assert order.split.part.tolist() == [0, 2, 1, 3, 2, 0, 3, 1]


def test_a_row_is_counted_by_label_and_split_and_a_repeat_apart():
    corpus = assigned(corpus_of(["one", "one", "two", "three"], [0, 0, 1, 1], [5, 5, 6, 7]), 0)
    counted = strata(corpus).tolist()
    assert counted.count(2 * len(NAMES)) == 1
    for row in (2, 3):
        later = row in corpus.parts.estimation
        assert counted[row] == 1 + len(NAMES) * later


def test_rows_keep_their_part():
    corpus = assigned(drawn(1), 0)
    rows = np.arange(0, 200, 3)
    assert (rows_of(corpus, rows).parts.part == corpus.parts.part[rows]).all()
