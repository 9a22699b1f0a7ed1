"""Check that exported files answer as the model in memory does."""

from __future__ import annotations

import numpy as np

from cuewise.errors import InputError
from cuewise.records import Floats

# The greatest difference of a probability from that of the model in memory.
MAX_DIFFERENCE = 1e-4


def difference(probs: Floats, wanted: Floats, tolerance: float = MAX_DIFFERENCE) -> float:
    """The largest difference of any probability [n, k] from the wanted one.

    Raises
    ------
    InputError
        It exceeds the tolerance, or is not a number.

    Examples
    --------
    >>> difference(np.array([[0.5, 0.5]]), np.array([[0.5, 0.5]]))
    0.0
    """
    most = float(np.abs(probs - wanted).max(initial=0.0))
    if not most <= tolerance:
        raise InputError(
            f"the files do not answer as the model does: a probability differs by {most:.2g}",
            f"{tolerance:g} at most",
            "report this; the model itself can be used in Python",
        )
    return most
