"""What cuewise expects of a model and of each kind of plug-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, runtime_checkable

import numpy as np

from cuewise.records import Corpus, CueTable, Measurements, Predictions

# What it costs to ask a model: a probe asks one of low cost about more cues and documents.
Cost = Literal["low", "high"]


@runtime_checkable
class Predictor(Protocol):
    """A model: texts (and second texts) in, label probabilities out.

    A model of yours may leave out `cost`: see `cost_of`.
    """

    @property
    def model_id(self) -> str:
        """What the model is called in reports."""
        ...

    @property
    def label_names(self) -> tuple[str, ...]:
        """The names of the k columns of its probabilities."""
        ...

    @property
    def cost(self) -> Cost:
        """What it costs to ask it."""
        ...

    def predict(self, texts: Sequence[str], texts_b: Sequence[str] | None = None) -> Predictions:
        """Probabilities [n, k] in the order of `label_names`."""
        ...


def cost_of(model: object) -> Cost:
    """What it costs to ask a model; "high" where it does not say.

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
        """Every hypothesis tested."""
        ...


class Probe(Protocol):
    """Measures a model."""

    def __call__(
        self, corpus: Corpus, cues: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Measurements:
        """Every hypothesis tested."""
        ...


class Remedy(Protocol):
    """Repairs a model: takes it with the cues to repair, and gives a model back.

    A remedy never measures whether it worked; the same probes measure before and after.
    """

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The repaired model, fitted on `corpus` alone."""
        ...
