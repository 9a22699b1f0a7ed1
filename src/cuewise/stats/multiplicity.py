"""Correction for many hypotheses."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """q values of Benjamini and Hochberg 1995; a NaN p (not testable) keeps NaN and is not counted.

    Examples
    --------
    >>> benjamini_hochberg([.01, .04, .03]).round(3)
    array([0.03, 0.04, 0.04])
    """
    p = np.asarray(p, dtype=np.float64)
    if np.any((p < 0) | (p > 1)):
        raise ValueError(f"p values reach from {np.nanmin(p)} to {np.nanmax(p)}; allowed: 0 to 1")
    flat, q = p.ravel(), np.full(p.size, np.nan)
    tested = np.flatnonzero(~np.isnan(flat))
    order = tested[np.argsort(flat[tested], kind="stable")]
    m = order.size
    raw = flat[order] * m / np.arange(1, m + 1)
    q[order] = np.minimum(1.0, np.minimum.accumulate(raw[::-1])[::-1])
    return q.reshape(p.shape)
