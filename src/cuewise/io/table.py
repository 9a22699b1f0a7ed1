"""What every reader returns: the rows, where they came from, and those it could not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from cuewise.errors import InputError
from cuewise.records import Bools, Ints


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be used. `row` counts from 1 over the whole source."""

    row: int
    reason: str
    original: Any
    line: int | None = None


@dataclass(frozen=True, slots=True)
class SourcePart:
    """One file (or split) of a source and the number of its data rows, bad ones included."""

    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class SourceTable:
    """Rows as read; `rows[i]` is the 1-based number of frame row i in the source."""

    frame: pl.DataFrame
    rows: Ints
    parts: tuple[SourcePart, ...]
    rejects: tuple[Reject, ...] = ()
    split_column: str | None = None

    @property
    def name(self) -> str:
        """The source, for messages."""
        first = self.parts[0].name
        return first if len(self.parts) == 1 else f"{first} and {len(self.parts) - 1} more"

    @classmethod
    def empty(cls, name: str, columns: Iterable[str]) -> SourceTable:
        """No rows of some columns."""
        frame = pl.DataFrame(schema=dict.fromkeys(columns, pl.String()))
        return cls(frame, np.empty(0, np.int64), (SourcePart(name, 0),))

    def keep(self, mask: Bools) -> SourceTable:
        """The rows where `mask` holds."""
        return replace(self, frame=self.frame.filter(pl.Series(mask)), rows=self.rows[mask])


def whole_table(frame: pl.DataFrame, name: str) -> SourceTable:
    """The table of a source whose every row could be read."""
    rows = np.arange(1, frame.height + 1, dtype=np.int64)
    return SourceTable(frame, rows, (SourcePart(name, frame.height),))


def stack(tables: Sequence[SourceTable]) -> SourceTable:
    """Join several files or splits; row numbers run on from one to the next."""
    if len(tables) == 1:
        return tables[0]
    names = f"{tables[0].name} and {tables[-1].name}"
    try:
        frame = pl.concat([table.frame for table in tables], how="diagonal_relaxed")
    except pl.exceptions.PolarsError as error:
        raise InputError(
            f"{names} cannot be joined: {error}",
            allowed="files whose columns agree in name and type",
            fix="load them one at a time, or convert the column that differs",
        ) from error
    starts = np.cumsum([0, *(sum(part.rows for part in table.parts) for table in tables)])
    return SourceTable(
        frame=frame,
        rows=np.concatenate([t.rows + start for t, start in zip(tables, starts, strict=False)]),
        parts=tuple(part for table in tables for part in table.parts),
        rejects=tuple(
            replace(reject, row=reject.row + int(start))
            for table, start in zip(tables, starts, strict=False)
            for reject in table.rejects
        ),
    )


def check_names(names: Iterable[str], origin: str) -> None:
    """Refuse two columns of one name."""
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise InputError(
            f"column {twice[0]!r} occurs more than once in {origin}",
            allowed="column names that differ",
            fix="rename one of the columns",
        )
