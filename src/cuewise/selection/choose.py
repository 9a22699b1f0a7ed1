"""The rule by which one candidate is kept; it needs no group labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

import numpy as np

from cuewise.records import Rate
from cuewise.records.thresholds import Z95
from cuewise.selection.score import Score
from cuewise.stats.intervals import newcombe

# Accuracy, recall and reliance that differ by less are taken as equal.
TOLERANCE = 0.01
# Recall of a label that a remedy may cost: above it, the remedy gives the label up.
_RECALL_LOSS = 0.2

# Why a candidate was not kept: the step of the rule at which it lost.
Lost = Literal["chosen", "accuracy", "dependence", "class", "cost"]
Key = TypeVar("Key")


def standings(scores: Mapping[Key, Score], *, tolerance: float = TOLERANCE) -> dict[Key, Lost]:
    """The candidate to keep, and the step at which every other one lost.

    The first candidate is the model as it is; the others come by cost. The rule has four steps.

    1. *Accuracy*, with the cues ablated. Accuracy on the texts as they are contains what a shortcut
       earns, so a bound on it would forbid every true repair. Discard a candidate that is shown to
       be less accurate than the best by more than `tolerance`. The lower end of a 95% interval of
       the difference by document decides, because the best of many is partly so by chance. Discard
       it too if the recall of a label falls by over 20 points to the lowest recall of both models.
    2. *Dependence*. Discard a remedy unless the upper bound of its reliance is below the baseline's
       estimate. Among the rest, take the smallest upper bound as the reference, and keep every
       candidate whose estimate does not exceed it.
    3. *Class*. Discard a candidate whose lowest recall is shown to be below the best one by more
       than `tolerance`.
    4. *Cost*. Keep the first candidate whose upper bound is within `tolerance` of the smallest.

    If no candidate is left, the model as it is stays.

    Returns
    -------
    dict
        "chosen" for the candidate to keep; for every other the step at which it lost.

    Examples
    --------
    >>> from cuewise.records import Rate
    >>> def made(accuracy, most, worst):
    ...     rate = Rate(estimate=accuracy, low=0, high=1, n=100)
    ...     low = Rate(estimate=worst, low=0, high=1, n=100)
    ...     return Score(rate, rate, low, None, reliance=most - .05, upper_reliance=most)
    >>> standings({"none": made(.8, .4, .5), "rwg": made(.7, .1, .5), "mask": made(.8, .1, .5),
    ...            "poe": made(.8, .1, .5)})
    {'none': 'dependence', 'rwg': 'accuracy', 'mask': 'chosen', 'poe': 'cost'}
    """
    key, baseline = next(iter(scores.items()))
    best = max(scores.values(), key=lambda s: s.ablated.estimate)
    accurate = {
        k: s
        for k, s in scores.items()
        if _shown_behind(s, best) <= tolerance and _recall_lost(s, baseline) <= _RECALL_LOSS
    }
    helpful = {
        k: s for k, s in accurate.items() if s is baseline or s.upper_reliance < baseline.reliance
    }
    helpful = helpful or {key: baseline}
    reference = min(s.upper_reliance for s in helpful.values())
    free = {k: s for k, s in helpful.items() if s.reliance <= reference}
    fairest = max((s.worst_class for s in free.values()), key=lambda r: r.estimate)
    fair = {k: s for k, s in free.items() if _shown_lower(s.worst_class, fairest) <= tolerance}
    most = min(s.upper_reliance for s in fair.values()) + tolerance
    alike = [k for k, s in fair.items() if s.upper_reliance <= most]
    lost: dict[Key, Lost] = {k: "dependence" if k in accurate else "accuracy" for k in scores}
    lost |= {k: "dependence" if k in fair else "class" for k in free}
    return lost | dict.fromkeys(alike, "cost") | {alike[0]: "chosen"}


def choose(scores: Mapping[Key, Score], *, tolerance: float = TOLERANCE) -> Key:
    """The candidate to keep, by `standings`."""
    found = standings(scores, tolerance=tolerance)
    return next(k for k, standing in found.items() if standing == "chosen")


def confirmed(before: Score, after: Score) -> bool:
    """Whether unseen documents confirm what the rule of choice asks of a remedy.

    The upper bound of its reliance must be below the estimate of the model before, and it must not
    be shown to be less accurate by over a point.

    Examples
    --------
    >>> from cuewise.records import Rate
    >>> rate = Rate(estimate=0.8, low=0.7, high=0.9, n=100)
    >>> old, new = (Score(rate, rate, rate, None, reliance=x, upper_reliance=x + .1)
    ...             for x in (.3, .1))
    >>> confirmed(old, new), confirmed(new, old)
    (True, False)
    """
    return after.upper_reliance < before.reliance and _shown_behind(after, before) <= TOLERANCE


def gained(before: Score, after: Score) -> Rate:
    """The accuracy gained with the cues ablated: mean difference by document, 95% interval.

    Without documents in common the only bounds are those of a difference of shares, -1 and 1.

    Examples
    --------
    >>> from cuewise.records import Rate
    >>> rate, even = Rate(estimate=0.5, low=0, high=1, n=4), np.full(4, 0.25)
    >>> old = Score(rate, rate, rate, None, right=np.array([1.0, 1, 0, 0]), weights=even)
    >>> gain = gained(old, old)
    >>> gain.estimate, round(gain.low, 2), round(gain.high, 2), gain.n
    (0.0, -0.33, 0.33, 4)
    """
    low, high = _difference(before, after) or (-1.0, 1.0)
    mean = after.ablated.estimate - before.ablated.estimate
    return after.ablated.model_copy(update={"estimate": mean, "low": low, "high": high})


def _shown_behind(candidate: Score, best: Score) -> float:
    """How far a candidate is shown to be less accurate than the best."""
    interval = _difference(candidate, best)
    return interval[0] if interval else best.ablated.estimate - candidate.ablated.estimate


def _difference(old: Score, new: Score) -> tuple[float, float] | None:
    """The interval of how much more accurate the second is, the cues ablated.

    It is one of paired shares, with half a document added to each of the four cells (Agresti and
    Min 2005), so that it has a width even where no document is in dispute. None where the two are
    not scored on the same documents with the same weights.
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


def _shown_lower(recall: Rate, best: Rate) -> float:
    """How much lower a recall is shown to be than another, as if measured on other documents.

    That is cautious: both are measured on the same documents and differ less than by chance.
    """
    sizes = [max(r.n, 1) for r in (best, recall)]
    right = [r.estimate * n for r, n in zip((best, recall), sizes, strict=True)]
    return float(newcombe(right[0], sizes[0], right[1], sizes[1])[1])


def _recall_lost(candidate: Score, baseline: Score) -> float:
    """The most that the recall of a label falls to the lowest recall of both models.

    A model that relied on a cue may give one label to every text without it. That the recall of
    this label falls is then what the repair is for.
    """
    if candidate.recall.size != baseline.recall.size or not candidate.recall.size:
        return 0.0
    lowest = candidate.recall <= np.nanmin(baseline.recall)
    return float(np.max(np.where(lowest, baseline.recall - candidate.recall, 0.0)))
