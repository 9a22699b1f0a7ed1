"""The order of clusters and of rows, exact on hand-made keys."""

from __future__ import annotations

import numpy as np

from cuewise.count.digest import digests, salted
from cuewise.records import Corpus, Split
from cuewise.split.keys import RowKeys, meta_keys, row_keys, seeded
from cuewise.split.order import ClusterOrder, cluster_order
from cuewise.split.parts import assigned, split_of, strata, strata_of
from cuewise.split.repeats import repeats
from cuewise.split.sample import content_order, in_content_order, sample


def keyed(cluster, labels, keys, ties=None, k=3):
    ties = np.zeros(len(keys), np.uint64) if ties is None else np.array(ties, np.uint64)
    return RowKeys(
        np.array(cluster),
        np.array(labels),
        np.array(keys, np.uint64),
        k,
        lambda rows: ties[rows],
    )


def corpus_of(texts, labels, **more):
    ids = [str(i) for i in range(len(texts))]
    return Corpus(ids, texts, np.asarray(labels, np.int32), ("a", "b", "c"), "", **more)


def test_clusters_are_ranked_within_their_least_label_by_their_least_salted_key():
    rows = keyed([5, 9, 9, 2, 5, 7], [2, 1, 0, 0, 2, 1], [60, 50, 10, 40, 20, 30])
    order = cluster_order(rows, 3)
    # Clusters in the order of their names: 2, 5, 7, 9.
    assert order.cluster.tolist() == [1, 3, 3, 0, 1, 2]
    assert order.label.tolist() == [0, 2, 1, 0]
    salt = seeded(rows.keys, 3)
    least = {2: salt[3], 9: min(salt[1], salt[2])}
    assert order.rank.tolist() == [int(least[2] > least[9]), 0, 0, int(least[9] > least[2])]


def test_the_order_of_no_rows_is_empty():
    order = cluster_order(keyed([], [], []), 0)
    assert (order.cluster.size, order.label.size, order.rank.size) == (0, 0, 0)


def test_a_sample_takes_the_same_share_of_every_label_rounded_up():
    label = np.array([0] * 6 + [1] * 3)
    rank = np.array([*range(6), *range(3)])
    order = ClusterOrder(np.arange(9), label, rank)
    assert np.flatnonzero(order.first(3)).tolist() == [0, 1, 6]
    assert np.flatnonzero(order.first(4)).tolist() == [0, 1, 2, 6, 7]
    assert order.first(9).all()
    assert order.first(10).tolist() == [True] * 9
    twice = ClusterOrder(np.repeat(np.arange(9), 2), label, rank)
    # Six of eighteen rows are a third of the clusters.
    assert np.flatnonzero(twice.first(6)).tolist() == [0, 1, 2, 3, 12, 13]


def test_another_seed_is_another_salt_also_beyond_64_bits():
    keys = np.arange(5, dtype=np.uint64)
    assert seeded(keys, 7).tolist() == salted(keys, 7).tolist()
    assert seeded(keys, (1 << 64) + 7).tolist() == salted(keys, 7).tolist()
    assert seeded(keys, -1).tolist() == salted(keys, (1 << 64) - 1).tolist()


def test_the_keys_of_a_corpus_hash_its_texts():
    single = corpus_of(["a", "b"], [1, 0], cluster=np.array([4, 4]))
    rows = row_keys(single)
    assert rows.keys.tolist() == digests(["a", "b"]).tolist()
    assert (rows.cluster.tolist(), rows.labels.tolist(), rows.k) == ([4, 4], [1, 0], 3)
    pair = corpus_of(["a", "b"], [1, 0], texts_b=["x", "y"])
    assert row_keys(pair).keys.tolist() == digests(["a", "b"], ["x", "y"]).tolist()
    known = corpus_of(["a", "b"], [1, 0], keys=np.array([8, 9], np.uint64))
    assert row_keys(known).keys.tolist() == [8, 9]


def test_equal_texts_are_told_apart_by_their_metadata_by_name_of_column():
    meta = {"year": ["1", "1", "2"], "app": ["x", None, "x"]}
    tie = row_keys(corpus_of(["a"] * 3, [0] * 3, meta=meta)).tie_break
    columns = [["x", None, "x"], ["1", "1", "2"]]
    assert tie(np.arange(3)).tolist() == meta_keys(columns, np.arange(3)).tolist()
    assert tie(np.array([2, 0])).tolist() == tie(np.arange(3))[[2, 0]].tolist()
    assert len(set(tie(np.arange(3)).tolist())) == 3


