"""What every signal takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.types import Corpus, CueTable, Signal

# log likelihood ratios of one signal are held within these bounds: no single source decides alone.
LIMIT = 3.0

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Case:
    """The cues to judge: columns cue[m] of the table with the label number label[m] each goes with.

    `family`[m] is the place of the fullest form of each cue's phrase (see `cuewise.families`).
    `encode` embeds texts, or is None where no encoder is installed or the language has none.
    """

    corpus: Corpus
    cues: CueTable
    cue: NDArray[np.int64]
    label: NDArray[np.int64]
    family: NDArray[np.int64]
    encode: Encode | None = None


Verdicts = list[Signal | None]


def signal(value: float, log_lr: float) -> Signal:
    """A signal held within the bounds."""
    return Signal(value=float(value), log_lr=float(np.clip(log_lr, -LIMIT, LIMIT)))
