"""How often a model is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.records import Bools, Corpus, CueTable, Measurements
from cuewise.split.clusters import shared_clusters
from cuewise.stats.shares import share


def right(corpus: Corpus, predictor: Predictor) -> tuple[Bools, Bools]:
    """Whether each document is answered, and answered rightly."""
    probs = predictor.predict(corpus.texts, corpus.texts_b).probs
    answered = np.asarray(~np.isnan(probs).any(axis=1), dtype=bool)
    correct = answered & (probs.argmax(axis=1) == corpus.labels)
    return answered, np.asarray(correct, dtype=bool)


def shared_share(
    corpus: Corpus, correct: Bools, rows: Bools, level: float = 0.95
) -> tuple[float, float, float]:
    """The share of right answers among `rows` [n], with an interval that allows for clusters."""
    at = np.flatnonzero(rows)
    return share(correct[at], shared_clusters(corpus, at), level)


@register("probes")
@dataclass(frozen=True)
class Accuracy:
    """Accuracy over all documents and within each label, and the share without an answer."""

    code: ClassVar[str] = "model.accuracy"

    def __call__(
        self, corpus: Corpus, cues: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Measurements:
        """One row for the whole, one a label."""
        answered, correct = right(corpus, predictor)
        if not answered.any():
            raise NotApplicable("no-answers", model=predictor.model_id, documents=answered.size)
        y = np.asarray(corpus.labels)
        masks = [answered, *(answered & (y == i) for i in range(len(corpus.label_names)))]
        found = [shared_share(corpus, correct, m) for m in masks]
        effect, low, high = (np.array(column) for column in zip(*found, strict=True))
        return Measurements(
            code=self.code,
            subjects=("all", *(f"label={name}" for name in corpus.label_names)),
            labels=("", *corpus.label_names),
            effect=effect,
            low=low,
            high=high,
            support=np.array([m.sum() for m in masks], dtype=np.int64),
            unit="share",
            model_id=predictor.model_id,
        )
