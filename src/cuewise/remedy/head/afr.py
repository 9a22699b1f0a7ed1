"""AFR: the head fitted again on held-out documents, those it is least sure of first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, solve
from cuewise.plugins.registry import register
from cuewise.records import Floats
from cuewise.remedy.cells import by_label
from cuewise.remedy.parts import Needs, Refit, Task

FEWEST = 50


@register("remedies")
@dataclass(frozen=True, slots=True)
class Afr(Refit):
    """Fits the head again on held-out documents, weighted by how badly the first head does there.

    Qiu et al. 2023, "Simple and fast group robustness by automatic feature reweighting": weights
    β_y · exp(−γ p(y)), pulled to the first head. It knows no cues.

    Parameters
    ----------
    gamma:
        How much more what is got wrong counts: e to this power at most. The 4 and more of the
        paper are chosen on groups of a validation set; without one they turn a weak model round.
    held_out:
        Share of the documents that the first head does not see.
    pull:
        The penalty on leaving the first head, times that of the model's own head.
    """

    code: ClassVar[str] = "afr"
    needs: ClassVar[Needs] = "class"
    knows_cues: ClassVar[bool] = False
    cost: ClassVar[int] = 2
    gamma: float = 1.0
    held_out: float = 0.2
    pull: float = 1.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        order = rng.permutation(t.labels.size)
        cut = round(self.held_out * order.size)
        first, rest = t.only(np.sort(order[cut:])).fit(), t.only(np.sort(order[:cut]))
        wrong = int((first.probs(rest.features).argmax(axis=1) != rest.labels).sum())
        if wrong < FEWEST:
            raise NotApplicable("few-errors", errors=int(wrong), least=FEWEST)
        return refit(rest, first, self.gamma, self.pull)


def refit(t: Task, first: Logistic, gamma: float, pull: float) -> Logistic:
    """The head fitted again on documents that `first` has not seen."""
    weights = by_label(t.labels, t.k) * emphasis(first.probs(t.features), t.labels, gamma)
    weights /= weights.mean()
    return solve(Loss(t.features, t.targets(), pull * t.penalty, weights=weights, anchor=first))


def emphasis(probs: Floats, labels: np.ndarray, gamma: float) -> Floats:
    """exp(−γ p(y)) of every document.

    Examples
    --------
    >>> emphasis(np.array([[0.5, 0.5], [0.0, 1.0]]), np.array([0, 1]), 2.0).round(3).tolist()
    [0.368, 0.135]
    """
    found: Floats = np.exp(-gamma * probs[np.arange(labels.size), labels])
    return found
