"""A corpus of many files as portions that one worker reads at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cuewise.errors import InputError
from cuewise.io.columnar import read_groups
from cuewise.io.source import files, read_file
from cuewise.io.table import SourceTable

# Row groups of one file are taken together up to so many rows and bytes.
_ROWS, _BYTES = 1 << 18, 1 << 27


@dataclass(frozen=True, slots=True)
class Unit:
    """A file, or some row groups of a Parquet file; `ahead` rows of the file come before them."""

    path: Path
    groups: tuple[int, int] | None = None
    ahead: int = 0

    def key(self) -> tuple[object, ...]:
        """What it is now: another file under the same name has another key."""
        about = self.path.stat()
        return (str(self.path.absolute()), about.st_size, about.st_mtime_ns, self.groups)

    def read(self, columns: Sequence[str] | None, wanted: Sequence[str]) -> SourceTable:
        """Its rows, numbered as in the file; of Parquet only `columns`, if they are given.

        Raises
        ------
        InputError
            It cannot be read.
        """
        if self.groups is None:
            # A shard that nothing was written to is no fault; a Parquet file is never that short.
            if self.path.suffix.lower() in _LINES and not self.path.stat().st_size:
                return SourceTable.empty(str(self.path), wanted)
            return read_file(self.path, wanted)
        table = read_groups(self.path, range(*self.groups), columns, wanted)
        shift = sum(part.rows for part in table.parts) + self.ahead
        parts = (replace(table.parts[0], rows=shift),)
        rejects = tuple(replace(r, row=r.row + self.ahead) for r in table.rejects)
        return replace(table, rows=table.rows + self.ahead, parts=parts, rejects=rejects)


_LINES = frozenset({".jsonl", ".ndjson"})


def units(source: str | Path) -> list[Unit]:
    """The portions of all files, in the order of their names.

    Raises
    ------
    InputError
        There is no file.
    """
    if str(source).startswith("hf:"):
        raise InputError(
            f"{source} is no file", "a path or glob of Parquet or JSON-lines files", "save it first"
        )
    return [unit for path in files(source) for unit in _units(path)]


def _units(path: Path) -> Iterator[Unit]:
    sizes = _groups(path) if path.suffix.lower() == ".parquet" else []
    if not sizes:
        # What is wrong with it is told when it is read.
        yield Unit(path)
        return
    first = ahead = rows = held = 0
    for at, (own, size) in enumerate(sizes):
        if at > first and (rows + own > _ROWS or held + size > _BYTES):
            yield Unit(path, (first, at), ahead)
            first, ahead, rows, held = at, ahead + rows, 0, 0
        rows, held = rows + own, held + size
    yield Unit(path, (first, len(sizes)), ahead)


def _groups(path: Path) -> list[tuple[int, int]]:
    """Rows and bytes of every row group; none where the file cannot be read."""
    try:
        about = pq.read_metadata(path)
    except (pa.ArrowException, OSError):
        return []
    groups = (about.row_group(i) for i in range(about.num_row_groups))
    return [(g.num_rows, g.total_byte_size) for g in groups]


def name_of(*parts: object) -> str:
    """A name for what an answer depends on."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
