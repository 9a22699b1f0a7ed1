"""Checks of arguments; each error says the value and what is allowed."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

FloatArray = NDArray[np.float64]
Codes = NDArray[np.int64]


def finite_array(value: ArrayLike, name: str, *, ndim: int = 1, least: int = 0) -> FloatArray:
    """`value` as floats of `ndim` dimensions with `least` rows at least, all finite."""
    a = np.asarray(value, dtype=np.float64)
    if a.ndim != ndim:
        raise ValueError(f"{name} has shape {a.shape}; allowed: an array of {ndim} dimension(s)")
    if a.shape[0] < least:
        raise ValueError(f"{name} has {a.shape[0]} rows; allowed: {least} or more")
    bad = ~np.isfinite(a)
    if bad.any():
        first = tuple(int(i) for i in np.argwhere(bad)[0])
        raise ValueError(
            f"{name}: NaN or infinite values (first: {a[first]} at {list(first)}); "
            "allowed: finite numbers (leave unanswered rows out)"
        )
    return a


def pair(a: ArrayLike, b: ArrayLike, names: tuple[str, str]) -> tuple[FloatArray, FloatArray]:
    """Two finite vectors of one length."""
    x, y = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if x.shape != y.shape or x.ndim != 1:
        raise ValueError(
            f"{names[0]} and {names[1]} have shapes {x.shape} and {y.shape}; "
            "allowed: two equal one-dimensional arrays"
        )
    return finite_array(x, names[0]), finite_array(y, names[1])


def binary(value: ArrayLike, name: str) -> FloatArray:
    """A finite vector of 0 and 1."""
    a = finite_array(value, name)
    strange = a[(a != 0) & (a != 1)]
    if strange.size:
        raise ValueError(f"{name} holds {strange[0]}; allowed: 0 and 1")
    return a


def count_arrays(**counts: ArrayLike) -> tuple[FloatArray, ...]:
    """Counts, each by its name, broadcast to one shape: finite, not below 0."""
    arrays = {name: np.asarray(count, float) for name, count in counts.items()}
    for name, a in arrays.items():
        bad = ~np.isfinite(a) | (a < 0)
        if bad.any():
            raise ValueError(f"{name} = {a[bad][0]} is no count; allowed: finite, 0 or more")
    return np.broadcast_arrays(*arrays.values())


def group_codes(labels: ArrayLike, n: int, name: str) -> Codes:
    """Labels of any kind as codes 0 … g−1, one for each of n rows."""
    a = np.asarray(labels)
    if a.shape != (n,):
        raise ValueError(f"{name} has shape {a.shape}; allowed: one label a row, ({n},)")
    if a.dtype.kind == "f" and not np.all(np.isfinite(a)):
        raise ValueError(f"{name}: NaN or infinite values; allowed: a label a row")
    if a.dtype.kind in "iu" and n and a.min() >= 0 and a.max() < 8 * n:
        # These are the codes of np.unique, without a sort.
        present = np.zeros(int(a.max()) + 1, np.int64)
        present[a] = 1
        return np.asarray((np.cumsum(present) - 1)[a], np.int64)
    # NumPy writes a NaN among strings as "nan", so check such labels before conversion.
    if a.dtype.kind in "OU" and not (isinstance(labels, np.ndarray) and a.dtype.kind == "U"):
        for i, label in enumerate(np.asarray(labels, dtype=object)):
            if label is None or (isinstance(label, float) and not np.isfinite(label)):
                raise ValueError(f"{name}: {label} at [{i}] is no label; allowed: a label a row")
    return np.unique(a, return_inverse=True)[1].astype(np.int64)


def whole_number(value: int, name: str, least: int) -> int:
    """`value` itself, if it is a whole number of `least` or more."""
    if not (np.isfinite(value) and value == int(value) and value >= least):
        raise ValueError(f"{name} {value}; allowed: a whole number, {least} or more")
    return int(value)


def effects_and_errors(
    effect: ArrayLike, error: ArrayLike
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Effects and standard errors [m], and a mark where neither is NaN; the marked ones finite."""
    theta, se = np.atleast_1d(np.asarray(effect, float)), np.atleast_1d(np.asarray(error, float))
    if theta.shape != se.shape or theta.ndim != 1:
        raise ValueError(f"shapes {theta.shape} and {se.shape}; allowed: two equal vectors")
    known = ~(np.isnan(theta) | np.isnan(se))
    finite_array(theta[known], "effect")
    if np.any(finite_array(se[known], "error") <= 0):
        raise ValueError(f"standard error {se[known].min()}; allowed: above 0")
    return theta, se, known


def margin(value: float) -> float:
    """`value` itself, if a difference of two rates may lie beyond it."""
    if not positive(value, "margin") < 1:
        raise ValueError(f"margin {value}; allowed: under 1, which no difference of rates passes")
    return float(value)


def two_sided_z(level: float) -> float:
    """The normal quantile z of a two-sided interval of confidence `level`."""
    if not 0 < level < 1:
        raise ValueError(f"level {level} is not a confidence level; allowed: between 0 and 1")
    return float(stats.norm.isf((1 - level) / 2))


def error_rate(alpha: float) -> float:
    """`alpha` itself, if it is one."""
    if not 0 < alpha < 1:
        raise ValueError(f"alpha {alpha} is no error rate; allowed: between 0 and 1")
    return float(alpha)


def positive(value: float, name: str) -> float:
    """`value` itself, if it is finite and above 0."""
    if not (np.isfinite(value) and value > 0):
        raise ValueError(f"{name} {value}; allowed: finite, above 0")
    return float(value)


def constant(a: FloatArray) -> bool:
    """Whether a vector does not vary, rounding apart."""
    return bool(a.size == 0 or np.ptp(a) <= 1e-13 * np.abs(a).max())
