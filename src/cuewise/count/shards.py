"""Corpora in Parquet files, read piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from cuewise.count.text import DOCUMENTS, Piece


def parquet_pieces(paths: Sequence[Path], text: str, label: str) -> Iterator[Piece]:
    """The documents of several files in order; `label` holds class numbers.

    Examples
    --------
    >>> import pyarrow as pa, tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.parquet"
    >>> pq.write_table(pa.table({"t": ["good", "bad"], "y": [1, 0]}), path)
    >>> [(p.texts.to_pylist(), p.labels.tolist()) for p in parquet_pieces([path], "t", "y")]
    [(['good', 'bad'], [1, 0])]
    """
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(DOCUMENTS, columns=[text, label]):
                yield Piece(batch[text], np.asarray(batch[label]).astype(np.uint32))
