"""Metadata columns as short strings; a number with many values as its quartiles."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import polars as pl

from cuewise.io.values import as_number, as_strings, canonical

_MOST_VALUES = 20


def metadata_values(column: pl.Series, origin: str) -> list[str | None]:
    """The values of a metadata column, None where missing.

    Examples
    --------
    >>> metadata_values(pl.Series("age", range(1, 101)), "a.csv")[::33]
    ['Q1 (≤ 25)', 'Q2 (≤ 50)', 'Q3 (≤ 75)', 'Q4 (> 75)']
    """
    values = canonical(as_strings(column, origin))
    times = values.drop_nulls().value_counts()
    edges = bins(dict(times.iter_rows()))
    return values.to_list() if edges is None else binned(values, edges)


def bins(times: Mapping[str, int]) -> dict[str, str] | None:
    """The bin of each value of a column, from how often each occurs; None where it needs none."""
    if len(times) <= _MOST_VALUES:
        return None
    numbers = {value: n for value in times if (n := as_number(value)) is not None}
    if len(numbers) < len(times) or len(set(numbers.values())) <= _MOST_VALUES:
        return None
    values = np.fromiter(numbers.values(), dtype=np.float64)
    weights = np.fromiter(times.values(), dtype=np.float64)
    # Edges are values that occur, the same on every platform. Ties leave fewer than four bins.
    edges = np.unique(
        np.quantile(values, [0.25, 0.5, 0.75], weights=weights, method="inverted_cdf")
    )
    written = _written(edges)
    names = [f"Q{i} (≤ {edge})" for i, edge in enumerate(written, 1)]
    names.append(f"Q{len(written) + 1} (> {written[-1]})")
    places = np.searchsorted(edges, values).tolist()
    return {value: names[i] for value, i in zip(numbers, places, strict=True)}


def binned(values: pl.Series, bin_of: Mapping[str, str]) -> list[str | None]:
    """The bins of the values, None where missing."""
    return values.replace_strict(bin_of, default=None, return_dtype=pl.String).to_list()


def _written(edges: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[str]:
    short = [f"{edge:.6g}" for edge in edges]
    if all(float(text) == edge for text, edge in zip(short, edges, strict=True)):
        return short
    exact = [float(edge) for edge in edges]
    if len(set(short)) == len(short) and max(map(abs, exact)) < 1e6:
        return short
    # Six digits would not tell time stamps apart.
    return [
        str(int(edge)) if math.isfinite(edge) and edge.is_integer() else repr(edge)
        for edge in exact
    ]
