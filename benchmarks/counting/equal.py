"""Counts on every evaluation set, against scikit-learn with the same tokens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from real.rows import Row
from sklearn.feature_extraction.text import CountVectorizer

from cuewise.count import count
from cuewise.text.tokens import words


def equal(data: Path) -> Iterator[Row]:
    """One row for all sets: how many have the same words, pairs and triples, and counts."""
    good, bad, grams = [], [], 0
    for path in sorted(data.glob("*/*.parquet")):
        texts, labels = _corpus(path)
        ours = count(texts, labels, words=(1, 2, 3))
        names, counts = _sklearn(texts, labels)
        same = list(ours.names()) == names and bool((ours.counts == counts).all())
        (good if same else bad).append(path.stem)
        grams += len(names)
    yield Row(
        "counts equal to CountVectorizer's, sets",
        f"{len(good)} of {len(good) + len(bad)}, {grams:,} n-grams{': not ' if bad else ''}"
        + ", ".join(bad),
        "all",
        not bad,
    )


def _corpus(path: Path) -> tuple[list[str], np.ndarray]:
    """All texts of a set, first and second ones of pairs, with the numbers of their labels."""
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
