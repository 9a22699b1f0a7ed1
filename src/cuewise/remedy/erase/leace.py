"""LEACE: what the features say linearly of a cue, beyond the label, taken out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cuewise.embed.runtime import require
from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, solve
from cuewise.plugins.registry import register
from cuewise.records import Floats
from cuewise.remedy.heads import after
from cuewise.remedy.parts import Needs, Refit, Task

# So many times as many documents as features tell a covariance without shrinkage.
_ENOUGH = 2


@register("remedies")
@dataclass(frozen=True, slots=True)
class Leace(Refit):
    """Erases cues from the features and fits the head on what is left.

    Belrose et al. 2023, "LEACE: perfect linear concept erasure in closed form", on the cue less its
    mean by label: erasing the cue itself would take part of the label along, and can turn the
    reliance round. With fewer documents than twice the features their covariance is shrunk
    (Bodnar et al. 2014), and a part of the cue stays.

    Parameters
    ----------
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "leace"
    needs: ClassVar[Needs] = "group in training"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 2
    strength: float = 1.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        features = t.dense()
        matrix, shift = eraser(features, residual(t.held.toarray(), t.labels))
        erased = features @ matrix + shift
        return after(solve(Loss(erased, t.targets(), self.strength * t.penalty)), matrix, shift)


def residual(held: NDArray[np.number], labels: NDArray[np.integer]) -> Floats:
    """held [n, g] less its mean among the documents of the same label.

    Examples
    --------
    >>> residual(np.array([[1], [0], [1]]), np.array([0, 0, 1])).ravel().tolist()
    [0.5, -0.5, 0.0]
    """
    found: Floats = held.astype(np.float64)
    for label in np.unique(labels):
        own = labels == label
        found[own] -= found[own].mean(axis=0)
    return found


def eraser(features: Floats, concept: Floats) -> tuple[Floats, Floats]:
    """The map x · matrix + shift under which no linear function tells anything of the concept.

    Raises
    ------
    MissingExtra
        concept-erasure is not installed.
    """
    require("torch", "concept_erasure")
    import torch
    from concept_erasure import LeaceEraser

    # Of one scale, for the library leaves out what varies too little, and rare cues do.
    scaled = concept / np.maximum(concept.std(axis=0), 1e-12)
    x, z = (torch.from_numpy(np.ascontiguousarray(a, np.float64)) for a in (features, scaled))
    # As published, where it can be: shrinkage and the bound on the trace, which the library has by
    # default, leave a part of the concept where it is. Without them few documents make a map that
    # destroys the features, most of all where there are as many documents as features.
    few = features.shape[0] < _ENOUGH * features.shape[1]
    fitted = LeaceEraser.fit(x, z, shrinkage=few, constrain_cov_trace=few)
    shift = fitted(torch.zeros_like(x[:1])).numpy()[0]
    matrix = fitted(torch.eye(x.shape[1], dtype=x.dtype)).numpy() - shift
    return matrix, shift
