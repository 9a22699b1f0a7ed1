"""Ids, metadata, language, clusters and fingerprints."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import polars as pl
import pytest

from cuewise.io import load
from cuewise.io.clusters import cluster_ids
from cuewise.io.fingerprint import corpus_fingerprint
from cuewise.io.metadata import is_identifier, metadata_values


def _load(data: dict[str, list[object]], **options: Any):
    return load(pl.DataFrame(data), text="text", label="label", **options)


def test_the_id_column_is_used_and_made_unique() -> None:
    corpus = _load(
        {
            "id": ["a", "a", "a", "a#2", None, "b"],
            "text": list("abcdef"),
            "label": [0, 1, 0, 1, 0, 1],
        }
    )
    assert corpus.ids == ["a", "a#3", "a#4", "a#2", "5", "b"]
    assert corpus.set_aside.counts == {"duplicate id (kept, renamed)": 2}


def test_many_rows_of_one_id_are_renamed_in_order() -> None:
    corpus = _load({"id": [7] * 500, "text": ["t"] * 500, "label": [0, 1] * 250})
    assert corpus.ids[:3] == ["7", "7#2", "7#3"]
    assert len(set(corpus.ids)) == 500


def test_a_row_number_that_clashes_with_an_id_is_renamed() -> None:
    corpus = _load({"id": ["2", None], "text": ["a", "b"], "label": [0, 1]})
    assert corpus.ids == ["2", "2#2"]


def test_a_text_column_named_id_gives_no_ids() -> None:
    frame = pl.DataFrame({"id": ["a", "b"], "label": [0, 1]})
    assert load(frame, text="id", label="label").ids == ["1", "2"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["a", " b ", "", None], ["a", "b", None, None]),
        ([1.0, None, 3.0], ["1", None, "3"]),
        ([float("nan"), 2.5], [None, "2.5"]),
        ([True, False, None], ["true", "false", None]),
        (list(range(20)), [str(at) for at in range(20)]),
    ],
)
def test_metadata_is_strings_with_none_where_missing(values, expected) -> None:
    assert metadata_values(pl.Series("m", values, strict=False), "t") == expected


@pytest.mark.parametrize("write", [list, lambda values: [str(value) for value in values]])
def test_numbers_of_many_values_become_quartiles(write) -> None:
    values = write([at / 2 for at in range(40)])
    found = metadata_values(pl.Series("m", [*values, None]), "t")
    assert found[0] == "Q1 (≤ 4.5)"
    assert found[-2:] == ["Q4 (> 14.5)", None]
    assert [found.count(name) for name in sorted(set(found[:-1]))] == [10, 10, 10, 10]


def test_ties_leave_fewer_bins() -> None:
    found = metadata_values(pl.Series("m", [0] * 80 + list(range(1, 23))), "t")
    assert set(found) == {"Q1 (≤ 0)", "Q2 (> 0)"}


def test_large_close_numbers_are_told_apart() -> None:
    stamps = [1_700_000_000 + at for at in range(100)] * 2
    found = metadata_values(pl.Series("m", stamps), "t")
    assert set(found) == {
        "Q1 (≤ 1700000024)",
        "Q2 (≤ 1700000049)",
        "Q3 (≤ 1700000074)",
        "Q4 (> 1700000074)",
    }


RNG = np.random.default_rng(0)
IDENTIFIERS = {
    "row numbers": range(100),
    "row numbers from a sample of rows": RNG.choice(4000, 400, replace=False),
    "row numbers with three copied rows": [*range(300), 7, 7, 9],
    "time stamps": 1_700_000_000 + RNG.choice(30_000_000, 400, replace=False),
    "long ids": RNG.integers(10**17, 10**18, 100),
    "codes": [f"{at:06d}" for at in range(100)],
    "times": [f"2026-11-30 12:{at:02d}:07" for at in range(60)],
}
MEASUREMENTS = {
    "ages": RNG.normal(40, 12, 400).round().astype(int),
    "prices": (RNG.lognormal(3, 1, 400) * 100).round() / 100,
    "distinct real numbers": RNG.normal(size=400),
    "incomes": RNG.integers(20_000, 90_000, 100),
    "followers": (RNG.pareto(0.4, 400) * 100).astype(int),
}


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_an_identifier_is_not_binned(name) -> None:
    values = [str(value) for value in IDENTIFIERS[name]]
    assert metadata_values(pl.Series("m", values), "t") == values
    assert is_identifier(Counter(values))


@pytest.mark.parametrize("name", MEASUREMENTS)
def test_a_measurement_of_many_values_is_binned(name) -> None:
    values = [str(value) for value in MEASUREMENTS[name]]
    assert len(set(metadata_values(pl.Series("m", values), "t"))) == 4


def test_numbers_drawn_at_random_are_no_identifier() -> None:
    # With 400 of 20,000 numbers four ties are expected, which 1 draw in 55 lacks.
    rng = np.random.default_rng(1)
    draws = [Counter(map(str, rng.integers(0, 20_000, 400))) for _ in range(200)]
    assert sum(map(is_identifier, draws)) == 0
    # With 400 of 10,000 numbers, at most about 1% have as few ties as an identifier.
    draws = [Counter(map(str, rng.integers(0, 10_000, 400))) for _ in range(200)]
    assert sum(map(is_identifier, draws)) <= 6


def test_infinite_numbers_do_not_break_quartiles() -> None:
    found = metadata_values(
        pl.Series("m", [*map(float, range(50)), float("inf"), -float("inf")]), "t"
    )
    assert len(set(found)) == 4


def test_many_strings_stay_as_they_are() -> None:
    values = [f"user {at}" for at in range(100)]
    assert metadata_values(pl.Series("m", values), "t") == values


def test_codes_with_leading_zeros_are_no_numbers() -> None:
    values = [f"{at:06d}" for at in range(1, 100)]
    assert metadata_values(pl.Series("m", values), "t") == values


def test_environments_are_metadata_too() -> None:
    corpus = _load(
        {"text": ["a", "b"], "label": [0, 1], "site": ["x", "y"], "year": [2020, 2021]},
        environments=["site"],
        meta=["year", "site"],
    )
    assert corpus.environments == ("site",)
    assert dict(corpus.meta) == {"site": ["x", "y"], "year": ["2020", "2021"]}


def test_the_language_is_identified_and_named() -> None:
    rows = {"text": ["ein schöner Film", "gar nicht gut"], "label": [0, 1]}
    corpus = _load(rows)
    assert (corpus.language, corpus.language_name) == ("other", "German")
    named = load(pl.DataFrame(rows), text="text", label="label", language="en")
    assert (named.language, named.language_name) == ("en", None)


def test_duplicates_and_counterfactual_pairs_share_a_cluster() -> None:
    texts = ["A  film", "b", "a film ", "c", "d", "e"]
    pairs = [None, "t", None, "t", "u", None]
    assert cluster_ids(pl.Series(texts), pair_id=pairs).tolist() == [0, 1, 0, 1, 2, 3]


def test_clusters_chain_over_duplicates_and_counterfactual_pairs() -> None:
    pairs = ["t", "t", "u", "u"]
    assert cluster_ids(pl.Series(["a", "b", "B", "c"]), pair_id=pairs).tolist() == [0, 0, 0, 0]


def test_pairs_are_duplicates_only_when_both_texts_are() -> None:
    a, b = pl.Series(["p", "p", "P"]), pl.Series(["h", "i", "h "])
    assert cluster_ids(a, b).tolist() == [0, 1, 0]


def test_clusters_agree_with_a_plain_union_find() -> None:
    rng = np.random.default_rng(0)
    texts = [f"t{value}" for value in rng.integers(0, 200, 400)]
    pairs = [None if value > 150 else str(value) for value in rng.integers(0, 300, 400)]
    parent = list(range(400))

    def root(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    for keys in (texts, pairs):
        first: dict[str, int] = {}
        for at, key in enumerate(keys):
            if key is not None:
                parent[root(at)] = root(first.setdefault(key, at))
    found = cluster_ids(pl.Series(texts), pair_id=pairs)
    same = np.array([root(at) for at in range(400)])
    assert ((found[:, None] == found) == (same[:, None] == same)).all()
    assert list(dict.fromkeys(found.tolist())) == list(range(found.max() + 1))


def test_a_corpus_without_pairs_still_has_clusters() -> None:
    corpus = _load({"text": ["a", "A", "b"], "label": [0, 1, 1]})
    assert corpus.cluster is not None
    assert corpus.cluster.tolist() == [0, 0, 1]
    assert corpus.cluster.dtype == np.int64
    assert corpus.pair_id is None
    assert corpus.split is None


def test_the_fingerprint_is_fixed_for_ever() -> None:
    corpus = _load({"text": ["good", "坏"], "label": ["pos", "neg"]})
    assert corpus.fingerprint == (
        "917defe60010be86b6ec5ef5161685c4ab69a32b465a2f5c93d5760e76511b5e"
    )


@pytest.mark.parametrize(
    "other",
    [
        {"text": ["good", "baD"], "label": ["pos", "neg"]},
        {"text": ["good", "bad"], "label": ["neg", "pos"]},
        {"text": ["good", "bad"], "label": ["pos", "negative"]},
        {"text": ["bad", "good"], "label": ["neg", "pos"]},
        {"text": ["goodbad", "x"], "label": ["pos", "neg"]},
    ],
)
def test_the_fingerprint_changes_with_the_content(other: dict[str, list[object]]) -> None:
    base = _load({"text": ["good", "bad"], "label": ["pos", "neg"]})
    assert _load(other).fingerprint != base.fingerprint


def test_the_fingerprint_tells_a_pair_from_a_text() -> None:
    labels = np.array([0, 1], dtype=np.int32)
    alone = corpus_fingerprint(["a", "b"], labels, ["x", "y"])
    assert alone != corpus_fingerprint(["a", "b"], labels, ["x", "y"], ["", ""])
    assert alone != corpus_fingerprint(["a", "b"], labels, ["x", "y"], [])
