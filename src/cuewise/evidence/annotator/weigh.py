"""What an annotator's answers weigh: as much as they agree with the rest of the evidence.

The other signals give some cues a verdict. The share of these on which the annotator agrees,
starting from 8 of 10, is its accuracy a; an answer is worth log(a / (1 - a)), before the weight of
the signal (`evidence/weights.toml`). An annotator that agrees no more than chance is worth nothing.
Cues of one phrase count once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cuewise.evidence.case import LIMIT, Signals, signal
from cuewise.records.thresholds import SURE

# Phrases assumed at first, and agreed on among them.
PRIOR, PRIOR_AGREED = 10, 8


@dataclass(frozen=True, slots=True)
class Agreement:
    """On how many of `n` phrases an annotator agrees with the other evidence.

    Examples
    --------
    >>> round(Agreement(2, 3).accuracy, 3)
    0.769
    """

    agreed: int
    n: int

    @property
    def accuracy(self) -> float:
        """The share agreed on, together with the phrases that are assumed at first."""
        return (self.agreed + PRIOR_AGREED) / (self.n + PRIOR)


def agreement_of(
    scores: Sequence[float | None], others: Sequence[float | None], phrase_head: Sequence[int]
) -> Agreement:
    """How often an annotator agrees with the other evidence where that is clear.

    Parameters
    ----------
    scores:
        Its answers [m], below 0 for genuine.
    others:
        p(spurious) [m] by all other signals; None without any.
    phrase_head:
        The place [m] of the fullest form of each cue's phrase.

    Examples
    --------
    >>> agreement_of([1.0, -1.0, 1.0, None], [0.9, 0.1, 0.5, 0.9], [0, 1, 2, 3])
    Agreement(agreed=2, n=2)
    """
    agrees: dict[int, bool] = {}
    for score, p, head in zip(scores, others, phrase_head, strict=True):
        if score and p is not None and not 1 - SURE < p < SURE:
            agrees.setdefault(head, (score > 0) == (p >= SURE))
    return Agreement(sum(agrees.values()), len(agrees))


def annotator_signals(scores: Sequence[float | None], accuracy: float) -> Signals:
    """The signals of an annotator's answers."""
    chance, sure = 0.5, 1 / (1 + math.exp(-LIMIT))
    bounded = min(max(accuracy, chance), sure)
    worth = math.log(bounded / (1 - bounded))
    return [None if score is None else signal(score, worth * score) for score in scores]
