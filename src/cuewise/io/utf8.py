"""Repair text columns of Arrow that are not UTF-8, which no reader checks."""

from __future__ import annotations

from collections.abc import Container

import numpy as np
import pyarrow as pa

from cuewise.records import Bools


def repaired_utf8(table: pa.Table, wanted: Container[str] | None) -> tuple[pa.Table, Bools]:
    r"""The table with U+FFFD for invalid UTF-8, and marks of the rows [n] that had any.

    Only the `wanted` columns count for the marks (None: all).

    Examples
    --------
    >>> bad = pa.array([b"fine", b"caf\xe9"], pa.binary())
    >>> text = pa.Array.from_buffers(pa.string(), 2, bad.buffers())
    >>> table, rows = repaired_utf8(pa.table({"t": text}), {"t"})
    >>> table["t"].to_pylist()[0], rows.tolist()
    ('fine', [False, True])
    """
    marks = np.zeros(table.num_rows, np.bool_)
    for i, name in enumerate(table.column_names):
        column = _plain(table.column(i))
        if column is None:
            continue
        values = column.cast(pa.large_binary())
        try:
            values.cast(pa.large_string())
        except pa.ArrowInvalid:
            raw = values.to_pylist()
            texts = [None if v is None else v.decode("utf-8", "replace") for v in raw]
            table = table.set_column(i, name, pa.array(texts, pa.large_string()))
            if wanted is None or name in wanted:
                # Valid UTF-8 comes back as the same bytes.
                pairs = zip(raw, texts, strict=True)
                marks |= np.array([t is not None and t.encode() != v for v, t in pairs], np.bool_)
    return table, marks


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """A column of strings as such; None for any other."""
    kind = column.type
    if pa.types.is_dictionary(kind) and _is_text(kind.value_type):
        return column.cast(kind.value_type)
    return column if _is_text(kind) else None


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
