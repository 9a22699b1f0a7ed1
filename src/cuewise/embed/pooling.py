"""From the states of a text's tokens to one vector."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

_Table = NDArray[np.float32]


def _mean(states: _Table) -> _Table:
    return np.asarray(states.mean(axis=1))


def _first(states: _Table) -> _Table:
    return states[:, 0]


def _most(states: _Table) -> _Table:
    return np.asarray(states.max(axis=1))


# Of states [texts, tokens, width] to [texts, width], by the names of sentence-transformers. Vectors
# are brought to unit length afterwards, which makes a sum over √tokens the same as the mean.
POOLINGS: Mapping[str, Callable[[_Table], _Table]] = {
    "mean": _mean,
    "mean_sqrt_len_tokens": _mean,
    "cls": _first,
    "max": _most,
}
