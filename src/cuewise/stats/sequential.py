"""Evidence that may be looked at after every pair: e-values on discordant pairs.

An e-value has mean at most 1 where the hypothesis holds, at every stopping time, so stopping at
e >= 1/α errs with probability at most α however often one looks (Ville 1939).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from cuewise.stats.checks import FloatArray, count_arrays, error_rate


def log_e_discordant(b: ArrayLike, c: ArrayLike) -> FloatArray:
    """log e that b and c discordant pairs are equally likely, whatever their order.

    ln B(b+½, c+½) − ln B(½, ½) + (b+c)·ln 2: the likelihood mixed over Beta(½, ½) against ½
    (Robbins 1970; the Krichevsky-Trofimov mixture). 0 without a discordant pair.

    Parameters
    ----------
    b, c:
        Pairs from 0 to 1 and from 1 to 0 so far, any shapes that broadcast.

    Raises
    ------
    ValueError
        A count that is negative or not finite.

    Examples
    --------
    >>> float(log_e_discordant(12, 1).round(3))
    3.928
    """
    b, c = count_arrays(b, c, names=("b", "c"))
    mixed = special.betaln(b + 0.5, c + 0.5) - special.betaln(0.5, 0.5)
    return np.asarray(mixed + (b + c) * np.log(2))[()]


def first_rejection(log_e: ArrayLike, alpha: float = 0.05) -> int:
    """The first look at which e >= 1/α; −1 where there is none.

    Parameters
    ----------
    log_e:
        The log e-value at each look, [looks]; NaN (no look) never rejects.
    alpha:
        Error allowed over all looks together.

    Raises
    ------
    ValueError
        alpha outside (0, 1).

    Examples
    --------
    >>> first_rejection(log_e_discordant(np.arange(20), 0))
    7
    """
    crossed = np.flatnonzero(np.ravel(np.asarray(log_e, float)) >= -np.log(error_rate(alpha)))
    return int(crossed[0]) if crossed.size else -1
