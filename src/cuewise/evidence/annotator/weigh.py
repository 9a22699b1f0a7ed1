"""What an annotator's answers weigh: as much as they agree with the rest of the evidence.

The other signals give some cues a verdict. The share of these on which the annotator agrees,
starting from 8 of 10, is its accuracy a; an answer is worth log(a / (1 - a)), before the weight of
the signal (`evidence/weights.toml`). An annotator that agrees no more than chance is worth nothing.
Cues of one phrase count once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from cuewise.evidence.case import LIMIT, Signals, signal
from cuewise.records.thresholds import SURE

_AGREED, _PRIOR = 8.0, 10.0


def accuracy_of(
    scores: Sequence[float | None], others: Sequence[float | None], phrase_head: Sequence[int]
) -> tuple[float, int]:
    """The accuracy of an annotator, and the number of phrases it was measured on.

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
    >>> accuracy_of([1.0, -1.0, 1.0, None], [0.9, 0.1, 0.5, 0.9], [0, 1, 2, 3])
    (0.8333333333333334, 2)
    """
    agrees: dict[int, bool] = {}
    for score, p, head in zip(scores, others, phrase_head, strict=True):
        if score and p is not None and not 1 - SURE < p < SURE:
            agrees.setdefault(head, (score > 0) == (p >= SURE))
    return (sum(agrees.values()) + _AGREED) / (len(agrees) + _PRIOR), len(agrees)


def annotator_signals(scores: Sequence[float | None], accuracy: float) -> Signals:
    """The signals of an annotator's answers."""
    chance, sure = 0.5, 1 / (1 + math.exp(-LIMIT))
    bounded = min(max(accuracy, chance), sure)
    worth = math.log(bounded / (1 - bounded))
    return [None if score is None else signal(score, worth * score) for score in scores]
