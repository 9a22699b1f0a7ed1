"""The shapes of what embeds texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# Called with (done, total) as long work goes on.
Progress = Callable[[int, int], None]


class TextEncoder(Protocol):
    """Texts to unit vectors: transformers (`Encoder`), static vectors, TF-IDF and SVD."""

    @property
    def encoder_id(self) -> str:
        """Names what its vectors depend on."""
        ...

    @property
    def width(self) -> int:
        """Length of its vectors."""
        ...

    def encode(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors [n, width]."""
        ...


class Engine(Protocol):
    """Computes pooled states [n, width] of texts as token ids; `said` hears how many are done."""

    def __call__(
        self, ids: Sequence[Sequence[int]], said: Callable[[int], None]
    ) -> NDArray[np.float32]:
        """See the class."""
        ...
