"""RWY: every label counts the same."""

from __future__ import annotations

from cuewise.models.linear.logistic import Logistic
from cuewise.remedy.groups import equal_labels
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task


@remedy("rwy", needs="class", knows_cues=False)
class Rwy(Refit, Penalised):
    """Weight documents so that every label counts the same; it does not use the cues.

    It helps where the groups that the model gets wrong are those of a rare label.

    References
    ----------
    Idrissi et al. 2022, "Simple data balancing achieves competitive worst-group-accuracy".
    """

    strength: float = 4.0

    def _head(self, t: Task) -> Logistic:
        return t.fit(equal_labels(t.labels, t.k), strength=self.strength)
