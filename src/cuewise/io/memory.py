"""Tables in memory, and the hub. A library is imported only once its object is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl

from cuewise.errors import InputError, MissingExtra
from cuewise.io.columnar import from_arrow
from cuewise.io.table import SourceTable, check_names, stack, whole_table
from cuewise.io.values import scrub, series

_SPLIT = "split"


def from_polars(source: Any) -> SourceTable:
    """A polars DataFrame or LazyFrame."""
    try:
        frame = source.collect() if isinstance(source, pl.LazyFrame) else source
    except pl.exceptions.PolarsError as error:
        raise InputError(f"the lazy frame cannot be collected: {error}") from error
    return whole_table(frame, "the polars frame")


def from_pandas(source: Any) -> SourceTable:
    """A pandas DataFrame; its index is left out."""
    name = "the pandas frame"
    names = [scrub(str(column)) for column in source.columns]
    check_names(names, name)
    columns = [_from_pandas(name, source.iloc[:, at]) for at, name in enumerate(names)]
    return whole_table(pl.DataFrame(columns), name)


def _from_pandas(name: str, column: Any) -> pl.Series:
    if column.dtype.kind not in "biufM":
        return series(name, column.tolist())
    alone = column.reset_index(drop=True).to_frame(name)
    return pl.from_pandas(alone, nan_to_null=True).to_series()


def from_pyarrow(source: Any) -> SourceTable:
    """A pyarrow Table or RecordBatch."""
    import pyarrow as pa

    table = pa.Table.from_batches([source]) if isinstance(source, pa.RecordBatch) else source
    return from_arrow(table, "the pyarrow table")


def from_datasets(source: Any) -> SourceTable:
    """A Hugging Face Dataset, or a DatasetDict whose split names become a column."""
    if not isinstance(source, dict):
        return _dataset(source, "the dataset")
    if not source:
        raise InputError("the DatasetDict has no splits", "at least one split of rows")
    tables = []
    for split, dataset in source.items():
        table = _dataset(dataset, f"split {split!r}")
        if _SPLIT not in table.frame.columns:
            frame = table.frame.with_columns(pl.lit(str(split)).alias(_SPLIT))
            table = whole_table(frame, table.name)
        tables.append(table)
    return replace(stack(tables), split_column=_SPLIT)


def _dataset(source: Any, name: str) -> SourceTable:
    if not hasattr(source, "with_format") or not hasattr(source, "__len__"):
        raise InputError(
            f"{name} is a {type(source).__name__}, which cannot be read as a table",
            allowed="a datasets.Dataset or DatasetDict in memory",
            fix="load it without streaming=True",
        )
    return from_arrow(source.with_format("arrow")[:], name)


def from_hub(address: str) -> SourceTable:
    """`hf:NAME` or `hf:NAME:CONFIG`, fetched by the `datasets` package without running its code."""
    try:
        import datasets
    except ImportError as error:
        raise MissingExtra(f"{address!r} needs the 'datasets' package", "models") from error
    name, _, config = address.removeprefix("hf:").partition(":")
    try:
        loaded = datasets.load_dataset(name, config or None)
    # The hub client raises dozens of kinds of errors, from network to parsing.
    except Exception as error:
        raise InputError(
            f"{address!r} cannot be loaded: {error}",
            allowed="hf:NAME or hf:NAME:CONFIG of a dataset that needs no code to load",
            fix="check the name, the config and the network",
        ) from error
    return from_datasets(loaded)


# By top-level package and class, so that no package is imported to find out.
FROM_MEMORY: dict[tuple[str, str], Callable[[Any], SourceTable]] = {
    ("polars", "DataFrame"): from_polars,
    ("polars", "LazyFrame"): from_polars,
    ("pandas", "DataFrame"): from_pandas,
    ("pyarrow", "Table"): from_pyarrow,
    ("pyarrow", "RecordBatch"): from_pyarrow,
    ("datasets", "Dataset"): from_datasets,
    ("datasets", "DatasetDict"): from_datasets,
    ("datasets", "IterableDataset"): from_datasets,
    ("datasets", "IterableDatasetDict"): from_datasets,
}
