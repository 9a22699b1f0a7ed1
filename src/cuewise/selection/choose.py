"""Which remedy to take, by what can be known without group labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

import numpy as np

from cuewise.records import Rate
from cuewise.records.thresholds import Z95
from cuewise.selection.score import Score
from cuewise.stats.intervals import newcombe

# Candidates this much less accurate than the best, the cues neutralised, are out.
TOLERANCE = 0.01
# Recall of a label that no remedy may cost: it would be mended by giving a label up.
_GIVEN_UP = 0.2

Lost = Literal["chosen", "accuracy", "dependence", "class", "cost"]
Key = TypeVar("Key")


def standings(scores: Mapping[Key, Score], *, tolerance: float = TOLERANCE) -> dict[Key, Lost]:
    """The candidate to take, and of every other at which step it lost.

    Accurate enough, then hardly more dependent than the least, then fair to the labels, then the
    least dependent. The first of the candidates is the model as it is; the others come by cost.

    - Accuracy is compared with the cues neutralised: as it is, it contains what the shortcut earns,
      and a bound on it would forbid every true remedy. A candidate is not accurate enough where it
      is shown to be behind the best by more than the tolerance, by the lower end of a 95% interval
      of their difference by document (the best of many is partly so by chance), or where the recall
      of some label falls by over 20 points, to no more than that of any label before.
    - A remedy of which the most that it may lean on the cues is not below what the model as it is
      does lean is not shown to help. Of the others that by which this most is the least counts as
      the least dependent, and all stay that lean on the cues by no more than it may: they are not
      told from it.
    - Then those whose lowest recall is not shown to be behind the best by more than the tolerance.
      Of these the least dependent, and within the tolerance of it the first.

    Where none is left, nothing is to be changed.

    Examples
    --------
    >>> from cuewise.records import Rate
    >>> def made(accuracy, most, worst):
    ...     rate = Rate(estimate=accuracy, low=0, high=1, n=100)
    ...     low = Rate(estimate=worst, low=0, high=1, n=100)
    ...     return Score(rate, rate, low, None, leaning=most - .05, dependence=most)
    >>> standings({"none": made(.80, .3, .5), "rwg": made(.7, .1, .5), "mask": made(.8, .1, .5),
    ...            "poe": made(.8, .1, .5)})
    {'none': 'dependence', 'rwg': 'accuracy', 'mask': 'chosen', 'poe': 'cost'}
    """
    first = next(iter(scores.values()))
    best = max(scores.values(), key=lambda s: s.neutral.estimate)
    exact = {
        c: s
        for c, s in scores.items()
        if _behind(s, best) <= tolerance and _given_up(s, first) <= _GIVEN_UP
    }
    helpful = {c: s for c, s in exact.items() if s is first or s.dependence < first.leaning}
    able = helpful or dict([next(iter(scores.items()))])
    least = min(s.dependence for s in able.values())
    free = {c: s for c, s in able.items() if s.leaning <= least}
    fairest = max((s.worst_class for s in free.values()), key=lambda r: r.estimate)
    fair = {c: s for c, s in free.items() if _less(s.worst_class, fairest) <= tolerance}
    most = min(s.dependence for s in fair.values()) + tolerance
    alike = [c for c, s in fair.items() if s.dependence <= most]
    lost: dict[Key, Lost] = {c: "dependence" if c in exact else "accuracy" for c in scores}
    lost |= {c: "dependence" if c in fair else "class" for c in free}
    return lost | dict.fromkeys(alike, "cost") | {alike[0]: "chosen"}


def choose(scores: Mapping[Key, Score], *, tolerance: float = TOLERANCE) -> Key:
    """The candidate to take, by `standings`.

    Examples
    --------
    >>> from cuewise.records import Rate
    >>> def made(accuracy, most):
    ...     rate = Rate(estimate=accuracy, low=0, high=1, n=100)
    ...     return Score(rate, rate, rate, None, leaning=most / 2, dependence=most)
    >>> choose({"none": made(0.80, 0.3), "rwg": made(0.7, 0.0), "mask": made(0.795, 0.02)})
    'mask'
    """
    found = standings(scores, tolerance=tolerance)
    return next(c for c, standing in found.items() if standing == "chosen")


def confirmed(before: Score, after: Score) -> bool:
    """Whether documents that nothing was chosen on show what `standings` asks of a remedy.

    At most it leans on the cues less than the model as it was does lean, and it is not shown to be
    less accurate than that by over a point.

    Examples
    --------
    >>> from cuewise.records import Rate
    >>> rate = Rate(estimate=0.8, low=0.7, high=0.9, n=100)
    >>> old, new = (Score(rate, rate, rate, None, leaning=x, dependence=x + .1) for x in (.3, .1))
    >>> confirmed(old, new), confirmed(new, old)
    (True, False)
    """
    return after.dependence < before.leaning and _behind(after, before) <= TOLERANCE


def gained(before: Score, after: Score) -> Rate:
    """The accuracy won, the cues neutralised: the mean difference by document, 95% interval.

    Without documents in common it has no bounds but those of a difference of shares.

    Examples
    --------
    >>> from cuewise.records import Rate
    >>> rate, even = Rate(estimate=0.5, low=0, high=1, n=4), np.full(4, 0.25)
    >>> old = Score(rate, rate, rate, None, right=np.array([1.0, 1, 0, 0]), weights=even)
    >>> found = gained(old, old)
    >>> found.estimate, round(found.low, 2), round(found.high, 2), found.n
    (0.0, -0.33, 0.33, 4)
    """
    low, high = _difference(before, after) or (-1.0, 1.0)
    mean = after.neutral.estimate - before.neutral.estimate
    return after.neutral.model_copy(update={"estimate": mean, "low": low, "high": high})


def _behind(own: Score, best: Score) -> float:
    """How far behind the best a candidate is shown to be, where documents tell of it."""
    found = _difference(own, best)
    return found[0] if found else best.neutral.estimate - own.neutral.estimate


def _difference(old: Score, new: Score) -> tuple[float, float] | None:
    """The interval of how much more accurate the second is, the cues neutralised.

    Of paired shares, half a document added to each of the four cells (Agresti and Min 2005), so
    that it has a width also where no document is in dispute. None where the documents of both are
    not the same, weighed alike.
    """
    if old.right.size != new.right.size or not old.right.size:
        return None
    n = float(1 / (old.weights**2).sum())
    won, lost = (
        (n * float(old.weights @ (a > b)) + 0.5) / (n + 2)
        for a, b in ((new.right, old.right), (old.right, new.right))
    )
    mean, error = won - lost, np.sqrt((won + lost - (won - lost) ** 2) / (n + 2))
    return max(float(mean - Z95 * error), -1.0), min(float(mean + Z95 * error), 1.0)


def _less(own: Rate, best: Rate) -> float:
    """How much lower a recall is shown to be than another, as if of other documents.

    That is cautious: both are of the same ones, and differ by less than they would by chance.
    """
    sizes = [max(r.n, 1) for r in (best, own)]
    right = [r.estimate * n for r, n in zip((best, own), sizes, strict=True)]
    return float(newcombe(right[0], sizes[0], right[1], sizes[1])[1])


def _given_up(own: Score, first: Score) -> float:
    """The most that the recall of a label falls by, of those that end as the lowest of both models.

    Where a cue is taken out a model that relied on it may answer one label always; that the recall
    of that label falls is then what mending is for.
    """
    if own.recall.size != first.recall.size or not own.recall.size:
        return 0.0
    lowest = own.recall <= np.nanmin(first.recall)
    return float(np.max(np.where(lowest, first.recall - own.recall, 0.0)))
