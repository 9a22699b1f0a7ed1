"""z-filter: documents discarded until a cue goes with no label more than chance would have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.registry import register
from cuewise.records import Bools, Floats, Ints
from cuewise.remedy.cells import as_frequent
from cuewise.remedy.parts import Needs, Refit, Task
from cuewise.stats.association import competency_z


@register("remedies")
@dataclass(frozen=True, slots=True)
class ZFilter(Refit):
    """Fits the head without documents that make |z| of a cue to mend greater than a bound.

    Wu et al. 2022, "Generating data to mitigate spurious correlations in natural language
    inference datasets", restricted to the cues to mend: z = (p(y|x) − p(y)) / √(p(y)(1 − p(y))/n)
    as in Gardner et al. 2021. The cue and label of the greatest |z| lose documents at random until
    they are inside, again and again. Labels keep their share by weights. Of documents with a cue
    that goes with one label only, a handful is left.

    Parameters
    ----------
    bound:
        The greatest |z| that is left.
    most:
        The greatest share of the documents that may be discarded.
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "z-filter"
    needs: ClassVar[Needs] = "group in training"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 2
    bound: float = 1.0
    most: float = 0.75
    strength: float = 1.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        rows = kept(t.held.toarray() != 0, t.labels, t.k, self.bound, rng)
        gone = t.labels.size - rows.size
        missing = np.setdiff1d(t.labels, t.labels[rows])
        if gone > self.most * t.labels.size or missing.size:
            raise NotApplicable("discards-most", discarded=int(gone), documents=t.labels.size)
        weights = as_frequent(t.labels[rows], t.labels, t.k)
        return t.only(rows).fit(weights, strength=self.strength)


def kept(
    held: Bools, labels: NDArray[np.integer], k: int, bound: float, rng: np.random.Generator
) -> Ints:
    """The rows left when no cue [n, g] has a |z| above the bound with any label.

    Examples
    --------
    >>> held, y = np.array([[True]] * 20 + [[False]] * 40), np.array([1] * 20 + [0, 1] * 20)
    >>> kept(held, y, 2, 1.0, np.random.default_rng(0)).size
    41
    """
    rows = rng.permutation(labels.size)
    while True:
        z = scores(held[rows], labels[rows], k)
        cue, label = np.unravel_index(int(np.abs(z).argmax()), z.shape)
        if abs(z[cue, label]) <= bound:
            return np.sort(rows).astype(np.int64)
        with_label = labels[rows] == label
        blamed = np.flatnonzero(
            held[rows, cue] & (with_label if z[cue, label] > 0 else ~with_label)
        )
        n, p0 = int(held[rows, cue].sum()), float(with_label.mean())
        own = blamed.size if z[cue, label] > 0 else n - blamed.size
        rows = np.delete(rows, blamed[: _fewest(own, n, p0, blamed.size, bound)])


def scores(held: Bools, labels: NDArray[np.integer], k: int) -> Floats:
    """z of every cue with every label [g, k]; 0 where there is none."""
    known = np.eye(k)[labels]
    together = held.T.astype(np.float64) @ known
    share = known.mean(axis=0)
    return np.nan_to_num(competency_z(together, held.sum(axis=0)[:, None], share))


def _fewest(own: int, n: int, p0: float, most: int, bound: float) -> int:
    """How many of the n documents with the cue must go, `own` of them with the label.

    Those with the label go if it is too frequent, else the others; p(y) is taken as it is.
    """
    gone = np.arange(1, most + 1)
    with_label = own - gone if own > p0 * n else np.full(most, own)
    z = np.nan_to_num(competency_z(with_label, n - gone, p0))
    inside = np.flatnonzero(np.abs(z) <= bound)
    return int(gone[inside[0]]) if inside.size else most
