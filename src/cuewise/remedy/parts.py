"""What every remedy starts from: the documents, who holds which cue, and a head to fit again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.cues.spans import brief
from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, one_hot, solve
from cuewise.models.trainable import Trainable
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus, CueTable, Floats, Ints
from cuewise.remedy.cells import cells, sizes

# What a remedy declares: labels that it `needs` (groups are made from the cues that an audit
# found), whether it `knows_cues`, and its `cost` in about as many fits of the head.
Needs = Literal["none", "class", "group in training", "group in validation"]


@dataclass(frozen=True, slots=True)
class Task:
    """features [n, d], labels [n] of k, held [n, g]: which documents hold which cue of `names`."""

    model: Trainable
    features: Any
    labels: NDArray[np.int32]
    held: csr_array
    names: tuple[str, ...]

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

    def filled(self, least: int = 1) -> Task:
        """The cues of which every group by label has so many documents, and what can be made even.

        No weights make up for documents that there are not. Those with a cue whose groups are too
        small are left out, and with them what they tell of it, unless they are most of a label:
        then the cue is, and stays as it was.

        Raises
        ------
        NotApplicable
            No cue is left.
        """
        rows, cues = np.arange(self.labels.size), np.arange(len(self.names))
        cell, there = self.cells(), np.bincount(self.labels, minlength=self.k)
        while True:
            own = sizes(cell[rows][:, cues], self.k).reshape(-1, self.k, 2)[:, there > 0]
            smallest = own.min(axis=(1, 2), initial=self.labels.size)
            thin = smallest < least
            if not thin.any():
                return self._part(rows, cues)
            held = (cell[rows][:, cues] % 2).sum(axis=0)
            if thin.all():
                worst = int(held.argmax())
                raise NotApplicable(
                    "small-group",
                    cue=brief(self.names[cues[worst]]),
                    documents=int(smallest[worst]),
                    least=least,
                )
            gone = (cell[rows][:, cues[thin]] % 2 == 1).any(axis=1)
            left = np.bincount(self.labels[rows[~gone]], minlength=self.k)
            if (2 * left < there).any():
                cues = np.delete(cues, np.where(thin, held, -1).argmax())
            else:
                rows, cues = rows[~gone], cues[~thin]

    def _part(self, rows: Ints, cues: Ints) -> Task:
        some = self.only(rows)
        names = tuple(self.names[j] for j in cues)
        return replace(some, held=csr_array(some.held[:, cues]), names=names)

    def dense(self) -> Floats:
        """The features, if they are those of an encoder.

        Raises
        ------
        NotApplicable
            They are sparse: what is erased from them is not.
        """
        if not isinstance(self.features, np.ndarray):
            raise NotApplicable("needs-dense-features")
        return self.features

    def targets(self) -> Floats:
        """The labels as probabilities [n, k]."""
        return one_hot(self.labels, self.k)

    def fit(self, weights: Floats | None = None, *, strength: float = 1.0) -> Logistic:
        """An ordinary head on weighted documents, its penalty times `strength`."""
        return solve(Loss(self.features, self.targets(), strength * self.penalty, weights=weights))

    def only(self, rows: Ints) -> Task:
        """Some of the documents."""
        return replace(
            self, features=self.features[rows], labels=self.labels[rows], held=self.held[rows]
        )


class Refit(ABC):
    """A remedy that fits the head again; how, a subclass says in `head`."""

    __slots__ = ()
    code: ClassVar[str]

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The predictor with its head fitted again."""
        t = task(corpus, groups, predictor)
        return t.model.with_head(self.head(t, rng), self.code)

    @abstractmethod
    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""


def task(corpus: Corpus, groups: CueTable, predictor: Predictor) -> Task:
    """The documents of a corpus as its model sees them.

    Raises
    ------
    NotApplicable
        The model has no head that could be fitted again, no cue is to be mended, or the documents
        have a single label.
    """
    model = mendable(groups, predictor)
    if np.unique(corpus.labels).size < 2:
        raise NotApplicable("few-labels")
    features = model.features(corpus.texts, corpus.texts_b)
    return Task(model, features, np.asarray(corpus.labels), groups.values, groups.names)


def mendable(groups: CueTable, predictor: Predictor) -> Trainable:
    """The predictor as one with a head, if there is a cue to mend.

    Raises
    ------
    NotApplicable
        It has no head, or there is no cue.
    """
    inner = getattr(predictor, "inner", predictor)
    if not isinstance(inner, Trainable):
        raise NotApplicable("no-features", model=predictor.model_id)
    to_mend(groups)
    return inner


def to_mend(groups: CueTable) -> tuple[str, ...]:
    """The cues to mend.

    Raises
    ------
    NotApplicable
        There is none.
    """
    if not groups.names:
        raise NotApplicable("no-cue-to-repair")
    return groups.names


def crossed(t: Task, parts: Sequence[Ints], fit: Callable[[Task], Logistic]) -> Floats:
    """Probabilities [n, k] of the documents of every part by a head fitted on the other parts."""
    found: Floats = np.empty((t.labels.size, t.k))
    for rows in parts:
        others = np.setdiff1d(np.arange(t.labels.size), rows)
        found[rows] = fit(t.only(others)).probs(t.features[rows])
    return found


def splits(n: int, parts: int, rng: np.random.Generator) -> Sequence[Ints]:
    """The rows 0..n-1 dealt into so many parts at random."""
    return [np.sort(part) for part in np.array_split(rng.permutation(n), parts)]
