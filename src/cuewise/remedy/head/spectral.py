"""Spectral decoupling: a penalty on the logits, so that no feature starves the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, Term, solve
from cuewise.plugins.registry import register
from cuewise.records import Floats
from cuewise.remedy.parts import Needs, Refit, Task


@register("remedies")
@dataclass(frozen=True, slots=True)
class Spectral(Refit):
    """Fits the head with a penalty on its logits beside that on its weights; it knows no cues.

    Pezeshki et al. 2021, "Gradient starvation": the mean over documents of CE + λ/2 ‖z‖², z the
    logits. Where a strong feature tells the label, the weak ones are learnt all the same.

    Parameters
    ----------
    decoupling:
        λ.
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "spectral"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = False
    cost: ClassVar[int] = 1
    decoupling: float = 0.1
    strength: float = 1.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        penalty, further = self.strength * t.penalty, on_logits(self.decoupling)
        return solve(Loss(t.features, t.targets(), penalty, further=further))


def on_logits(decoupling: float) -> Term:
    """Σ λ/2 ‖zᵢ‖² over documents.

    Examples
    --------
    >>> value, slope = on_logits(0.5)(np.array([[2.0, 0.0]]))
    >>> value, slope.tolist()
    (1.0, [[1.0, 0.0]])
    """

    def term(logits: Floats) -> tuple[float, Floats]:
        return decoupling / 2 * float((logits**2).sum()), decoupling * logits

    return term
