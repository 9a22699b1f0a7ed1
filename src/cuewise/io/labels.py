"""Encode labels as numbers, and refuse columns that hold no labels."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cuewise.errors import InputError
from cuewise.io.roles import shortened
from cuewise.io.values import as_number, canonical

# With more distinct values than this, in more than half of the rows, a column holds text or ids.
_MANY = 200
_FEW_FLOATS = 20


def encode(column: pl.Series, origin: str) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Label numbers [n] and names [k], sorted as numbers if all are numbers, else as text.

    Examples
    --------
    >>> codes, names = encode(pl.Series("stars", ["10", "9.0", "10"]), "a.csv")
    >>> codes.tolist(), names
    ([1, 0, 1], ('9', '10'))
    """
    values = canonical(column)
    distinct = [str(name) for name in values.unique().drop_nulls().to_list()]
    names = in_order(distinct, column.name, len(values), origin)
    codes = values.replace_strict(list(names), range(len(names)), return_dtype=pl.Int32)
    return codes.to_numpy().astype(np.int32), names


def in_order(names: list[str], column: str, rows: int, origin: str) -> tuple[str, ...]:
    """The label names of a column of `rows` rows, sorted as numbers if all are numbers."""
    numbers = {name: value for name in names if (value := as_number(name)) is not None}
    if len(numbers) < len(names):
        numbers = {}
    ordered = tuple(sorted(names, key=lambda name: (numbers.get(name, 0.0), name)))
    fractions = not all(value.is_integer() for value in numbers.values())
    _check(ordered, column, rows, origin, fractions=fractions)
    return ordered


def _check(names: tuple[str, ...], column: str, rows: int, origin: str, *, fractions: bool) -> None:
    if len(names) < 2:
        only = f"only the label {shortened(names[0])!r}" if names else "no label"
        raise InputError(
            f"column {column!r} of {origin} holds {only} in {rows} rows",
            allowed="two labels or more; with one there is nothing to tell apart",
            fix="name another label column, or widen the data",
        )
    if fractions and len(names) > min(_FEW_FLOATS, max(rows / 2, 2)):
        raise InputError(
            f"column {column!r} of {origin} holds continuous numbers: {len(names)} distinct "
            f"values such as {names[0]} and {names[-1]}",
            allowed=f"classes: strings, whole numbers, booleans, or at most {_FEW_FLOATS} values",
            fix="bin the number into a few classes first, for instance at its terciles",
        )
    if len(names) > _MANY and len(names) > rows / 2:
        raise InputError(
            f"column {column!r} of {origin} holds {len(names)} distinct values in {rows} rows, "
            f"such as {shortened(names[0])!r}",
            allowed="labels that recur; this looks like free text, an id or a number",
            fix="name the column of classes, or bin the number into a few classes",
        )
