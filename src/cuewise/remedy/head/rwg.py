"""RWG: every group of a label and a cue counts the same."""

from __future__ import annotations

from cuewise.models.linear.logistic import Logistic
from cuewise.remedy.groups import equal_groups
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task


@remedy("rwg", needs="group in training")
class Rwg(Refit, Penalised):
    """Weight documents so that every group of a label and a cue counts the same.

    It helps where every group has some documents. If a group has none, the documents with its cue
    are left out; if they are many, the cue is left as it is or the remedy does not apply.

    References
    ----------
    Idrissi et al. 2022, "Simple data balancing achieves competitive worst-group-accuracy".
    """

    strength: float = 4.0

    def _head(self, t: Task) -> Logistic:
        some = t.without_thin_groups()
        return some.fit(equal_groups(some.groups(), t.k), strength=self.strength)
