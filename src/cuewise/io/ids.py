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
    given = canonical(as_strings(column, table.name)).to_list()
    return _unique(own or number for own, number in zip(given, numbers, strict=True))


def _unique(given: Iterable[str]) -> tuple[list[str], int]:
    wanted = list(given)
    reserved, used, times = set(wanted), set[str](), dict[str, int]()
    renamed = 0
    for at, name in enumerate(wanted):
        if name in used:
            renamed += 1
            wanted[at] = _free(name, times, reserved)
            reserved.add(wanted[at])
        used.add(wanted[at])
    return wanted, renamed


def _free(name: str, times: dict[str, int], reserved: set[str]) -> str:
    number = times.get(name, 1) + 1
    while f"{name}#{number}" in reserved:
        number += 1
    times[name] = number
    return f"{name}#{number}"
