"""Store a trie as one Parquet file whose row groups can be read range by range."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cuewise.count.trie import Level, Trie

_METADATA_KEY = b"cuewise.trie/1"
_ROWS = 1 << 17


def write_trie(trie: Trie, path: Path) -> None:
    """Write a trie; equal tries give equal bytes.

    A row is an n-gram: its last word, its first child row in the next level, and its document
    counts by class. Rows of level 0 also hold the bytes of the word.
    """
    schema = _schema(trie)
    with pq.ParquetWriter(path, schema, compression="lz4", use_dictionary=False) as file:
        for m, level in enumerate(trie.levels):
            table = pa.table(list(_columns(trie, m)), schema=schema)
            if len(level):
                file.write_table(table, row_group_size=_ROWS)


def _schema(trie: Trie) -> pa.Schema:
    classes = trie.levels[0].counts.shape[1]
    metadata = {
        "orders": trie.orders,
        "joiner": trie.joiner,
        "rows": [len(level) for level in trie.levels],
        "classes": classes,
    }
    fields = [("text", pa.large_binary()), ("word", pa.uint32()), ("children", pa.uint32())]
    fields += [(f"class_{k}", pa.uint32()) for k in range(classes)]
    return pa.schema(fields, metadata={_METADATA_KEY: json.dumps(metadata)})


def _columns(trie: Trie, m: int) -> Iterator[pa.Array]:
    level, n = trie.levels[m], len(trie.levels[m])
    yield trie.words.take(pa.array(level.words)) if m == 0 else pa.nulls(n, pa.large_binary())
    yield pa.array(level.words)
    if m + 1 < len(trie.levels):
        yield pa.array(np.searchsorted(trie.levels[m + 1].parents, np.arange(n)).astype(np.uint32))
    else:
        yield pa.nulls(n, pa.uint32())
    for k in range(level.counts.shape[1]):
        yield pa.array(np.ascontiguousarray(level.counts[:, k]))


@dataclass(frozen=True, slots=True)
class StoredTrie:
    """A trie on disk, read range by range."""

    path: Path
    orders: tuple[int, ...]
    joiner: str
    rows: tuple[int, ...]
    classes: int

    @classmethod
    def open(cls, path: Path) -> StoredTrie:
        """Read the metadata of a file.

        Raises
        ------
        ValueError
            The file does not hold a trie.
        """
        metadata = (pq.read_schema(path).metadata or {}).get(_METADATA_KEY)
        if metadata is None:
            raise ValueError(f"{path} holds no counts; allowed: a file that cuewise wrote")
        shape: dict[str, Any] = json.loads(metadata)
        orders, rows = tuple(shape["orders"]), tuple(shape["rows"])
        return cls(path, orders, shape["joiner"], rows, shape["classes"])

    def words(self) -> pa.Array:
        """All words, sorted."""
        return self._column(0, 0, self.rows[0], "text")

    def weights(self) -> NDArray[np.int64]:
        """Count, for every word, the n-grams of one or two words that begin with it."""
        if len(self.rows) == 1:
            return np.ones(self.rows[0], np.int64)
        first = self._numbers(0, 0, self.rows[0], "children")
        return 1 + _sizes(np.append(first, np.uint32(self.rows[1])))

    def levels(self, start: int = 0, stop: int | None = None) -> list[Level]:
        """Read the n-grams that begin with words start..stop; parents are rows among those read."""
        stop = self.rows[0] if stop is None else stop
        levels = []
        parents = np.zeros(stop - start, np.uint32)
        for m in range(len(self.rows)):
            counts = [self._numbers(m, start, stop, f"class_{k}") for k in range(self.classes)]
            words = self._numbers(m, start, stop, "word")
            levels.append(Level(parents, words, np.stack(counts, axis=1)))
            if m + 1 < len(self.rows):
                first = self._numbers(m, start, min(stop + 1, self.rows[m]), "children")
                if stop == self.rows[m]:
                    first = np.append(first, np.uint32(self.rows[m + 1]))
                parents = np.repeat(np.arange(stop - start, dtype=np.uint32), _sizes(first))
                start, stop = int(first[0]), int(first[-1])
        return levels

    def _numbers(self, m: int, start: int, stop: int, column: str) -> NDArray[np.uint32]:
        return np.asarray(self._column(m, start, stop, column).to_numpy(), np.uint32)

    def _column(self, m: int, start: int, stop: int, column: str) -> pa.Array:
        """Read rows start..stop of one column of level m, from the row groups that hold them."""
        groups = [-(-rows // _ROWS) for rows in self.rows]
        first = sum(groups[:m])
        low, high = start // _ROWS, -(-stop // _ROWS)
        with pq.ParquetFile(self.path) as file:
            table = file.read_row_groups(range(first + low, first + high), columns=[column])
        rows = table.column(0).combine_chunks()
        return rows[start - low * _ROWS : stop - low * _ROWS]

    def trie(self) -> Trie:
        """Read the whole trie."""
        return Trie(self.words(), tuple(self.levels()), self.orders, self.joiner)


def _sizes(starts: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return the number of rows between successive starts."""
    places = starts.astype(np.int64)
    return places[1:] - places[:-1]
