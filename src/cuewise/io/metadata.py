"""Metadata columns as short strings; numbers of many values as quartiles."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import polars as pl

from cuewise.io.values import as_strings, canonical, as_number

_MOST_VALUES = 20


def metadata_values(column: pl.Series, origin: str) -> list[str | None]:
    """The values of a metadata column, None where missing.

    Raises
    ------
    InputError
        The column does not hold one value a row.

    Examples
    --------
    >>> metadata_values(pl.Series("age", range(1, 101)), "a.csv")[::33]
    ['Q1 (≤ 25)', 'Q2 (≤ 50)', 'Q3 (≤ 75)', 'Q4 (> 75)']
    """
    values = canonical(as_strings(column, origin))
    there = values.drop_nulls().value_counts()
    known = bins(dict(there.iter_rows()))
    return values.to_list() if known is None else binned(values, known)


def bins(times: Mapping[str, int]) -> dict[str, str] | None:
    """The bin of every value of a column, by how often each occurs; None where it needs none."""
    if len(times) <= _MOST_VALUES:
        return None
    numbers = {value: found for value in times if (found := as_number(value)) is not None}
    if len(numbers) < len(times) or len(set(numbers.values())) <= _MOST_VALUES:
        return None
    values = np.fromiter(numbers.values(), dtype=np.float64)
    weights = np.fromiter(times.values(), dtype=np.float64)
    # Edges are values that occur, so that they are the same on every platform; ties at an edge
    # leave fewer than four bins.
    edges = np.unique(
        np.quantile(values, [0.25, 0.5, 0.75], weights=weights, method="inverted_cdf")
    )
    written = _written(edges)
    names = [f"Q{at} (≤ {edge})" for at, edge in enumerate(written, 1)]
    names.append(f"Q{len(written) + 1} (> {written[-1]})")
    at = np.searchsorted(edges, values).tolist()
    return {value: names[bin_] for value, bin_ in zip(numbers, at, strict=True)}


def binned(values: pl.Series, known: Mapping[str, str]) -> list[str | None]:
    """The bins of the values, None where missing."""
    return values.replace_strict(known, default=None, return_dtype=pl.String).to_list()


def _written(edges: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[str]:
    short = [f"{edge:.6g}" for edge in edges]
    if all(float(text) == edge for text, edge in zip(short, edges, strict=True)):
        return short
    exact = [float(edge) for edge in edges]
    if len(set(short)) == len(short) and max(map(abs, exact)) < 1e6:
        return short
    # Time stamps and the like: six digits would not tell them apart.
    return [
        str(int(edge)) if math.isfinite(edge) and edge.is_integer() else repr(edge)
        for edge in exact
    ]
