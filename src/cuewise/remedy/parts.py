"""What every remedy starts from: the documents, who holds which cue, and a head to fit again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.errors import NotApplicable
from cuewise.models.logistic import Logistic
from cuewise.models.trainable import Trainable
from cuewise.remedy.cells import cells
from cuewise.remedy.solve import Loss, one_hot, solve
from cuewise.types import Corpus, CueTable, Floats, Ints, Predictor

# What a remedy declares: labels that it `needs` (groups are made from the cues that an audit
# found), whether it `knows_cues`, and its `cost` in about as many fits of the head.
Needs = Literal["none", "class", "group in training", "group in validation"]


@dataclass(frozen=True, slots=True)
class Task:
    """features [n, d], labels [n] of k, and held [n, g]: which documents hold which cue."""

    model: Trainable
    features: Any
    labels: NDArray[np.int32]
    held: csr_array

    @property
    def k(self) -> int:
        """The number of labels."""
        return len(self.model.label_names)

    @property
    def penalty(self) -> float:
        """That of the head: scikit-learn penalises the difference of two labels only."""
        return (2 if self.k == 2 else 1) / self.model.c

    def cells(self) -> Ints:
        """The cell of every document for every cue [n, g]."""
        return cells(self.held, self.labels)

    def targets(self) -> Floats:
        """The labels as probabilities [n, k]."""
        return one_hot(self.labels, self.k)

    def fit(self, weights: Floats | None = None, *, strength: float = 1.0) -> Logistic:
        """An ordinary head on weighted documents, its penalty times `strength`."""
        return solve(Loss(self.features, self.targets(), strength * self.penalty, weights=weights))

    def only(self, rows: Ints) -> Task:
        """Some of the documents."""
        return Task(self.model, self.features[rows], self.labels[rows], self.held[rows])


def task(corpus: Corpus, groups: CueTable, predictor: Predictor) -> Task:
    """The documents of a corpus as its model sees them.

    Raises
    ------
    NotApplicable
        The model has no head that could be fitted again, or no cue is to be mended.
    """
    model = mendable(groups, predictor)
    features = model.features(corpus.texts, corpus.texts_b)
    return Task(model, features, np.asarray(corpus.labels), groups.values)


def mendable(groups: CueTable, predictor: Predictor) -> Trainable:
    """The predictor as one with a head, if there is a cue to mend.

    Raises
    ------
    NotApplicable
        It has no head, or there is no cue.
    """
    inner = getattr(predictor, "inner", predictor)
    if not isinstance(inner, Trainable):
        raise NotApplicable(
            f"{predictor.model_id} gives answers only: it has no features that a head could be "
            "fitted on again; allowed: 'tfidf', 'reference'"
        )
    if not groups.names:
        raise NotApplicable("no cue to mend: none was judged spurious")
    return inner


def splits(n: int, parts: int, rng: np.random.Generator) -> Sequence[Ints]:
    """The rows 0..n-1 dealt into so many parts at random."""
    return [np.sort(part) for part in np.array_split(rng.permutation(n), parts)]
