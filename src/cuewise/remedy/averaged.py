"""A model that averages several heads on the same features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.models.trainable import Trainable
from cuewise.plugins.protocols import Cost, cost_of
from cuewise.records import Predictions


@dataclass(frozen=True, slots=True)
class Averaged:
    """The mean probabilities of `heads` on what `inner` sees; `by` says what made it."""

    inner: Trainable
    by: str
    heads: tuple[Logistic, ...]

    @property
    def model_id(self) -> str:
        """That of the inner model, and what was made of it."""
        return f"{self.inner.model_id}+{self.by}"

    @property
    def cost(self) -> Cost:
        """That of the inner model."""
        return cost_of(self.inner)

    @property
    def label_names(self) -> tuple[str, ...]:
        """Those of the inner model."""
        return self.inner.label_names

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """The mean probabilities [n, k]."""
        features = self.inner.features(texts, texts_b)
        probs = np.mean([head.probs(features) for head in self.heads], axis=0)
        return Predictions(probs, self.model_id, len(texts))
