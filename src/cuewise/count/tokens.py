"""Token streams as integers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.text.tokens import words


@dataclass(frozen=True, slots=True)
class Tokens:
    """ids[t] index `vocabulary`; offsets[n+1] bound each document in `ids`."""

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]
    vocabulary: tuple[str, ...]

    def documents(self) -> NDArray[np.int64]:
        """The document number of every token [t]."""
        lengths = np.diff(self.offsets)
        return np.repeat(np.arange(lengths.size, dtype=np.int64), lengths)


def tokenize(texts: Iterable[str], split: Callable[[str], Sequence[str]] = words) -> Tokens:
    """Number the tokens of every text, in order of first appearance.

    Examples
    --------
    >>> t = tokenize(["a b a", "b"])
    >>> t.ids.tolist(), t.offsets.tolist(), t.vocabulary
    ([0, 1, 0, 1], [0, 3, 4], ('a', 'b'))
    """
    number: defaultdict[str, int] = defaultdict()
    number.default_factory = number.__len__
    chunks: list[NDArray[np.int32]] = []
    lengths: list[int] = []
    for text in texts:
        tokens = split(text)
        lengths.append(len(tokens))
        chunks.append(np.fromiter(map(number.__getitem__, tokens), np.int32, len(tokens)))
    ids = np.concatenate(chunks) if chunks else np.empty(0, np.int32)
    offsets = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)
    return Tokens(ids, offsets, tuple(number))
