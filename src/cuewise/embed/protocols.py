"""What embeds texts, and what computes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# Called with (done, total) as long work goes on.
OnProgress = Callable[[int, int], None]


class TextEncoder(Protocol):
    """Texts to unit vectors: a transformer (`Encoder`), or TF-IDF and SVD."""

    @property
    def encoder_id(self) -> str:
        """Names everything its vectors depend on."""
        ...

    @property
    def width(self) -> int:
        """Length of its vectors."""
        ...

    def encode(
        self, texts: Sequence[str], *, progress: OnProgress | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors [n, width] of n texts."""
        ...


class Engine(Protocol):
    """Computes an encoder on token ids; the vector of a text must not depend on other texts."""

    def __call__(
        self, ids: Sequence[Sequence[int]], report: Callable[[int], None]
    ) -> NDArray[np.float32]:
        """Pooled states [n, width], of any length, of n texts.

        Parameters
        ----------
        ids:
            One sequence of token ids a text, special tokens included, none empty.
        report:
            Called with the number of texts that were done since the last call.
        """
        ...
