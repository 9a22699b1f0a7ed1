"""The records of an intervention: the probed cue, and the edited texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The operator that inserts a cue; all others remove it, and this one puts a word in its place.
INSERT, SWAP = "insert", "swap"


@dataclass(frozen=True, slots=True)
class EditedText:
    """An edited text: the row of its document, the operator, the number of the placebo.

    `placebo` is -1 where the edit is of the cue itself.
    """

    row: int
    operator: str
    placebo: int
    text: str

    @property
    def own(self) -> bool:
        """Whether the edit is of the cue itself."""
        return self.placebo < 0


@dataclass(frozen=True, slots=True)
class ProbedCue:
    """A cue to intervene on.

    `label` is the number of the label it is associated with; holders[n] marks the documents that
    hold it; `support` counts them in the whole corpus.
    """

    subject: str
    label: int
    holders: NDArray[np.bool_]
    support: int
