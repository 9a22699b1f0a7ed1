"""Corpora to count: made up by Zipf's law, or real text repeated to size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

WORDS = 200_000
# Zipf-Mandelbrot law: a million documents then hold about six million distinct word pairs.
_EXPONENT, _SHIFT = 1.25, 2.7
_LETTERS = np.array(list("etaoinshrdlucmfwypvbgkjqxz"))
SHARD = 1_000_000


def words(seed: int = 0) -> pa.Array:
    """Make distinct words; as in natural language, rarer words are longer."""
    rng = np.random.default_rng([seed, 1])
    made: dict[str, None] = {}
    for rank in range(WORDS):
        size = max(1, int(rng.normal(2.2 + 0.42 * np.log2(rank + 2), 1.0)))
        word = ""
        while not word or word in made:
            letters = np.minimum(rng.exponential(6, size).astype(int), 25)
            word, size = "".join(_LETTERS[letters]), size + 1
        made[word] = None
    return pa.array(list(made))


def zipf(folder: Path, documents: int, seed: int = 0, size: int = SHARD) -> list[Path]:
    """Make shards of `size` documents of 10 to 49 words with one of three labels, once."""
    vocabulary = words(seed)
    share = 1 / (np.arange(1, WORDS + 1) + _SHIFT) ** _EXPONENT
    cumulated = np.cumsum(share / share.sum())
    paths = []
    for start in range(0, documents, size):
        n = min(size, documents - start)
        path = folder / f"zipf-{seed}-{start}-{n}.parquet"
        if not path.exists():
            rng = np.random.default_rng([seed, 2, start])
            ends = np.cumsum([0, *rng.integers(10, 50, n)])
            drawn = np.minimum(np.searchsorted(cumulated, rng.random(ends[-1])), WORDS - 1)
            lists = pa.LargeListArray.from_arrays(ends, vocabulary.take(pa.array(drawn)))
            _write(path, pc.binary_join(lists, " "), rng.integers(0, 3, n))
        paths.append(path)
    return paths


def repeated(folder: Path, source: Path, documents: int) -> list[Path]:
    """Repeat real documents, each time with a new last word, so that all are distinct."""
    path = folder / f"{source.stem}-{documents}.parquet"
    if not path.exists():
        table = pq.read_table(source, columns=["text", "label"]).drop_null()
        rows = np.arange(documents) % table.num_rows
        texts = table["text"].combine_chunks().cast(pa.large_string()).take(pa.array(rows))
        times = pa.array((np.arange(documents) // table.num_rows).astype(str))
        labels = table["label"].combine_chunks().dictionary_encode().indices.to_numpy()[rows]
        space = pa.scalar(" ", pa.large_string())
        texts = pc.binary_join_element_wise(texts, times.cast(pa.large_string()), space)
        _write(path, texts, labels)
    return [path]


def _write(path: Path, texts: pa.Array, labels: np.ndarray) -> None:
    part = path.with_suffix(".part")
    pq.write_table(pa.table({"text": texts, "label": labels}), part, row_group_size=1 << 16)
    part.rename(path)
