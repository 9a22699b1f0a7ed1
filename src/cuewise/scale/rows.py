"""Some documents on disk: the sample of a unit, or what an excerpt is chosen from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from cuewise.files import whole
from cuewise.records import Corpus, Ints
from cuewise.split.rows import rows_of


def save(corpus: Corpus, path: Path, group: Ints | None = None) -> None:
    """Write the rows, each with a number of its group."""
    none = np.zeros(len(corpus.ids), np.int64)
    columns: dict[str, object] = {
        "id": corpus.ids,
        "text": corpus.texts,
        "label": corpus.labels,
        "key": corpus.keys,
        "cluster": none if corpus.cluster is None else corpus.cluster,
        "group": none if group is None else group,
    }
    if corpus.texts_b is not None:
        columns["text_b"] = corpus.texts_b
    if corpus.split is not None:
        columns["split"] = pl.Series(corpus.split, dtype=pl.String)
    # Metadata may have any name.
    columns |= {
        f"meta {name}": pl.Series(own, dtype=pl.String) for name, own in corpus.meta.items()
    }
    with whole(path) as part:
        pl.DataFrame(columns).write_parquet(part)


def load(path: Path, like: Corpus, groups: int = 1) -> list[Corpus]:
    """The rows of every group, with all that is not of rows as in `like`."""
    frame = pl.read_parquet(path)

    def column(name: str) -> list[str]:
        return frame[name].to_list()

    corpus = replace(
        like,
        ids=column("id"),
        texts=column("text"),
        texts_b=column("text_b") if "text_b" in frame.columns else None,
        labels=frame["label"].to_numpy().astype(np.int32),
        split=column("split") if "split" in frame.columns else None,
        meta={name: column(f"meta {name}") for name in like.meta},
        cluster=frame["cluster"].to_numpy().astype(np.int64),
        keys=frame["key"].to_numpy().astype(np.uint64),
    )
    if groups == 1:
        return [corpus]
    group = frame["group"].to_numpy()
    return [rows_of(corpus, np.flatnonzero(group == g)) for g in range(groups)]


def grouped(parts: Sequence[Corpus]) -> Ints:
    """The number of the corpus that each row of all of them together is from."""
    return np.repeat(np.arange(len(parts)), [len(part.ids) for part in parts])
