"""Which remedy to take, by what can be known without group labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

import numpy as np

from cuewise.remedy.score import Score

# Candidates this much less accurate than the best, the cues neutralised, are out.
TOLERANCE = 0.01
_Z = 1.96

Lost = Literal["chosen", "accuracy", "dependence", "class", "cost"]
Key = TypeVar("Key")


def standings(scores: Mapping[Key, Score], *, tolerance: float = TOLERANCE) -> dict[Key, Lost]:
    """The candidate to take, and of every other at which step it lost.

    Accurate enough, then least dependent, then fairest to the labels. Accuracy is compared with the
    cues neutralised: as it is, it contains what the shortcut earns, and a bound on it would forbid
    every true remedy. A candidate is not accurate enough where it is shown to be behind the best by
    more than the tolerance: by the lower end of a 95% interval of their difference by document. The
    best of many is partly so by chance. Candidates come by cost; of those that differ by less than
    the tolerance in the last two steps, the first is taken.

    Examples
    --------
    >>> from cuewise.types import Rate
    >>> def made(accuracy, high, worst):
    ...     rate = Rate(estimate=accuracy, low=0, high=1, n=100)
    ...     low = Rate(estimate=worst, low=0, high=1, n=100)
    ...     return Score(rate, rate, low, None, pull=Rate(estimate=0, low=0, high=high, n=100))
    >>> standings({"none": made(.80, .3, .5), "rwg": made(.7, 0, .5), "mask": made(.8, .0, .5),
    ...            "poe": made(.8, .0, .5)})
    {'none': 'dependence', 'rwg': 'accuracy', 'mask': 'chosen', 'poe': 'cost'}
    """
    best = max(scores.values(), key=lambda s: s.neutral.estimate)
    able = {c: s for c, s in scores.items() if _behind(s, best) <= tolerance}
    least = min(s.dependence for s in able.values())
    free = {c: s for c, s in able.items() if s.dependence <= least + tolerance}
    fairest = max(s.worst_class.estimate for s in free.values())
    fair = [c for c, s in free.items() if s.worst_class.estimate >= fairest - tolerance]
    lost: dict[Key, Lost] = {
        c: "accuracy" if c not in able else "dependence" if c not in free else "class"
        for c in scores
    }
    return lost | dict.fromkeys(fair, "cost") | {fair[0]: "chosen"}


def choose(scores: Mapping[Key, Score], *, tolerance: float = TOLERANCE) -> Key:
    """The candidate to take, by `standings`.

    Examples
    --------
    >>> from cuewise.types import Rate
    >>> def made(accuracy, high):
    ...     rate = Rate(estimate=accuracy, low=0, high=1, n=100)
    ...     return Score(rate, rate, rate, None, pull=Rate(estimate=0, low=0, high=high, n=100))
    >>> choose({"none": made(0.80, 0.3), "rwg": made(0.7, 0.0), "mask": made(0.795, 0.02)})
    'mask'
    """
    found = standings(scores, tolerance=tolerance)
    return next(c for c, standing in found.items() if standing == "chosen")


def _behind(own: Score, best: Score) -> float:
    """How far behind the best a candidate is shown to be, where documents tell of it."""
    behind = best.neutral.estimate - own.neutral.estimate
    if own.right.size != best.right.size:
        return behind
    off = own.weights * (best.right - own.right - behind)
    return behind - _Z * float(np.sqrt((off**2).sum()))
