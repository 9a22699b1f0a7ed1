"""Merged tables equal the whole, on disk and in memory, for any parts in any order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cuewise.count import CountTable, blocks, count, text
from cuewise.count.store import write_trie

WORDS = ["a", "b", "ab", "c", "it's", "[x]", "好的"]
CORPORA = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
        st.integers(0, 2),
    ),
    max_size=12,
)
ORDERS = {"words": (1, 2, 3), "chars": (2, 4)}


def counted(corpus, **options):
    return count([t for t, _ in corpus], [y for _, y in corpus], **ORDERS, **options)


def equal(a, b):
    k = max(a.classes, b.classes)
    padded = [np.pad(x.counts, ((0, 0), (0, k - x.classes))) for x in (a, b)]
    return a.names() == b.names() and (padded[0] == padded[1]).all()


@settings(deadline=None)
@given(CORPORA, CORPORA, CORPORA)
def test_merging_is_associative_and_commutative(a, b, c):
    x, y, z = map(counted, (a, b, c))
    assert equal(x.merge(y).merge(z), counted(a + b + c))
    assert equal(x.merge(y.merge(z)), counted(a + b + c))
    assert equal(z.merge(x.merge(y)), counted(c + b + a))


@settings(deadline=None, max_examples=25)
@given(CORPORA)
def test_a_saved_table_is_equal_and_reproducible(tmp_path_factory, corpus):
    folder = tmp_path_factory.mktemp("table")
    table = counted(corpus)
    table.save(folder / "a")
    counted(corpus[::-1], threads=3).save(folder / "b")
    assert equal(CountTable.load(folder / "a"), table)
    for path in (folder / "a").iterdir():
        assert path.read_bytes() == (folder / "b" / path.name).read_bytes()


@settings(deadline=None, max_examples=25)
@given(CORPORA, st.sampled_from([1, 400, 4000]), st.integers(1, 3))
def test_a_bound_on_memory_changes_no_count(corpus, memory, min_count):
    repeated = corpus * 40
    assert equal(
        counted(repeated, memory=memory, min_count=min_count),
        counted(repeated, min_count=min_count),
    )


def test_little_memory_means_several_blocks(monkeypatch):
    monkeypatch.setattr(text, "BATCH_DOCUMENTS", 10)
    monkeypatch.setattr(blocks, "_RANGE_ROWS", 50)
    written = []
    monkeypatch.setattr(
        blocks, "write_trie", lambda trie, path: written.append(path) or write_trie(trie, path)
    )
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice([f"w{i}" for i in range(60)], 12)) for _ in range(200)]
    labels = rng.integers(0, 3, 200)
    bounded = count(texts, labels, words=(1, 2, 3), memory=20_000, threads=2)
    assert len(written) > 3
    assert equal(bounded, count(texts, labels, words=(1, 2, 3)))


def test_tables_over_other_orders_cannot_be_merged():
    with pytest.raises(ValueError, match=r"words \(1,\) and of words \(2,\) cannot be merged"):
        count(["a"], [0], words=(1,)).merge(count(["a"], [0], words=(2,)))
    with pytest.raises(ValueError, match="cannot be merged"):
        count(["a"], [0], words=(1,)).merge(count(["a"], [0], words=(), chars=(1,)))


def test_a_folder_without_counts_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="holds no counts"):
        CountTable.load(tmp_path)
