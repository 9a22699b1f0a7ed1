"""Write single values one way, whatever file they came from."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from cuewise.errors import InputError

_WHOLE_FLOAT = re.compile(r"([+-]?\d+)\.0+")
_CODE = re.compile(r"[+-]?0\d")
_BOOLS = frozenset({"true", "false"})
_INT64 = 2**63


def scrub(value: str) -> str:
    r"""`value` with lone surrogates replaced by U+FFFD, so that it can be written as UTF-8.

    Examples
    --------
    >>> scrub("a\ud800b") == "a\ufffdb"
    True
    """
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def series(name: str, values: Sequence[Any]) -> pl.Series:
    """A column of Python values: of one type where they share one, else of strings.

    Lists and records make it a column of objects, which can be neither text nor label.
    """
    kinds = {type(value) for value in values} - {type(None)}
    if kinds & {list, dict, tuple, set}:
        return pl.Series(name, values, dtype=pl.Object)
    if kinds <= {str}:
        return _strings(name, values)
    if kinds == {bool}:
        return pl.Series(name, values, dtype=pl.Boolean)
    if kinds == {int} and all(value is None or -_INT64 <= value < _INT64 for value in values):
        return pl.Series(name, values, dtype=pl.Int64)
    if kinds in ({float}, {int, float}):
        return pl.Series(name, [_number(value) for value in values], dtype=pl.Float64)
    return _strings(name, [None if _absent(value) else _as_text(value) for value in values])


def _strings(name: str, values: Sequence[str | None]) -> pl.Series:
    try:
        return pl.Series(name, values, dtype=pl.String)
    except UnicodeEncodeError:
        clean = [None if value is None else scrub(value) for value in values]
        return pl.Series(name, clean, dtype=pl.String)


def _number(value: float | None) -> float | None:
    try:
        return None if _absent(value) or value is None else float(value)
    except OverflowError:
        return math.inf


def _absent(value: Any) -> bool:
    # NaN and NaT are not equal to themselves.
    if value is None or type(value).__name__ == "NAType":
        return True
    try:
        return bool(value != value)  # noqa: PLR0124
    except (TypeError, ValueError):
        return False


def _as_text(value: Any) -> str:
    """One value as text: strings as they are, numbers and booleans as JSON writes them."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        return str(value)


def as_strings(column: pl.Series, origin: str) -> pl.Series:
    """`column` as strings; missing values and NaN are null."""
    if column.dtype.is_nested() or column.dtype in (pl.Binary, pl.Object):
        raise InputError(
            f"column {column.name!r} of {origin} holds {column.dtype}, not one value a row",
            allowed="strings, numbers, booleans or dates",
            fix="join or unpack the column, or name another one",
        )
    if column.dtype.is_float():
        column = column.fill_nan(None)
    return column.cast(pl.String)


def blank_to_null(column: pl.Series) -> pl.Series:
    """A string column, stripped, in which an empty string is a missing value."""
    stripped = column.str.strip_chars()
    return stripped.set(stripped == "", None)


def canonical(column: pl.Series) -> pl.Series:
    """Labels and metadata written one way whether they came from CSV or parquet.

    Remove surrounding space, read "" as missing, write `3.0` as `3` and, in a column of nothing but
    booleans, `True` as `true`.

    Examples
    --------
    >>> canonical(pl.Series(["3.0", " 4", ""])).to_list()
    ['3', '4', None]
    """
    column = blank_to_null(column)
    distinct = [value for value in column.unique().to_list() if value is not None]
    rewrite: Callable[[str], str] = _whole
    if distinct and {value.lower() for value in distinct} <= _BOOLS:
        rewrite = str.lower
    changed = {value: rewrite(value) for value in distinct if rewrite(value) != value}
    return column.replace(changed) if changed else column


def _whole(value: str) -> str:
    match = _WHOLE_FLOAT.fullmatch(value)
    return match[1] if match else value


def as_number(value: str) -> float | None:
    """The number that a string spells, or None. `007` is a code and not a number.

    Examples
    --------
    >>> as_number("3.5"), as_number("three"), as_number("007")
    (3.5, None, None)
    """
    if _CODE.match(value):
        return None
    try:
        spelt = float(value) if value.isascii() and "_" not in value else math.nan
    except ValueError:
        return None
    return None if math.isnan(spelt) else spelt
