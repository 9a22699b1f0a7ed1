"""AFR: the head refitted on held-out documents, weighted by how unsure a first head is of them."""

from __future__ import annotations

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.remedy.groups import equal_labels
from cuewise.remedy.plugin import Refit, remedy
from cuewise.remedy.task import Task

# With fewer errors the weights would be noise.
FEWEST_ERRORS = 50


@remedy("afr", needs="class", knows_cues=False, cost=2)
class Afr(Refit):
    """Refit the head on held-out documents, weighted by how badly a first head predicts them.

    It helps where the errors of the model are documents that contradict a shortcut; it does not use
    the cues. The weights are β_y · exp(−γ p(y)), with p the first head on documents that it has not
    seen. A penalty holds the new head to the first one.

    Parameters
    ----------
    gamma:
        γ: a wrong document counts up to e^γ times a right one. The paper chooses 4 and more on the
        groups of a validation set; without one such values reverse a weak model.
    held_out:
        Share of the documents that the first head does not see.
    pull:
        The penalty on leaving the first head, as a multiple of that of the model's own head.

    References
    ----------
    Qiu et al. 2023, "Simple and fast group robustness by automatic feature reweighting".
    """

    gamma: float = 1.0
    held_out: float = 0.2
    pull: float = 1.0

    def _head(self, t: Task) -> Logistic:
        seen, rest = t.split(self.held_out)
        first = seen.fit()
        probs = first.probs(rest.features)
        wrong = int((probs.argmax(axis=1) != rest.labels).sum())
        if wrong < FEWEST_ERRORS:
            raise NotApplicable("few-errors", errors=int(wrong), least=FEWEST_ERRORS)
        of_label = probs[np.arange(rest.labels.size), rest.labels]
        weights = equal_labels(rest.labels, t.k) * np.exp(-self.gamma * of_label)
        return rest.fit(weights / weights.mean(), anchor=first, strength=self.pull)
