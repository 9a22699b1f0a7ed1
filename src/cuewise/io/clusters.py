"""Rows that are not independent: duplicates of a text, and counterfactual pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from cuewise.records import Ints


def cluster_ids(
    texts: pl.Series, texts_b: pl.Series | None = None, pair_id: Sequence[str | None] | None = None
) -> Ints:
    """Cluster ids [n], numbered by first appearance.

    Rows share a cluster when their normalised texts (lower case, white space collapsed; both
    texts of a pair) are equal, when they share a pair id, and through a chain of such rows.

    Examples
    --------
    >>> cluster_ids(pl.Series(["A b", "c", "a  B", "d"]), pair_id=[None, "x", None, "x"]).tolist()
    [0, 1, 0, 1]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(texts)
    fields = {"a": normal(texts)} | ({} if texts_b is None else {"b": normal(texts_b)})
    edges = [_first(pl.DataFrame(fields))]
    if pair_id is not None:
        named = pl.Series("pair", pair_id, dtype=pl.String)
        first = _first(named.to_frame())
        edges.append(np.where(named.is_null().to_numpy(), np.arange(n), first))
    heads = np.concatenate(edges)
    tails = np.tile(np.arange(n), len(edges))
    graph = coo_array((np.ones(len(heads), dtype=np.int8), (tails, heads)), shape=(n, n))
    component = connected_components(graph, directed=False)[1]
    _, first_row, code = np.unique(component, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first_row, kind="stable"))[code].astype(np.int64)


def normal(texts: pl.Series) -> pl.Series:
    """The texts in lower case with white space collapsed, by which repeats are found."""
    lowered = texts.str.to_lowercase()
    # Few texts need the slow rule.
    odd = lowered.str.contains(r"\s\s|[^\S ]").arg_true()
    if odd.len():
        lowered = lowered.scatter(odd, lowered.gather(odd).str.replace_all(r"\s+", " "))
    return lowered.str.strip_chars()


def _first(frame: pl.DataFrame) -> Ints:
    """For each row, the first row equal to it."""
    rows = frame.with_row_index("row").select(pl.col("row").first().over(frame.columns))
    return rows.to_series().to_numpy().astype(np.int64)
