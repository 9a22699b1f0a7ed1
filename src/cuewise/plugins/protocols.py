"""The protocols of a model and of each kind of plug-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, runtime_checkable

import numpy as np

from cuewise.records import Corpus, CueTable, Measurements, Predictions

# The cost of one prediction: a probe asks a model of low cost about more cues and documents.
Cost = Literal["low", "high"]


@runtime_checkable
class Predictor(Protocol):
    """A model: texts (and second texts) in, label probabilities out.

    It may also have a `cost`: see `cost_of`.
    """

    @property
    def model_id(self) -> str:
        """The name of the model in reports."""
        ...

    @property
    def label_names(self) -> tuple[str, ...]:
        """The names of the k columns of its probabilities."""
        ...

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Probabilities [n, k] in the order of `label_names`."""
        ...


def cost_of(model: object) -> Cost:
    """The cost of a prediction of a model; "high" where it does not say.

    Examples
    --------
    >>> class Mine:
    ...     model_id = "tfidf-of-mine"
    >>> cost_of(Mine())
    'high'
    """
    cost: Cost = getattr(model, "cost", "high")
    return cost


class Detector(Protocol):
    """Measures the data alone."""

    def __call__(self, corpus: Corpus, cues: CueTable, *, rng: np.random.Generator) -> Measurements:
        """Return every hypothesis tested."""
        ...


class Probe(Protocol):
    """Measures a model."""

    def __call__(
        self, corpus: Corpus, cues: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Measurements:
        """Return every hypothesis tested."""
        ...


class RemedyProtocol(Protocol):
    """Repairs the reliance of a model on the cues in `groups`.

    A remedy never measures whether it worked; the same probes measure before and after.
    """

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """Return the repaired model, fitted on `corpus` alone."""
        ...
