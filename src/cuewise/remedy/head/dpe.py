"""DPE: several prototypes of every label, each set unlike those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax

from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.protocols import Predictor
from cuewise.plugins.registry import register
from cuewise.records import Corpus, CueTable, Floats
from cuewise.remedy.averaged import Averaged
from cuewise.remedy.cells import even
from cuewise.remedy.parts import Needs, Task, task

_MOST = 100
# |u| is taken as √(u² + ε), which has a slope at 0.
_SMOOTH = 1e-6


@register("remedies")
@dataclass(frozen=True, slots=True)
class Dpe:
    """Averages classifiers by the nearest prototype of a label, each trained to differ from others.

    To et al. 2025, "Diverse prototypical ensembles improve robustness to subpopulation shift", on
    features that are fixed: a member has prototypes p_y, probabilities softmax(−‖x − p_y‖²/2), and
    is trained on a label-balanced draw of its own, with α · mean |⟨p_y, q_y⟩|/d over the prototypes
    q of earlier members. The paper scales distances of unit vectors; here features are standardised
    already, and a member is a linear head. It knows no cues.

    Parameters
    ----------
    members:
        Classifiers averaged.
    apart:
        α, beside a unit of the mean cross-entropy.
    share:
        Of the documents, those a member is drawn from.
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "dpe"
    needs: ClassVar[Needs] = "class"
    knows_cues: ClassVar[bool] = False
    cost: ClassVar[int] = 5
    members: int = 5
    apart: float = 1.0
    share: float = 0.5
    strength: float = 1.0

    def __call__(
        self, corpus: Corpus, groups: CueTable, predictor: Predictor, *, rng: np.random.Generator
    ) -> Predictor:
        """The mean of the members on the features of the predictor."""
        t = task(corpus, groups, predictor)
        found: list[Floats] = []
        for _ in range(self.members):
            some = np.sort(rng.permutation(t.labels.size)[: round(self.share * t.labels.size)])
            found.append(self._member(t.only(some[even(t.labels[some], rng)]), found))
        return Averaged(t.model, self.code, tuple(linear(p) for p in found))

    def _member(self, t: Task, earlier: Sequence[Floats]) -> Floats:
        before = np.array(earlier).reshape(-1, t.features.shape[1], t.k)
        loss = Prototypes(
            t.features, t.targets(), self.strength * t.penalty, before, self.apart * t.labels.size
        )
        options = {"maxiter": _MOST, "maxcor": 20, "gtol": 1e-5 * t.labels.size**0.5}
        start = np.zeros(t.features.shape[1] * t.k)
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
        prototypes: Floats = found.reshape(-1, t.k)
        return prototypes


def linear(prototypes: Floats) -> Logistic:
    """The head that says softmax(−‖x − p_y‖²/2), prototypes [d, k].

    Examples
    --------
    >>> linear(np.array([[1.0, -1.0]])).probs(np.array([[0.0], [1.0]])).round(3).tolist()
    [[0.5, 0.5], [0.881, 0.119]]
    """
    return Logistic(prototypes.astype(np.float32), -(prototypes**2).sum(axis=0) / 2)


@dataclass(frozen=True, slots=True)
class Prototypes:
    """What is minimised over the prototypes [d, k] of a member; before[m, d, k] are fixed."""

    features: Any
    targets: Floats
    penalty: float
    before: Floats
    apart: float

    def __call__(self, flat: Floats) -> tuple[float, Floats]:
        """The loss and its gradient."""
        at = flat.reshape(self.features.shape[1], -1)
        logs = log_softmax(np.asarray(self.features @ at) - (at**2).sum(axis=0) / 2, axis=1)
        share = np.exp(logs) - self.targets
        value = self.penalty / 2 * float((at**2).sum()) - float((self.targets * logs).sum())
        slope = np.asarray(self.features.T @ share) - at * share.sum(axis=0) + self.penalty * at
        if len(self.before):
            inner = np.einsum("mdk,dk->mk", self.before, at) / len(at)
            size = np.sqrt(inner**2 + _SMOOTH)
            value += self.apart * float(size.mean())
            by_inner = self.apart / size.size * inner / size / len(at)
            slope += np.einsum("mdk,mk->dk", self.before, by_inner)
        return value, slope.ravel()
