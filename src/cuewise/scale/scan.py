"""Scan a portion: gather what must be known of all rows before any cue is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cuewise.count.digest import digests, salted
from cuewise.errors import InputError
from cuewise.files import whole_file, write_whole
from cuewise.io.aside import reasons_of, reject_lines
from cuewise.io.clusters import normal
from cuewise.scale.portions import Portion
from cuewise.scale.usable import RowSpec, UsableRows
from cuewise.text.language import votes

_ROWS_FILE, _VALUES_FILE, ASIDE_FILE = "rows.npz", "values-{}.parquet", "aside.jsonl"


def scan_portion(spec: RowSpec, portion: Portion, folder: Path) -> dict[str, Any]:
    """Record every row's cluster, key, label and metadata, numbered within the portion."""
    try:
        rows = UsableRows.read(portion, spec)
        texts, keys = rows.texts(), rows.keys()
        labels, names = _numbered(rows.short(spec.roles.label))
        meta = [_numbered(rows.short(name)) for name in spec.roles.columns_of_meta()]
    except InputError as error:
        return {"fault": error.what}
    clusters = digests(*(normal(text).to_arrow() for text in texts))
    with whole_file(folder / _ROWS_FILE) as part, part.open("wb") as file:
        np.savez(
            file,
            clusters=clusters,
            keys=keys,
            labels=labels,
            meta=np.array([codes for codes, _ in meta], np.int32).reshape(len(meta), keys.size),
        )
    for column, (codes, values) in enumerate(meta):
        times = np.bincount(codes[codes >= 0], minlength=len(values))
        with whole_file(folder / _VALUES_FILE.format(column)) as part:
            pl.DataFrame({"value": values, "times": times}).write_parquet(part)
    write_whole(folder / ASIDE_FILE, "".join(reject_lines(rows.rejects, rows.table.parts)))
    first, second = texts[0].to_list(), texts[1].to_list() if texts[1:] else None
    return {
        "rows": rows.table.parts[0].rows - portion.rows_before,
        "kept": int(keys.size),
        "labels": names,
        "aside": reasons_of(rows.rejects, rows.counts),
        "votes": votes(first, second, keys),
        "sums": _sums(keys, labels, names),
    }


def _numbered(column: pl.Series) -> tuple[NDArray[np.int32], list[str]]:
    """Number the values, -1 for a missing one; also return them in order."""
    values = sorted(str(v) for v in column.unique().drop_nulls().to_list())
    codes = column.replace_strict(values, range(len(values)), default=-1, return_dtype=pl.Int32)
    return codes.fill_null(-1).to_numpy().astype(np.int32), values


def _sums(keys: NDArray[np.uint64], labels: NDArray[np.int32], names: Sequence[str]) -> list[int]:
    """Sum two hashes of each labelled text; the sums do not depend on the order of rows."""
    label_keys = digests([f"={name}" for name in names])[labels] if labels.size else keys
    return [int(salted(keys ^ label_keys, salt).sum(dtype=np.uint64)) for salt in (1, 2)]


@dataclass(frozen=True, slots=True)
class ScannedRows:
    """The scan of one portion: clusters[n], keys[n], labels[n], meta[m, n] for m columns."""

    clusters: NDArray[np.uint64]
    keys: NDArray[np.uint64]
    labels: NDArray[np.int32]
    meta: NDArray[np.int32]

    @classmethod
    def load(cls, folder: Path) -> ScannedRows:
        """Read what `scan_portion` wrote."""
        with np.load(folder / _ROWS_FILE, allow_pickle=False) as arrays:
            return cls(arrays["clusters"], arrays["keys"], arrays["labels"], arrays["meta"])


def metadata_counts(folder: Path, columns: int) -> list[Mapping[str, int]]:
    """Read how often each value occurs, by metadata column, in the order of value numbers."""
    frames = (pl.read_parquet(folder / _VALUES_FILE.format(c)) for c in range(columns))
    return [dict(frame.iter_rows()) for frame in frames]
