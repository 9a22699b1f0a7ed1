"""What a remedy starts from: the documents, who holds which cue, and a head to refit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.cues.spans import brief
from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, Term, cross_entropy, one_hot, solve
from cuewise.models.trainable import Trainable
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus, CueTable, Floats, Ints
from cuewise.remedy.groups import group_sizes, groups_of
from cuewise.remedy.texts import cues_to_repair


@dataclass(frozen=True, slots=True)
class Task:
    """Documents to fit a head on: features [n, d], labels [n], and holds [n, g].

    `holds` says which document holds which cue of `names`; `rng` makes every random choice.
    """

    model: Trainable
    features: Any
    labels: NDArray[np.int32]
    holds: csr_array
    names: tuple[str, ...]
    rng: np.random.Generator

    @property
    def k(self) -> int:
        """The number of labels."""
        return len(self.model.label_names)

    @property
    def penalty(self) -> float:
        """The penalty of the model's own head; `models.linear.solver` explains the factor 2."""
        return (2 if self.k == 2 else 1) / self.model.c

    def groups(self) -> Ints:
        """The group of every document for every cue [n, g], as `remedy.groups` numbers them."""
        return groups_of(self.holds, self.labels)

    def fit(
        self,
        weights: Floats | None = None,
        *,
        strength: float = 1.0,
        targets: Floats | None = None,
        offset: Floats | None = None,
        further: Term | None = None,
        anchor: Logistic | None = None,
        start: Logistic | None = None,
    ) -> Logistic:
        """Fit a head with `models.linear.solver`.

        Parameters
        ----------
        weights, targets, offset:
            Of the cross-entropy; without targets, of the labels.
        strength:
            Multiplies the penalty of the model's own head.
        further:
            A term of the logits beside the cross-entropy.
        anchor:
            The head that the penalty holds the weights to.
        start:
            Where the search starts.
        """
        targets = one_hot(self.labels, self.k) if targets is None else targets
        terms = (cross_entropy(targets, weights, offset), *([further] if further else []))
        return solve(Loss(self.features, self.k, strength * self.penalty, terms, anchor), start)

    def take(self, rows: Ints) -> Task:
        """Only these documents."""
        return replace(
            self, features=self.features[rows], labels=self.labels[rows], holds=self.holds[rows]
        )

    def split(self, share: float) -> tuple[Task, Task]:
        """The documents without a share of them drawn at random, and that share."""
        order = self.rng.permutation(self.labels.size)
        cut = round(share * order.size)
        return self.take(np.sort(order[cut:])), self.take(np.sort(order[:cut]))

    def folds(self, folds: int) -> Sequence[Ints]:
        """The rows in random folds of equal size, each sorted."""
        drawn = np.array_split(self.rng.permutation(self.labels.size), folds)
        return [np.sort(fold) for fold in drawn]

    def cross_fit(self, folds: Sequence[Ints], fit: Callable[[Task], Logistic]) -> Floats:
        """Probabilities [n, k] of the documents of each fold by a head of the other folds."""
        probs: Floats = np.empty((self.labels.size, self.k))
        for rows in folds:
            others = np.setdiff1d(np.arange(self.labels.size), rows)
            probs[rows] = fit(self.take(others)).probs(self.features[rows])
        return probs

    def without_thin_groups(self, least: int = 1) -> Task:
        """The cues whose groups by label all have `least` documents, and the other documents.

        No weights replace documents that do not exist. Drop the documents that hold a cue with a
        group too small, and with them what they say about it. If they are most of a label, drop
        the cue instead: reliance on it then stays.

        Raises
        ------
        NotApplicable
            No cue is left.
        """
        rows, cues = np.arange(self.labels.size), np.arange(len(self.names))
        group, label_sizes = self.groups(), np.bincount(self.labels, minlength=self.k)
        while True:
            sizes = group_sizes(group[rows][:, cues], self.k).reshape(-1, self.k, 2)
            smallest = sizes[:, label_sizes > 0].min(axis=(1, 2), initial=self.labels.size)
            thin = smallest < least
            if not thin.any():
                some, columns = self.take(rows), csr_array(self.holds[rows][:, cues])
                return replace(some, holds=columns, names=tuple(self.names[j] for j in cues))
            support = (group[rows][:, cues] % 2).sum(axis=0)
            if thin.all():
                worst = int(support.argmax())
                raise NotApplicable(
                    "small-group",
                    cue=brief(self.names[cues[worst]]),
                    documents=int(smallest[worst]),
                    least=least,
                )
            gone = (group[rows][:, cues[thin]] % 2 == 1).any(axis=1)
            left = np.bincount(self.labels[rows[~gone]], minlength=self.k)
            if (2 * left < label_sizes).any():
                cues = np.delete(cues, np.where(thin, support, -1).argmax())
            else:
                rows, cues = rows[~gone], cues[~thin]

    def dense_features(self) -> Floats:
        """The features, if they are those of an encoder.

        Raises
        ------
        NotApplicable
            They are sparse; erasing would make them dense.
        """
        if not isinstance(self.features, np.ndarray):
            raise NotApplicable("needs-dense-features")
        return self.features


def task_of(
    corpus: Corpus, groups: CueTable, predictor: Predictor, rng: np.random.Generator
) -> Task:
    """The documents of a corpus as the model sees them.

    Raises
    ------
    NotApplicable
        The model has no head to refit, there is no cue to repair, or the documents have a
        single label.
    """
    model = model_to_repair(groups, predictor)
    if np.unique(corpus.labels).size < 2:
        raise NotApplicable("few-labels")
    features = model.features(corpus.texts, corpus.texts_b)
    return Task(model, features, np.asarray(corpus.labels), groups.values, groups.names, rng)


def model_to_repair(groups: CueTable, predictor: Predictor) -> Trainable:
    """The predictor as a model with a head, if there is a cue to repair.

    Raises
    ------
    NotApplicable
        It has no head, or there is no cue.
    """
    inner = getattr(predictor, "inner", predictor)
    if not isinstance(inner, Trainable):
        raise NotApplicable("no-features", model=predictor.model_id)
    cues_to_repair(groups)
    return inner
