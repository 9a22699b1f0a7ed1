"""Row ids: the `id` column if there is one, else row numbers; always unique."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cuewise.io.table import SourceTable
from cuewise.io.values import as_strings, canonical

_COLUMN = "id"


def ids(table: SourceTable, taken: Sequence[str | None]) -> tuple[list[str], int]:
    """The ids of the rows, and how many had to be renamed.

    `taken` are the columns that are text or label and therefore no ids, whatever their name.

    Examples
    --------
    >>> import polars as pl
    >>> from cuewise.io.table import whole_table
    >>> ids(whole_table(pl.DataFrame({"id": ["a", "a", None]}), "t"), [])
    (['a', 'a#2', '3'], 1)
    """
    numbers = [str(row) for row in table.rows.tolist()]
    column = table.frame.get_column(_COLUMN, default=None)
    if column is None or _COLUMN in taken:
        return numbers, 0
    named = canonical(as_strings(column, table.name)).to_list()
    return _unique(name or number for name, number in zip(named, numbers, strict=True))


def _unique(names: Iterable[str]) -> tuple[list[str], int]:
    unique = list(names)
    reserved, used, times = set(unique), set[str](), dict[str, int]()
    renamed = 0
    for i, name in enumerate(unique):
        if name in used:
            renamed += 1
            number = times.get(name, 1) + 1
            while f"{name}#{number}" in reserved:
                number += 1
            times[name], unique[i] = number, f"{name}#{number}"
            reserved.add(unique[i])
        used.add(unique[i])
    return unique, renamed
