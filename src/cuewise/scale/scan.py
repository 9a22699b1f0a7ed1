"""The first look at a unit: what has to be known of all rows before any can be counted."""

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
from cuewise.files import whole, write_whole
from cuewise.io.aside import reasons_of, reject_lines
from cuewise.io.clusters import normal
from cuewise.scale.portion import Asked, Portion
from cuewise.scale.units import Unit
from cuewise.text.language import votes

_ROWS, _VALUES, ASIDE = "rows.npz", "values-{}.parquet", "aside.jsonl"


def scan(asked: Asked, unit: Unit, place: Path) -> dict[str, Any]:
    """Look at every row: its cluster, key, label and metadata, in the numbers of this unit."""
    try:
        portion = Portion.read(unit, asked)
        texts, keys = portion.texts(), portion.keys()
        labels, names = _numbered(portion.short(asked.roles.label))
        meta = [_numbered(portion.short(name)) for name in asked.roles.columns_of_meta()]
    except InputError as error:
        return {"fault": error.what}
    clusters = digests(*(normal(text).to_arrow() for text in texts))
    with whole(place / _ROWS) as part, part.open("wb") as file:
        np.savez(
            file,
            clusters=clusters,
            keys=keys,
            labels=labels,
            meta=np.array([codes for codes, _ in meta], np.int32).reshape(len(meta), keys.size),
        )
    for at, (codes, values) in enumerate(meta):
        times = np.bincount(codes[codes >= 0], minlength=len(values))
        with whole(place / _VALUES.format(at)) as part:
            pl.DataFrame({"value": values, "times": times}).write_parquet(part)
    write_whole(place / ASIDE, "".join(reject_lines(portion.rejects, portion.table.parts)))
    first, second = texts[0].to_list(), texts[1].to_list() if texts[1:] else None
    return {
        "rows": portion.table.parts[0].rows - unit.ahead,
        "kept": int(keys.size),
        "labels": names,
        "aside": reasons_of(portion.rejects, portion.counts),
        "votes": votes(first, second, keys),
        "sums": _sums(keys, labels, names),
    }


def _numbered(column: pl.Series) -> tuple[NDArray[np.int32], list[str]]:
    """Values by number, -1 for a missing one, and the values."""
    values = sorted(str(v) for v in column.unique().drop_nulls().to_list())
    codes = column.replace_strict(values, range(len(values)), default=-1, return_dtype=pl.Int32)
    return codes.fill_null(-1).to_numpy().astype(np.int32), values


def _sums(keys: NDArray[np.uint64], labels: NDArray[np.int32], names: Sequence[str]) -> list[int]:
    """Two sums over the rows that tell one set of labelled texts from another."""
    own = digests([f"={name}" for name in names])[labels] if labels.size else keys
    return [int(salted(keys ^ own, salt).sum(dtype=np.uint64)) for salt in (1, 2)]


@dataclass(frozen=True, slots=True)
class Scanned:
    """What is on disk of one unit: clusters[n], keys[n], labels[n], meta[m, n] for m columns."""

    clusters: NDArray[np.uint64]
    keys: NDArray[np.uint64]
    labels: NDArray[np.int32]
    meta: NDArray[np.int32]

    @classmethod
    def load(cls, place: Path) -> Scanned:
        """Read what `scan` wrote."""
        with np.load(place / _ROWS, allow_pickle=False) as found:
            return cls(found["clusters"], found["keys"], found["labels"], found["meta"])


def values(place: Path, columns: int) -> list[Mapping[str, int]]:
    """For every metadata column its values, in the order of their numbers, and how often."""
    frames = (pl.read_parquet(place / _VALUES.format(at)) for at in range(columns))
    return [dict(frame.iter_rows()) for frame in frames]
