"""A model asked through another: what it says of texts that were changed first."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from cuewise.plugins.protocols import Cost, Predictor, cost_of
from cuewise.records import Predictions, Reason


@dataclass(frozen=True, slots=True)
class Wrapped(ABC):
    """Asks `inner` about texts in which `cues` are neutralised; `by` says what made it.

    Any predictor will do. What `inner` does not answer is not answered, and its calls are counted.
    """

    inner: Predictor
    by: str
    cues: tuple[str, ...]

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

    @property
    def notes(self) -> tuple[Reason, ...]:
        """What a reader should know about the inner model."""
        return getattr(self.inner, "notes", ())

    @abstractmethod
    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Probabilities [n, k] in the order of `label_names`."""
