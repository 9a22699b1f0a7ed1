"""What cues at a place in texts add to the scores of the labels that they go with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from cuewise.records import Floats, Ints

# Holders from which a cue tells something.
FEWEST = 5
_LEAST = 1e-9


def log_odds(probs: Floats) -> Floats:
    """Of probabilities [n, k]; finite where they are 0 or 1.

    Examples
    --------
    >>> log_odds(np.array([[0.5, 1.0]])).round(1).tolist()
    [[0.0, 20.7]]
    """
    inside = np.clip(probs, _LEAST, 1 - _LEAST)
    found: Floats = np.log(inside) - np.log1p(-inside)
    return found


def pull(
    held: NDArray[np.bool_], labels: Ints, signs: Ints, shift: Floats
) -> tuple[float, float, float, int] | None:
    """The mean over cues of how far each moves the label that it goes with: estimate, low, high, n.

    Of every cue the mean shift in its holders, one way or the other, so that a cue that was turned
    round does not make up for another that is still there; its 95% interval is Student's t; cues
    weigh by their holders. Low and high are the same mean of the ends nearest to 0 and farthest
    from it. None where no cue has as many as five holders.

    Parameters
    ----------
    held:
        Which of n documents hold which cue [n, g].
    labels, signs:
        The label that each cue goes with [g], and -1 where it speaks against it.
    shift:
        How much more score the cues give each label of a document than placebos do [n, k], in
        standard deviations of the model's scores: a cautious model is no better for being so.

    Examples
    --------
    >>> held = np.array([[True, False]] * 20 + [[False, True]] * 20)
    >>> shift = np.repeat([[0.4, 0.0], [0.0, -0.2]], 20, axis=0)
    >>> found = pull(held, np.array([0, 1]), np.array([1, 1]), shift)
    >>> [round(v, 2) for v in found]
    [0.3, 0.3, 0.3, 40]
    """
    sums = np.zeros(4)
    for own, label, sign in zip(held.T, labels.tolist(), signs.tolist(), strict=True):
        n = int(own.sum())
        if n < FEWEST:
            continue
        moved = sign * shift[own, label]
        mean = float(moved.mean())
        half = float(t.ppf(0.975, n - 1) * moved.std(ddof=1) / n**0.5)
        nearest = max(abs(mean) - half, 0.0)
        sums += n * np.array([abs(mean), nearest, abs(mean) + half, 1.0])
    if not sums[3]:
        return None
    estimate, low, high = (sums[:3] / sums[3]).tolist()
    return estimate, low, high, int(held.any(axis=1).sum())
