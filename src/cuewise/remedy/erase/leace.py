"""LEACE: what the features say linearly about a cue, beyond the label, is erased."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cuewise.errors import require_packages
from cuewise.models.linear.logistic import Logistic, fold_map
from cuewise.records import Floats
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task

# With this many documents per feature a covariance needs no shrinkage.
_ENOUGH = 2


@remedy("leace", needs="group in training", cost=2)
class Leace(Refit, Penalised):
    """Erase the cues from the features and fit the head on what is left.

    It helps on the features of an encoder where documents outnumber features. It erases the cue
    minus its mean by label: erasing the cue itself would take part of the label with it, and can
    reverse the reliance. With fewer than two documents per feature the covariance is shrunk
    (Bodnar et al. 2014), and part of the cue remains.

    References
    ----------
    Belrose et al. 2023, "LEACE: perfect linear concept erasure in closed form".
    """

    def _head(self, t: Task) -> Logistic:
        features = t.dense_features()
        matrix, shift = eraser(features, residual(t.holds.toarray(), t.labels))
        erased = replace(t, features=features @ matrix + shift)
        return fold_map(erased.fit(strength=self.strength), matrix, shift)


def residual(values: NDArray[np.number], labels: NDArray[np.integer]) -> Floats:
    """values [n, g] minus their mean among the documents of the same label.

    Examples
    --------
    >>> residual(np.array([[1], [0], [1]]), np.array([0, 0, 1])).ravel().tolist()
    [0.5, -0.5, 0.0]
    """
    centred: Floats = values.astype(np.float64)
    for label in np.unique(labels):
        rows = labels == label
        centred[rows] -= centred[rows].mean(axis=0)
    return centred


def eraser(features: Floats, concept: Floats) -> tuple[Floats, Floats]:
    """The map x · matrix + shift after which no linear function predicts the concept.

    Raises
    ------
    MissingExtra
        concept-erasure is not installed.
    """
    require_packages("torch", "concept_erasure")
    import torch
    from concept_erasure import LeaceEraser

    # The library skips concepts of small variance, such as rare cues, so give all unit variance.
    scaled = concept / np.maximum(concept.std(axis=0), 1e-12)
    x, z = (torch.from_numpy(np.ascontiguousarray(a, np.float64)) for a in (features, scaled))
    # As published where possible: shrinkage and the bound on the trace, the defaults of the
    # library, leave part of the concept in place. Without them, few documents give a map that
    # destroys the features, most of all with as many documents as features.
    few = features.shape[0] < _ENOUGH * features.shape[1]
    fitted = LeaceEraser.fit(x, z, shrinkage=few, constrain_cov_trace=few)
    shift = fitted(torch.zeros_like(x[:1])).numpy()[0]
    matrix = fitted(torch.eye(x.shape[1], dtype=x.dtype)).numpy() - shift
    return matrix, shift
