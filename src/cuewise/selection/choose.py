"""The rule by which one candidate is kept; it needs no group labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

import numpy as np

from cuewise.records import Rate
from cuewise.selection.harm import Limits, harm_of
from cuewise.selection.paired import paired_difference
from cuewise.selection.score import Score

# Accuracy and reliance that differ by less are taken as equal.
TOLERANCE = 0.01
# Recall of a label, with the cues ablated, that a remedy may cost: above it, it gives the label up.
_RECALL_LOSS = 0.2

# Why a candidate was not kept: the step of the rule at which it lost.
Lost = Literal["chosen", "harm", "dependence", "accuracy", "cost"]
Key = TypeVar("Key")


def standings(
    scores: Mapping[Key, Score], limits: Limits | None, *, tolerance: float = TOLERANCE
) -> dict[Key, Lost]:
    """The candidate to keep, and the step at which every other one lost.

    The first candidate is the model as it is; the others come by cost. The rule has four steps.

    1. *Do no harm.* Discard a candidate that costs more accuracy on texts as they are than `limits`
       allow (`cuewise.selection.harm.harm_of`); None allows any loss. Discard it too if it is
       worse where the cues say nothing: with the cues ablated it is shown to be less accurate than
       the model as it is, by over `tolerance`, or it gives a label up (`_gives_up`).
    2. *Dependence.* Discard a candidate unless the upper bound of its reliance is below the
       estimate of the model as it is. Among the rest, take the smallest upper bound as the
       reference, and keep every candidate whose estimate does not exceed it.
    3. *Accuracy*, with the cues ablated. Discard a candidate that is shown to be less accurate than
       the best one by over `tolerance`. The lower end of a 95% interval of the difference by
       document decides, because the best of many is partly so by chance.
    4. *Cost.* Keep the first candidate that is left.

    If no candidate is left, the model as it is stays.

    Returns
    -------
    dict
        "chosen" for the candidate to keep; for every other the step at which it lost.

    Examples
    --------
    >>> from cuewise.records import Rate
    >>> def made(accuracy, most):
    ...     rate = Rate(estimate=accuracy, low=0, high=1, n=100)
    ...     return Score(rate, rate, rate, None, reliance=most - .05, upper_reliance=most)
    >>> standings({"none": made(.8, .4), "rwg": made(.7, .1), "mask": made(.8, .1),
    ...            "poe": made(.8, .1)}, Limits())
    {'none': 'dependence', 'rwg': 'harm', 'mask': 'chosen', 'poe': 'cost'}
    """
    key, baseline = next(iter(scores.items()))
    harmless = {
        k: s
        for k, s in scores.items()
        if s is baseline or not _harms(baseline, s, limits, tolerance)
    }
    helpful = {k: s for k, s in harmless.items() if s.upper_reliance < baseline.reliance}
    helpful = helpful or {key: baseline}
    reference = min(s.upper_reliance for s in helpful.values())
    free = {k: s for k, s in helpful.items() if s.reliance <= reference}
    best = max(free.values(), key=lambda s: s.ablated.estimate)
    alike = [k for k, s in free.items() if _shown_behind(s, best) <= tolerance]
    lost: dict[Key, Lost] = {k: "dependence" if k in harmless else "harm" for k in scores}
    lost |= dict.fromkeys(free, "accuracy")
    return lost | dict.fromkeys(alike, "cost") | {alike[0]: "chosen"}


def choose(
    scores: Mapping[Key, Score], limits: Limits | None, *, tolerance: float = TOLERANCE
) -> Key:
    """The candidate to keep, by `standings`."""
    found = standings(scores, limits, tolerance=tolerance)
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
    low, high = paired_difference(before.right, after.right, before.weights) or (-1.0, 1.0)
    mean = after.ablated.estimate - before.ablated.estimate
    return after.ablated.model_copy(update={"estimate": mean, "low": low, "high": high})


def _harms(baseline: Score, candidate: Score, limits: Limits | None, tolerance: float) -> bool:
    """Whether a candidate does harm: on texts as they are, or where the cues say nothing."""
    if limits is not None and harm_of(baseline, candidate, limits) is not None:
        return True
    return _shown_behind(candidate, baseline) > tolerance or _gives_up(candidate, baseline)


def _shown_behind(candidate: Score, best: Score) -> float:
    """How far a candidate is shown to be less accurate than another, the cues ablated."""
    interval = paired_difference(candidate.right, best.right, best.weights)
    return interval[0] if interval else best.ablated.estimate - candidate.ablated.estimate


def _gives_up(candidate: Score, baseline: Score) -> bool:
    """Whether the recall of a label falls by over 20 points to the lowest recall of both models.

    The cues are ablated. A model that relied on a cue may give one label to every text without it.
    That the recall of this label falls is then what the repair is for.
    """
    if candidate.recall.size != baseline.recall.size or not candidate.recall.size:
        return False
    lowest = candidate.recall <= np.nanmin(baseline.recall)
    fallen = np.where(lowest, baseline.recall - candidate.recall, 0.0)
    return bool(np.max(fallen) > _RECALL_LOSS)