def test_a_missing_value_differs_from_every_text():
    rows = np.arange(3)
    assert meta_keys([[None, "", "="]], rows).tolist() == digests(["", "=", "=="]).tolist()
    assert meta_keys([], rows).tolist() == [0, 0, 0]
    assert meta_keys([], rows).dtype == np.uint64


def test_the_row_with_the_smaller_key_counts_and_of_equal_ones_the_smaller_tie():
    # Rows of two clusters; within the first, label 0 twice with two keys.
    assert repeats(keyed([1, 1, 1, 2], [0, 0, 1, 0], [9, 3, 5, 9])).tolist() == [
        True,
        False,
        False,
        False,
    ]
    same = keyed([1] * 4, [0] * 4, [5, 5, 5, 7], ties=[30, 10, 20, 0])
    assert repeats(same).tolist() == [True, False, True, True]
    # A tie among later rows alone changes nothing; two tied groups stay apart.
    later = keyed([1] * 3, [0] * 3, [2, 6, 6], ties=[9, 2, 1])
    assert repeats(later).tolist() == [False, True, True]
    apart = keyed([2, 1, 2, 1], [0, 0, 0, 0], [4, 4, 4, 4], ties=[8, 1, 7, 2])
    assert repeats(apart).tolist() == [True, False, False, True]
    labels = keyed([1] * 4, [1, 0, 1, 0], [4] * 4, ties=[8, 1, 7, 2])
    assert repeats(labels).tolist() == [True, False, False, True]
    assert repeats(keyed([], [], [])).tolist() == []


def test_rows_are_counted_by_label_and_split_and_repeats_apart():
    rows = keyed([0, 1, 2, 3, 3], [0, 2, 1, 2, 2], [1, 2, 3, 4, 5])
    split = Split(np.array([0, 1, 2, 3, 3], np.int8))
    strata = strata_of(rows, split)
    assert strata.tolist() == [0, 2, 4, 5, 6]
    assert strata.dtype == np.uint32


def test_content_order_is_by_salted_key_then_label_then_metadata():
    keys = np.array([7, 7, 7, 3], np.uint64)
    meta = {"source": ["b", "a", "a", "a"]}
    corpus = corpus_of(["t"] * 4, [1, 1, 0, 0], keys=keys, meta=meta)
    order = content_order(corpus, 5)
    ties = row_keys(corpus).tie_break(np.arange(4))
    salt = seeded(keys, 5)
    wanted = sorted(range(4), key=lambda i: (salt[i], corpus.labels[i], ties[i]))
    assert order.tolist() == wanted
    assert order.dtype == np.int64


def test_a_sample_comes_in_content_order_with_clusters_numbered_in_that_order():
    texts = [f"text {i // 2}" for i in range(12)]
    corpus = corpus_of(texts, [i // 2 % 3 for i in range(12)], cluster=np.arange(12) // 2 + 40)
    order = cluster_order(row_keys(corpus), 2)
    some = sample(corpus, order, 2, 6)
    rows = np.flatnonzero(order.first(6))
    assert sorted(some.ids) == sorted(corpus.ids[i] for i in rows)
    kept = in_content_order(corpus, 2)
    assert kept.texts == [corpus.texts[i] for i in content_order(corpus, 2)]
    first = list(dict.fromkeys(kept.texts))
    assert kept.cluster.tolist() == [first.index(t) for t in kept.texts]
    assert kept.cluster.dtype == np.int64


def test_a_corpus_without_parts_is_split_by_seed_0():
    corpus = corpus_of([f"text {i}" for i in range(40)], np.arange(40) % 3)
    parts = [assigned(corpus, seed).parts.part.tolist() for seed in (0, 1)]
    assert split_of(corpus).part.tolist() == parts[0] != parts[1]
    other = assigned(corpus, 1)
    assert split_of(other) is other.parts
    assert strata(other).tolist() == strata_of(row_keys(other), other.parts).tolist()


def test_a_tie_is_settled_in_every_cluster():
    rows = keyed([1, 2, 2], [0, 0, 0], [2, 6, 6], ties=[0, 2, 1])
    assert repeats(rows).tolist() == [False, True, False]


def test_a_whole_sample_is_marked_by_truth_values():
    order = ClusterOrder(np.arange(3), np.zeros(3, np.int64), np.arange(3))
    assert order.first(3).dtype == order.first(2).dtype == np.bool_
