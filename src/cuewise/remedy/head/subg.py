"""SUBG: as many documents of every group of a label and a cue."""

from __future__ import annotations

from cuewise.models.linear.logistic import Logistic, mean_head
from cuewise.remedy.groups import even_draw
from cuewise.remedy.plugin import Refit, remedy
from cuewise.remedy.task import Task


@remedy("subg", needs="group in training", cost=10)
class Subg(Refit):
    """Keep as many documents of every group of a label and a cue as the smallest group has.

    It helps where even the smallest group is large. Heads of several draws are averaged, a draw for
    each cue in turn, so that several cues leave enough documents. Groups that are too small are
    treated as by `rwg`.

    Parameters
    ----------
    least:
        Documents that the smallest group must have.
    draws:
        Number of heads that are averaged.
    strength:
        Multiplies the penalty of the model's own head, which was fitted on all documents.

    References
    ----------
    Idrissi et al. 2022, "Simple data balancing achieves competitive worst-group-accuracy".
    """

    least: int = 10
    draws: int = 10
    strength: float = 1.0

    def _head(self, t: Task) -> Logistic:
        t = t.without_thin_groups(self.least)
        group = t.groups()
        cues = (draw % group.shape[1] for draw in range(max(self.draws, group.shape[1])))
        rows = [even_draw(group[:, cue], t.rng) for cue in cues]
        return mean_head([t.take(r).fit(strength=self.strength) for r in rows])
