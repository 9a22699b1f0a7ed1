"""Dense vectors of texts without an encoder, in any language: TF-IDF and a truncated SVD.

Latent semantic analysis (Deerwester et al. 1990): the n-grams of the TF-IDF model, projected on the
directions in which the texts it is fitted on vary most.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.embed import Progress
from cuewise.errors import InputError
from cuewise.models.linear.ngrams import NGrams, fit_ngrams, number_all, number_known
from cuewise.models.linear.tfidf import TOKENS
from cuewise.records import Language

_WIDTH = 256
_MIN_DF, _MAX_FEATURES = 2, 50_000
_CHUNK = 8192  # texts at a time, to bound memory


@dataclass(frozen=True, slots=True)
class SvdEncoder:
    """Unit vectors along `axes` [features, width]; a text without a known n-gram gets 0."""

    language: Language
    ngrams: NGrams
    axes: NDArray[np.float32]
    encoder_id: str

    @property
    def width(self) -> int:
        """The length of its vectors."""
        return int(self.axes.shape[1])

    def encode(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors [n, width]; `progress` is called with (done, total)."""
        out = np.zeros((len(texts), self.width), np.float32)
        pattern, _ = TOKENS[self.language]
        for start in range(0, len(texts), _CHUNK):
            part = slice(start, start + _CHUNK)
            tokens = number_known(texts[part], pattern, self.ngrams.vocabulary)
            scores = self.ngrams.matrix(tokens) @ self.axes
            lengths = np.linalg.norm(scores, axis=1, keepdims=True)
            out[part] = np.divide(scores, lengths, out=np.zeros_like(scores), where=lengths > 0)
            if progress:
                progress(min(start + _CHUNK, len(texts)), len(texts))
        return out


def fit_svd(texts: Sequence[str], language: Language, *, width: int = _WIDTH) -> SvdEncoder:
    """Fit on the distinct `texts`; the result is deterministic and ignores their order.

    Raises
    ------
    InputError
        No n-gram occurs in two texts.

    Examples
    --------
    >>> encoder = fit_svd(["房间 干净", "房间 很 干净", "服务 很 差", "服务 太 差"], "zh", width=2)
    >>> vectors = encoder.encode(["干净", "很 干净", "服务 差"])
    >>> bool(vectors[0] @ vectors[1] > vectors[0] @ vectors[2])
    True
    """
    pattern, orders = TOKENS[language]
    distinct = sorted(set(texts))
    tokens, names = number_all(distinct, pattern)
    ngrams = fit_ngrams(tokens, names, orders=orders, min_df=_MIN_DF, max_features=_MAX_FEATURES)
    matrix = ngrams.matrix(number_known(distinct, pattern, ngrams.vocabulary))
    if not ngrams.idf.size:
        raise InputError(
            f"no n-gram occurs in two of {len(distinct)} texts",
            allowed="texts that share words",
            fix="pass more texts",
        )
    axes = _axes(matrix, width)
    words = "\0".join(ngrams.vocabulary).encode("utf-8", "replace")
    digest = hashlib.sha256(axes.tobytes() + words)
    return SvdEncoder(language, ngrams, axes, f"svd/{digest.hexdigest()[:16]}")


def _axes(matrix: csr_array, width: int) -> NDArray[np.float32]:
    """Right singular vectors [features, width], each with its largest weight positive."""
    from sklearn.utils.extmath import randomized_svd
    from threadpoolctl import threadpool_limits

    # Halko et al. 2011 with a fixed seed; several threads would change the last digits.
    with threadpool_limits(1):
        _, _, axes = randomized_svd(matrix, min(width, *matrix.shape), random_state=0)
    largest = axes[np.arange(len(axes)), np.argmax(np.abs(axes), axis=1)]
    return np.ascontiguousarray((axes * np.where(largest < 0, -1, 1)[:, None]).T, np.float32)
