"""Weights under which cue and label are independent."""

from __future__ import annotations

from cuewise.models.linear.logistic import Logistic
from cuewise.remedy.groups import independence
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task


@remedy("independent", needs="group in training")
class Independent(Refit, Penalised):
    """Weight documents so that cue and label are independent; both keep their shares.

    It helps where labels are not equally frequent and should stay so, which `rwg` would change.
    Groups without documents are treated as by `rwg`.

    References
    ----------
    Kamiran & Calders 2012, "Data preprocessing techniques for classification without
    discrimination".
    """

    strength: float = 4.0

    def _head(self, t: Task) -> Logistic:
        some = t.without_thin_groups()
        return some.fit(independence(some.groups(), t.k), strength=self.strength)
