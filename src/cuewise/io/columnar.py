"""Parquet, Arrow and Feather files, and the label names that Hugging Face keeps in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from cuewise.errors import InputError, first_line
from cuewise.io.aside import rejected
from cuewise.io.table import SourceTable, check_names, whole_table
from cuewise.io.utf8 import repaired_utf8
from cuewise.records.aside import BAD_TEXT

_UNREADABLE = (
    pl.exceptions.PolarsError,
    pl.exceptions.PanicException,
    pa.ArrowException,
    ValueError,
    TypeError,
)


def read_parquet(path: Path, wanted: Sequence[str] = ()) -> SourceTable:
    """Read a parquet file."""
    return from_arrow(_parquet(path, lambda file: file.read()), str(path), wanted)


def read_groups(
    path: Path, groups: Iterable[int], columns: Sequence[str] | None, wanted: Sequence[str]
) -> SourceTable:
    """Read the row groups of a parquet file; of `columns`, those that it has (None: all)."""

    def read(file: Any) -> pa.Table:
        present = set(file.schema_arrow.names)
        kept = None if columns is None else [name for name in columns if name in present]
        return file.read_row_groups(list(groups), columns=kept)

    return from_arrow(_parquet(path, read), str(path), wanted)


def _parquet(path: Path, read: Callable[[Any], pa.Table]) -> pa.Table:
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            return read(file)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _broken(path, "parquet", error) from error


def read_arrow(path: Path, wanted: Sequence[str] = ()) -> SourceTable:
    """Read an Arrow (IPC file or stream) or Feather file."""
    try:
        with pa.OSFile(str(path)) as source:
            table = _ipc(source)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _broken(path, "Arrow", error) from error
    return from_arrow(table, str(path), wanted)


def _ipc(source: Any) -> pa.Table:
    try:
        return pa.ipc.open_file(source).read_all()
    except pa.ArrowInvalid:
        # `datasets` caches streams, which have no footer.
        source.seek(0)
        return pa.ipc.open_stream(source).read_all()


def _broken(path: Path, kind: str, error: Exception) -> InputError:
    return InputError(
        f"{path} is not readable as {kind}: {first_line(error)}",
        allowed=f"a whole {kind} file",
        fix="write or download it again; it may have been cut short",
    )


def from_arrow(table: pa.Table, name: str, wanted: Sequence[str] | None = None) -> SourceTable:
    """A pyarrow table with the names of what Hugging Face declares as ClassLabel.

    Rows with invalid UTF-8 in a `wanted` column (None: in any) are set aside.
    """
    check_names(table.column_names, name)
    try:
        # Drop the metadata, since polars panics when it is not UTF-8.
        plain, bad = repaired_utf8(table.replace_schema_metadata(None), wanted)
        frame = pl.from_arrow(plain)
    except _UNREADABLE as error:
        raise InputError(
            f"{name} has a column that cannot be read: {error}",
            allowed="columns of strings, numbers, booleans or dates",
            fix="drop or convert the column",
        ) from error
    whole = whole_table(_named(pl.DataFrame(frame), _class_names(table.schema.metadata)), name)
    if not bad.any():
        return whole
    why = pl.repeat(BAD_TEXT, len(bad), eager=True)
    return replace(whole.keep(~bad), rejects=tuple(rejected(whole, bad, why)))


def _class_names(metadata: dict[bytes, bytes] | None) -> dict[str, list[str]]:
    """Label names by column, from what `datasets` writes beside a schema; {} without it."""
    try:
        features = json.loads((metadata or {})[b"huggingface"])["info"]["features"]
        return {
            column: [str(name) for name in feature["names"]]
            for column, feature in features.items()
            if feature.get("_type") == "ClassLabel" and feature.get("names")
        }
    except (KeyError, ValueError, TypeError, AttributeError):
        return {}


def _named(frame: pl.DataFrame, names: dict[str, list[str]]) -> pl.DataFrame:
    """Class numbers as names; -1, "no label" on Hugging Face, becomes null."""
    return frame.with_columns(
        pl.col(column).replace_strict(
            list(range(len(classes))), classes, default=None, return_dtype=pl.String
        )
        for column, classes in names.items()
        if column in frame.columns and frame.schema[column].is_integer()
    )
