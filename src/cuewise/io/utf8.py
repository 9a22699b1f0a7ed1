"""Text columns of Arrow that are not UTF-8: nothing checks them when they are read."""

from __future__ import annotations

from collections.abc import Container

import numpy as np
import pyarrow as pa

from cuewise.records import Bools


def mended(table: pa.Table, wanted: Container[str] | None) -> tuple[pa.Table, Bools]:
    r"""The table with U+FFFD for what is no UTF-8, and which rows had any in a wanted column.

    None: every column is wanted.

    Examples
    --------
    >>> bad = pa.array([b"fine", b"caf\xe9"], pa.binary())
    >>> text = pa.Array.from_buffers(pa.string(), 2, bad.buffers())
    >>> table, rows = mended(pa.table({"t": text}), {"t"})
    >>> table["t"].to_pylist()[0], rows.tolist()
    ('fine', [False, True])
    """
    found = np.zeros(table.num_rows, np.bool_)
    for at, name in enumerate(table.column_names):
        column = _plain(table.column(at))
        if column is None:
            continue
        values = column.cast(pa.large_binary())
        try:
            values.cast(pa.large_string())
        except pa.ArrowInvalid:
            given = values.to_pylist()
            texts = [None if v is None else v.decode("utf-8", "replace") for v in given]
            table = table.set_column(at, name, pa.array(texts, pa.large_string()))
            if wanted is None or name in wanted:
                found |= _broken(given)
    return table, found


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """A column of strings as such; None for any other."""
    kind = column.type
    if pa.types.is_dictionary(kind) and _is_text(kind.value_type):
        return column.cast(kind.value_type)
    return column if _is_text(kind) else None


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _broken(values: list[bytes | None]) -> Bools:
    return np.array([v is not None and not _is_utf8(v) for v in values], dtype=np.bool_)


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
