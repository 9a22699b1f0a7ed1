"""JSON lines, and JSON files that hold one array of objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from cuewise.errors import InputError
from cuewise.io.decode import read_text
from cuewise.io.table import Reject, SourcePart, SourceTable, check_names
from cuewise.io.values import scrub, series
from cuewise.records.aside import BAD_LINE

# The line number or None, the object or None, and the original.
_Item = tuple[int | None, dict[str, Any] | None, Any]


def read_json(path: Path, wanted: object = ()) -> SourceTable:
    """Read objects, one on each line or all in one array; set anything else aside."""
    text = read_text(path)
    if not text.strip():
        raise InputError(f"{path} is empty", "one JSON object a line, or an array of objects")
    items = list(_elements(text, path) if text.lstrip().startswith("[") else _lines(text))
    good = {row: record for row, (_, record, _) in enumerate(items, 1) if record is not None}
    rejects = tuple(
        Reject(row, BAD_LINE, original, line)
        for row, (line, record, original) in enumerate(items, 1)
        if record is None
    )
    if not good:
        raise InputError(
            f"{path} holds no JSON object: {len(rejects)} lines or values are something else",
            allowed='lines such as {"text": "…", "label": "…"}, or one array of them',
            fix="write one object a line",
        )
    frame, rows = _frame(list(good.values()), str(path)), np.fromiter(good, dtype=np.int64)
    return SourceTable(frame, rows, (SourcePart(str(path), len(items)),), rejects)


def _frame(records: list[dict[str, Any]], origin: str) -> pl.DataFrame:
    names = dict.fromkeys(name for record in records for name in record)
    check_names(map(scrub, names), origin)
    return pl.DataFrame(
        [series(scrub(name), [record.get(name) for record in records]) for name in names]
    )


def _lines(text: str) -> Iterator[_Item]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _object(line), line.rstrip("\r")


def _object(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _elements(text: str, path: Path) -> Iterator[_Item]:
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"{path}, line {error.lineno}, column {error.colno}: not JSON ({error.msg})",
            allowed="an array of objects, or one object a line",
            fix="repair that line; the file may have been cut short",
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} cannot be parsed: {error}", "an array of flat objects") from error
    for value in values:
        yield None, value if isinstance(value, dict) else None, value
