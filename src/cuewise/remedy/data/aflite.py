"""AFLite: the documents that linear heads predict best from others are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.registry import register
from cuewise.records import Floats, Ints
from cuewise.remedy.cells import as_frequent
from cuewise.remedy.parts import Needs, Refit, Task


@register("remedies")
@dataclass(frozen=True, slots=True)
class AfLite(Refit):
    """Fits the head without the documents that are told too easily; it knows no cues.

    Sakaguchi et al. 2020, "WinoGrande", and Le Bras et al. 2020, "Adversarial filters of dataset
    biases": heads fitted on random parts predict the rest; a document's score is the share of heads
    that have it right; of those of at least τ the highest go, a slice at a time. Labels keep their
    share by weights. Where a label is told weakly, what is left would be noise: the filter stops
    before the rest is told less than half as well above guessing as all were at first.

    Parameters
    ----------
    partitions:
        Heads in a round.
    part:
        The share of the documents that a head is fitted on.
    tau:
        τ.
    per_round:
        The share of all documents that goes in a round, at most.
    most:
        The share of all documents that goes, at most.
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "aflite"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = False
    cost: ClassVar[int] = 15
    partitions: int = 32
    part: float = 0.1
    tau: float = 0.75
    per_round: float = 0.25
    most: float = 0.5
    strength: float = 1.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        rows = self.kept(t, rng)
        if rows.size == t.labels.size:
            raise NotApplicable("none-too-easy")
        weights = as_frequent(t.labels[rows], t.labels, t.k)
        return t.only(rows).fit(weights, strength=self.strength)

    def kept(self, t: Task, rng: np.random.Generator) -> Ints:
        """The rows that are not left out."""
        rows = np.arange(t.labels.size)
        fewest, step = round((1 - self.most) * rows.size), max(1, round(self.per_round * rows.size))
        least = -np.inf
        while rows.size > fewest:
            some = t.only(rows)
            score = predictability(some, self.partitions, self.part, rng)
            guess = float(np.bincount(some.labels).max() / rows.size)
            if least == -np.inf:
                least = (float(np.nanmean(score)) - guess) / 2
            size = min(step, rows.size - fewest)
            gone = easiest(score, self.tau, size, guess + least)
            if not gone.size:
                break
            rows = np.delete(rows, gone)
        return rows


def predictability(t: Task, partitions: int, part: float, rng: np.random.Generator) -> Floats:
    """The share of heads that have a document right which they have not seen [n]; NaN: all saw."""
    right, asked = np.zeros(t.labels.size), np.zeros(t.labels.size)
    for _ in range(partitions):
        order = rng.permutation(t.labels.size)
        cut = max(2, round(part * order.size))
        head = t.only(np.sort(order[:cut])).fit()
        rest = order[cut:]
        told = (t.features @ head.weights + head.bias).argmax(axis=1)
        right[rest] += (told == t.labels)[rest]
        asked[rest] += 1
    return np.divide(right, asked, out=np.full_like(right, np.nan), where=asked > 0)


def easiest(score: Floats, tau: float, most: int, least: float) -> Ints:
    """The highest of the scores [n] from τ on, `most` of them, so that the rest has a mean `least`.

    Examples
    --------
    >>> easiest(np.array([0.9, 0.2, 1.0, 0.8, 0.5]), 0.75, 2, 0.4).tolist()
    [2, 0]
    >>> easiest(np.array([0.9, 0.2, 1.0, 0.8, 0.5]), 0.75, 2, 0.55).tolist()
    [2]
    """
    known = np.nan_to_num(score, nan=-1.0)
    order = np.argsort(-known, kind="stable")[:most]
    order = order[known[order] >= tau]
    there = np.isfinite(score)
    left = there.sum() - np.arange(1, order.size + 1)
    mean = (score[there].sum() - np.cumsum(known[order])) / np.maximum(left, 1)
    return order[: int(np.count_nonzero(np.minimum.accumulate(mean) >= least))].astype(np.int64)
