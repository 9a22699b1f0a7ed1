"""CSV, TSV and their like. Rows that do not fit the header are set aside."""

from __future__ import annotations

import contextlib
import csv
import io
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import polars as pl

from cuewise.errors import InputError
from cuewise.io.decode import read_text
from cuewise.io.table import Part, Reject, Table, check_names
from cuewise.io.values import series
from cuewise.records.aside import RAGGED, UNCLOSED

_DELIMITERS = (",", "\t", ";", "|")
# No header is longer than this many characters.
_HEADER = 1_000_000
# Stands after the last line; an open quote swallows it, which is how we know of the quote.
_END = "\x00 end of file \x00"


class _Record(NamedTuple):
    line: int
    fields: list[str]
    open_quote: bool = False


def read_delimited(path: Path, wanted: Sequence[str]) -> Table:
    """Read a delimited file; the delimiter is the one under which the wanted columns appear.

    Raises
    ------
    InputError
        The file cannot be decoded, is empty, or has a header with a name twice.
    """
    text = read_text(path)
    with _any_field_size():
        delimiter = _delimiter(text, wanted, path)
        try:
            records = _records(text, delimiter)
        except csv.Error as error:
            raise InputError(f"{path} is not readable as CSV: {error}") from error
    if not records:
        raise InputError(f"{path} is empty", "a header row and data rows", "check the export")
    return _table(records, path)


@contextlib.contextmanager
def _any_field_size() -> Iterator[None]:
    before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _delimiter(text: str, wanted: Sequence[str], path: Path) -> str:
    order = sorted(_DELIMITERS, key=lambda mark: (mark == "\t") != (path.suffix == ".tsv"))

    head = text[:_HEADER]

    def score(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
        header = [name.strip() for name in next((row for row in reader if row), [])]
        return len(set(wanted) & set(header)), len(header)

    return max(order, key=score)


def _records(text: str, delimiter: str) -> list[_Record]:
    """Records, blank lines left out. Tab-separated files often hold quotes that quote nothing."""
    quoted = _parse(text, delimiter, csv.QUOTE_MINIMAL)
    if delimiter == "\t" and '"' in text:
        bare = _parse(text, delimiter, csv.QUOTE_NONE)
        fewer = _misfits(bare) < _misfits(quoted)
        if fewer or not (_misfits(bare) or _strictly_quoted(text, delimiter)):
            return bare
    return quoted


def _misfits(records: list[_Record]) -> int:
    return sum(len(record.fields) != len(records[0].fields) for record in records)


def _strictly_quoted(text: str, delimiter: str) -> bool:
    """Every quote that opens a field closes it too."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return False
    return True


def _parse(text: str, delimiter: str, quoting: Literal[0, 3]) -> list[_Record]:
    found: list[_Record] = []
    start = 0
    while True:
        lines = islice(io.StringIO(text, newline=""), start, None)
        reader = csv.reader(chain(lines, (_END,)), delimiter=delimiter, quoting=quoting)
        rows = [(reader.line_num, row) for row in reader]
        ends = [0, *(line for line, _ in rows)]
        found += [
            _Record(start + before + 1, row)
            for before, (_, row) in zip(ends, rows[:-1], strict=False)
            if row
        ]
        if rows[-1][1] == [_END]:
            return found
        # A quote opened in this record is closed nowhere: give up its first line, go on after it.
        bad = start + ends[-2]
        raw = next(islice(io.StringIO(text, newline=""), bad, None))
        found.append(_Record(bad + 1, [raw.rstrip("\r\n")], open_quote=True))
        start = bad + 1


def _table(records: list[_Record], path: Path) -> Table:
    head, body = records[0], records[1:]
    if head.open_quote:
        raise InputError(
            f"{path}, line {head.line}: the header opens a quote that is never closed",
            allowed="column names, quoted in pairs",
            fix="repair the header row",
        )
    names = [name.strip() or f"column_{at}" for at, name in enumerate(head.fields, 1)]
    check_names(names, f"the header of {path}")
    fits = np.array([len(r.fields) == len(names) and not r.open_quote for r in body], dtype=bool)
    columns = list(zip(*(r.fields for r, fit in zip(body, fits, strict=True) if fit), strict=True))
    frame = pl.DataFrame(
        [series(name, columns[at] if columns else ()) for at, name in enumerate(names)]
    )
    rejects = tuple(
        Reject(row, UNCLOSED if record.open_quote else RAGGED, record.fields, record.line)
        for row, (record, fit) in enumerate(zip(body, fits, strict=True), 1)
        if not fit
    )
    return Table(frame, np.flatnonzero(fits) + 1, (Part(str(path), len(body)),), rejects)
