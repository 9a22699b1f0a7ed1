"""GroupDRO: the loss of the worst group is minimised."""

from __future__ import annotations

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic, mean_head
from cuewise.remedy.groups import memberships
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task


@remedy("group-dro", needs="group in training", cost=20)
class GroupDro(Refit, Penalised):
    """Weight label-by-cue groups by how badly they do, round after round.

    It helps where every group has documents and the worst one matters most. The weights of groups
    are those of algorithm 1 of the paper, q_g ∝ q_g exp(η (L_g + C/√n_g)). The paper takes a step
    on a batch between two updates; a linear head is cheap enough to be fitted on all documents.
    The heads of the second half of the rounds are averaged, as in any game that is played so.
    Groups of several cues overlap; a group without documents has no weight.

    Parameters
    ----------
    eta:
        η, how fast the weights of the groups change.
    adjustment:
        C, added for small groups, whose training loss is too low.
    rounds:
        Updates of the weights, each with a fit of the head.

    References
    ----------
    Sagawa et al. 2020, "Distributionally robust neural networks for group shifts".
    """

    eta: float = 2.0
    adjustment: float = 0.0
    rounds: int = 12
    strength: float = 4.0

    def _head(self, t: Task) -> Logistic:
        if not isinstance(t.features, np.ndarray):
            raise NotApplicable("slow-on-sparse", features=int(t.features.shape[1]))
        inside = memberships(t.groups(), t.k)
        sizes = inside.sum(axis=0)
        share, margin = inside / sizes, self.adjustment / np.sqrt(sizes)
        q = np.full(sizes.size, 1 / sizes.size)
        heads: list[Logistic] = []
        for _ in range(self.rounds):
            weights = t.labels.size * (share @ q)
            heads.append(t.fit(weights, start=heads[-1] if heads else None, strength=self.strength))
            probs = heads[-1].probs(t.features)[np.arange(t.labels.size), t.labels]
            q *= np.exp(self.eta * (margin - np.log(probs) @ share))
            q /= q.sum()
        return mean_head(heads[self.rounds // 2 :])
