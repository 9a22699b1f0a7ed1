"""How far located cues move the logits of the labels they are associated with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from cuewise.records import Floats, Ints

# A cue with fewer holders says nothing.
_FEWEST = 5
_LEAST = 1e-9


def log_odds(probs: Floats) -> Floats:
    """The logits of probabilities [n, k]; finite where they are 0 or 1.

    Examples
    --------
    >>> log_odds(np.array([[0.5, 1.0]])).round(1).tolist()
    [[0.0, 20.7]]
    """
    inside = np.clip(probs, _LEAST, 1 - _LEAST)
    logits: Floats = np.log(inside) - np.log1p(-inside)
    return logits


def logit_shift(
    held: NDArray[np.bool_], labels: Ints, signs: Ints, shift: Floats
) -> tuple[float, float, float, int] | None:
    """The mean over cues of the absolute shift that each gives the logit of its label.

    For every cue, take the mean shift over its holders and its 95% interval (Student's t), and then
    their absolute values: a cue whose reliance was reversed does not make up for one that stayed.
    Cues weigh by their holders. Low and high are the same mean of the ends nearest to 0 and
    farthest from it.

    Parameters
    ----------
    held:
        Which of n documents hold which of g cues [n, g].
    labels, signs:
        The label of each cue [g], and -1 where the cue makes it rarer.
    shift:
        What the cues of a document add to each logit, minus what placebos add [n, k], in standard
        deviations of the model's logits: a cautious model is no better for its caution.

    Returns
    -------
    tuple or None
        Estimate, low, high, and the number of holders; None where no cue has five holders.

    Examples
    --------
    >>> held = np.array([[True, False]] * 20 + [[False, True]] * 20)
    >>> shift = np.repeat([[0.4, 0.0], [0.0, -0.2]], 20, axis=0)
    >>> found = logit_shift(held, np.array([0, 1]), np.array([1, 1]), shift)
    >>> [round(v, 2) for v in found]
    [0.3, 0.3, 0.3, 40]
    """
    sums = np.zeros(4)
    for holders, label, sign in zip(held.T, labels.tolist(), signs.tolist(), strict=True):
        n = int(holders.sum())
        if n < _FEWEST:
            continue
        moved = sign * shift[holders, label]
        mean = float(moved.mean())
        half = float(t.ppf(0.975, n - 1) * moved.std(ddof=1) / n**0.5)
        nearest = max(abs(mean) - half, 0.0)
        sums += n * np.array([abs(mean), nearest, abs(mean) + half, 1.0])
    if not sums[3]:
        return None
    estimate, low, high = (sums[:3] / sums[3]).tolist()
    return estimate, low, high, int(held.any(axis=1).sum())
