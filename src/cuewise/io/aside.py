"""Find, count and write the rows that cannot be used; none is dropped in silence."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any

import polars as pl

from cuewise.errors import InputError
from cuewise.files import write_whole
from cuewise.io.table import Reject, SourcePart, SourceTable
from cuewise.io.values import blank_to_null, scrub
from cuewise.records import Bools, SetAside
from cuewise.records.aside import (
    EMPTY_SECOND,
    EMPTY_TEXT,
    MISSING_LABEL,
    MISSING_SECOND,
    MISSING_TEXT,
)


def reasons(text: pl.Series, text_b: pl.Series | None, label: pl.Series) -> pl.Series:
    """The first reason why each row cannot be used; null where it can."""
    checks = [(text.is_null(), MISSING_TEXT), (_blank(text), EMPTY_TEXT)]
    if text_b is not None:
        checks += [(text_b.is_null(), MISSING_SECOND), (_blank(text_b), EMPTY_SECOND)]
    checks.append((blank_to_null(label).is_null(), MISSING_LABEL))
    first = pl.lit(None, dtype=pl.String)
    for failed, reason in reversed(checks):
        first = pl.when(failed).then(pl.lit(reason)).otherwise(first)
    return pl.select(first.alias("reason")).to_series()


def _blank(column: pl.Series) -> pl.Series:
    return (column.str.strip_chars() == "").fill_null(False)


def rejected(table: SourceTable, bad: Bools, why: pl.Series) -> list[Reject]:
    """The rows marked by `bad`, with their reasons `why` [n]."""
    rows = table.rows[bad].tolist()
    originals = table.frame.filter(pl.Series(bad)).iter_rows(named=True)
    stated = why.filter(pl.Series(bad)).to_list()
    return [Reject(*row) for row in zip(rows, stated, originals, strict=True)]


def record_rejects(
    rejects: Iterable[Reject],
    parts: tuple[SourcePart, ...],
    more: dict[str, int],
    to: Path | str | None,
) -> SetAside:
    """Count the rejects by reason, and `more` that are none; write them to the file `to`."""
    rejects = list(rejects)
    if to is not None:
        try:
            write_whole(to, "".join(reject_lines(rejects, parts)))
        except OSError as error:
            raise InputError(
                f"the unused rows cannot be written to {to}: {error.strerror or error}",
                allowed="the path of a file in a folder that can be written",
                fix="pass another set_aside_to",
            ) from error
    return SetAside(reasons_of(rejects, more), None if to is None else str(to))


def reasons_of(rejects: Iterable[Reject], more: Mapping[str, int]) -> dict[str, int]:
    """The number of rejects for each reason, and the counts in `more` above 0."""
    counts = Counter(reject.reason for reject in rejects)
    counts.update({reason: times for reason, times in more.items() if times})
    return dict(sorted(counts.items()))


def reject_lines(rejects: Iterable[Reject], parts: tuple[SourcePart, ...]) -> Iterator[str]:
    """Each reject as a line of JSON, in the order of the rows."""
    ends = list(accumulate(part.rows for part in parts))
    for reject in sorted(rejects, key=lambda reject: reject.row):
        i = bisect_left(ends, reject.row)
        start = ends[i] - parts[i].rows
        record: dict[str, Any] = {"source": parts[i].name, "row": reject.row - start}
        if reject.line is not None:
            record["line"] = reject.line
        record |= {"reason": reject.reason, "original": reject.original}
        yield scrub(json.dumps(record, ensure_ascii=False, default=str)) + "\n"
