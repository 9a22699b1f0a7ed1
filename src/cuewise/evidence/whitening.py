"""The vectors of a language model, made fit to compare words with.

The states of a language model lie in a narrow cone (Ethayarajh 2019): a few components, the same
for all words, decide how near two words are. Whitening gives every component one variance (Su et
al. 2021). On two Chinese sets it raised the AUC of `semantic_irrelevance` by Gemma 3 270M from .59
and .49 to .94 and .84. Encoders that were trained to compare sentences lose by it and are not
whitened.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cuewise.cues.source import Encode

_COMPONENTS = 100


def whitened(encode: Encode) -> Encode:
    """As `encode`, on the 100 strongest components of the texts of each call, whitened.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> table = rng.normal(size=(9, 3)) * [100, 1, 1]
    >>> vectors = whitened(lambda texts: table[: len(texts)])(["a"] * 9)
    >>> np.round(vectors.T @ vectors, 6).tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """

    def encode_whitened(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.asarray(encode(texts), dtype=np.float64)
        centred = vectors - vectors.mean(axis=0)
        left, strength, _ = np.linalg.svd(centred, full_matrices=False)
        real = int((strength > 1e-9 * strength.max(initial=0.0)).sum())
        return left[:, : min(_COMPONENTS, real)].astype(np.float32)

    return encode_whitened
