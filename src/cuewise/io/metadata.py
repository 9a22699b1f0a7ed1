"""Metadata columns as short strings; a number with many values as its quartiles.

An identifier, such as the number of an order, is no measurement: its quartiles mean nothing, so
its values stay as they are, each too rare to be a cue. The rule of `is_identifier` reads nothing
but how often each value occurs, so the order of the rows makes no difference.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from cuewise.io.values import as_number, as_strings, canonical

_MOST_VALUES = 20
# Least share of distinct values of an identifier: an id may repeat where a row was copied.
_DISTINCT = 0.95
# Numbers without ties are an identifier if numbers drawn at random have so few at most this often.
_CHANCE = 0.01
# Least share of numbers among the values of a column that measures something.
_NUMERIC = 0.9
# Digits of the shortest time stamp or long id. Few counts and prices are that long.
_LONG = 8


def metadata_values(column: pl.Series, origin: str) -> list[str | None]:
    """The values of a metadata column, None where missing.

    Examples
    --------
    >>> metadata_values(pl.Series("price", [at / 4 for at in range(1, 101)]), "a.csv")[::33]
    ['Q1 (≤ 6.25)', 'Q2 (≤ 12.5)', 'Q3 (≤ 18.75)', 'Q4 (> 18.75)']
    >>> metadata_values(pl.Series("order", range(1, 101)), "a.csv")[::33]
    ['1', '34', '67', '100']
    """
    values = canonical(as_strings(column, origin))
    times = values.drop_nulls().value_counts()
    edges = bins(dict(times.iter_rows()))
    return values.to_list() if edges is None else binned(values, edges)


def bins(times: Mapping[str, int]) -> dict[str, str] | None:
    """The bin of each value of a column, from how often each occurs; None where it needs none."""
    if len(times) <= _MOST_VALUES or is_identifier(times):
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


def is_identifier(times: Mapping[str, int]) -> bool:
    """Whether a column names its rows: more than 20 values, at least 95% of them distinct.

    Numbers, even with a few texts among them, may be distinct because they measure something. They
    are identifiers only if all are whole and one of two rules holds:

    - All have the same number of digits, at least 8: time stamps, long ids.
    - They have fewer ties than chance allows. Of n numbers drawn from a range of S, the uniform
      distribution has the fewest ties: n (n - 1) / 2S pairs on average, approximately Poisson. Row
      numbers and other numbers dealt out once have none. The rule holds if the Poisson probability
      of as few ties is at most 1%.

    Parameters
    ----------
    times:
        How often each value occurs.

    Examples
    --------
    >>> ages = {str(age): 5 for age in range(18, 80)}
    >>> incomes = {str(1000 + 977 * at): 1 for at in range(100)}
    >>> is_identifier(ages), is_identifier(incomes)
    (False, False)
    >>> is_identifier(dict.fromkeys(map(str, range(100)), 1))
    True
    >>> is_identifier({f"https://example.org/{at}": 1 for at in range(100)})
    True
    """
    n = sum(times.values())
    if len(times) <= _MOST_VALUES or len(times) < _DISTINCT * n:
        return False
    numbers = [number for value in times if (number := as_number(value)) is not None]
    if len(numbers) < len(times):
        return len(numbers) < _NUMERIC * len(times)
    if not all(number.is_integer() for number in numbers):
        return False
    return _long_codes(numbers) or _dealt_once(numbers, list(times.values()))


def stray_text(times: Mapping[str, int]) -> str | None:
    """A value that keeps a column of many numbers from being read as such; None if there is none.

    Examples
    --------
    >>> stray_text({**{str(at / 4): 1 for at in range(100)}, "n/a": 1})
    'n/a'
    >>> stray_text({"red": 4, "blue": 5}), stray_text({"1": 4, "2": 5})
    (None, None)
    """
    texts = [value for value in times if as_number(value) is None]
    few = len(texts) <= (1 - _NUMERIC) * len(times)
    return min(texts) if texts and few and len(times) > _MOST_VALUES else None


def _long_codes(numbers: Sequence[float]) -> bool:
    digits = {len(str(abs(int(number)))) for number in numbers}
    return len(digits) == 1 and digits.pop() >= _LONG


def _dealt_once(numbers: Sequence[float], times: Sequence[int]) -> bool:
    """Whether whole numbers have fewer ties than chance allows."""
    from scipy.special import pdtr

    n = sum(times)
    ties = sum(k * (k - 1) // 2 for k in times)
    expected = n * (n - 1) / 2 / (max(numbers) - min(numbers) + 1)
    return bool(pdtr(ties, expected) <= _CHANCE)


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
