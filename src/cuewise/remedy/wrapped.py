"""Repaired models that are a step around another model, and not a new head in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.models.trainable import Trainable
from cuewise.models.wrapper import Delegate
from cuewise.plugins.protocols import Predictor
from cuewise.records import Predictions


@dataclass(frozen=True, slots=True)
class Wrapped(Delegate):
    """A model around `inner` that the remedy `by` made.

    A subclass says how it predicts. It has no answer where `inner` has none, and counts the calls
    of `inner`.
    """

    inner: Predictor
    by: str

    @property
    def model_id(self) -> str:
        """The name of the inner model and the remedy."""
        return f"{self.inner.model_id}+{self.by}"


@dataclass(frozen=True, slots=True)
class Averaged(Wrapped):
    """The mean probabilities of several heads on the features of `inner`."""

    inner: Trainable
    heads: tuple[Logistic, ...]

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """The mean probabilities [n, k]."""
        features = self.inner.features(texts, texts_b)
        probs = np.mean([head.probs(features) for head in self.heads], axis=0)
        return Predictions(probs, self.model_id, len(texts))
