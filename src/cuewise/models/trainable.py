"""Models with a linear head on features of their own, which remedies can refit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, Self, runtime_checkable

from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.protocols import Cost
from cuewise.records import Predictions


@runtime_checkable
class Trainable(Protocol):
    """A predictor whose last step is a logistic regression.

    `c` is the inverse penalty of its head, as scikit-learn's C.
    """

    model_id: str
    label_names: tuple[str, ...]
    logistic: Logistic
    c: float

    @property
    def cost(self) -> Cost:
        """What it costs to ask it."""
        ...

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Probabilities [n, k] in the order of `label_names`."""
        ...

    def features(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Any:
        """The features [n, d] that the head reads, dense or sparse."""
        ...

    def with_head(self, logistic: Logistic, by: str) -> Self:
        """The same features with another head; `by` names the remedy that made it."""
        ...
