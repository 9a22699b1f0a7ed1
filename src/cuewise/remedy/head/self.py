"""SELF: the head refitted on the held-out documents on which two heads disagree most."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, rel_entr

from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.records import Floats, Ints
from cuewise.remedy.groups import equal_labels
from cuewise.remedy.plugin import Refit, remedy
from cuewise.remedy.task import Task

# Fewer documents do not fit a head.
FEWEST_DISPUTED = 50


@remedy("self", needs="class", knows_cues=False, cost=3)
class SelectiveRefit(Refit):
    """Refit the head on held-out documents where a strongly penalised head disagrees most with it.

    It helps where a shortcut is learnt first and the rest later; it does not use the cues. The
    documents are those of the greatest KL(p, p_early), the same share of each label. A strong
    penalty stands for the early stop of a network and has about the effect of one step. A
    temperature makes both heads equally confident; otherwise they would differ most where the first
    is most sure. A penalty holds the new head to the first one.

    Parameters
    ----------
    held_out:
        Share of the documents that the first heads do not see.
    share:
        Share of the held-out documents of each label that the head is refitted on.
    early:
        Multiplies the penalty of the model's own head, for the early head.
    pull:
        The penalty on leaving the first head, as a multiple of that of the model's own head.

    References
    ----------
    LaBonte et al. 2023, "Towards last-layer retraining for group robustness with fewer annotations"
    (SELF, early-stop disagreement).
    """

    held_out: float = 0.2
    share: float = 0.25
    early: float = 1000.0
    pull: float = 10.0

    def _head(self, t: Task) -> Logistic:
        seen, rest = t.split(self.held_out)
        first, early = seen.fit(), _calibrated(seen.fit(strength=self.early), seen)
        divergence = rel_entr(first.probs(rest.features), early.probs(rest.features)).sum(axis=1)
        rows = _highest(divergence, rest.labels, self.share)
        if rows.size < FEWEST_DISPUTED:
            raise NotApplicable("few-disputed", documents=rows.size, least=FEWEST_DISPUTED)
        some = rest.take(rows)
        return some.fit(equal_labels(some.labels, t.k), anchor=first, strength=self.pull)


def _calibrated(head: Logistic, t: Task) -> Logistic:
    """The head with the temperature of its logits that fits the labels best.

    Guo et al. 2017, "On calibration of modern neural networks".
    """
    logits = np.asarray(t.features @ head.weights, np.float64) + head.bias
    of_label = np.arange(t.labels.size), t.labels

    def loss(log_times: float) -> float:
        return -float(log_softmax(np.exp(log_times) * logits, axis=1)[of_label].mean())

    times = float(np.exp(minimize_scalar(loss, bounds=(-7, 7), method="bounded").x))
    return Logistic((times * head.weights).astype(np.float32), times * head.bias)


def _highest(scores: Floats, labels: np.ndarray, share: float) -> Ints:
    """The rows of the highest scores [n], the same share of the documents of each label.

    Examples
    --------
    >>> _highest(np.array([0.1, 0.9, 0.2, 0.3]), np.array([0, 0, 1, 1]), 0.5).tolist()
    [1, 3]
    """
    chosen = []
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        order = np.argsort(-scores[rows], kind="stable")
        chosen.append(rows[order[: round(share * rows.size)]])
    return np.sort(np.concatenate(chosen)).astype(np.int64)
