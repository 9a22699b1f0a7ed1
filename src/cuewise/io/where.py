"""The `where` condition: SQL over the columns of one row, with no way to any other table."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import polars as pl

from cuewise.errors import InputError, first_line
from cuewise.io.roles import check_columns, shortened
from cuewise.records import Bools

_LONGEST = 10_000
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
# A subquery could open files (polars SQL knows read_csv and its like) as soon as it is parsed.
_REFUSED = re.compile(
    r"\b(?:select|unnest|with|table|values|exists|union|intersect|except|read_\w+|scan_\w+)\b"
    r"|\(\s*from\b|;|--|/\*|[$#`]",
    re.IGNORECASE,
)


def keep_where(frame: pl.DataFrame, condition: str, origin: str) -> Bools:
    """Mark the rows for which `condition` is true; NULL counts as false.

    A text column that holds nothing but numbers is compared as numbers where that works.

    Examples
    --------
    >>> keep_where(pl.DataFrame({"stars": ["1", "5"]}), "stars >= 4", "a.csv").tolist()
    [False, True]
    """
    expression = _parse(condition)
    columns = [name for name in expression.meta.root_names() if name != "*"]
    _check_names(columns, frame.columns, origin)
    needed = frame.select(list(dict.fromkeys(columns)))
    try:
        typed = needed.with_columns(_numbers(column) for column in needed.get_columns())
        return _ask(typed, expression, condition, frame.height)
    except pl.exceptions.PolarsError as error:
        try:
            return _ask(needed, expression, condition, frame.height)
        except pl.exceptions.PolarsError:
            raise _bad(condition, error) from error


def _check_names(names: Sequence[str], columns: Sequence[str], origin: str) -> None:
    """Raise where a name is no column; SQL takes a value without single quotes for one."""
    for name in names:
        try:
            check_columns([name], columns, origin)
        except InputError as error:
            value = shortened(name).replace("'", "''")
            fix = f"put a value in single quotes: '{value}'; if it is a column: {error.fix}"
            raise InputError(error.what, error.allowed, fix) from None


def _parse(condition: str) -> pl.Expr:
    if len(condition) > _LONGEST:
        raise _bad(f"{condition[:60]}…", f"it has {len(condition)} characters")
    beyond = _REFUSED.search(_QUOTED.sub("''", condition))
    if beyond:
        raise _bad(condition, f"{beyond[0]!r} is not allowed outside quotes")
    try:
        expression = pl.sql_expr(condition)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise _bad(condition, error) from error
    if expression.meta.has_multiple_outputs():
        raise _bad(condition, "it asks about several columns at once")
    return expression


def _ask(frame: pl.DataFrame, expression: pl.Expr, condition: str, height: int) -> Bools:
    # A constant condition names no column, so there is no frame to give it its length.
    try:
        answer = frame.select(expression.alias("keep")).to_series()
    except pl.exceptions.PanicException as error:
        raise _bad(condition, error) from error
    if answer.dtype != pl.Boolean:
        raise _bad(condition, f"it gives {answer.dtype}, not true or false")
    if answer.len() == 1:
        answer = answer.extend_constant(answer[0], height - 1) if height else answer.clear()
    if answer.len() != height:
        raise _bad(condition, "it does not give one answer a row")
    return answer.fill_null(False).to_numpy().astype(np.bool_)


def _numbers(column: pl.Series) -> pl.Series:
    if column.dtype != pl.String:
        return column
    blank = (column == "").fill_null(True)
    for kind in (pl.Int64, pl.Float64):
        cast = column.cast(kind, strict=False)
        if (cast.is_not_null() | blank).all() and not blank.all():
            return cast
    return column


def _bad(condition: str, why: object) -> InputError:
    return InputError(
        f"where {condition!r} cannot be used: {first_line(why)}",
        allowed="one SQL condition on the columns of a row: comparisons, AND, OR, NOT, IN (…), "
        "LIKE, BETWEEN, IS NULL, and functions such as LENGTH",
        fix="write, for instance, \"platform = 'twitter' AND score > 3\"; "
        "a column with an unusual name goes in double quotes",
    )
