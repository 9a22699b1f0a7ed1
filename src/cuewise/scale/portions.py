"""Divide a corpus in many files into portions that one worker reads at a time."""

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

# Group the row groups of a file up to this many rows and bytes.
_MAX_ROWS, _MAX_BYTES = 1 << 18, 1 << 27
_LINE_SUFFIXES = frozenset({".jsonl", ".ndjson"})


@dataclass(frozen=True, slots=True)
class Portion:
    """A file, or some row groups of a Parquet file after its first `rows_before` rows."""

    path: Path
    groups: tuple[int, int] | None = None
    rows_before: int = 0

    def key(self) -> tuple[object, ...]:
        """Identify the present content: another file under the same name has another key."""
        stat = self.path.stat()
        return (str(self.path.absolute()), stat.st_size, stat.st_mtime_ns, self.groups)

    def read(self, columns: Sequence[str] | None, wanted: Sequence[str]) -> SourceTable:
        """Read the rows, numbered as in the file; of Parquet read only `columns`, if given.

        Raises
        ------
        InputError
            The file cannot be read.
        """
        if self.groups is None:
            # An empty file of JSON lines has no rows; a Parquet file is never empty.
            if self.path.suffix.lower() in _LINE_SUFFIXES and not self.path.stat().st_size:
                return SourceTable.empty(str(self.path), wanted)
            return read_file(self.path, wanted)
        table = read_groups(self.path, range(*self.groups), columns, wanted)
        end = sum(part.rows for part in table.parts) + self.rows_before
        parts = (replace(table.parts[0], rows=end),)
        rejects = tuple(replace(r, row=r.row + self.rows_before) for r in table.rejects)
        return replace(table, rows=table.rows + self.rows_before, parts=parts, rejects=rejects)


def portions_of(source: str | Path) -> list[Portion]:
    """Return the portions of all files, in the order of their names.

    Raises
    ------
    InputError
        No file matches `source`.
    """
    if str(source).startswith("hf:"):
        raise InputError(
            f"{source} is not a file",
            "a path or glob of Parquet or JSON-lines files",
            "save the data set first",
        )
    return [portion for path in files(source) for portion in _file_portions(path)]


def _file_portions(path: Path) -> Iterator[Portion]:
    sizes = _group_sizes(path) if path.suffix.lower() == ".parquet" else []
    if not sizes:
        # Reading it later reports what is wrong with it.
        yield Portion(path)
        return
    first = before = rows = size = 0
    for group, (group_rows, group_bytes) in enumerate(sizes):
        full = rows + group_rows > _MAX_ROWS or size + group_bytes > _MAX_BYTES
        if group > first and full:
            yield Portion(path, (first, group), before)
            first, before, rows, size = group, before + rows, 0, 0
        rows, size = rows + group_rows, size + group_bytes
    yield Portion(path, (first, len(sizes)), before)


def _group_sizes(path: Path) -> list[tuple[int, int]]:
    """Return the rows and bytes of every row group; none if the file cannot be read."""
    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowException, OSError):
        return []
    groups = (metadata.row_group(i) for i in range(metadata.num_row_groups))
    return [(g.num_rows, g.total_byte_size) for g in groups]


def folder_name(*dependencies: object) -> str:
    """Name a folder of results after everything the results depend on."""
    return hashlib.sha256(repr(dependencies).encode("utf-8", "surrogatepass")).hexdigest()[:24]
