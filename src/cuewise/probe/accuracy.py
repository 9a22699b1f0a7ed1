"""How often a model is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

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


def shares_of(
    code: str,
    predictor: Predictor,
    subjects: Sequence[str],
    labels: Sequence[str],
    intervals: Sequence[tuple[float, float, float]],
    support: ArrayLike,
) -> Measurements:
    """Measurements [m] of shares of a model's answers, each with the ends of its interval."""
    effect, low, high = np.array(intervals).T
    return Measurements(
        code=code,
        subjects=tuple(subjects),
        labels=tuple(labels),
        effect=effect,
        low=low,
        high=high,
        support=np.array(support, dtype=np.int64),
        unit="share",
        model_id=predictor.model_id,
    )


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
        support = [m.sum() for m in masks]
        subjects = ["all", *(f"label={name}" for name in corpus.label_names)]
        named = ["", *corpus.label_names]
        return shares_of(self.code, predictor, subjects, named, intervals, support)
