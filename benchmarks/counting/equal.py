"""Counts on every evaluation set, compared with scikit-learn on the same tokens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from real.rows import Row
from sklearn.feature_extraction.text import CountVectorizer

from cuewise.count import count
from cuewise.count.tokens import words


def equal(data: Path) -> Iterator[Row]:
    """One row: the number of sets with the same words, pairs, triples and counts."""
    equal_sets, unequal_sets, grams = [], [], 0
    for path in sorted(data.glob("*/*.parquet")):
        texts, labels = _corpus(path)
        table = count(texts, labels, words=(1, 2, 3))
        names, counts = _sklearn(texts, labels)
        same = list(table.names()) == names and bool((table.counts == counts).all())
        (equal_sets if same else unequal_sets).append(path.stem)
        grams += len(names)
    yield Row(
        "counts equal to CountVectorizer's, sets",
        f"{len(equal_sets)} of {len(equal_sets) + len(unequal_sets)}, {grams:,} n-grams"
        + (": not " if unequal_sets else "")
        + ", ".join(unequal_sets),
        "all",
        not unequal_sets,
    )


def _corpus(path: Path) -> tuple[list[str], np.ndarray]:
    """All texts of a set, both texts of a pair, with the index of their label."""
    frame = pl.read_parquet(path)
    columns = [c for c in ("text", "text_a", "text_b", "prompt") if c in frame.columns]
    long = pl.concat([frame.select(pl.col(c).alias("text"), "label") for c in columns]).drop_nulls()
    labels = long["label"].cast(pl.String).rank("dense").to_numpy().astype(np.int64) - 1
    return long["text"].to_list(), labels


def _sklearn(texts: list[str], labels: np.ndarray) -> tuple[list[str], np.ndarray]:
    vectorizer = CountVectorizer(
        ngram_range=(1, 3), tokenizer=words, token_pattern=None, lowercase=False, binary=True
    )
    x = vectorizer.fit_transform(texts)
    return list(vectorizer.get_feature_names_out()), x.T @ np.eye(labels.max() + 1, dtype=int)[
        labels
    ]
