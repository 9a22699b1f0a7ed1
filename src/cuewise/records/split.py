"""Which part of the corpus each document is in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.records.base import Ints


@dataclass(frozen=True, slots=True)
class Split:
    """The part of every document: part[n] of 0, 1, 2, 3.

    Cues are found on parts 0 and 1 (discovery) and measured on parts 2 and 3 (estimation). A repair
    is fitted and chosen on parts 0, 1 and 2 by cross-fitting and confirmed on part 3.

    Examples
    --------
    >>> split = Split(np.array([0, 2, 1, 3], np.int8))
    >>> split.discovery.tolist(), split.estimation.tolist(), split.confirmation.tolist()
    ([0, 2], [1, 3], [3])
    """

    part: NDArray[np.int8]

    @property
    def discovery(self) -> Ints:
        """Row numbers on which cues are found."""
        return np.flatnonzero(self.part < 2)

    @property
    def estimation(self) -> Ints:
        """Row numbers on which cues are measured."""
        return np.flatnonzero(self.part >= 2)

    @property
    def folds(self) -> tuple[Ints, Ints, Ints]:
        """Row numbers of the three parts on which a repair is fitted and chosen."""
        first, second, third = (np.flatnonzero(self.part == p) for p in range(3))
        return first, second, third

    @property
    def confirmation(self) -> Ints:
        """Row numbers on which the chosen repair is confirmed."""
        return np.flatnonzero(self.part == 3)
