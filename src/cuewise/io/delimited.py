"""Read CSV, TSV and their like; rows that do not fit the header are set aside."""

from __future__ import annotations

import contextlib
import csv
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from cuewise.errors import InputError
from cuewise.io.decode import read_text
from cuewise.io.table import Reject, SourcePart, SourceTable, check_names
from cuewise.records import Ints
from cuewise.records.aside import RAGGED, UNCLOSED

_DELIMITERS = (",", "\t", ";", "|")
# This follows the last line; an open quote swallows it and so shows itself.
_END = "\x00 end of file \x00"
# A smaller file is one block, so that a field of any size fits. pyarrow counts in 32 bits.
_BLOCK = 2**30


@dataclass(frozen=True, slots=True)
class _Format:
    delimiter: str
    quoted: bool = True

    def records(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the first line and the fields of each record that is not blank, then of `_END`."""
        lines = chain(io.StringIO(text, newline=""), (_END,))
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE
        reader = csv.reader(lines, delimiter=self.delimiter, quoting=quoting)
        line = 1
        for fields in reader:
            if fields:
                yield line, fields
            line = reader.line_num + 1


class _Rows(NamedTuple):
    """The header, the columns of the rows that fit it, their numbers, and the other rows."""

    header: list[str]
    columns: pl.DataFrame
    numbers: Ints
    rejects: tuple[Reject, ...]


def read_delimited(path: Path, wanted: Sequence[str]) -> SourceTable:
    """Read a delimited file; the delimiter is the one under which the wanted columns appear.

    Every value stays the text that the file holds.
    """
    text = read_text(path)
    try:
        with _any_field_size():
            rows = _rows(text, _delimiter(text, wanted, path), path)
    except (csv.Error, pa.ArrowException) as error:
        raise InputError(f"{path} is not readable as CSV: {error}") from error
    names = [name.strip() or f"column_{i}" for i, name in enumerate(rows.header, 1)]
    check_names(names, f"the header of {path}")
    rows.columns.columns = names
    part = SourcePart(str(path), len(rows.numbers) + len(rows.rejects))
    return SourceTable(rows.columns, rows.numbers, (part,), rows.rejects)


@contextlib.contextmanager
def _any_field_size() -> Iterator[None]:
    before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _delimiter(text: str, wanted: Sequence[str], path: Path) -> str:
    order = sorted(_DELIMITERS, key=lambda mark: (mark == "\t") != (path.suffix == ".tsv"))

    def score(delimiter: str) -> tuple[int, int]:
        _, header = next(_Format(delimiter).records(text))
        return len(set(wanted) & {name.strip() for name in header}), len(header)

    return max(order, key=score)


def _rows(text: str, delimiter: str, path: Path) -> _Rows:
    """Read all rows. Tab-separated files often hold quotes that quote nothing."""
    if delimiter != "\t" or '"' not in text:
        return _parse(text, _Format(delimiter), path)
    bare = _parse(text, _Format(delimiter, quoted=False), path)
    if not bare.rejects and not _strictly_quoted(text, delimiter):
        return bare
    quoted = _parse(text, _Format(delimiter), path)
    return bare if len(bare.rejects) < len(quoted.rejects) else quoted


def _strictly_quoted(text: str, delimiter: str) -> bool:
    """Every quote that opens a field closes it too."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return False
    return True


def _parse(text: str, form: _Format, path: Path) -> _Rows:
    line, header = next(form.records(text))
    if header == [_END]:
        raise InputError(f"{path} is empty", "a header row and data rows", "check the export")
    if header[-1].endswith(_END):
        raise InputError(
            f"{path}, line {line}: the header opens a quote that is never closed",
            allowed="column names, quoted in pairs",
            fix="repair the header row",
        )
    rows, misfits, closed = _split(text, len(header), form)
    opened: dict[int, str] = {}
    if not closed:
        start, _ = next(islice(form.records(text), len(rows) + len(misfits), None))
        text, opened = _mask(text, start, len(header), form)
        rows, misfits, _ = _split(text, len(header), form)
    records = enumerate(form.records(text)) if misfits else ()
    rejects = tuple(
        Reject(number, UNCLOSED, [opened[line]], line)
        if line in opened
        else Reject(number, RAGGED, fields, line)
        for number, (line, fields) in records
        if number in misfits
    )
    numbers = np.setdiff1d(np.arange(1, len(rows) + len(misfits)), list(misfits))
    return _Rows(header, rows[1:], numbers, rejects)


def _split(text: str, width: int, form: _Format) -> tuple[pl.DataFrame, set[int], bool]:
    """Return the rows of `width` fields, the numbers of the others, and whether all quotes close.

    The header is row 0. A row with a quote that never closes is not returned.
    """
    from pyarrow import csv as arrow

    names = [str(column) for column in range(width)]
    end = form.delimiter * width + _END
    misfits: dict[int, str] = {}

    def skip(row: arrow.InvalidRow) -> str:
        misfits[row.number - 1] = row.text
        return "skip"

    # pyarrow would take a byte-order mark off the first value but for the line break before it.
    data = f"\n{text}\n{end}".encode()
    table = arrow.read_csv(
        pa.py_buffer(data),
        # Row numbers are known to a single thread only.
        arrow.ReadOptions(use_threads=False, block_size=min(len(data), _BLOCK), column_names=names),
        arrow.ParseOptions(
            delimiter=form.delimiter,
            quote_char='"' if form.quoted else False,
            newlines_in_values=form.quoted,
            invalid_row_handler=skip,
        ),
        arrow.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), null_values=[]),
    )
    last = table.num_rows + len(misfits) - 1
    closed = misfits.pop(last, None) == end
    return pl.DataFrame(pl.from_arrow(table))[: last - len(misfits)], set(misfits), closed


def _mask(text: str, start: int, width: int, form: _Format) -> tuple[str, dict[int, str]]:
    """Replace each line from `start` on that leaves a quote open by a row that does not fit."""
    lines = list(io.StringIO(text, newline=""))
    opened = {}
    for number, line in enumerate(lines[start - 1 :], start):
        _, fields = next(form.records(line))
        if fields != [_END] and fields[-1].endswith(_END):
            opened[number] = line.rstrip("\r\n")
            lines[number - 1] = form.delimiter * width + _END + "\n"
    return "".join(lines), opened
