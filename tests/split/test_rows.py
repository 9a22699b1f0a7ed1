"""Parts of a corpus keep every column, in the order asked for."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from cuewise.records import Corpus, CueTable, Split
from cuewise.split.clusters import clusters, shared_clusters
from cuewise.split.rows import cues_of, rows_of, together

FULL = Corpus(
    ids=["0", "1", "2", "3"],
    texts=["a", "b", "c", "d"],
    labels=np.array([0, 1, 1, 0], np.int32),
    label_names=("no", "yes"),
    fingerprint="f",
    language="zh",
    texts_b=["w", "x", "y", "z"],
    split=["train", None, "test", "train"],
    meta={"source": ["app", "web", None, "app"], "year": ["1", "2", "3", "4"]},
    environments=("source",),
    pair_id=["p", "p", None, "q"],
    cluster=np.array([7, 7, 8, 9]),
    keys=np.array([10, 11, 12, 13], np.uint64),
    parts=Split(np.array([0, 1, 2, 3], np.int8)),
)
BARE = replace(
    FULL, texts_b=None, split=None, meta={}, pair_id=None, cluster=None, keys=None, parts=None
)


def plain(value):
    """A value of a corpus in a form that can be compared."""
    if isinstance(value, Split):
        return value.part.tolist()
    return value.tolist() if isinstance(value, np.ndarray) else value


def columns(corpus):
    return {f.name: plain(getattr(corpus, f.name)) for f in fields(corpus)}


def test_rows_have_every_column_in_the_order_asked_for():
    assert columns(rows_of(FULL, np.array([3, 1]))) == columns(FULL) | {
        "ids": ["3", "1"],
        "texts": ["d", "b"],
        "labels": [0, 1],
        "texts_b": ["z", "x"],
        "split": ["train", None],
        "meta": {"source": ["app", "web"], "year": ["4", "2"]},
        "pair_id": ["q", "p"],
        "cluster": [9, 7],
        "keys": [13, 11],
        "parts": [3, 1],
    }


def test_columns_that_are_not_there_stay_away():
    assert columns(rows_of(BARE, np.array([2]))) == columns(BARE) | {
        "ids": ["2"],
        "texts": ["c"],
        "labels": [1],
    }
    assert columns(together([BARE, BARE])) == columns(BARE) | {
        "ids": ["0", "1", "2", "3"] * 2,
        "texts": ["a", "b", "c", "d"] * 2,
        "labels": [0, 1, 1, 0] * 2,
    }


def test_no_rows_are_an_empty_corpus():
    empty = rows_of(FULL, np.zeros(0, np.int64))
    assert (empty.ids, empty.texts, empty.meta) == ([], [], {"source": [], "year": []})
    joined = together([empty, empty])
    assert (joined.ids, joined.texts, joined.meta) == ([], [], {"source": [], "year": []})


def test_together_is_one_after_another_and_splits_anew():
    parts = [rows_of(FULL, np.array([0, 1])), rows_of(FULL, np.array([2, 3]))]
    assert columns(together(parts)) == columns(FULL) | {"parts": None}


def test_clusters_and_keys_need_every_part():
    lacking = replace(FULL, cluster=None, keys=None)
    for parts in ([FULL, lacking], [lacking, FULL]):
        joined = together(parts)
        assert joined.cluster is None
        assert joined.keys is None


def test_columns_that_the_first_part_lacks_are_left_out():
    joined = together([BARE, FULL])
    assert (joined.texts_b, joined.split, joined.pair_id, joined.meta) == (None, None, None, {})
    assert list(joined.texts) == ["a", "b", "c", "d"] * 2


@pytest.mark.parametrize("rows", [None, [2, 0]])
def test_cues_have_their_own_columns_on_their_own_rows(rows):
    values = np.arange(9).reshape(3, 3)
    table = CueTable(("a", "b", "c"), ("word", "meta", "form"), csr_array(values), ("x", "y", "z"))
    own = cues_of(table, [2, 1], None if rows is None else np.array(rows))
    assert (own.names, own.kinds, own.notes) == (("c", "b"), ("form", "meta"), ("z", "y"))
    wanted = values if rows is None else values[rows]
    assert own.values.toarray().tolist() == wanted[:, [2, 1]].tolist()


def test_without_a_cluster_column_each_row_is_its_own():
    assert clusters(BARE).tolist() == [0, 1, 2, 3]
    assert clusters(FULL).tolist() == [7, 7, 8, 9]
    short = replace(FULL, cluster=np.arange(4, dtype=np.int32))
    assert clusters(short).dtype == clusters(BARE).dtype == np.int64


def test_clusters_are_given_only_where_two_rows_share_one():
    assert shared_clusters(FULL, np.array([1, 0, 2])).tolist() == [7, 7, 8]
    assert shared_clusters(FULL, np.array([1, 2, 3])) is None
    assert shared_clusters(BARE, np.arange(4)) is None
