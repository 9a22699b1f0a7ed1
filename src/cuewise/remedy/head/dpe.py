"""DPE: several prototypes of every label, each set unlike those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import cross_entropy, minimise, one_hot
from cuewise.plugins.protocols import Predictor
from cuewise.records import Corpus, CueTable, Floats
from cuewise.remedy.groups import even_draw
from cuewise.remedy.plugin import Penalised, Remedy, remedy
from cuewise.remedy.task import Task, task_of
from cuewise.remedy.wrapped import Averaged

_STEPS = 100
# |u| is taken as √(u² + ε), which has a gradient at 0.
_SMOOTH = 1e-6


@remedy("dpe", needs="class", knows_cues=False, cost=5)
class Dpe(Remedy, Penalised):
    """Average classifiers that choose the nearest prototype, each trained to differ from others.

    It helps where a label has several kinds of documents; it does not use the cues. A member has a
    prototype p_y for each label and the probabilities softmax(−‖x − p_y‖²/2), which is a linear
    head. It is trained on a label-balanced draw of its own, with the penalty
    α · mean |⟨p_y, q_y⟩|/d over the prototypes q of earlier members. The paper scales distances of
    unit vectors; here features are standardised already.

    Parameters
    ----------
    members:
        Number of classifiers that are averaged.
    apart:
        α, beside a unit of the mean cross-entropy.
    share:
        Share of the documents that a member is drawn from.

    References
    ----------
    To et al. 2025, "Diverse prototypical ensembles improve robustness to subpopulation shift".
    """

    members: int = 5
    apart: float = 1.0
    share: float = 0.5

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The mean of the members on the features of the model."""
        t = task_of(corpus, groups, predictor, rng)
        members: list[Floats] = []
        for _ in range(self.members):
            some = np.sort(rng.permutation(t.labels.size)[: round(self.share * t.labels.size)])
            members.append(self._member(t.take(some[even_draw(t.labels[some], rng)]), members))
        return Averaged(t.model, self.code, tuple(map(_linear, members)))

    def _member(self, t: Task, earlier: Sequence[Floats]) -> Floats:
        n, shape = t.labels.size, (t.features.shape[1], t.k)
        before = np.array(earlier).reshape(-1, *shape)
        targets = one_hot(t.labels, t.k)
        loss = Prototypes(t.features, targets, self.strength * t.penalty, before, self.apart * n)
        return minimise(loss, np.zeros(shape[0] * shape[1]), n, _STEPS).reshape(shape)


def _linear(prototypes: Floats) -> Logistic:
    """The head of softmax(−‖x − p_y‖²/2), for prototypes [d, k].

    Examples
    --------
    >>> _linear(np.array([[1.0, -1.0]])).probs(np.array([[0.0], [1.0]])).round(3).tolist()
    [[0.5, 0.5], [0.881, 0.119]]
    """
    return Logistic(prototypes.astype(np.float32), -(prototypes**2).sum(axis=0) / 2)


@dataclass(frozen=True, slots=True)
class Prototypes:
    """The loss of one member's prototypes [d, k]; `before` [m, d, k] holds those of earlier ones.

    It is not a `models.linear.solver.Loss`, because the bias −‖p_y‖²/2 follows from the weights.
    """

    features: Any
    targets: Floats
    penalty: float
    before: Floats
    apart: float

    def __call__(self, flat: Floats) -> tuple[float, Floats]:
        """The loss and its gradient."""
        p = flat.reshape(self.features.shape[1], -1)
        logits = np.asarray(self.features @ p) - (p**2).sum(axis=0) / 2
        value, residual = cross_entropy(self.targets)(logits)
        value += self.penalty / 2 * float((p**2).sum())
        slope = np.asarray(self.features.T @ residual) - p * residual.sum(axis=0) + self.penalty * p
        if len(self.before):
            inner = np.einsum("mdk,dk->mk", self.before, p) / len(p)
            size = np.sqrt(inner**2 + _SMOOTH)
            value += self.apart * float(size.mean())
            by_inner = self.apart / size.size * inner / size / len(p)
            slope += np.einsum("mdk,mk->dk", self.before, by_inner)
        return value, slope.ravel()
