"""z-filter: documents are dropped until no cue is associated with a label beyond chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.records import Bools, Floats, Ints
from cuewise.remedy.groups import same_label_shares
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task
from cuewise.stats.association import competency_z


@remedy("z-filter", needs="group in training", cost=2)
class ZFilter(Refit, Penalised):
    """Fit the head without the documents that raise |z| of a cue above a bound.

    It helps where a cue occurs with every label; of documents whose cue occurs with one label only,
    a handful is left. z = (p(y|x) − p(y)) / √(p(y)(1 − p(y))/n), as in Gardner et al. 2021. The cue
    and label of the greatest |z| lose documents at random until they are within the bound, again
    and again. Weights keep the shares of the labels.

    Parameters
    ----------
    bound:
        The greatest |z| that is left.
    most:
        Share of the documents that may be dropped, at most.

    References
    ----------
    Wu et al. 2022, "Generating data to mitigate spurious correlations in natural language inference
    datasets", restricted to the cues to repair.
    """

    bound: float = 1.0
    most: float = 0.75

    def _head(self, t: Task) -> Logistic:
        rows = rows_within_bound(t.holds.toarray() != 0, t.labels, t.k, self.bound, t.rng)
        gone = t.labels.size - rows.size
        missing = np.setdiff1d(t.labels, t.labels[rows])
        if gone > self.most * t.labels.size or missing.size:
            raise NotApplicable("discards-most", discarded=int(gone), documents=t.labels.size)
        weights = same_label_shares(t.labels[rows], t.labels, t.k)
        return t.take(rows).fit(weights, strength=self.strength)


def rows_within_bound(
    holds: Bools, labels: NDArray[np.integer], k: int, bound: float, rng: np.random.Generator
) -> Ints:
    """The rows left when no cue of holds [n, g] has a |z| above the bound with any label.

    Examples
    --------
    >>> holds, y = np.array([[True]] * 20 + [[False]] * 40), np.array([1] * 20 + [0, 1] * 20)
    >>> rows_within_bound(holds, y, 2, 1.0, np.random.default_rng(0)).size
    41
    """
    rows = rng.permutation(labels.size)
    while True:
        z = z_scores(holds[rows], labels[rows], k)
        cue, label = np.unravel_index(int(np.abs(z).argmax()), z.shape)
        if abs(z[cue, label]) <= bound:
            return np.sort(rows).astype(np.int64)
        with_label = labels[rows] == label
        excess = np.flatnonzero(
            holds[rows, cue] & (with_label if z[cue, label] > 0 else ~with_label)
        )
        n, p0 = int(holds[rows, cue].sum()), float(with_label.mean())
        labelled = excess.size if z[cue, label] > 0 else n - excess.size
        rows = np.delete(rows, excess[: _fewest(labelled, n, p0, excess.size, bound)])


def z_scores(holds: Bools, labels: NDArray[np.integer], k: int) -> Floats:
    """z of every cue with every label [g, k]; 0 where it is not defined."""
    one_hot = np.eye(k)[labels]
    together = holds.T.astype(np.float64) @ one_hot
    share = one_hot.mean(axis=0)
    return np.nan_to_num(competency_z(together, holds.sum(axis=0)[:, None], share))


def _fewest(labelled: int, n: int, p0: float, most: int, bound: float) -> int:
    """The fewest documents to drop of n with the cue, if `labelled` of them have the label.

    Documents with the label go if it is too frequent, otherwise the others; p(y) = p0 is kept.
    """
    gone = np.arange(1, most + 1)
    left = labelled - gone if labelled > p0 * n else np.full(most, labelled)
    z = np.nan_to_num(competency_z(left, n - gone, p0))
    inside = np.flatnonzero(np.abs(z) <= bound)
    return int(gone[inside[0]]) if inside.size else most
