"""GroupDRO: the worst group's loss is what is made small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import log_softmax

from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.registry import register
from cuewise.records import Floats, Ints
from cuewise.remedy.cells import members
from cuewise.remedy.parts import Needs, Refit, Task


@register("remedies")
@dataclass(frozen=True, slots=True)
class GroupDro(Refit):
    """Trains on the groups of a label and a cue, weighted by how badly they do.

    Sagawa et al. 2020, "Distributionally robust neural networks for group shifts", algorithm 1:
    group-balanced batches, q_g ∝ q_g exp(η (L_g + C/√n_g)). Groups of several cues overlap: a
    document is in one of each; a group without documents has no part. The mean of the heads of the
    last half is taken, which is where such a game settles.

    Parameters
    ----------
    eta:
        η, how fast the weights of the groups move.
    adjustment:
        C, what is added for small groups, which fit too well.
    epochs, batch, rate:
        Passes, documents a step, and the step of Adam.
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "group-dro"
    needs: ClassVar[Needs] = "group in training"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 20
    eta: float = 0.01
    adjustment: float = 0.0
    epochs: int = 20
    batch: int = 128
    rate: float = 0.01
    strength: float = 4.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        if not isinstance(t.features, np.ndarray):
            raise NotApplicable("slow-on-sparse", features=int(t.features.shape[1]))
        return minimax(t, self, rng)


def minimax(t: Task, options: GroupDro, rng: np.random.Generator) -> Logistic:
    """The head of the least worst-group loss."""
    inside = members(t.cells(), t.k)
    groups = [np.flatnonzero(own) for own in inside.T]
    extra = options.adjustment / np.sqrt([rows.size for rows in groups])
    q = np.full(len(groups), 1 / len(groups))
    adam = _Adam(np.zeros((t.features.shape[1] + 1, t.k)), options.rate)
    total, taken = np.zeros_like(adam.at), 0
    steps = max(1, options.epochs * t.labels.size // options.batch)
    penalty = options.strength * t.penalty / t.labels.size
    for step in range(steps):
        rows = np.array(
            [_any(groups[g], rng) for g in rng.integers(len(groups), size=options.batch)]
        )
        x, own = t.features[rows], inside[rows].astype(np.float64)
        size = own.sum(axis=0)
        losses, residual = _cross_entropy(adam.at, x, t.labels[rows])
        mean = np.divide(losses @ own, size, out=np.zeros_like(q), where=size > 0)
        q = q * np.exp(options.eta * np.where(size > 0, mean + extra, 0))
        q /= q.sum()
        weight = own @ np.divide(q, size, out=np.zeros_like(q), where=size > 0)
        slope = residual * weight[:, None]
        gradient = np.vstack([x.T @ slope + penalty * adam.at[:-1], slope.sum(axis=0)])
        adam.step(gradient)
        if 2 * step >= steps:
            total, taken = total + adam.at, taken + 1
    found = total / max(taken, 1)
    return Logistic(found[:-1].astype(np.float32), found[-1])


def _any(rows: Ints, rng: np.random.Generator) -> int:
    return int(rows[rng.integers(rows.size)])


def _cross_entropy(head: Floats, x: Floats, labels: np.ndarray) -> tuple[Floats, Floats]:
    """The loss of every document and its gradient by the logits."""
    logs = log_softmax(x @ head[:-1] + head[-1], axis=1)
    every = np.arange(labels.size)
    residual = np.exp(logs)
    residual[every, labels] -= 1
    return -logs[every, labels], residual


class _Adam:
    """Kingma & Ba 2015; `at` is where it stands."""

    def __init__(self, at: Floats, rate: float) -> None:
        self.at, self._rate = at, rate
        self._mean, self._square, self._steps = np.zeros_like(at), np.zeros_like(at), 0

    def step(self, gradient: Floats) -> None:
        """Go on by one step."""
        self._steps += 1
        self._mean = 0.9 * self._mean + 0.1 * gradient
        self._square = 0.999 * self._square + 0.001 * gradient**2
        mean = self._mean / (1 - 0.9**self._steps)
        square = self._square / (1 - 0.999**self._steps)
        self.at = self.at - self._rate * mean / (np.sqrt(square) + 1e-8)
