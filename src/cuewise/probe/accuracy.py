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
from cuewise.stats.differences import share_interval


def answered_rightly(corpus: Corpus, predictor: Predictor) -> tuple[Bools, Bools]:
    """Whether the model answers each document [n], and whether it answers rightly [n]."""
    probs = predictor.predict(corpus.texts, corpus.texts_b).probs
    answered = np.asarray(~np.isnan(probs).any(axis=1))
    return answered, answered & (probs.argmax(axis=1) == corpus.labels)


def clustered_accuracy(
    corpus: Corpus, correct: Bools, rows: Bools, level: float = 0.95
) -> tuple[float, float, float]:
    """The share of right answers among `rows` [n], with an interval that allows for clusters."""
    numbers = np.flatnonzero(rows)
    return share_interval(correct[numbers], shared_clusters(corpus, numbers), level)


@register("probes")
@dataclass(frozen=True)
class Accuracy:
    """Accuracy over all answered documents and within each label."""

    code: ClassVar[str] = "model.accuracy"

    def __call__(
        self, corpus: Corpus, cues: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Measurements:
        """Return one row for all documents, then one for each label."""
        answered, correct = answered_rightly(corpus, predictor)
        if not answered.any():
            raise NotApplicable("no-answers", model=predictor.model_id, documents=answered.size)
        labels = range(len(corpus.label_names))
        masks = [answered, *(answered & (corpus.labels == i) for i in labels)]
        intervals = [clustered_accuracy(corpus, correct, m) for m in masks]
        effect, low, high = np.array(intervals).T
        return Measurements(
            code=self.code,
            subjects=("all", *(f"label={name}" for name in corpus.label_names)),
            labels=("", *corpus.label_names),
            effect=effect,
            low=low,
            high=high,
            support=np.array([m.sum() for m in masks]),
            unit="share",
            model_id=predictor.model_id,
        )
