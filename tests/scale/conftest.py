"""Made-up corpora in shards."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest

from cuewise.synth import Plant, make


@pytest.fixture(scope="session")
def frame():
    """3,000 reviews with planted cues, 100 repeated ones, and a column of numbers."""
    plants = [
        Plant("word", "tuesday", "positive", 0.9, 0.05),
        Plant("word", "harbour", "negative", 1.0, 0.008),
        Plant("punctuation", "!", "positive", 0.8, 0.1),
    ]
    rows = pl.DataFrame(make("en", 3000, plants=plants, seed=2).rows()).drop("id")
    again = rows.head(60).with_columns(pl.col("text").str.to_uppercase(), source=pl.lit("again"))
    whole = pl.concat([rows, rows.head(40), again]).sample(fraction=1, shuffle=True, seed=1)
    return whole.with_columns(stars=pl.Series([i % 97 for i in range(whole.height)]))


@pytest.fixture(scope="session")
def shards(frame, tmp_path_factory):
    """The same rows in five Parquet files of unequal size, one with small row groups."""
    folder = tmp_path_factory.mktemp("shards")
    cuts = [0, 100, 1200, 1201, 2000, frame.height]
    for i, (a, b) in enumerate(pairwise(cuts)):
        size = 150 if i == 3 else None
        frame[a:b].write_parquet(folder / f"{i}.parquet", row_group_size=size)
    return folder
