"""Signals of meaning: the axes, the lexicon, and how far their errors are shared."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from calibration.words import Task, logistic
from cuewise.evidence.anchors import meaning
from cuewise.evidence.irrelevance import TEMPLATES, label_axes, standing
from cuewise.evidence.lexicon import log_ratio, polarity_of
from cuewise.evidence.parts import LIMIT, Encode
from cuewise.evidence.polarity import polarities
from cuewise.types import Language

# Of 2,448 words of IMDB reviews people called 389 causal (Wang and Culotta 2021); as many, we say,
# divide them.
CAUSAL = 389 / 2448
Floats = NDArray[np.float64]


def axis(task: Task, encode: Encode, templates: tuple[str, ...] = TEMPLATES) -> list[Floats]:
    """Standard scores of `task.of(label)` for each label, against words of every kind."""
    meanings = [meaning(label) for label in task.labels]
    others = _vocabulary(task)
    axes = label_axes(meanings, encode, templates)
    return [
        standing([w for w, _ in task.of(label)], others, axes, encode, templates)[:, i]
        for i, label in enumerate(task.labels)
        if label in labels(task)
    ]


def labels(task: Task) -> list[str]:
    """Those with words of their own."""
    return [label for label in task.labels if label in task.genuine]


def _vocabulary(task: Task) -> list[str]:
    """Words in the shares they have in a corpus: the scores are standardised against them."""
    divided = [w for words in task.mixed.values() for w in words]
    genuine = [w for words in task.genuine.values() for w in words]
    wanted = round(len(task.neutral) * CAUSAL / (1 - 2 * CAUSAL))
    return [*task.neutral, *_some(divided, wanted), *_some(genuine, wanted)]


def _some(words: list[str], wanted: int) -> list[str]:
    """At equal steps."""
    at = np.linspace(0, len(words) - 1, min(wanted, len(words))).astype(int)
    return [words[i] for i in np.unique(at)]


def line(judged: list[tuple[Task, list[Floats]]]) -> tuple[float, float, int, int]:
    """Intercept and slope of the log likelihood ratio, and the numbers of either kind."""
    score = np.concatenate([s for _, scores in judged for s in scores])
    target = np.array([t for task, _ in judged for k in labels(task) for _, t in task.of(k)])
    intercept, slope = logistic(-score[:, None], target)
    return intercept, float(slope[0]), int((target == 0).sum()), int((target == 1).sum())


def listed(language: Language, task: Task) -> dict[str, float]:
    """Log likelihood ratios of being listed on the label's side, on the other, or not at all."""
    table, counts = polarities(language), np.ones((3, 2))
    for label, pole in (("negative", -1), ("positive", 1)):
        for word, target in task.of(label):
            side = int(np.sign(polarity_of(word, table)) * pole)
            counts[{1: 0, -1: 1, 0: 2}[side]] += (1 - target, target)
    share = counts / counts.sum(axis=0)
    agrees, disagrees, unlisted = (math.log(s / g) for g, s in share)
    # A word of praise that goes with blame is no sign of meaning, however rare in these lists.
    return {"agrees": agrees, "disagrees": max(0.0, disagrees), "unlisted": unlisted}


def ratios(scores: list[Floats], of: tuple[float, float]) -> list[Floats]:
    """Log likelihood ratios of scores, within the bounds of a signal."""
    return [np.clip(of[0] - of[1] * s, -LIMIT, LIMIT) for s in scores]


def shared(task: Task, axes: list[list[Floats]], table: dict[str, float]) -> float:
    """The correlation of the errors of lexicon and axes, these averaged; at least 0.

    Within words of one kind, so that what both know of the kind is no shared error.
    """
    poles = {"negative": -1, "positive": 1}
    rows, kinds = [], []
    for label, *own in zip(labels(task), *axes, strict=True):
        for (word, target), ratio in zip(task.of(label), np.mean(own, axis=0), strict=True):
            agreement = polarity_of(word, polarities("en")) * poles[label]
            rows.append((ratio, log_ratio(agreement, table)))
            kinds.append(target)
    x, kind = np.array(rows), np.array(kinds)
    for k in np.unique(kind):
        x[kind == k] -= x[kind == k].mean(axis=0)
    return max(0.0, float(np.corrcoef(x.T)[0, 1]))
