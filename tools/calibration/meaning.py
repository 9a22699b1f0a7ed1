"""Signals of meaning: the axes, the lexicon, and how far their errors are shared."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from calibration.words import Task, logistic
from cuewise.cues.source import Encode
from cuewise.evidence.axes import axis_scores
from cuewise.evidence.case import LIMIT
from cuewise.evidence.irrelevance import SENTENCES
from cuewise.evidence.label_meaning import Meaning, meaning
from cuewise.evidence.lexicon import log_ratio, polarities, polarity_of
from cuewise.records import Language

# Of 2,448 words of IMDB reviews people called 389 causal (Wang and Culotta 2021); as many, we say,
# divide them.
CAUSAL = 389 / 2448
# Where a name says nothing, a label is told by its strongest words; of those, we say, every other
# one is a reason. So many are drawn of either kind, so many times.
_DRAWN, _DRAWS = 10, 5
Floats = NDArray[np.float64]
# What the labels of a task mean, in one or several ways.
Tell = Callable[[Task], Iterator[list[Meaning]]]


def listed_words(task: Task) -> Iterator[list[Meaning]]:
    """By the lists of words that come with cuewise."""
    yield [meaning(label) for label in task.labels]


def bare_names(task: Task) -> Iterator[list[Meaning]]:
    """By their names."""
    yield [Meaning((label.replace("_", " "),), 0, "named") for label in task.labels]


def found_words(task: Task) -> Iterator[list[Meaning]]:
    """By words such as a corpus has as the strongest of a label."""
    for seed in range(_DRAWS):
        draw = np.random.default_rng([11, seed])
        told = []
        for label in task.labels:
            kinds = (task.genuine.get(label, ()), task.neutral)
            drawn = [w for k in kinds for w in draw.permutation(np.array(k))[:_DRAWN].tolist()]
            told.append(Meaning(tuple(dict.fromkeys(drawn)), 0, "found"))
        yield told


def axis(
    task: Task, tell: Tell, encode: Encode, templates: tuple[str, ...] = SENTENCES
) -> list[Floats]:
    """Standard scores of `task.of(label)` for each label, against words of every kind."""
    out: list[list[Floats]] = [[] for _ in labels(task)]
    for meanings in tell(task):
        for own, label in zip(out, labels(task), strict=True):
            cues = [((w,), task.labels.index(label)) for w, _ in task.of(label)]
            own.append(axis_scores(cues, meanings, _vocabulary(task), encode, templates))
    return [np.concatenate(own) for own in out]


def labels(task: Task) -> list[str]:
    """Those with words of their own."""
    return [label for label in task.labels if label in task.genuine]


def _vocabulary(task: Task) -> list[str]:
    """Words in the shares they have in a corpus: the scores are standardised against them."""
    divided = [w for words in task.mixed.values() for w in words]
    genuine = [w for words in task.genuine.values() for w in words]
    wanted = round(len(task.neutral) * CAUSAL / (1 - 2 * CAUSAL))
    mixed = [*task.neutral, *_some(divided, wanted), *_some(genuine, wanted)]
    # In an order that has nothing to do with their kind, since every other one is set aside.
    return sorted(dict.fromkeys(mixed), key=lambda w: w[::-1])


def _some(words: list[str], wanted: int) -> list[str]:
    """At equal steps."""
    at = np.linspace(0, len(words) - 1, min(wanted, len(words))).astype(int)
    return [words[i] for i in np.unique(at)]


def line(judged: list[tuple[Task, list[Floats]]]) -> tuple[float, float, int, int]:
    """Intercept and slope of the log likelihood ratio, and the numbers of either kind."""
    score = np.concatenate([s for _, scores in judged for s in scores])
    kinds = [
        np.resize([t for _, t in task.of(label)], own.size)
        for task, scores in judged
        for label, own in zip(labels(task), scores, strict=True)
    ]
    target = np.concatenate(kinds)
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
